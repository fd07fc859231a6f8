package physiology_test

import (
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// TestWhatIsNotModelledGoesWithTheQuestion: the list follows from signals and actions.
func TestWhatIsNotModelledGoesWithTheQuestion(t *testing.T) {
	bound := func(name string, with map[string]any) physiology.Args {
		a, ok := physiology.ActionByName(name)
		if !ok {
			t.Fatalf("no action %s", name)
		}
		args, errs := a.Bind(with)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		return args
	}
	sugar, pressure := []physiology.Signal{physiology.GlucosePlasma}, []physiology.Signal{physiology.MAP}
	meal, fever := bound("patient.meal", map[string]any{"carbs": "50 g"}), bound("patient.fever", map[string]any{"rise": "1 degC"})
	drug := bound("patient.drug", map[string]any{"drug": "epinephrine", "bolus": "100 ug"})
	for _, c := range []struct {
		name    string
		signals []physiology.Signal
		done    []physiology.Args
		has     string
		hasNot  string
	}{
		{"a meal", sugar, []physiology.Args{meal}, "fat, protein", "infection"},
		{"fever", sugar, []physiology.Args{fever}, "infection, fever", "fat, protein"},
		{"epinephrine and glucose", sugar, []physiology.Args{drug}, "catecholamines", "valves"},
		{"epinephrine and pressure", pressure, []physiology.Args{drug}, "tolerance, allergy", "catecholamines"},
		{"nothing", pressure, nil, "valves", "coagulation"},
	} {
		got := strings.Join(physiology.NotModelled(c.signals, c.done), "\n")
		if !strings.Contains(got, c.has) || strings.Contains(got, c.hasNot) {
			t.Errorf("%s: %q should name %q and not %q", c.name, got, c.has, c.hasNot)
		}
	}
}

// TestRangesHoldThePersonAtRest: nobody's rest is extrapolated.
func TestRangesHoldThePersonAtRest(t *testing.T) {
	x := newPerson(t, "healthy-adult", nil)
	for i := range physiology.Signals() {
		s := physiology.Signal(i)
		low, high, ok := s.Valid()
		if !ok {
			continue
		}
		v := x.see(s)
		switch s {
		case physiology.GlucosePlasma, physiology.GlucoseInterstitial, physiology.InsulinPlasma:
			var all [1]float64
			physiology.ObserveGlucose(&x.metab, &x.state, []physiology.Signal{s}, all[:])
			v = all[0]
		default:
		}
		if !(low < high && v >= low && v <= high) {
			t.Errorf("%s of %g at rest is outside %g..%g", s.Info().ID, v, low, high)
		}
	}
}
