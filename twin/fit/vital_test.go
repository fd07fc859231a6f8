package fit

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestADayOfMinutesTellsTheBaseline: hidden baselines of heart rate, pressure and
// saturation are found within 1 /min, 3 mmHg and 0.5 % after a day.
func TestADayOfMinutesTellsTheBaseline(t *testing.T) {
	for name, c := range map[string]struct {
		prior  VitalPrior
		within float64
	}{
		"heart rate": {VitalPrior{Baseline: 70, SD: 10, Daily: 5, Gain: 40, GainSD: 20, NoiseSD: 3, Phi: 0.8}, 1},
		"pressure":   {VitalPrior{Baseline: 125, SD: 15, Daily: 6, Gain: 20, GainSD: 15, NoiseSD: 5, Phi: 0.8}, 3},
		"saturation": {VitalPrior{Baseline: 97, SD: 1.5, Daily: 0.4, Gain: -0.5, GainSD: 1, NoiseSD: 0.8, Phi: 0.7}, 0.5},
	} {
		t.Run(name, func(t *testing.T) {
			outside := 0
			for seed := range 20 {
				if off := recovered(t, c.prior, uint64(seed)); off > c.within {
					outside++
				}
			}
			if outside > 1 {
				t.Errorf("%d of 20 people are further than %g off", outside, c.within)
			}
		})
	}
}

// recovered is how far the baseline of a person drawn from the prior is missed.
func recovered(t *testing.T, p VitalPrior, seed uint64) float64 {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 5))
	v, err := NewVital(p)
	if err != nil {
		t.Fatal(err)
	}
	baseline := p.Baseline + p.SD*rng.NormFloat64()
	c, s, gain := p.Daily*rng.NormFloat64(), p.Daily*rng.NormFloat64(), p.Gain+p.GainSD*rng.NormFloat64()
	r := 0.0
	for m := range 1440 {
		activity := 0.0
		if m > 480 && m < 1320 && m/30%4 == 0 {
			activity = 0.5
		}
		r = p.Phi*r + p.NoiseSD*math.Sqrt(1-p.Phi*p.Phi)*rng.NormFloat64()
		w := 2 * math.Pi * float64(m) / 1440
		if err := v.Update(float64(m), activity, baseline+c*math.Cos(w)+s*math.Sin(w)+gain*activity+r); err != nil {
			t.Fatal(err)
		}
	}
	found, sd := v.Baseline()
	if sd >= p.SD/4 {
		t.Errorf("a day left the baseline at a standard deviation of %g", sd)
	}
	return math.Abs(found - baseline)
}

func TestVitalRefuses(t *testing.T) {
	if _, err := NewVital(VitalPrior{}); err == nil {
		t.Error("a prior without spread was taken")
	}
	v, err := NewVital(VitalPrior{Baseline: 70, SD: 10, Daily: 5, GainSD: 20, NoiseSD: 3, Phi: 0.8})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Update(5, 0, 71); err != nil {
		t.Fatal(err)
	}
	if v.Update(5, 0, 71) == nil || v.Update(6, 0, math.NaN()) == nil {
		t.Error("a reading twice, or none, was taken")
	}
}
