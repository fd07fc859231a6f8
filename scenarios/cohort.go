package scenarios

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// addCohort lists the patients of a cohort; bear makes them.
func (p *planner) addCohort(name string, c spec.Cohort) {
	path := "fleet." + name
	n := int(math.Round(float64(c.Patients) * float64(c.Share)))
	profile, ok := physiology.ProfileByName(c.Profile)
	switch {
	case !ok:
		p.problem(path+".profile", "there is no profile %q", c.Profile)
		return
	case profile.Refused != "":
		p.problem(path+".profile", "profile %s cannot be run in this version: %s", c.Profile, profile.Refused)
		return
	case c.Twin != "" && c.Glucose != nil && c.Glucose.Parameters != "":
		p.problem(path+".twin", "a patient has either a fitted twin or parameters from files")
		return
	}
	if c.Twin != "" {
		if err := p.addFitted(name, c); err != nil {
			p.problem(path+".twin", "%v", err)
			return
		}
	}
	if c.Glucose != nil && c.Glucose.Parameters != "" {
		file, err := p.readGlucose(c.Glucose)
		if err != nil {
			p.problem(path+".glucose", "%v", err)
			return
		}
		p.glucose[name] = file
	}
	if !p.checkConditions(path, c) {
		return
	}
	joins, err := joinTimes(c.Load, n)
	if err != nil {
		p.problem(path+".load", "%v", err)
		return
	}
	labels := map[string]string{}
	for k, v := range c.Labels.All() {
		labels[k] = v
	}
	for i := range n {
		p.twins = append(p.twins, plannedTwin{
			id: fmt.Sprintf("%s-%04d", name, i+1), cohort: name, labels: labels,
			joins: joins(i, draw(p.spec.Seed, fmt.Sprintf("%s-%04d", name, i+1), "join")),
		})
	}
}

// checkConditions reports what is wrong with the conditions of a cohort.
func (p *planner) checkConditions(path string, c spec.Cohort) bool {
	ok := true
	for name, with := range c.Conditions.Sorted() {
		_, errs := physiology.BindCondition(name, spec.ConditionArgs(with, nil))
		for _, e := range errs {
			p.problem(path+".conditions."+name, "%v", e)
			ok = false
		}
	}
	return ok
}

// joinTimes says when the i-th of n patients of a cohort is switched on.
func joinTimes(l *spec.Load, n int) (func(i int, k key) time.Duration, error) {
	if l == nil || l.Executor == "immediate" {
		return func(int, key) time.Duration { return 0 }, nil
	}
	switch l.Executor {
	case "ramping":
		for i := 1; i < len(l.Stages); i++ {
			if l.Stages[i].To < l.Stages[i-1].To {
				return nil, fmt.Errorf("stages that go down cannot be run in this version; devices that have joined stay")
			}
		}
		return func(i int, k key) time.Duration {
			return rampTime(l.Stages, (float64(i)+0.5)/float64(n)) + time.Duration(k.unit()*float64(l.Jitter))
		}, nil
	case "connect-rate":
		if l.Rate == nil || l.Rate.PerSecond() <= 0 {
			return nil, fmt.Errorf("executor connect-rate needs a rate, for example rate: 10/s")
		}
		return func(i int, k key) time.Duration {
			at := float64(i) / l.Rate.PerSecond()
			return time.Duration(at*float64(time.Second)) + time.Duration(k.unit()*float64(l.Jitter))
		}, nil
	}
	return nil, fmt.Errorf("executor %s cannot be run in this version; immediate, ramping and connect-rate can", l.Executor)
}

// rampTime is when a ramp of stages reaches a share of the cohort.
func rampTime(stages []spec.Stage, share float64) time.Duration {
	var at time.Duration
	from := 0.0
	for _, s := range stages {
		to := float64(s.To)
		if to > from && share <= to {
			return at + time.Duration((share-from)/(to-from)*float64(s.Over))
		}
		at += s.Over.D() + s.Hold.D()
		from = to
	}
	return notAtAll
}

// notAtAll is a time after every run; adding to it does not overflow.
const notAtAll = never / 4

// bear makes the patients: who they are is drawn from streams of their own, so
// that adding one changes no other. The work is spread over the cores because
// solving the resting state of many bodies takes seconds.
func (p *planner) bear() {
	errs := make([]error, len(p.twins))
	each(len(p.twins), func(i int) { errs[i] = p.bearOne(&p.twins[i]) })
	for i, err := range errs {
		if err != nil {
			p.problem("fleet."+p.twins[i].cohort, "patient %s: %v", p.twins[i].id, err)
			break // one patient of a cohort tells the fault of all
		}
	}
}

func (p *planner) bearOne(t *plannedTwin) error {
	cohort, _ := p.spec.Fleet.Get(t.cohort)
	profile, _ := physiology.ProfileByName(cohort.Profile)
	spread := 1.0
	if cohort.Variability != nil {
		spread = *cohort.Variability
	}
	rng := draw(p.spec.Seed, t.id, "person").stream()
	known := knownPerson(cohort, spread, rng)
	fitted := p.fitted[t.cohort]
	recorded(&known, fitted)
	for name, with := range cohort.Conditions.Sorted() {
		cond, _ := physiology.BindCondition(name, spec.ConditionArgs(with, rng)) // Checked by checkConditions.
		known.Conditions = append(known.Conditions, cond)
	}
	var err error
	var patient physiology.Patient
	if spread == 0 {
		t.person = profile.Typical(known)
		patient, err = physiology.Reference(t.person)
	} else {
		t.person = profile.Person(known, rng)
		patient, err = physiology.Sample(t.person, draw(p.spec.Seed, t.id, "patient").stream())
	}
	if err == nil {
		patient, err = p.atBaseline(patient, fitted, nil)
	}
	if err != nil {
		return err
	}
	t.patient = &patient
	return p.sweeten(t, spread)
}

// knownPerson is what the cohort itself says of a patient; its profile and the
// population fill in the rest.
func knownPerson(c spec.Cohort, spread float64, rng *rand.Rand) physiology.PersonKnown {
	value := func(d *spec.Dist) float64 {
		switch {
		case d == nil:
			return 0
		case spread == 0:
			return d.Center()
		}
		return d.Draw(rng)
	}
	known := physiology.PersonKnown{
		Age:    value(c.Demographics.Age),
		Height: value(c.Demographics.Height),
		Weight: value(c.Demographics.Weight),
		VO2Max: value(c.Fitness.VO2Max),
	}
	sex := c.Demographics.Sex
	if sex == nil {
		return known
	}
	female := 0.0
	for i, v := range sex.Values {
		if v == "female" {
			female += sex.Shares[i]
		}
	}
	known.SexKnown = true
	if (spread == 0 && female > 0.5) || (spread > 0 && rng.Float64() < female) {
		known.Sex = physiology.Female
	}
	return known
}
