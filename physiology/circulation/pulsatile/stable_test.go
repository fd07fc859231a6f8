package pulsatile_test

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/circulation"
	"github.com/vitalfleet/vitalfleet/physiology/circulation/pulsatile"
)

// TestNothingBreaksIt drives patients with whatever can be, at 2 and 4 ms.
func TestNothingBreaksIt(t *testing.T) {
	whole := newTwin(t, adult())
	rapid.Check(t, func(t *rapid.T) {
		w := *whole
		d := w.body.Pulsatile()
		if rapid.Bool().Draw(t, "from empty") {
			d.Flow = circulation.Flow{Rp: 0.1}
			w.s = pulsatile.Rest(&w.q, &d)
		}
		dt := rapid.SampledFrom([]float64{0.002, 0.004}).Draw(t, "dt")
		s := w.s
		s.N = 0
		next := 0.0
		for range rapid.IntRange(1, 6).Draw(t, "stages") {
			draw := func(low, high float64, of string) float64 { return rapid.Float64Range(low, high).Draw(t, of) }
			d.Tone = circulation.Tone{
				R: draw(0.1, 6, "R"), Vusv: draw(1000, 6000, "Vusv"), EmaxL: draw(0.1, 12, "EmaxL"), EmaxR: draw(0.05, 7, "EmaxR"),
				Rate: draw(0, 220, "rate") / 60, Lusitropy: draw(0.3, 1.2, "lusitropy"), Chest: draw(-20, 60, "chest"),
				Belly: draw(0, 60, "belly"), Press: draw(0, 1, "press"), PressRate: draw(0, 2.5, "compressions"),
			}
			if rapid.Bool().Draw(t, "standstill") {
				d.Tone.Rate = 0
			}
			d.Flow = circulation.Flow{
				Psa: draw(0, 250, "Psa"), Psv: draw(0, 40, "Psv"), Ppa: draw(0, 80, "Ppa"), Ppv: draw(0, 50, "Ppv"), Pra: draw(-10, 40, "Pra"),
				Ql: draw(0, 400, "Ql"), Qr: draw(0, 400, "Qr"), SV: draw(0, 200, "SV"), Rp: draw(0.02, 1, "Rp"),
			}
			every := 60 / draw(20, 220, "beats")
			for range 200 {
				now := float64(s.N) * dt
				for d.Tone.Rate > 0 && next < now+dt {
					s.Atrium(max(next-0.1, now), 1)
					s.Beat(next, draw(0, 1, "strength"))
					next += every
				}
				next = max(next, now)
				o := s.Step(&w.q, &d, dt)
				for _, x := range []float64{o.Aorta, o.Radial, o.RA, o.RV, o.PA, o.LA, o.LV} {
					if !(x > -300 && x < 1500) {
						t.Fatalf("%+v of %+v", o, s)
					}
				}
				if min(s.Vsv, s.Vev, s.Vra, s.Vrv, s.Vla, s.Vlv, s.Psa, s.Psp, s.Ppa, s.Ppp, s.Ppv) < -1e-9 {
					t.Fatalf("negative: %+v", s)
				}
			}
		}
	})
}

// TestBloodIsConserved adds up all blood between two readings of the drive.
func TestBloodIsConserved(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	blood := func(s *pulsatile.State) float64 {
		l := &s.Load
		return s.Vsv + s.Vev + s.Vra + s.Vrv + s.Vla + s.Vlv +
			s.Psa/l.Esa + s.Psp/l.Esp + s.Ppa/l.Epa + s.Ppp/l.Epp + s.Ppv/l.Epv
	}
	compared := 0
	for range 2000 {
		w.rhythm.until(&w.s, &d, float64(w.s.N+1)*grid)
		before, load := blood(&w.s), w.s.Load
		w.s.Step(&w.q, &d, grid)
		if w.s.Load != load || w.s.N%50 == 0 {
			continue // read again, and nudged
		}
		if compared++; math.Abs(blood(&w.s)-before) > 1e-9 {
			t.Fatalf("step %d makes %g mL", w.s.N, blood(&w.s)-before)
		}
	}
	if compared < 1500 {
		t.Errorf("%d steps compared", compared)
	}
}

// TestStepsOf4MillisecondsAgree compares means and extremes.
func TestStepsOf4MillisecondsAgree(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	run := func(dt float64) (mean, high, low float64) {
		s, r, n := w.s, w.rhythm, 0.0
		low = math.Inf(1)
		for now := 0.0; now < 40/d.Tone.Rate; now = float64(s.N) * dt {
			r.until(&s, &d, now+dt)
			o := s.Step(&w.q, &d, dt)
			if now > 30/d.Tone.Rate {
				n, mean, high, low = n+1, mean+o.Aorta, max(high, o.Aorta), min(low, o.Aorta)
			}
		}
		return mean / n, high, low
	}
	m2, h2, l2 := run(0.002)
	m4, h4, l4 := run(0.004)
	if math.Abs(m4/m2-1) > 0.01 || math.Abs(h4/h2-1) > 0.02 || math.Abs(l4/l2-1) > 0.02 {
		t.Errorf("at 4 ms %.1f %.1f/%.1f, at 2 ms %.1f %.1f/%.1f", m4, h4, l4, m2, h2, l2)
	}
}

// TestTimeIsCutAtWill gives the beats of each chunk before its steps.
func TestTimeIsCutAtWill(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	run := func(chunk int) ([]byte, pulsatile.State) {
		s, r := w.s, w.rhythm
		var b bytes.Buffer
		for s.N < 2000 {
			r.until(&s, &d, float64(s.N+int64(chunk))*grid)
			for range chunk {
				fmt.Fprintf(&b, "%x\n", s.Step(&w.q, &d, grid))
			}
		}
		return b.Bytes(), s
	}
	one, end := run(1)
	for _, chunk := range []int{5, 125, 500, 1000} {
		many, last := run(chunk)
		if !bytes.Equal(one, many) {
			t.Errorf("chunks of %d steps give other bytes", chunk)
		}
		end.Beats, last.Beats, end.Kicks, last.Kicks = pulsatile.Ring{}, pulsatile.Ring{}, pulsatile.Ring{}, pulsatile.Ring{} // which are given ahead
		end.Cycle, last.Cycle = 0, 0
		if !reflect.DeepEqual(end, last) {
			t.Errorf("chunks of %d steps end in another state", chunk)
		}
	}
}

// TestItOnlyReads steps a body with a shadow and its twin without one.
func TestItOnlyReads(t *testing.T) {
	with, alone := newTwin(t, adult()), newTwin(t, adult())
	params := with.p
	with.both(20, 1, nil)
	for range int(20 / tick) {
		alone.body.Step(&alone.p, &alone.in, tick)
	}
	if !reflect.DeepEqual(with.body, alone.body) || !reflect.DeepEqual(with.p, params) {
		t.Error("a shadow changes the body")
	}
}
