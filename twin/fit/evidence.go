package fit

import (
	"math"
	"slices"
)

// Who misreports a meal and doses it right tells by the dose how much it was. The
// logarithm of eaten over reported carbohydrate is expected to be a share of that of
// dose over reported carbohydrate; the share is estimated and stays near its prior
// where the recording says nothing.
const (
	meanShare = 0.15
	sdShare   = 0.20
	near      = 25  // a bolus this many minutes from a meal is for it
	farthest  = 0.5 // logarithm beyond which a dose was for something else
)

// dosed is the logarithm of dose over reported carbohydrate for each meal, as found;
// NaN for a meal without a bolus near it.
func dosed(r *Recording, boluses []float64) []float64 {
	var out []float64
	for i := range r.Rows {
		if r.Rows[i].Carbs <= 0 {
			continue
		}
		units := 0.0
		for j := range r.Rows {
			if d := r.Rows[j].Minute - r.Rows[i].Minute; d >= -near && d <= near {
				units += boluses[j]
			}
		}
		if units > 0 {
			out = append(out, math.Log(units/r.Rows[i].Carbs))
		} else {
			out = append(out, math.NaN())
		}
	}
	return out
}

// usual is the median of what is there; 0 of nothing.
func usual(x []float64) float64 {
	var there []float64
	for _, v := range x {
		if !math.IsNaN(v) {
			there = append(there, v)
		}
	}
	if len(there) == 0 {
		return 0
	}
	slices.Sort(there)
	return quantile(there, 0.5)
}

// evidence is how far each dose is from the usual one; 0 where it says nothing.
func evidence(x []float64, usual float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		if d := v - usual; math.Abs(d) <= farthest {
			out[i] = d
		}
	}
	return out
}

// given are the boluses that were given, which a counterfactual does not change.
func (r *Recording) given() []float64 {
	out := make([]float64, len(r.Rows))
	for i := range out {
		out[i] = r.Rows[i].Bolus
	}
	if len(r.Given) == len(r.Rows) {
		copy(out, r.Given)
	}
	return out
}
