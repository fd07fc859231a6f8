package fit

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Vital is a vital sign of one person: a baseline with its daily course and what
// activity does to it, estimated from readings around a prior of people of that age and
// sex. The model is linear,
//
//	y(t) = baseline + c1·cos ωt + s1·sin ωt + c2·cos 2ωt + s2·sin 2ωt + gain·activity + r(t)
//
// with ω = 2π/24 h and r autoregressive of order 1 over a minute; readings update it one
// by one (Kalman, constant state).
type Vital struct {
	phi, sd float64 // of r over a minute, and of its innovation
	mean    *mat.VecDense
	cov     *mat.SymDense
	last    float64 // residual of the last reading
	row     [terms]float64
	at      float64 // minute of the last reading; NaN before one
}

// terms of the linear model.
const terms = 6

// VitalPrior is what is known of people like this one: mean and standard deviation of
// the baseline, of either part of the daily and half-daily course, and of the gain per
// unit of activity; all in the vital's unit.
type VitalPrior struct {
	Baseline, SD float64
	Daily        float64
	Gain, GainSD float64
	NoiseSD      float64 // of r, stationary
	Phi          float64 // of r over a minute
}

// NewVital starts from the prior.
func NewVital(p VitalPrior) (*Vital, error) {
	if !(p.SD > 0 && p.Daily > 0 && p.GainSD > 0 && p.NoiseSD > 0 && p.Phi >= 0 && p.Phi < 1) {
		return nil, fmt.Errorf("vital: spreads must be above 0 and the correlation from 0 to below 1: %+v", p)
	}
	v := &Vital{phi: p.Phi, sd: p.NoiseSD * math.Sqrt(1-p.Phi*p.Phi), mean: mat.NewVecDense(terms, nil), cov: mat.NewSymDense(terms, nil), at: math.NaN()}
	v.mean.SetVec(0, p.Baseline)
	v.mean.SetVec(terms-1, p.Gain)
	for i, sd := range []float64{p.SD, p.Daily, p.Daily, p.Daily / 2, p.Daily / 2, p.GainSD} {
		v.cov.SetSym(i, i, sd*sd)
	}
	return v, nil
}

// terms of the model at a minute since midnight.
func vitalTerms(minute, activity float64) [terms]float64 {
	s1, c1 := math.Sincos(2 * math.Pi * minute / 1440)
	s2, c2 := math.Sincos(4 * math.Pi * minute / 1440)
	return [terms]float64{1, c1, s1, c2, s2, activity}
}

// Update takes a reading at a minute (since a midnight, rising) with the activity then.
// Successive residuals share a part; the update is by what is new in the reading.
func (v *Vital) Update(minute, activity, reading float64) error {
	if math.IsNaN(reading) || math.IsInf(reading, 0) {
		return errors.New("vital: the reading is not a number")
	}
	if minute <= v.at {
		return fmt.Errorf("vital: a reading at minute %g is not after the one before, at minute %g", minute, v.at)
	}
	x := vitalTerms(minute, activity)
	variance := v.sd * v.sd / (1 - v.phi*v.phi)
	h := x
	y := reading
	if !math.IsNaN(v.at) {
		phi := math.Pow(v.phi, minute-v.at)
		variance *= 1 - phi*phi
		for i := range h {
			h[i] -= phi * v.row[i]
		}
		y -= phi * v.last
	}
	v.kalman(&h, y, variance)
	v.row, v.last, v.at = x, reading, minute
	return nil
}

// kalman corrects the state by y = h·state + noise of a variance.
func (v *Vital) kalman(h *[terms]float64, y, variance float64) {
	var ph [terms]float64
	total, off := variance, y
	for i := range terms {
		for j := range terms {
			ph[i] += v.cov.At(i, j) * h[j]
		}
		total += h[i] * ph[i]
		off -= h[i] * v.mean.AtVec(i)
	}
	for i := range terms {
		v.mean.SetVec(i, v.mean.AtVec(i)+ph[i]/total*off)
		for j := i; j < terms; j++ {
			v.cov.SetSym(i, j, v.cov.At(i, j)-ph[i]*ph[j]/total)
		}
	}
}

// Baseline is the mean of the vital sign at rest over a day, and its standard deviation.
func (v *Vital) Baseline() (mean, sd float64) { return v.mean.AtVec(0), math.Sqrt(v.cov.At(0, 0)) }

// Gain is what a unit of activity adds, and its standard deviation.
func (v *Vital) Gain() (mean, sd float64) {
	return v.mean.AtVec(terms - 1), math.Sqrt(v.cov.At(terms-1, terms-1))
}

// Expect is what the model expects at a minute with an activity.
func (v *Vital) Expect(minute, activity float64) float64 {
	sum := 0.0
	for i, x := range vitalTerms(minute, activity) {
		sum += x * v.mean.AtVec(i)
	}
	return sum
}
