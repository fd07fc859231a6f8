package glucose_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// drawn is one adult of the cohort, the middle one.
func drawn(t testing.TB) glucose.Params {
	t.Helper()
	c, err := glucose.CohortOf(glucose.Adult)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Patient(make([]float64, len(c.Names())), 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCohortRestsAtItsBasalState(t *testing.T) {
	for _, class := range []glucose.Class{glucose.Child, glucose.Adolescent, glucose.Adult} {
		c, err := glucose.CohortOf(class)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(1, 2))
		for i := range 200 {
			p, err := c.Sample(0, rng)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Check(); err != nil {
				t.Fatalf("%s %d: %v", class, i, err)
			}
			s := glucose.NewState(&p)
			for range 240 {
				glucose.Minute(&p, &s, glucose.Input{Insulin: p.Basal()}, glucose.DefaultStep)
			}
			if g := s.Plasma(&p); math.Abs(g-p.Gb) > 1e-6 {
				t.Fatalf("%s %d: glucose went from %g to %g mg/dL on its own basal insulin", class, i, p.Gb, g)
			}
		}
	}
}

func TestCohortReproducesItsSpread(t *testing.T) {
	c, err := glucose.CohortOf(glucose.Adult)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	const n = 2000
	sum, square := map[string]float64{}, map[string]float64{}
	for range n {
		p, err := c.Sample(0, rng)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Gb", "Vg", "kp2", "m1", "ka1", "kmax"} {
			x := math.Log(*p.Field(name))
			sum[name] += x
			square[name] += x * x
		}
	}
	for name, total := range sum {
		mean := total / n
		sd := math.Sqrt(square[name]/n - mean*mean)
		wantMean, wantSD := c.Spread(name)
		// Rejection moves the accepted a little away from what was asked for.
		if math.Abs(mean-wantMean) > 0.35*wantSD || math.Abs(sd/wantSD-1) > 0.2 {
			t.Errorf("%s: mean %.3f SD %.3f, want %.3f and %.3f", name, mean, sd, wantMean, wantSD)
		}
	}
}

func TestMinuteAllocatesNothing(t *testing.T) {
	p := drawn(t)
	s := glucose.NewState(&p)
	in := glucose.Input{Insulin: p.Basal(), Meal: 20}
	if n := testing.AllocsPerRun(1000, func() { glucose.Minute(&p, &s, in, glucose.DefaultStep) }); n != 0 {
		t.Errorf("a minute allocates %g times", n)
	}
}

// FuzzParseParams: whatever a file says, the answer is an error or a patient who can
// be stepped for ever without a number that is none.
func FuzzParseParams(f *testing.F) {
	f.Add([]byte(`{"BW": 70}`))
	f.Add([]byte(`{"BW": null, "x": []}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if p, err := glucose.ParseParams(text); err == nil && p.BW <= 0 {
			t.Error("a weightless patient was accepted")
		}
	})
}
