package fit

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// Members is how many draws of the posterior a twin has.
const Members = 100

// Options of a fit.
type Options struct {
	Seed    uint64   // of the draws
	Members int      // 0: Members
	Beliefs *Beliefs // nil: Clean
}

// Beliefs are what is held of a recording before it is seen, standard deviations of
// logarithms where not said otherwise.
type Beliefs struct {
	Basal      float64 // basal insulin that holds fasting glucose over what was said
	Spread     Spread  // of meals and days, at first
	HighestPhi float64 // correlation of residuals over five minutes that is thought possible
	LeaveOut   bool    // how far forecasts can be followed is learned from days left out
	AnyStart   bool    // the recording may begin in any state, not in the fasting one
}

// Clean are the beliefs about a recording that begins in the fasting state, of a
// person whose basal insulin holds it.
func Clean() Beliefs {
	return Beliefs{Basal: 0.05, Spread: Spread{Meal: 0.10, Rhythm: 0.08}, HighestPhi: 0.97}
}

// Everyday are the beliefs about a recording of daily life: it begins at any time,
// basal insulin is a guess, reports are poor and days differ.
func Everyday() Beliefs {
	return Beliefs{Basal: 0.30, Spread: Spread{Meal: 0.30, Rhythm: 0.20}, HighestPhi: 0.94, AnyStart: true, LeaveOut: true}
}

// Rounds of the search: a look at every class, then the promising ones to the end
// with the noise estimated anew in between.
const (
	lookRounds  = 6
	fullRounds  = 12
	noiseRounds = 2
	hopeless    = 25.0 // a class this much less probable after the look is dropped
)

// errNoFit is for a recording that no class of patients can explain.
var errNoFit = errors.New("fit: no class of patients has a steady state near this weight and basal insulin; check --weight and --basal")

// candidate is one class of patients on the way to being fitted.
type candidate struct {
	class  glucose.Class
	solver *solver
	found  estimateOf
	others []estimateOf // less probable
	weight float64      // negative log density of the body weight in the class
}

// Glucose fits a patient to a recording.
func Glucose(r *Recording, t Therapy, o Options) (*Twin, error) {
	if err := check(r, t); err != nil {
		return nil, err
	}
	beliefs := Clean()
	if o.Beliefs != nil {
		beliefs = *o.Beliefs
	}
	var found []candidate
	for _, class := range []glucose.Class{glucose.Adult, glucose.Adolescent, glucose.Child} {
		p, err := newPosterior(class, r, t, beliefs)
		if err != nil {
			return nil, err
		}
		c := candidate{class: class, solver: newSolver(p)}
		_, sd := p.cohort.Spread("BW")
		c.weight = p.weightScore()*p.weightScore()/2 + math.Log(sd)
		start, ok := p.start()
		if !ok {
			continue
		}
		if c.found, err = c.solver.descend(start, lookRounds); err == nil {
			found = append(found, c)
		}
	}
	peaks, err := finish(found, o.Seed)
	if err != nil {
		return nil, err
	}
	return peaks[0].twin(r, t, peaks, o)
}

// start is the cohort's middle, with clearance moved so that the basal insulin is
// therapy's.
func (p *posterior) start() (theta, bool) {
	t := make(theta, p.layout.size())
	patient, err := p.patient(t)
	if err != nil {
		return nil, false
	}
	for i, n := range p.names {
		if n == "CL" || n == "Ib" {
			_, sd := p.cohort.Spread(n)
			share := 0.5
			t[i] = min(max(share*math.Log(p.therapy.Basal/(60*patient.Basal()))/sd, -3), 3)
		}
	}
	_, err = p.patient(t)
	return t, err == nil
}

// finish carries the promising candidates to the end and returns the peaks of the
// posterior, the most evident first.
func finish(found []candidate, seed uint64) ([]mode, error) {
	found = promising(found, hopeless)
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.complete() != nil })
	var all []mode
	found = promising(found, far)
	for _, c := range found {
		if c.explore(seed, (starts+len(found)-1)/len(found)) == nil {
			all = append(all, c.modes()...)
		}
	}
	if len(all) == 0 {
		return nil, errNoFit
	}
	slices.SortStableFunc(all, func(a, b mode) int { return cmp.Compare(b.evidence(), a.evidence()) })
	most := all[0].evidence()
	return slices.DeleteFunc(all, func(m mode) bool { return m.evidence() < most-worthy }), nil
}

// promising are the candidates that are less probable than the best by a logarithm of
// so much at most.
func promising(found []candidate, much float64) []candidate {
	least := math.Inf(1)
	for i := range found {
		least = min(least, found[i].found.cost+found[i].weight)
	}
	return slices.DeleteFunc(found, func(c candidate) bool { return c.found.cost+c.weight > least+much })
}

// complete searches to the end of a descent, with the noise estimated anew on the way.
func (c *candidate) complete() error {
	for range noiseRounds {
		if err := c.renew(); err != nil {
			return err
		}
		e, err := c.solver.descend(c.found.at, fullRounds)
		if err != nil {
			return err
		}
		c.found = e
	}
	return nil
}

// renew estimates noise and spreads anew, keeping what the scores mean.
func (c *candidate) renew() error {
	if err := c.solver.renew(c.found.at); err != nil {
		return err
	}
	l, err := newLaplace(c.found)
	if err != nil {
		return err
	}
	p := c.solver.p
	before := p.spread
	p.layout.renew(c.found.at, func(i int) float64 { return l.ratio[i] * l.ratio[i] })
	k := len(p.names)
	for i := range c.found.at {
		switch {
		case i >= k+nuisances:
			c.found.at[i] *= before.Meal / p.spread.Meal
		case i >= k+3:
			c.found.at[i] *= before.Rhythm / p.spread.Rhythm
		}
	}
	return nil
}

// check refuses what cannot be fitted.
func check(r *Recording, t Therapy) error {
	switch {
	case !(t.Weight >= 5 && t.Weight <= 350):
		return fmt.Errorf("fit: a weight of %g kg: it must be 5 to 350 kg", t.Weight)
	case !(t.Basal > 0 && t.Basal <= 20):
		return fmt.Errorf("fit: a basal insulin of %g U/h: it must be above 0 and at most 20 U/h", t.Basal)
	case t.CarbRatio != 0 && !(t.CarbRatio >= 1 && t.CarbRatio <= 150):
		return fmt.Errorf("fit: a carb ratio of %g g/U: it must be 1 to 150 g/U", t.CarbRatio)
	case r.Readings() < 144:
		return fmt.Errorf("fit: %d sensor readings: at least 144 (half a day at five minutes) are needed", r.Readings())
	}
	for i := range r.Rows[1:] {
		if r.Rows[i+1].Minute <= r.Rows[i].Minute {
			return fmt.Errorf("fit: row %d: its time, %d min, is not after that of the row before", i+2, r.Rows[i+1].Minute)
		}
	}
	return nil
}
