package physiology_test

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

// TestSixHoursOfAnything gives random people twenty actions at the ends of their ranges
// over six hours. VITALFLEET_SEEDS says how many people, 12 without it; 10000 is the
// claim that the project makes.
func TestSixHoursOfAnything(t *testing.T) {
	seeds := 12
	if n, err := strconv.Atoi(os.Getenv("VITALFLEET_SEEDS")); err == nil {
		seeds = n
	}
	deaths := 0
	for seed := range seeds {
		if ordeal(t, uint64(seed)) {
			deaths++
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%d of %d died", deaths, seeds)
}

// ordeal is one person's six hours; it says whether they died.
func ordeal(t *testing.T, seed uint64) bool {
	rng := rand.New(rand.NewPCG(seed, 20))
	known := PersonKnown{}
	if seed%5 == 0 {
		known.Age = 5 + 13*rng.Float64()
	}
	who := SamplePerson(known, rng)
	p, err := Sample(who, rng)
	if err != nil {
		t.Fatalf("%+v: %v", who, err)
	}
	env := DefaultEnvironment()
	env.Circadian, env.Clock = seed%2 == 0, 86400*rng.Float64()
	b, err := New(&p, env)
	if err != nil {
		t.Fatalf("%+v: %v", who, err)
	}
	in := NewInputs(env)
	actions := Actions()
	const span, count = 6 * 3600, 20
	for range count {
		a := actions[rng.IntN(len(actions))]
		if args, errs := a.Bind(anything(rng, a)); len(errs) == 0 {
			until := []float64{b.Time + 60, b.Time + 1800, math.Inf(1)}[rng.IntN(3)]
			_, _ = in.Begin(&p, &b, args, until) // refused where it does not fit the patient
		}
		for range span / count / 20 {
			steps(&b, &p, &in, 20)
			sane(t, &b, &p)
		}
	}
	return b.Vital.Dead
}

// anything draws arguments, most of which Bind accepts, at the ends of their ranges.
func anything(rng *rand.Rand, a Action) map[string]any {
	args := map[string]any{}
	for _, p := range a.Params {
		if !p.Required && rng.IntN(2) == 0 {
			continue
		}
		x := strconv.FormatFloat(p.Min+(p.Max-p.Min)*[]float64{0, 1, 0.5, 0.1}[rng.IntN(4)], 'g', -1, 64)
		switch p.Kind {
		case Quantity:
			args[p.Name] = x + " " + p.Units[0]
		case Number:
			args[p.Name] = x
		case Choice:
			args[p.Name] = p.Choices[rng.IntN(len(p.Choices))]
		case Flag:
			args[p.Name] = rng.IntN(2) == 0
		case Text:
			args[p.Name] = "lung"
		}
	}
	return args
}
