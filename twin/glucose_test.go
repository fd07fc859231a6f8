package twin_test

import (
	"bytes"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/twin"
)

// sweet is a twin with type 1 diabetes and two hours of inputs from a file.
func sweet(t *testing.T) twin.Twin {
	t.Helper()
	info, _ := physiology.ProfileByName("type1-diabetes")
	p, err := physiology.Reference(info.Typical(physiology.PersonKnown{}))
	if err != nil {
		t.Fatal(err)
	}
	g, err := p.Glucose(nil)
	if err != nil {
		t.Fatal(err)
	}
	tw, err := twin.New("p-0001", &p, physiology.DefaultEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	plain := glucose.FromFile(g.Params)
	tw.Sweeten(&plain, physiology.DefaultEnvironment())
	tw.Feed = make([]glucose.Input, 120)
	for i := range tw.Feed {
		tw.Feed[i].Insulin = g.Params.Basal()
	}
	tw.Feed[10].Meal, tw.Feed[10].Insulin = 60, 5
	return tw
}

// TestAFeedIsReplayed: a twin on a second's step is the published model minute by
// minute, with the state of a minute seen before its input.
func TestAFeedIsReplayed(t *testing.T) {
	tw := sweet(t)
	s := glucose.NewState(&tw.Metabolism.Params)
	var got [1]float64
	for m, in := range tw.Feed {
		tw.Observe([]physiology.Signal{physiology.GlucosePlasma}, got[:])
		if want := s.Plasma(&tw.Metabolism.Params); got[0] != want {
			t.Fatalf("minute %d: %g mg/dL, want %g", m, got[0], want)
		}
		glucose.Minute(&tw.Metabolism.Params, &s, in, glucose.DefaultStep)
		for range 60 {
			tw.Step(1)
		}
	}
}

func TestASnapshotKeepsGlucose(t *testing.T) {
	a := sweet(t)
	for range 620 { // into the meal, within a minute
		a.Step(1)
	}
	b, rest, err := twin.Restore(a.Snapshot(nil))
	if err != nil || len(rest) != 0 {
		t.Fatalf("restore: %v, %d bytes left", err, len(rest))
	}
	for range 1000 {
		a.Step(1)
		b.Step(1)
	}
	if !bytes.Equal(a.Snapshot(nil), b.Snapshot(nil)) {
		t.Error("the restored twin goes another way")
	}
}

func TestABodyWithoutGlucoseRefusesInsulin(t *testing.T) {
	tw := sweet(t)
	tw.Metabolism = nil
	a, _ := physiology.ActionByName("patient.insulin-bolus")
	args, errs := a.Bind(map[string]any{"dose": "2 U"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if _, err := tw.Begin(args, 0); err == nil {
		t.Error("insulin was given to a twin without glucose")
	}
}
