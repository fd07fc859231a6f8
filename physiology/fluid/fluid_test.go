package fluid_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/fluid"
)

func adult() (fluid.Params, fluid.State, fluid.Rest) {
	return fluid.Params{Kf: 5, Oncotic: 14, Cif: 400, UO0: 1.22, Kr: 60, Hct: 0.44, Water: 46000, Cellular: 28000, Filtration: 1},
		fluid.State{Cells: 2288, Protein: 1},
		fluid.Rest{Pcap: 18, MAP: 91, Plasma: 2912}
}

func TestNothingMovesAtRest(t *testing.T) {
	p, s, r := adult()
	psv := (18 - 0.15*91) / 0.85
	f := fluid.Derive(&p, &s, &r, &fluid.Input{Blood: 5200, Psa: 91, Psv: psv})
	if v := fluid.Advance(&p, &s, &f, &r, 5200, 1); math.Abs(f.J) > 1e-9 || math.Abs(v) > 1e-12 {
		t.Errorf("J %g mL/min, %g mL/s into the veins", f.J, v)
	}
}

// TestDirections of filtration and urine.
func TestDirections(t *testing.T) {
	p, rest, r := adult()
	psv := (18 - 0.15*91) / 0.85
	at := func(blood, psa, leak float64, protein float64) fluid.Flow {
		s := rest
		s.Protein = protein
		return fluid.Derive(&p, &s, &r, &fluid.Input{Blood: blood, Psa: psa, Psv: psv, Leak: leak})
	}
	for _, c := range []struct {
		name string
		got  bool
	}{
		{"dilution filters", at(5700, 91, 0, 1).J > 1},
		{"a fall of pressure refills", at(5200, 60, 0, 1).J < -5},
		{"refill has a limit", at(5200, 0, 0, 1).J > -60},
		{"colloid holds water", at(5700, 91, 0, 1.2).J < at(5700, 91, 0, 1).J},
		{"a leak filters", at(5200, 91, 0.7, 1).J > 20},
		{"pressure makes urine", at(5200, 120, 0, 1).Urine > 2*at(5200, 91, 0, 1).Urine},
		{"low pressure makes none", at(5200, 40, 0, 1).Urine < 0.1*p.UO0},
	} {
		if !c.got {
			t.Error(c.name + ": not so")
		}
	}
	if f := fluid.Derive(&p, &rest, &r, &fluid.Input{Blood: 5200, Psa: 91, Psv: psv, Kidney: fluid.Control{Dead: true}}); f.Urine != 0 || f.Intake != 0 {
		t.Errorf("the dead make %g and drink %g", f.Urine, f.Intake)
	}
}

// TestBleedAndInfuse keep haematocrit and volumes in their bounds.
func TestBleedAndInfuse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, s, r := adult()
		blood := 5200.0
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			if rapid.Bool().Draw(t, "bleed") {
				ml := rapid.Float64Range(0, 0.5*blood).Draw(t, "ml")
				before := s.Cells / blood
				s.Bleed(ml, blood)
				blood -= ml
				if blood > 1 && math.Abs(s.Cells/blood-before) > 1e-9 {
					t.Fatalf("bleeding changes haematocrit from %g to %g", before, s.Cells/blood)
				}
			} else {
				ml := rapid.Float64Range(0, 1000).Draw(t, "ml")
				s.Infuse(ml, 0.4, 1, &r)
				blood += ml
			}
			if s.Cells < 0 || s.Cells > blood+1e-9 || s.Protein < 0 {
				t.Fatalf("%+v in %g mL", s, blood)
			}
		}
		if d := math.Abs(5200 + s.In - s.Out - blood); d > 1e-6 {
			t.Fatalf("%g mL are missing", d)
		}
	})
}

func ExampleDerive() {
	p, s, r := adult()
	f := fluid.Derive(&p, &s, &r, &fluid.Input{Blood: 5200, Psa: 91, Psv: 5})
	fmt.Printf("%.0f mL/h of urine\n", 60*f.Urine)
	// Output: 73 mL/h of urine
}
