package exertion_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/exertion"
)

func adult() exertion.Params {
	return exertion.Params{VO2Max: 3080, HRMax: 180, Tau: 30, KG: 1.05, VuEx: 1400}
}

// TestKinetics: 63 % of the step in one time constant, whatever the step of time.
func TestKinetics(t *testing.T) {
	p := adult()
	for _, dt := range []float64{0.05, 0.25, 1} {
		var s exertion.State
		for range int(math.Round(30 / dt)) {
			exertion.Advance(&p, &s, exertion.OfPower(100), 250, dt)
		}
		if share := s.VO2 / exertion.OfPower(100); math.Abs(share-(1-1/math.E)) > 1e-9 {
			t.Errorf("dt %g: %.6f of the step after tau", dt, share)
		}
	}
}

func TestUptakeIsBoundedByTheMaximum(t *testing.T) {
	p := adult()
	var s exertion.State
	for range 600 {
		exertion.Advance(&p, &s, exertion.OfPower(600), 250, 1)
	}
	e := exertion.Derive(&p, &s, 250)
	if math.Abs(s.VO2+250-3080) > 1 || math.Abs(e.Intensity-1) > 1e-3 {
		t.Errorf("uptake %g, intensity %g", s.VO2+250, e.Intensity)
	}
	for range 1200 {
		exertion.Advance(&p, &s, 0, 250, 1)
	}
	if e = exertion.Derive(&p, &s, 250); e.Intensity > 1e-6 || e.Conductance > 1e-6 || e.Recruited > 1e-2 {
		t.Errorf("twenty minutes later: %+v", e)
	}
}

func TestStandingUpDilatesBriefly(t *testing.T) {
	p := adult()
	var s exertion.State
	s.Rise(1)
	peak, when := 0.0, 0
	for second := 1; second <= 60; second++ {
		exertion.Advance(&p, &s, 0, 250, 1)
		if s.Dilated > peak {
			peak, when = s.Dilated, second
		}
	}
	if peak < 0.4 || peak > 1 || when < 3 || when > 9 || s.Dilated > 0.01 {
		t.Errorf("conductance rises by %.2f at %d s and is %.3f up after a minute", peak, when, s.Dilated)
	}
}

func ExampleOfPower() {
	fmt.Println(exertion.OfPower(100), "mL/min above rest")
	// Output: 1280 mL/min above rest
}
