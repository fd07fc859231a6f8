package validation

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vitalfleet/vitalfleet/physiology/pharma"
)

// kineticsError gives every model of every drug a bolus over a minute and an infusion
// from minute 10 to 70 and compares plasma and effect site over 240 min, at steps of 0.1, 1 and
// 10 s, with the matrix exponential of its equations: the largest relative error, %.
func kineticsError() (float64, error) {
	worst := 0.0
	who := pharma.Covariates{Age: 40, Weight: 77, Height: 180}
	for _, d := range pharma.Drugs() {
		id, ok := pharma.ByName(d.Name)
		if !ok {
			return 0, fmt.Errorf("no drug %s", d.Name)
		}
		for m := range d.Models {
			exact := exponential(d.Models[m].At(who))
			for _, step := range []float64{0.1, 1, 10} {
				var c pharma.Cabinet
				i, err := c.Take(id, m, who)
				if err != nil {
					return 0, err
				}
				worst = max(worst, compare(&c.Slot[i], exact, step))
			}
		}
	}
	return worst, nil
}

// The dose of the comparison.
const (
	bolusRate         = 1000.0 // ug/min, in the first minute
	infusionRate      = 50.0   // ug/min
	infusionFrom      = 10     // min
	infusionTo        = 70     // min
	comparedFor       = 240    // min
	plasma, firstSite = 0, 1
)

// given is the rate in a minute, ug/min.
func given(minute int) float64 {
	switch {
	case minute == 0:
		return bolusRate
	case minute >= infusionFrom && minute < infusionTo:
		return infusionRate
	}
	return 0
}

// compare advances a slot and gives the largest relative error at the minutes, %.
func compare(s *pharma.Slot, exact [][2]float64, step float64) float64 {
	worst := 0.0
	for minute := range comparedFor {
		for range int(math.Round(60 / step)) {
			s.Advance(given(minute)/60, step)
		}
		want := exact[minute]
		worst = max(worst, math.Abs(s.Plasma()/want[plasma]-1), math.Abs(s.EffectSite()/want[firstSite]-1))
	}
	return 100 * worst
}

// exponential is plasma and effect-site concentration at the end of each minute, ug/L,
// by the matrix exponential of amounts, effect site and a constant 1 for the infusion.
func exponential(k pharma.Kinetics) [][2]float64 {
	after := map[float64]*mat.Dense{}
	for _, rate := range []float64{0, bolusRate, infusionRate} {
		after[rate] = propagator(k, rate)
	}
	x := mat.NewVecDense(5, []float64{0, 0, 0, 0, 1})
	out := make([][2]float64, comparedFor)
	for minute := range out {
		next := mat.NewVecDense(5, nil)
		next.MulVec(after[given(minute)], x)
		x = next
		out[minute] = [2]float64{x.AtVec(0) / k.V1, x.AtVec(3)}
		if k.Ke[0] == 0 {
			out[minute][firstSite] = out[minute][plasma]
		}
	}
	return out
}

// propagator is exp(A·1 min).
func propagator(k pharma.Kinetics, rate float64) *mat.Dense {
	a := mat.NewDense(5, 5, []float64{
		-(k.K10 + k.K12 + k.K13), k.K21, k.K31, 0, rate,
		k.K12, -k.K21, 0, 0, 0,
		k.K13, 0, -k.K31, 0, 0,
		k.Ke[0] / k.V1, 0, 0, -k.Ke[0], 0,
		0, 0, 0, 0, 0,
	})
	var e mat.Dense
	e.Exp(a)
	return &e
}
