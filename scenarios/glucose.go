package scenarios

import (
	"fmt"
	"slices"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// glucoseFile is a type 1 patient from files.
type glucoseFile struct {
	patient   *glucose.Patient
	feed      []glucose.Input
	carbRatio float64 // of the patient's therapy, g/U; 0: not known
}

// readGlucose reads the files of a cohort: S2008 as published, extensions off.
func (p *planner) readGlucose(g *spec.Glucose) (*glucoseFile, error) {
	text, err := p.patientFile(g.Parameters)
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	params, err := glucose.ParseParams(text)
	if err != nil {
		return nil, fmt.Errorf("parameters: %s: %w", g.Parameters, err)
	}
	patient := glucose.FromFile(params)
	out := &glucoseFile{patient: &patient}
	if g.Inputs == "" {
		patient.Therapy = params.Basal()
		return out, nil
	}
	if text, err = p.patientFile(g.Inputs); err != nil {
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
	var err error
	t.therapy, err = p.therapy(t.id, t.cohort, t.metabolism)
	return err
}

// therapy is who controls a patient's insulin, nil where there is none to control: the
// patient makes it, or a file gives it. Errors of the sensor are drawn from a stream of
// their own.
func (p *planner) therapy(id, cohort string, g *glucose.Patient) (*control.Therapy, error) {
	c, _ := p.spec.Fleet.Get(cohort)
	file := p.glucose[cohort]
	if g.Therapy == 0 || file != nil && file.feed != nil {
		if c.Glucose != nil && c.Glucose.Therapy != "open-loop" {
			return nil, fmt.Errorf("glucose.therapy: %s: the patient has no insulin to control; use profile type1-diabetes", c.Glucose.Therapy)
		}
		return nil, nil
	}
	ratio := 0.0
	if file != nil {
		ratio = file.carbRatio
	}
	t, err := control.NewTherapy(60*g.Therapy, ratio)
	open := c.Glucose == nil || c.Glucose.Therapy == "open-loop"
	switch {
	case open && err == nil:
		return &t, nil
	case open:
		return nil, nil // A patient beyond what a controller takes goes on without one.
	case err != nil:
		return nil, fmt.Errorf("glucose.therapy: %w", err)
	}
	t.Mode = control.Mode(slices.Index(control.Modes(), c.Glucose.Therapy))
	if grade := slices.Index(sensor.CGMGrades(), c.Glucose.Sensor); grade >= 0 {
		k := draw(p.spec.Seed, id, "therapy-sensor")
		e := sensor.DrawCGM(k.stream(), sensor.CGMGrade(grade))
		t.Sensor = control.Sensor{A0: e.A0, A1: e.A1, A2: e.A2, B0: e.B0, Alpha1: e.Alpha1, Alpha2: e.Alpha2, Sigma: e.Sigma}
		t.Sensor.Settle(uint64(k))
	}
	return &t, nil
}
