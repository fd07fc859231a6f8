package spec_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// TestDistributionsHaveTheirMoments draws 20,000 values; the mean must lie
// within five standard errors of the textbook's.
func TestDistributionsHaveTheirMoments(t *testing.T) {
	inf := math.Inf(1)
	for _, tc := range []struct {
		name     string
		d        spec.Dist
		mean, sd float64
	}{
		{"uniform", spec.Dist{Kind: "uniform", Min: 2, Max: 6}, 4, 4 / math.Sqrt(12)},
		{"normal", spec.Dist{Kind: "normal", Mean: 71, SD: 12, Min: -inf, Max: inf}, 71, 12},
		{"lognormal", spec.Dist{Kind: "lognormal", Median: 40, Sigma: 0.7, Min: -inf, Max: inf}, 40 * math.Exp(0.245), 40 * math.Exp(0.245) * math.Sqrt(math.Exp(0.49)-1)},
		{"exponential", spec.Dist{Kind: "exponential", Mean: 6, Min: -inf, Max: inf}, 6, 6},
		{"beta", spec.Dist{Kind: "beta", A: 2, B: 3, Min: -inf, Max: inf}, 0.4, 0.2},
		{"gamma", spec.Dist{Kind: "gamma", A: 0.5, B: 3, Min: -inf, Max: inf}, 1.5, math.Sqrt(0.5) * 3},
		{"poisson", spec.Dist{Kind: "poisson", Mean: 3.5, Min: -inf, Max: inf}, 3.5, math.Sqrt(3.5)},
		{"large poisson", spec.Dist{Kind: "poisson", Mean: 1200, Min: -inf, Max: inf}, 1200, math.Sqrt(1200)},
		{"choice", spec.Dist{Kind: "choice", Values: []float64{1, 5}, Weights: []float64{3, 1}}, 2, math.Sqrt(3)},
		{"constant", spec.Dist{Kind: "constant", Mean: 9}, 9, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 2))
			const n = 20_000
			sum, squares := 0.0, 0.0
			for range n {
				x := tc.d.Draw(rng)
				sum += x
				squares += (x - tc.mean) * (x - tc.mean)
			}
			if err := math.Abs(sum/n - tc.mean); err > 5*tc.sd/math.Sqrt(n) {
				t.Errorf("mean %g, want %g", sum/n, tc.mean)
			}
			if sd := math.Sqrt(squares / n); math.Abs(sd-tc.sd) > 0.1*tc.sd {
				t.Errorf("sd %g, want %g", sd, tc.sd)
			}
		})
	}
}

func TestDrawsStayWithinBounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, d := range []spec.Dist{
		{Kind: "normal", Mean: 71, SD: 12, Min: 60, Max: 75},
		{Kind: "exponential", Mean: 1, Min: 90, Max: 91}, // almost nothing is left: clamped
		{Kind: "beta", A: 2, B: 3, Min: 10, Max: 20},
	} {
		for range 1000 {
			if x := d.Draw(rng); x < d.Min || x > d.Max {
				t.Fatalf("%s drew %g outside %g..%g", d.Kind, x, d.Min, d.Max)
			}
		}
	}
}

func TestEventArgsAreDrawn(t *testing.T) {
	s, problems := parse("do: patient.hypoxia, with: {target_spo2: 84%}",
		"do: patient.hypoxia, with: {target_spo2: {dist: uniform, min: 80%, max: 90%}, ramp: 1m30s}")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	e, _ := s.Events.Get("dip")
	first, second := e.Args(rand.New(rand.NewPCG(1, 1))), e.Args(rand.New(rand.NewPCG(1, 1)))
	target, _ := first["target_spo2"].(string)
	if target != second["target_spo2"] || !strings.HasSuffix(target, " %") || first["ramp"] != "90 s" {
		t.Errorf("args %v and %v", first, second)
	}
	if centre := e.Args(nil)["target_spo2"]; centre != "85 %" {
		t.Errorf("centre %v", centre)
	}
}

func TestValues(t *testing.T) {
	s, problems := parse("at: 40s", "at: steady-30s")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	e, _ := s.Events.Get("dip")
	if e.At.Point != (spec.TimePoint{Base: "steady", Offset: -30 * time.Second}) || e.At.Point.String() != "steady-30s" {
		t.Errorf("at %+v", e.At.Point)
	}
	if d, fixed := e.For.Fixed(); !fixed || d != time.Minute {
		t.Errorf("for %v, %t", d, fixed)
	}
	for text, want := range map[string]string{"36h": "36h", "1d12h": "36h", "90s": "1m30s", "250ms": "250ms", "2d": "2d", "0s": "0s"} {
		d, err := spec.ParseDuration(text)
		if err != nil || spec.Duration(d).String() != want {
			t.Errorf("%s is %s (%v), want %s", text, spec.Duration(d), err, want)
		}
	}
	for _, text := range []string{"", "5", "5 m", "m", "-5m", "1e3s", "5m5", "99999999999d"} {
		if d, err := spec.ParseDuration(text); err == nil {
			t.Errorf("%q is %v, want an error", text, d)
		}
	}
	if cap := s.Time.Start.Format(time.RFC3339); cap != "2026-01-15T08:00:00Z" {
		t.Errorf("default start %s", cap)
	}
	if s.Environment.Temperature.Value != 22 || s.Step.D() != time.Second || s.Time.Tick.D() != time.Second {
		t.Errorf("defaults: %+v, step %s", s.Environment, s.Step)
	}
}
