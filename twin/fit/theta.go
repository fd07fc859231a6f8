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
	sdRhythm = 0.10  // of either part of the daily course of log sensitivity
	sdMeal   = 0.12  // of the logarithm of eaten over reported carbohydrate
	maxKabs  = 0.5   // 1/min; what is faster cannot be told from it in the interstitium
	maxScore = 4.0   // no score is believed beyond
)

// nuisances is how many scores lie between those of the cohort and those of meals.
const nuisances = 5

// theta is a point in standard normal scores: the cohort's parameters without weight,
// then sensor gain, offset, drift, the rhythm's two parts, then one score a meal.
type theta []float64

// layout says what the scores of a theta mean.
type layout struct {
	cohort glucose.Cohort
	names  []string // of the cohort, weight left out
	weight float64  // kg
	meals  int
}

func newLayout(class glucose.Class, weight float64, meals int) (layout, error) {
	c, err := glucose.CohortOf(class)
	if err != nil {
		return layout{}, err
	}
	l := layout{cohort: c, weight: weight, meals: meals}
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
	return Rhythm{Cos: sdRhythm * n[0], Sin: sdRhythm * n[1]}
}

// factors writes what each meal is scaled by.
func (l *layout) factors(t theta, dst []float64) []float64 {
	dst = dst[:0]
	for _, s := range t[len(l.names)+nuisances:] {
		dst = append(dst, math.Exp(sdMeal*s))
	}
	return dst
}
