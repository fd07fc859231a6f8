package scenarios

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

// addFitted reads the twin file of a cohort: its most probable patient of glucose, at
// rest, and the baselines of vital signs.
func (p *planner) addFitted(name string, c spec.Cohort) error {
	text, err := p.patientFile(c.Twin)
	if err != nil {
		return fmt.Errorf("twin: %w", err)
	}
	t, err := fit.Read(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("twin: %s: %w", c.Twin, err)
	}
	p.fitted[name] = t
	if !t.HasGlucose() {
		return nil
	}
	patient, err := t.Patient()
	if err != nil {
		return fmt.Errorf("twin: %s: %w", c.Twin, err)
	}
	p.glucose[name] = &glucoseFile{patient: &patient, carbRatio: t.Therapy.CarbRatio}
	return nil
}

// recorded fills in what a cohort leaves open with whom a recording was of.
func recorded(known *physiology.PersonKnown, t *fit.Twin) {
	if t == nil || t.Person == nil {
		return
	}
	for _, x := range []struct {
		to   *float64
		from float64
	}{{&known.Age, t.Person.Age}, {&known.Height, t.Person.Height}, {&known.Weight, t.Person.Weight}} {
		if *x.to == 0 {
			*x.to = x.from
		}
	}
	if !known.SexKnown && t.Person.Sex != "" {
		known.SexKnown = true
		if t.Person.Sex == "female" {
			known.Sex = physiology.Female
		}
	}
}

// atBaseline gives a patient the vital signs of a fitted twin at rest: the most probable
// ones, or with rng a draw of their posterior.
func (p *planner) atBaseline(patient physiology.Patient, t *fit.Twin, rng *rand.Rand) (physiology.Patient, error) {
	if t == nil || len(t.Vitals) == 0 {
		return patient, nil
	}
	if rng == nil {
		return patient.Personalised(t.Rest(nil), p.env)
	}
	var out physiology.Patient
	var err error
	scores := make([]float64, len(t.Vitals))
	for range 20 { // what no body reaches is not part of the posterior
		for i := range scores {
			scores[i] = rng.NormFloat64()
		}
		if out, err = patient.Personalised(t.Rest(scores), p.env); err == nil {
			return out, nil
		}
	}
	return out, err
}
