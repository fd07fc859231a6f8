package twin_test

import (
	"bytes"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/twin"
)

// looped is a twin on a loop with a noisy sensor.
func looped(t *testing.T) twin.Twin {
	t.Helper()
	tw := sweet(t)
	tw.Feed = nil
	tw.Metabolism.Therapy = tw.Metabolism.Params.Basal()
	tw.Sweeten(tw.Metabolism, physiology.DefaultEnvironment())
	th, err := control.NewTherapy(60*tw.Metabolism.Therapy, 0)
	if err != nil {
		t.Fatal(err)
	}
	th.Mode, th.Sensor = control.Loop, control.Sensor{A0: 1.02, B0: 3, Alpha1: 1.2, Alpha2: -0.4, Sigma: 3}
	th.Sensor.Settle(9)
	tw.Therapy = &th
	return tw
}

func do(t *testing.T, tw *twin.Twin, name string, with map[string]any, until float64) {
	t.Helper()
	a, _ := physiology.ActionByName(name)
	args, errs := a.Bind(with)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if _, err := tw.Begin(args, until); err != nil {
		t.Fatal(err)
	}
}

// TestAForkTakesTheController: forks and restored snapshots go on alike, sensor noise
// included, and leave the twin that they came from alone.
func TestAForkTakesTheController(t *testing.T) {
	a := looped(t)
	do(t, &a, "patient.meal", map[string]any{"carbs": "50 g"}, 1e9)
	for range 1700 {
		a.Step(1)
	}
	b := a.Fork()
	c, _, err := twin.Restore(a.Snapshot(nil))
	if err != nil {
		t.Fatal(err)
	}
	before := a.Snapshot(nil)
	for range 3000 {
		b.Step(1)
		c.Step(1)
	}
	if !bytes.Equal(before, a.Snapshot(nil)) {
		t.Error("the fork moved the twin that it came from")
	}
	if !bytes.Equal(b.Snapshot(nil), c.Snapshot(nil)) {
		t.Error("fork and restored twin differ")
	}
	if b.Therapy.Memory == a.Therapy.Memory {
		t.Error("the controller stood still")
	}
}

// TestWhoIsToldOfAMeal: a therapy gives a bolus for a meal that is counted, by its mode.
func TestWhoIsToldOfAMeal(t *testing.T) {
	for _, c := range []struct {
		mode      control.Mode
		announced bool
		bolus     bool
	}{
		{control.OpenLoop, true, false},
		{control.NoInsulin, true, false},
		{control.MealBolus, true, true},
		{control.MealBolus, false, false},
		{control.Loop, true, true},
		{control.Loop, false, false},
	} {
		tw := looped(t)
		tw.Therapy.Mode = c.mode
		tw.Step(1)
		do(t, &tw, "patient.meal", map[string]any{"carbs": "50 g", "announced": c.announced}, 1e9)
		tw.Step(1)
		if given := tw.Glucose.Waiting.Insulin; (given > 1) != c.bolus {
			t.Errorf("mode %s, announced %v: a bolus of %g U", control.Modes()[c.mode], c.announced, given)
		}
	}
}

// TestATherapyForATime: with a duration the old mode runs on after it.
func TestATherapyForATime(t *testing.T) {
	tw := looped(t)
	tw.Therapy.Mode = control.OpenLoop
	do(t, &tw, "patient.therapy", map[string]any{"mode": "none"}, 900)
	rates := map[int]float64{}
	for s := range 1500 {
		tw.Step(1)
		rates[s] = tw.Glucose.Running()
	}
	if rates[60] != 0 || rates[840] != 0 || rates[1260] != tw.Glucose.Basal {
		t.Errorf("rates of %g, %g and %g U/min", rates[60], rates[840], rates[1260])
	}
}

func TestTreatingAllocatesNothing(t *testing.T) {
	tw := looped(t)
	if n := testing.AllocsPerRun(700, func() { tw.Step(1) }); n != 0 {
		t.Errorf("%g allocations a second", n)
	}
}
