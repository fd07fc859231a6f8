package physiology_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// TestAMeasuredBaselineIsTheBodysRest: people of many kinds rest where they were measured,
// and stay there.
func TestAMeasuredBaselineIsTheBodysRest(t *testing.T) {
	env := physiology.DefaultEnvironment()
	for seed, want := range []physiology.Baseline{
		{HR: 58, MAP: 84, SpO2: 97.5, RR: 13, Core: 36.6},
		{HR: 88, MAP: 108, SpO2: 94, RR: 18, Core: 37.1},
		{HR: 72, MAP: 95, SpO2: 91},
		{HR: 50},
	} {
		rng := rand.New(rand.NewPCG(uint64(seed), 3))
		p, err := physiology.Sample(physiology.SamplePerson(physiology.PersonKnown{}, rng), rng)
		if err != nil {
			t.Fatal(err)
		}
		if p, err = p.Personalised(want, env); err != nil {
			t.Fatal(err)
		}
		b, err := physiology.New(&p, env)
		if err != nil {
			t.Fatal(err)
		}
		in := physiology.NewInputs(env)
		var v [4]float64
		for range 600 {
			b.Step(&p, &in, 1)
		}
		b.Observe(&p, []physiology.Signal{physiology.HR, physiology.MAP, physiology.SpO2, physiology.RR}, v[:])
		for i, w := range []float64{want.HR, want.MAP, want.SpO2, want.RR} {
			if w != 0 && math.Abs(v[i]-w) > 0.2 {
				t.Errorf("baseline %+v: after ten minutes %v", want, v)
			}
		}
	}
}

func TestABaselineOutOfReachIsRefused(t *testing.T) {
	env := physiology.DefaultEnvironment()
	p, err := physiology.Reference(physiology.Person{Age: 40, Height: 180, Weight: 77})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Personalised(physiology.Baseline{SpO2: 100}, env); err == nil {
		t.Error("a saturation of 100 % on air was taken")
	}
}
