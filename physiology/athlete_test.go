package physiology_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// TestAthlete: training makes a slow pulse and a large stroke volume at rest
// (resting_normals: endurance athletes 40-60 /min, 90-130 mL).
func TestAthlete(t *testing.T) {
	c, errs := physiology.BindCondition("athlete", nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	p, err := physiology.Reference(physiology.Person{Age: 28, Sex: physiology.Male, Height: 180, Weight: 74, Conditions: []physiology.Condition{c}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := physiology.New(&p, physiology.DefaultEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	var v [2]float64
	b.Observe(&p, []physiology.Signal{physiology.HR, physiology.SV}, v[:])
	if v[0] < 40 || v[0] > 60 || v[1] < 90 || v[1] > 130 {
		t.Errorf("heart rate %.1f /min and stroke volume %.0f mL, want 40..60 and 90..130", v[0], v[1])
	}
}
