package fit

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// Spreads of the nuisances, standard deviations of the prior.
const (
	sdGain   = 0.06  // of the sensor, share
	sdOffset = 4.0   // of the sensor, mg/dL
	sdDrift  = 0.015 // of the sensor's gain, share a day
	maxKabs  = 0.5   // 1/min; what is faster cannot be told from it in the interstitium
	maxScore = 4.0   // no score is believed beyond
)

// nuisances is how many scores lie between those of the cohort and those of meals.
const nuisances = 6

// theta is a point in standard normal scores: the cohort's parameters without weight,
// then sensor gain, offset, drift, the rhythm's two parts, the share of doses, then one
// score a meal.
type theta []float64

// layout says what the scores of a theta mean.
type layout struct {
	cohort glucose.Cohort
	names  []string // of the cohort, weight left out
	weight float64  // kg
	meals  int
	spread Spread

	prior Spread    // what was believed of it before
	first float64   // mg/dL at the start of the recording; 0: the fasting state
	dosed []float64 // what the dose of each meal says of it
}

// Spread is how far a person's days and reports are from the mean; it is estimated
// with the rest.
type Spread struct {
	Meal   float64 `json:"log_meal_sd"`   // eaten over reported carbohydrate
	Rhythm float64 `json:"log_rhythm_sd"` // either part of the daily course of sensitivity
}

// beliefs count as this many meals or days when the spread is estimated.
const beliefs = 6.0

// renew is the spread after scores with these variances were found with it: one step
// of expectation and maximisation.
func (l *layout) renew(t theta, variance func(i int) float64) {
	k := len(l.names)
	square := func(from, to int) (sum float64) {
		for i := from; i < to; i++ {
			sum += t[i]*t[i] + variance(i)
		}
		return sum
	}
	m := l.spread.Meal * l.spread.Meal * square(k+nuisances, len(t))
	l.spread.Meal = math.Sqrt((m + beliefs*l.prior.Meal*l.prior.Meal) / (float64(l.meals) + beliefs))
	r := l.spread.Rhythm * l.spread.Rhythm * square(k+3, k+5)
	l.spread.Rhythm = math.Sqrt((r + beliefs*l.prior.Rhythm*l.prior.Rhythm) / (2 + beliefs))
}

func newLayout(class glucose.Class, weight float64, meals int, s Spread) (layout, error) {
	c, err := glucose.CohortOf(class)
	if err != nil {
		return layout{}, err
	}
	l := layout{cohort: c, weight: weight, meals: meals, spread: s, prior: s}
	for _, n := range c.Names() {
		if n != "BW" {
			l.names = append(l.names, n)
		}
	}
	return l, nil
}

// size is the number of scores.
func (l *layout) size() int { return len(l.names) + nuisances + l.meals }

// scores are those of the cohort in its own order, the weight's from the weight.
func (l *layout) scores(t theta) []float64 {
	all := make([]float64, 0, len(l.names)+1)
	i := 0
	for _, n := range l.cohort.Names() {
		if n == "BW" {
			all = append(all, l.weightScore())
			continue
		}
		all = append(all, t[i])
		i++
	}
	return all
}

func (l *layout) weightScore() float64 {
	mean, sd := l.cohort.Spread("BW")
	return (math.Log(l.weight) - mean) / sd
}

// patient is the patient at t; an error where there is no steady state.
func (l *layout) patient(t theta) (glucose.Params, error) {
	p, err := l.cohort.Patient(l.scores(t), l.weight)
	p.Kabs = min(p.Kabs, maxKabs)
	if l.first > 0 && err == nil {
		for _, i := range [...]int{3, 4, 12} {
			p.X0[i] *= l.first / p.Gb
		}
	}
	return p, err
}

// show is the sensor's value without noise, mg/dL, at a minute since the start.
func (s Sensor) show(glucose float64, minute int) float64 {
	return (s.Gain+s.Drift*float64(minute)/1440)*glucose + s.Offset
}

func (l *layout) sensor(t theta) Sensor {
	n := t[len(l.names):]
	return Sensor{Gain: 1 + sdGain*n[0], Offset: sdOffset * n[1], Drift: sdDrift * n[2]}
}

func (l *layout) rhythm(t theta) Rhythm {
	n := t[len(l.names)+3:]
	return Rhythm{Cos: l.spread.Rhythm * n[0], Sin: l.spread.Rhythm * n[1]}
}

// factors writes what each meal is scaled by.
func (l *layout) factors(t theta, dst []float64) []float64 {
	dst = dst[:0]
	share := l.share(t)
	for i, s := range t[len(l.names)+nuisances:] {
		dst = append(dst, math.Exp(share*l.dosed[i]+l.spread.Meal*s))
	}
	return dst
}

// share of a dose's deviation that is believed to be the meal's.
func (l *layout) share(t theta) float64 {
	return max(meanShare+sdShare*t[len(l.names)+nuisances-1], 0)
}
