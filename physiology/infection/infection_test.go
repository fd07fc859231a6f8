package infection_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/infection"
)

func after(hours float64, s infection.State, treated bool) infection.State {
	for range int(hours * 360) {
		infection.Advance(&s, treated, 10)
	}
	return s
}

func TestSeverityOrdersInflammation(t *testing.T) {
	last := 0.0
	for _, severity := range []float64{0.1, 0.3, 0.6, 1} {
		var s infection.State
		s.Begin(severity, 0)
		s = after(24, s, false)
		if s.Inflammation <= last || s.Inflammation > 1 {
			t.Errorf("severity %g: inflammation %g after %g", severity, s.Inflammation, last)
		}
		last = s.Inflammation
	}
}

func TestAntibioticsAndDrainageCure(t *testing.T) {
	var s infection.State
	s.Begin(1, 0)
	s = after(6, s, false)
	treated, drained := after(72, s, true), s
	drained.Severity = 0
	drained = after(72, drained, false)
	for name, c := range map[string]infection.State{"treated": treated, "drained": drained} {
		if c.Pathogen > 0.01 || c.Inflammation > 0.05 {
			t.Errorf("%s: %+v after three days", name, c)
		}
	}
	if c := after(72, s, false); c.Inflammation < 0.9 {
		t.Errorf("untreated: %+v", c)
	}
}

// TestBounds: states and effects stay in their ranges whatever is done.
func TestBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s infection.State
		for range rapid.IntRange(1, 5).Draw(t, "n") {
			s.Begin(rapid.Float64Range(0, 1).Draw(t, "severity"), rapid.Float64Range(0, 1e6).Draw(t, "to shock"))
			s = after(rapid.Float64Range(0, 20).Draw(t, "hours"), s, rapid.Bool().Draw(t, "treated"))
			if rapid.Bool().Draw(t, "drain") {
				s.Severity = 0
			}
			for name, v := range map[string]float64{"pathogen": s.Pathogen, "inflammation": s.Inflammation, "leak": s.Leak, "antibiotic": s.Antibiotic} {
				if !(v >= 0 && v <= 1) {
					t.Fatalf("%s is %g", name, v)
				}
			}
			e := infection.Derive(&s)
			if e.Vasodilation <= 0 || e.Contractile <= 0 || e.Leak > 1 || e.Shunt > 0.5 {
				t.Fatalf("%+v", e)
			}
		}
	})
}

func ExampleState_Begin() {
	var s infection.State
	s.Begin(1, 6*3600) // to shock in six hours
	for range 6 * 360 {
		infection.Advance(&s, false, 10)
	}
	fmt.Printf("inflammation %.1f\n", s.Inflammation)
	// Output: inflammation 0.9
}
