package wave_test

import (
	"math"
	"slices"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"gonum.org/v1/gonum/stat"
)

func (w *bed) value(s physiology.Signal) float64 {
	var v [1]float64
	w.b.Observe(&w.p, []physiology.Signal{s}, v[:])
	return v[0]
}

var lines = []string{"abp", "abp_aortic", "cvp", "pap"}

func TestPressuresAreTheBodys(t *testing.T) {
	for _, c := range []struct {
		name string
		do   string
		with with
	}{
		{"rest", "", nil},
		{"bleeding", "patient.hemorrhage", with{"volume": "20%", "over": "10m"}},
		{"exercise", "patient.exercise", with{"power": "100 W"}},
		{"noradrenaline", "patient.drug", with{"drug": "norepinephrine", "infusion": "0.1 ug/kg/min"}},
	} {
		w := newBed(t, adult())
		if c.do != "" {
			w.do(c.do, c.with)
			w.rest(900)
		}
		x := w.record(60, 125, lines...)
		for i := range x {
			x[i] = x[i][30*125:]
		}
		m := w.value(physiology.MAP)
		for i, want := range []float64{m, m, w.value(physiology.CVP), w.value(physiology.PAPMean)} {
			got := stat.Mean(x[i], nil)
			if d := math.Abs(got - want); d > max(0.05*want, 1.2) {
				t.Errorf("%s: mean %s %.1f mmHg, the body's is %.1f", c.name, lines[i], got, want)
			}
		}
		for i := 0; i < 10; i++ { // a window of a breath, as monitors take
			part := x[0][i*375 : i*375+375]
			sbp, dbp := slices.Max(part), slices.Min(part)
			if math.Abs(sbp-w.value(physiology.SBP)) > 0.12*sbp || math.Abs(dbp-w.value(physiology.DBP)) > 0.12*dbp {
				t.Errorf("%s: wave %.0f/%.0f mmHg, body %.0f/%.0f", c.name, sbp, dbp, w.value(physiology.SBP), w.value(physiology.DBP))
				break
			}
		}
	}
}

func TestPressureArrivesAtTheWristBeforeThePulseAtTheFinger(t *testing.T) {
	w := newBed(t, adult())
	x := w.record(20, 500, "abp_aortic", "abp", "ppg")
	root := stat.Mean(w.arrivals(x[0], 500, 0), nil)
	wrist := stat.Mean(w.arrivals(x[1], 500, 0), nil)
	finger := stat.Mean(w.arrivals(x[2], 500, 0), nil)
	if root < 0.02 || wrist < root+0.03 || finger < wrist+0.01 {
		t.Errorf("feet %.3f s after R at the root, %.3f at the wrist, %.3f at the finger", root, wrist, finger)
	}
}

func TestBreathingMovesPressures(t *testing.T) {
	swing := func(w *bed) (systolic, venous float64) {
		x := w.record(60, 125, "abp", "cvp")
		a, v := x[0][30*125:], x[1][30*125:]
		var tops []float64
		for i := 30; i < len(a)-30; i++ {
			if a[i] == slices.Max(a[i-30:i+30]) {
				tops = append(tops, a[i])
			}
		}
		return span(tops), span(v)
	}
	w := newBed(t, adult())
	own, _ := swing(w)
	if own < 1 || own > 10 {
		t.Errorf("systolic pressure moves by %.1f mmHg with own breaths, want 3..10", own)
	}
	w = newBed(t, adult())
	w.still = true
	held, _ := swing(w)
	if held > own/2 {
		t.Errorf("systolic pressure moves by %.1f mmHg without breaths, by %.1f with", held, own)
	}
}

func TestArrestFlattensAndCompressionsPulse(t *testing.T) {
	w := newBed(t, adult())
	w.record(5, 125, "abp")
	w.do("patient.cardiac-arrest", with{})
	w.stroke = func(int) float64 { return 0 }
	w.still = true
	x := w.record(40, 125, "abp", "ppg")
	if p := span(x[0][20*125:]); p > 5 && x[0][len(x[0])-1] < x[0][20*125]-6 {
		t.Errorf("pulse pressure %.1f mmHg in arrest", p)
	}
	var tops int
	end := x[0][20*125:]
	for i := 20; i < len(end)-20; i++ {
		if end[i] == slices.Max(end[i-20:i+20]) && end[i] > slices.Min(end[i-20:i+20])+3 {
			tops++
		}
	}
	if tops > 0 || span(x[1][20*125:]) > 0.05 {
		t.Errorf("%d pulses in arrest, %.2f %% at the finger", tops, span(x[1][20*125:]))
	}
	w.do("patient.cpr", with{})
	w.rest(20)
	x = w.record(20, 125, "abp", "ppg")
	if p := span(x[0][10*125:]); p < 3 {
		t.Errorf("compressions raise %.1f mmHg", p)
	}
	if f, _ := peak(x[1][10*125:], 125); math.Abs(f-110./60) > 0.1 {
		t.Errorf("compressions at %.2f Hz", f)
	}
	if f, _ := peak(x[0][10*125:], 125); math.Abs(math.Remainder(f, 110./60)) > 0.1 {
		t.Errorf("pressure at %.2f Hz, no multiple of the compressions", f)
	}
}
