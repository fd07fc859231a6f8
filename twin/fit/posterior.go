package fit

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// sdReturn is how far glucose may be from basal four hours after a meal with its
// bolus, standard deviation, mg/dL.
const sdReturn = 25.0

// posterior is the weighted residuals whose squares add up to twice the negative
// logarithm of the posterior density.
type posterior struct {
	layout
	therapy  Therapy
	beliefs  Beliefs
	course   course
	usual    float64 // logarithm of the usual dose over carbohydrate, U/g
	minutes  []int   // of readings, index of the course's inputs
	readings []float64
	noise    Noise
	trial    course // a meal with its bolus

	shown   []float64 // buffers
	factor  []float64
	trialAt []int
	step    float64 // of the integrator, minutes
}

func newPosterior(class glucose.Class, r *Recording, t Therapy, b Beliefs) (*posterior, error) {
	p := &posterior{therapy: t, beliefs: b, course: newCourse(r), noise: Noise{Phi: 0.9, SD: 3}, step: coarseStep}
	l, err := newLayout(class, t.Weight, len(p.course.meals), b.Spread)
	if err != nil {
		return nil, fmt.Errorf("fit: %w", err)
	}
	p.layout = l
	found := dosed(r, r.given())
	p.usual = usual(found)
	p.dosed = evidence(found, p.usual)
	for i := range r.Rows {
		if !math.IsNaN(r.Rows[i].CGM) {
			p.minutes = append(p.minutes, r.Rows[i].Minute-r.Rows[0].Minute)
			p.readings = append(p.readings, r.Rows[i].CGM)
		}
	}
	if b.AnyStart && len(p.readings) > 0 {
		p.first = p.readings[0]
	}
	p.shown = make([]float64, len(p.minutes))
	p.trial = trialMeal(t)
	p.trialAt = []int{239}
	return p, nil
}

// trialMeal is a meal of everyday size with the bolus that therapy gives for it.
func trialMeal(t Therapy) course {
	const grams = 60
	c := course{inputs: make([]glucose.Input, 240), meals: []int{0}}
	c.inputs[0].Meal = grams
	c.inputs[0].Insulin = grams / t.CarbRatio
	return c
}

// size of the residual vector.
func (p *posterior) rows() int { return len(p.minutes) + p.layout.size() + 2 }

// show writes what the sensor would show without noise at each reading.
func (p *posterior) show(t theta, dst []float64) (glucose.Params, error) {
	patient, err := p.patient(t)
	if err != nil {
		return patient, err
	}
	s := glucose.NewState(&patient)
	p.factor = p.factors(t, p.factor)
	p.course.play(&patient, p.rhythm(t), p.factor, &s, p.minutes, dst, p.step)
	sensor := p.sensor(t)
	for i, m := range p.minutes {
		dst[i] = sensor.show(dst[i], p.course.start+m)
	}
	return patient, nil
}

// residuals writes the weighted residuals at t: innovations of the sensor's readings,
// the scores themselves (the prior), and two beliefs about therapy.
func (p *posterior) residuals(t theta, dst []float64) error {
	for _, s := range t {
		if !(math.Abs(s) <= maxScore) {
			return fmt.Errorf("fit: a score beyond %g", maxScore)
		}
	}
	patient, err := p.show(t, p.shown)
	if err != nil {
		return err
	}
	n := len(p.minutes)
	p.noise.innovations(p.minutes, p.readings, p.shown, dst[:n])
	copy(dst[n:], t)
	dst[n+len(t)] = math.Log(patient.Basal()*60/p.therapy.Basal) / p.beliefs.Basal
	dst[n+len(t)+1] = p.return4h(&patient)
	return nil
}

// return4h is how far glucose is from basal four hours after a meal that therapy's
// ratio covers.
func (p *posterior) return4h(patient *glucose.Params) float64 {
	if p.therapy.CarbRatio <= 0 {
		return 0
	}
	for i := range p.trial.inputs {
		p.trial.inputs[i].Insulin = patient.Basal()
	}
	p.trial.inputs[0].Insulin += p.trial.inputs[0].Meal / p.therapy.CarbRatio
	s := glucose.NewState(patient)
	var end [1]float64
	p.trial.play(patient, Rhythm{}, []float64{1}, &s, p.trialAt, end[:], p.step)
	return (end[0] - patient.Gb) / sdReturn
}
