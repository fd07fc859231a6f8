package validation

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Course is what a plan gave: a frame of all signals at every interval.
type Course struct {
	Plan   Plan
	Reason string // why it could not be run, "" when it was
	Frames [][]float64
	Worst  Identities
}

// Identities are the largest violations over all frames of a course with a beating
// heart.
type Identities struct {
	CO    float64 // |CO − HR·SV|/CO, %
	MAP   float64 // |SVR·CO + CVP − MAP|/MAP, %
	VE    float64 // |VE − RR·VT|/VE, %
	Order float64 // how far MAP lies outside DBP..SBP, mmHg
}

// allSignals is the whole vocabulary.
func allSignals() []physiology.Signal {
	all := make([]physiology.Signal, len(physiology.Signals()))
	for i := range all {
		all[i] = physiology.Signal(i)
	}
	return all
}

// subject makes a patient at rest from a plan.
func (p *Plan) subject() (physiology.Patient, physiology.Body, error) {
	who := p.Who
	for _, c := range p.Conditions {
		bound, errs := physiology.BindCondition(c.Name, c.With)
		if len(errs) > 0 {
			return physiology.Patient{}, physiology.Body{}, errs[0]
		}
		who.Conditions = append(who.Conditions, bound)
	}
	q, err := physiology.Reference(who)
	if err != nil {
		return q, physiology.Body{}, err
	}
	b, err := physiology.New(&q, p.environment())
	return q, b, err
}

// environment is a ward; a daily course starts at eight in the morning by the clock.
func (p *Plan) environment() physiology.Environment {
	e := physiology.DefaultEnvironment()
	if p.Daily {
		e.Circadian, e.Clock = true, 8*hour
	}
	return e
}

// stream is the random numbers for one purpose and one member of a cohort.
func stream(purpose string, i int) *rand.Rand {
	h := uint64(14695981039346656037) // FNV-1a
	for _, c := range []byte(purpose) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(h, uint64(i)))
}

// run follows a plan with a step, s.
func (p Plan) run(step float64) *Course {
	c := &Course{Plan: p}
	bound, err := p.bind()
	if err != nil {
		c.Reason = err.Error()
		return c
	}
	patient, body, err := p.subject()
	if err != nil {
		c.Reason = err.Error()
		return c
	}
	in := physiology.NewInputs(p.environment())
	every, all := max(p.Every, 1), allSignals()
	steps := int(math.Round(1 / step))
	began := make([]bool, len(bound))
	for second := 0.0; second <= p.Length; second++ {
		for i, e := range p.Events {
			if began[i] || second < e.At {
				continue
			}
			began[i] = true
			until := math.Inf(1)
			if e.For > 0 {
				until = body.Time + e.For
			}
			if _, err := in.Begin(&patient, &body, bound[i], until); err != nil {
				c.Reason = err.Error()
				return c
			}
		}
		if math.Mod(second, every) == 0 {
			frame := make([]float64, len(all))
			body.Observe(&patient, all, frame)
			c.Frames = append(c.Frames, frame)
			c.Worst.see(frame)
		}
		for range steps {
			body.Step(&patient, &in, step)
		}
	}
	return c
}

// bind finds and checks the actions of a plan.
func (p *Plan) bind() ([]physiology.Args, error) {
	var out []physiology.Args
	for _, e := range p.Events {
		a, ok := physiology.ActionByName(e.Do)
		if !ok {
			return nil, fmt.Errorf("the action %s is not there yet", e.Do)
		}
		args, errs := a.Bind(e.With)
		if len(errs) > 0 {
			return nil, fmt.Errorf("%s: %w", e.Do, errs[0])
		}
		out = append(out, args)
	}
	return out, nil
}

// see takes a frame into account.
func (w *Identities) see(f []float64) {
	const flowing = 0.1 // L/min, below which a relative error says nothing
	if f[physiology.HR] > 0 && f[physiology.CO] > flowing {
		w.CO = max(w.CO, 100*math.Abs(f[physiology.CO]-f[physiology.HR]*f[physiology.SV]/1000)/f[physiology.CO])
		w.MAP = max(w.MAP, 100*math.Abs(f[physiology.SVR]*f[physiology.CO]+f[physiology.CVP]-f[physiology.MAP])/f[physiology.MAP])
	}
	if f[physiology.VE] > flowing {
		w.VE = max(w.VE, 100*math.Abs(f[physiology.VE]-f[physiology.RR]*f[physiology.VT]/1000)/f[physiology.VE])
	}
	w.Order = max(w.Order, f[physiology.MAP]-f[physiology.SBP], f[physiology.DBP]-f[physiology.MAP])
}
