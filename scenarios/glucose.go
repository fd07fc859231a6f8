package scenarios

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// glucoseFile is a type 1 patient from files.
type glucoseFile struct {
	patient *glucose.Patient
	feed    []glucose.Input
}

// readGlucose reads the files of a cohort: S2008 as published, extensions off.
func readGlucose(s *spec.Scenario, g *spec.Glucose) (*glucoseFile, error) {
	text, err := s.ReadFile(g.Parameters)
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	params, err := glucose.ParseParams(text)
	if err != nil {
		return nil, fmt.Errorf("parameters: %s: %w", g.Parameters, err)
	}
	p := glucose.FromFile(params)
	out := &glucoseFile{patient: &p}
	if g.Inputs == "" {
		p.Therapy = params.Basal()
		return out, nil
	}
	if text, err = s.ReadFile(g.Inputs); err != nil {
		return nil, fmt.Errorf("inputs: %w", err)
	}
	if out.feed, err = glucose.ParseInputs(text); err != nil {
		return nil, fmt.Errorf("inputs: %s: %w", g.Inputs, err)
	}
	return out, nil
}

// sweeten gives a planned patient glucose: from the cohort's files, or drawn from a
// stream of its own.
func (p *planner) sweeten(t *plannedTwin, spread float64) error {
	if file := p.glucose[t.cohort]; file != nil {
		t.metabolism, t.feed = file.patient, file.feed
	} else {
		rng := draw(p.spec.Seed, t.id, "glucose").stream()
		if spread == 0 {
			rng = nil
		}
		g, err := t.patient.Glucose(rng)
		if err != nil {
			return err
		}
		t.metabolism = &g
	}
	if p.precise {
		g := *t.metabolism
		g.Step = glucose.PreciseStep
		t.metabolism = &g
	}
	return nil
}
