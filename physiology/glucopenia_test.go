package physiology_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// TestVeryLowGlucoseClouds: who has far too much insulin becomes confused and then does
// not answer, and glucagon or sugar brings them back; breathing goes on. A published
// patient, without extensions, stays awake.
func TestVeryLowGlucoseClouds(t *testing.T) {
	for _, extended := range []bool{true, false} {
		x := newPerson(t, "type1-diabetes", nil)
		if !extended {
			x.metab.Switches = glucose.Switches{}
		}
		x.do(t, "patient.insulin-bolus", map[string]any{"dose": "60 U"}, 86400)
		worst, lowest := 0.0, 1e9
		for range 300 {
			lowest = min(lowest, x.run(1)[0])
			worst = max(worst, x.see(physiology.Consciousness))
		}
		if want := extended; (worst >= 2) != want || lowest > 40 {
			t.Errorf("extensions %v: consciousness %g at %.0f mg/dL", extended, worst, lowest)
		}
		if rr := x.see(physiology.RR); rr < 8 {
			t.Errorf("extensions %v: %.1f breaths a minute", extended, rr)
		}
		if !extended {
			continue
		}
		if g := x.see(physiology.GCS); g > 12 {
			t.Errorf("GCS %g", g)
		}
		x.do(t, "patient.meal", map[string]any{"carbs": "150 g"}, 86400)
		x.run(120)
		if after := x.see(physiology.Consciousness); after != 0 {
			t.Errorf("after sugar: consciousness %g at %.0f mg/dL", after, x.run(1)[0])
		}
	}
}

// see is one signal of the body.
func (x *person) see(s physiology.Signal) float64 {
	var v [1]float64
	x.body.Observe(&x.patient, []physiology.Signal{s}, v[:])
	return v[0]
}

func TestWhereTheBrainBeginsToSuffer(t *testing.T) {
	before := 0.0
	for g := 60.0; g >= 0; g-- {
		c := glucose.Clouded(g)
		if c < before || (g >= 50) != (c == 0) || (g <= 18) != (c == 1) {
			t.Errorf("%g mg/dL takes %g", g, c)
		}
		before = c
	}
}
