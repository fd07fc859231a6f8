package reflex_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/reflex"
)

func adult() reflex.Params {
	return reflex.Params{Pn: 92, Gain: 1, T0: 0.58, Gvol: 1.8, Gisch: 0.6, Gchemo: 20, Pisch: 62}
}

func hr(p *reflex.Params, in reflex.Input) float64 {
	s := reflex.Rest(p, in)
	return 60 / s.Period(p)
}

// TestSetPoint: the steady effectors at the set point, which Ursino 1998 gives as
// Rsp 3.3, Rep 1.4, Emax 2.95 and 1.75, unstressed veins of 1121 + 1375 mL.
func TestSetPoint(t *testing.T) {
	p := adult()
	s := reflex.Rest(&p, reflex.Input{P: 92, SaO2: 0.97})
	left, right := s.Emax()
	for _, c := range []struct {
		name           string
		got, want, rel float64
	}{
		{"resistance", s.Resistance(), 3.307 * 1.407 / (3.307 + 1.407), 0.05},
		{"left Emax", left, 2.95, 0.03},
		{"right Emax", right, 1.75, 0.03},
		{"unstressed veins", s.Unstressed(), 1121 + 1375, 0.03},
		{"rate", 60 / s.Period(&p), 69, 0.05},
	} {
		if math.Abs(c.got/c.want-1) > c.rel {
			t.Errorf("%s is %g, not %g", c.name, c.got, c.want)
		}
	}
}

// TestDirections: what each receptor does to heart rate and vessels.
func TestDirections(t *testing.T) {
	p := adult()
	rest := reflex.Input{P: 92, SaO2: 0.97}
	base := reflex.Rest(&p, rest)
	for _, c := range []struct {
		name string
		in   reflex.Input
	}{
		{"pressure falls", reflex.Input{P: 75, SaO2: 0.97}},
		{"the set point rises", reflex.Input{P: 92, Shift: 15, SaO2: 0.97}},
		{"the veins empty", reflex.Input{P: 92, Empty: 3, SaO2: 0.97}},
		{"oxygen falls", reflex.Input{P: 92, SaO2: 0.8}},
	} {
		s := reflex.Rest(&p, c.in)
		if s.Period(&p) >= base.Period(&p) || s.Resistance() <= base.Resistance() || s.Unstressed() >= base.Unstressed() {
			t.Errorf("%s: period %.3f R %.2f Vu %.0f from %.3f %.2f %.0f", c.name, s.Period(&p), s.Resistance(), s.Unstressed(), base.Period(&p), base.Resistance(), base.Unstressed())
		}
	}
	low := p
	low.Gain = 0.4
	if hr(&low, reflex.Input{P: 70, SaO2: 0.97}) >= hr(&p, reflex.Input{P: 70, SaO2: 0.97}) {
		t.Error("a weak reflex answers as much as a strong one")
	}
}

// TestIschaemiaGoesBeyondTheBaroreflex: below 60 mmHg the carotid sinus is silent and
// the brain itself calls for more, up to the cap of firing.
func TestIschaemiaGoesBeyondTheBaroreflex(t *testing.T) {
	with, without := adult(), adult()
	without.Gisch = 0
	in := reflex.Input{P: 40, SaO2: 0.97}
	a, b := reflex.Rest(&with, in), reflex.Rest(&without, in)
	if a.Resistance() < 1.1*b.Resistance() {
		t.Errorf("resistance %.2f with, %.2f without", a.Resistance(), b.Resistance())
	}
	extreme := reflex.Rest(&with, reflex.Input{P: -1e4, Empty: 50, SaO2: 0})
	if ln := math.Log(60 - 2.66 + 1); extreme.LnR > ln+1e-12 {
		t.Errorf("firing beyond the cap: %g > %g", extreme.LnR, ln)
	}
}

// TestVagusIsFasterThanVessels after a sudden fall of pressure.
func TestVagusIsFasterThanVessels(t *testing.T) {
	p := adult()
	s := reflex.Rest(&p, reflex.Input{P: 92, SaO2: 0.97})
	end := reflex.Rest(&p, reflex.Input{P: 75, SaO2: 0.97})
	start := s
	for range 16 {
		reflex.Advance(&p, &s, reflex.Input{P: 75, SaO2: 0.97}, 0.25)
	}
	vagus := (s.VagalHz - start.VagalHz) / (end.VagalHz - start.VagalHz)
	veins := (s.LnV - start.LnV) / (end.LnV - start.LnV)
	if vagus < 0.6 || veins > 0.5 || veins < 0 {
		t.Errorf("after 4 s the vagus is %.2f and the veins %.2f of the way", vagus, veins)
	}
}

func ExampleRest() {
	p := adult()
	for _, pressure := range []float64{110, 92, 75} {
		s := reflex.Rest(&p, reflex.Input{P: pressure, SaO2: 0.97})
		fmt.Printf("%.0f mmHg: %.0f /min\n", pressure, 60/s.Period(&p))
	}
	// Output:
	// 110 mmHg: 56 /min
	// 92 mmHg: 69 /min
	// 75 mmHg: 92 /min
}
