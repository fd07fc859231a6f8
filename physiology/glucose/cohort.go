package glucose

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
)

// cohortText holds mean and SD of the logarithm of each parameter (b and d: of the
// logit) by class, see data/README.md for source and licence.
//
//go:embed data/cohort_lognormal.json
var cohortText []byte

// Class is the age group that a patient is drawn from.
type Class string

// The classes of the cohort.
const (
	Child      Class = "child"
	Adolescent Class = "adolescent"
	Adult      Class = "adult"
)

// Cohort is the spread of a class: mean and standard deviation of each parameter on
// its scale, logarithm or (b, d) logit.
type Cohort struct {
	Class  Class
	names  []string // in the order that Sample draws
	spread map[string][2]float64
}

// cohortNames is what a cohort spreads, in the order that Sample draws it in. EGPb is
// basal production, CL clearance of insulin; the rest are Params.
func cohortNames() []string {
	return []string{
		"BW", "Gb", "Ib", "EGPb", "Vg", "Vi", "kabs", "kmax", "kmin", "b", "d", "Vmx", "Km0",
		"k1", "k2", "p2u", "m1", "ki", "kp2", "kp3", "kd", "ksc", "ka1", "ka2", "CL",
	}
}

// CohortOf is the cohort of a class.
func CohortOf(class Class) (Cohort, error) {
	var all map[Class]json.RawMessage
	if err := json.Unmarshal(cohortText, &all); err != nil {
		return Cohort{}, fmt.Errorf("glucose cohort: %w", err)
	}
	c := Cohort{Class: class, names: cohortNames()}
	text, ok := all[class]
	if !ok {
		return Cohort{}, fmt.Errorf("glucose cohort: no class %q; child, adolescent and adult exist", class)
	}
	if err := json.Unmarshal(text, &c.spread); err != nil {
		return Cohort{}, fmt.Errorf("glucose cohort %s: %w", class, err)
	}
	for _, n := range c.names {
		if c.spread[n][1] <= 0 {
			return Cohort{}, fmt.Errorf("glucose cohort %s: no spread of %s", class, n)
		}
	}
	return c, nil
}

// Names lists what the cohort spreads.
func (c *Cohort) Names() []string { return cohortNames() }

// Spread is mean and standard deviation of a parameter on its scale.
func (c *Cohort) Spread(name string) (mean, sd float64) {
	v := c.spread[name]
	return v[0], v[1]
}

// Patient is the patient at standard normal scores, one for each of Names; zeros are
// the middle of the class. A body weight above 0 (kg) takes the place of the drawn
// one. It fails where no steady state exists.
func (c *Cohort) Patient(scores []float64, weight float64) (Params, error) {
	p := Params{F: 0.9, Fsnc: 1, Ke1: 0.0005, Ke2: 339}
	var egpb, cl, bw float64
	for i, n := range c.names {
		mean, sd := c.Spread(n)
		x := mean + sd*scores[i]
		v := math.Exp(x)
		switch n {
		case "b", "d":
			*p.Field(n) = 1 / (1 + math.Exp(-x))
		case "EGPb":
			egpb = v
		case "CL":
			cl = v
		case "BW":
			bw = v
		default:
			*p.Field(n) = v
		}
	}
	p.BW = bw
	if weight > 0 {
		p.BW = weight
		cl *= weight / bw // Clearance goes with size, as its per-kilogram rates do.
	}
	ok := p.Derive(egpb, cl)
	if !ok || egpb <= 1.05 || p.Vm0 <= 0 || p.Kmin >= p.Kmax || p.D >= p.B {
		return Params{}, fmt.Errorf("glucose cohort %s: these scores have no steady state", c.Class)
	}
	return p, nil
}

// Sample draws a patient; a weight above 0 (kg) is used as given. Draws without a
// steady state are thrown away.
func (c *Cohort) Sample(weight float64, rng *rand.Rand) (Params, error) {
	scores := make([]float64, len(c.names))
	for range 1000 {
		for i := range scores {
			scores[i] = rng.NormFloat64()
		}
		if p, err := c.Patient(scores, weight); err == nil {
			return p, nil
		}
	}
	return Params{}, fmt.Errorf("glucose cohort %s: a thousand draws had no steady state", c.Class)
}
