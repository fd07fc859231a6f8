package pulsatile_test

import "testing"

// BenchmarkPatientSecond is a second of one patient at 500 Hz.
func BenchmarkPatientSecond(b *testing.B) {
	w := newTwin(b, adult())
	d := w.body.Pulsatile()
	b.ReportAllocs()
	for b.Loop() {
		w.rhythm.until(&w.s, &d, float64(w.s.N+500)*grid)
		for range 500 {
			w.s.Step(&w.q, &d, grid)
		}
	}
}

func TestAStepAllocatesNothing(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	if n := testing.AllocsPerRun(2000, func() {
		w.rhythm.until(&w.s, &d, float64(w.s.N+1)*grid)
		w.s.Step(&w.q, &d, grid)
	}); n != 0 {
		t.Errorf("a step allocates %g times", n)
	}
}
