package spec

import "github.com/vitalfleet/vitalfleet/physiology"

// Extrapolated are warnings, with their places, of values that are allowed and yet
// outside the range for which the models of the body had data. Of values that are drawn
// the centre is looked at; a run looks at each.
func (s *Scenario) Extrapolated() Problems {
	var out Problems
	say := func(path string, list []physiology.ArgError) {
		for _, e := range list {
			at := path
			if s.Has(join(path, e.Param)) {
				at = join(path, e.Param)
			}
			p := s.Problem(at, e.Error(), "")
			p.Severity = Warning
			out = append(out, p)
		}
	}
	event := func(path string, e Event) {
		a, ok := physiology.ActionByName(e.Do)
		if !ok {
			return
		}
		if args, errs := a.Bind(e.Args(nil)); len(errs) == 0 {
			say(join(path, "with"), args.Extrapolated())
		}
	}
	for name, e := range s.Events.All() {
		event(join("events", name), e)
	}
	for branch, b := range s.Branches.All() {
		for name, e := range b.Events.All() {
			event(join(join("branches", branch)+".events", name), e)
		}
	}
	for cohort, c := range s.Fleet.All() {
		who := physiology.Person{Age: centre(c.Demographics.Age), Height: centre(c.Demographics.Height), Weight: centre(c.Demographics.Weight), VO2Max: centre(c.Fitness.VO2Max)}
		if who.Age > 0 { // what is not said is drawn from people of the profile
			say(join(join("fleet", cohort), "demographics"), who.Extrapolated())
		}
		for name, with := range c.Conditions.All() {
			if bound, errs := physiology.BindCondition(name, ConditionArgs(with, nil)); len(errs) == 0 {
				say(join(join("fleet", cohort)+".conditions", name), bound.Extrapolated())
			}
		}
	}
	return out.sorted()
}

// centre of a distribution, 0 without one.
func centre(d *Dist) float64 {
	if d == nil {
		return 0
	}
	return d.Center()
}
