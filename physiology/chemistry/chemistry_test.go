package chemistry_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/chemistry"
)

func adult() (chemistry.Params, chemistry.Input) {
	return chemistry.Params{Space: 38.5, Made: 1.07, Potassium: 4.1}, chemistry.Input{Flow: 1, PH: 7.4, Kidneys: 1}
}

func after(p *chemistry.Params, s chemistry.State, in chemistry.Input, minutes, dt float64) chemistry.State {
	rest := s
	for range int(minutes * 60 / dt) {
		chemistry.Advance(p, &s, &in, &rest, dt)
	}
	return s
}

// TestRestIsSteady: whatever the body lacks, its chemistry rests where New puts it.
func TestRestIsSteady(t *testing.T) {
	for _, missing := range []float64{0, 3, 15} {
		p, in := adult()
		in.Missing = missing
		s := chemistry.Rest(&p, in)
		if e := after(&p, s, in, 600, 1); math.Abs(e.Lactate-s.Lactate) > 1e-6 || math.Abs(e.Fixed-s.Fixed) > 1e-6 || math.Abs(e.Potassium-s.Potassium) > 1e-6 {
			t.Errorf("missing %g mL/min: %+v became %+v", missing, s, e)
		}
		if b := s.Base(3); math.Abs(b-3) > 1e-6 {
			t.Errorf("kidneys leave a base excess of %g, not 3", b)
		}
	}
}

// TestLactate holds published turnover and oxygen debt.
func TestLactate(t *testing.T) {
	p, in := adult()
	rest := chemistry.Rest(&p, in)
	if math.Abs(rest.Lactate-1) > 1e-6 {
		t.Errorf("rests at %g mmol/L", rest.Lactate)
	}
	// A load of lactate halves in 10..35 min (Levraut 1998; recovery after work 15..25).
	high := rest
	high.Lactate = 6
	gone := after(&p, high, in, 25, 1)
	if share := (gone.Lactate - 1) / 5; share < 0.3 || share > 0.75 {
		t.Errorf("%.0f %% of a load is left after 25 min", 100*share)
	}
	// An oxygen deficit of 3 mL/kg raises lactate by 1 mmol/L (di Prampero 1999): 231 mL in 77 kg.
	debt := in
	debt.Missing = 231
	if rise := after(&p, rest, debt, 1, 1).Lactate - 1; math.Abs(rise-1) > 0.12 {
		t.Errorf("a debt of 3 mL/kg raises lactate by %.2f mmol/L", rise)
	}
	// Maximal work of 6 min ends at 6..12 mmol/L, easy work at rest's level.
	for _, c := range []struct{ intensity, low, high float64 }{{1, 6, 12}, {0.75, 1.5, 4.5}, {0.5, 0.5, 1.1}} {
		work := in
		work.Intensity = c.intensity
		if l := after(&p, rest, work, 6, 1).Lactate; l < c.low || l > c.high {
			t.Errorf("6 min at %g of VO2max: %.1f mmol/L, not %g..%g", c.intensity, l, c.low, c.high)
		}
	}
}

// TestPotassiumFollowsPH: 0.2 mmol/L for 0.1 of organic or respiratory acidosis (Adrogue 1981).
func TestPotassiumFollowsPH(t *testing.T) {
	p, in := adult()
	s := chemistry.Rest(&p, in)
	in.PH = 7.2
	if rise := after(&p, s, in, 120, 1).Potassium - s.Potassium; math.Abs(rise-0.4) > 0.05 {
		t.Errorf("a pH of 7.2 raises potassium by %.2f", rise)
	}
	in.PH, in.Shift = 7.4, 0.8
	if fall := s.Potassium - after(&p, s, in, 120, 1).Potassium; math.Abs(fall-0.8) > 0.05 {
		t.Errorf("a shift of 0.8 lowers potassium by %.2f", fall)
	}
}

// TestKidneysCompensate: 4 mmol/L for 10 mmHg within days (Schlichtig 1998).
func TestKidneysCompensate(t *testing.T) {
	p, in := adult()
	s := chemistry.Rest(&p, in)
	in.Retained = 10
	e := after(&p, s, in, 10*24*60, 10)
	if b := e.Base(0); math.Abs(b-4) > 0.2 {
		t.Errorf("ten days of 10 mmHg end at a base excess of %.2f", b)
	}
	e = after(&p, s, in, 60, 1)
	if b := e.Base(0); b > 0.15 {
		t.Errorf("an hour brings %.2f already", b)
	}
}

func TestReach(t *testing.T) {
	for _, c := range []struct {
		name               string
		cv, ca, work, want float64
	}{
		{"rest", 148, 195, 0, 1},
		{"Lieberman 2000: 7.3 mL/kg/min are enough", 57, 100, 0, 0.99},
		{"critical extraction", 75, 195, 0, 0.88},
		{"no venous oxygen", 0, 195, 0, 0},
		{"maximal work extracts 85 %", 30, 195, 0.92, 1},
	} {
		if got := chemistry.Reach(c.cv, c.ca, 26, c.work); math.Abs(got-c.want) > 0.03 {
			t.Errorf("%s: %.3f, not %g", c.name, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		ca, work := rapid.Float64Range(0, 250).Draw(t, "ca"), rapid.Float64Range(-1, 2).Draw(t, "work")
		a, b := rapid.Float64Range(0, 250).Draw(t, "a"), rapid.Float64Range(0, 250).Draw(t, "b")
		x, y := chemistry.Reach(min(a, b), ca, 26, work), chemistry.Reach(max(a, b), ca, 26, work)
		if x < 0 || y > 1 || x > y+1e-12 {
			t.Fatalf("reach %g at %g and %g at %g", x, min(a, b), y, max(a, b))
		}
	})
}

// TestExtremesStayFinite: no input drives lactate below zero, nor potassium.
func TestExtremesStayFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, in := adult()
		s := chemistry.Rest(&p, in)
		in = chemistry.Input{
			Missing: rapid.Float64Range(0, 6000).Draw(t, "missing"), Intensity: rapid.Float64Range(0, 1).Draw(t, "intensity"), Flow: rapid.Float64Range(0, 5).Draw(t, "flow"),
			Inflammation: rapid.Float64Range(0, 1).Draw(t, "inflammation"), PH: rapid.Float64Range(6, 9).Draw(t, "ph"), Retained: rapid.Float64Range(-40, 150).Draw(t, "retained"), Kidneys: 1,
		}
		dt := rapid.SampledFrom([]float64{0.05, 1}).Draw(t, "dt")
		e := after(&p, s, in, 60*dt, dt)
		if !(e.Lactate > 0 && e.Lactate < 40 && e.Potassium > 0 && e.Potassium < 12) || math.IsNaN(e.Base(0)) {
			t.Fatalf("%+v gives %+v", in, e)
		}
	})
}

func ExampleState_Base() {
	p := chemistry.Params{Space: 38.5, Made: 1.07, Potassium: 4.1}
	s := chemistry.Rest(&p, chemistry.Input{Flow: 1, PH: 7.4, Kidneys: 1})
	s.Lactate = 9
	fmt.Printf("base excess %.0f mmol/L\n", s.Base(0))
	// Output: base excess -8 mmol/L
}
