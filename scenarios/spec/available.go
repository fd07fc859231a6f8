package spec

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Unavailable lists, with its place, all that the scenario asks for and this
// program knows but cannot run yet: kinds of events that Options.Executable
// denies, device types that Options.Devices does not have, profiles and chronic
// conditions that physiology refuses. A planner refuses to run such a scenario;
// validate prints them as warnings.
func (s *Scenario) Unavailable() Problems {
	u := &unavailable{s: s}
	for name, e := range s.Events.All() {
		u.event(join("events", name), e)
	}
	for branch, b := range s.Branches.All() {
		for name, e := range b.Events.All() {
			u.event(join(join("branches", branch)+".events", name), e)
		}
	}
	refused := map[string]string{}
	for _, c := range physiology.Conditions() {
		refused[c.Name] = c.Refused
	}
	for name, cohort := range s.Fleet.All() {
		path := join("fleet", name)
		p, known := physiology.ProfileByName(cohort.Profile)
		if reason := orElse(p.Refused, "no data for it yet"); !known || p.Refused != "" {
			u.add(path+".profile", fmt.Sprintf("profile %s is known and not modelled in this version", cohort.Profile), reason)
		}
		for c := range cohort.Conditions.All() {
			if reason, known := refused[c]; !known || reason != "" {
				u.add(join(path+".conditions", c), fmt.Sprintf("condition %s is known and not modelled in this version", c), orElse(reason, "no model yet"))
			}
		}
		for key, d := range cohort.Devices.All() {
			u.device(join(path+".devices", key), d)
		}
	}
	return u.out.sorted()
}

// unavailable collects what cannot be run.
type unavailable struct {
	s   *Scenario
	out Problems
}

func (u *unavailable) add(path, msg, hint string) {
	u.out = append(u.out, u.s.Problem(path, msg, hint))
}

func (u *unavailable) event(path string, e Event) {
	if _, known := EventByName(e.Do); known && (u.s.opt.Executable == nil || !u.s.opt.Executable(e.Do)) {
		u.add(path+".do", fmt.Sprintf("%s is known and cannot be run in this version", e.Do), "vitalfleet events lists what can be run")
	}
}

func (u *unavailable) device(path string, d Device) {
	if d.Model == "" {
		return
	}
	if u.s.opt.Devices != nil {
		if _, ok := u.s.opt.Devices(d.Model); ok {
			return
		}
	}
	u.add(path+".model", fmt.Sprintf("device type %s is known and not built into this program", d.Model), "vitalfleet devices lists what is; a plugin can add it")
}

// orElse is the first text that is not empty.
func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
