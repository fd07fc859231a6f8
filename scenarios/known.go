package scenarios

import (
	"encoding/json"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// Executable reports whether this version can make an event of that kind
// happen, given the device models of a run.
func Executable(kind string, faults func(kind string) bool) bool {
	if strings.HasPrefix(kind, "patient.") {
		_, ok := physiology.ActionByName(kind)
		return ok
	}
	return kind == "network.outage" || faults(kind)
}

// checkEvents refuses what this version cannot make happen, at its place.
func (p *planner) checkEvents() {
	for name, e := range p.spec.Events.Sorted() {
		if !Executable(e.Do, p.plan.knowsFault(p)) {
			p.problem("events."+name+".do", "%s cannot be run in this version (vitalfleet events lists what can)", e.Do)
		}
	}
	for name, e := range p.spec.Events.Sorted() {
		p.checkCondition("events."+name+".when", e.When)
		p.checkCondition("events."+name+".select.where", e.Select.Where)
	}
	for name, o := range p.spec.Observe.Sorted() {
		if o.Type != "mqtt" && o.Type != "webhook" && !p.bare {
			p.problem("observe."+name+".type", "%s is not available in this version; mqtt and webhook are", o.Type)
		}
	}
}

// checkCondition refuses what would let the wire decide what happens.
func (p *planner) checkCondition(path string, c *spec.Condition) {
	if c != nil && len(c.Program().Calls()) > 0 {
		p.problem(path, "delivered() asks what arrived, and no event may depend on that: use it in a truth of layer delivered")
	}
}

// knowsFault looks a fault up in the models that the plan has opened; a bare plan
// has no devices, so that their faults are nothing to it.
func (p *plan) knowsFault(pl *planner) func(string) bool {
	return func(kind string) bool { return pl.bare || p.anyFault(kind) }
}

// knownEvents is what of the timeline is known before the run, for plan.json.
func (p *plan) knownEvents() json.RawMessage {
	type known struct {
		Name    string   `json:"name"`
		Kind    string   `json:"do"`
		At      float64  `json:"at_s"`
		Members []string `json:"members"`
	}
	t := newTimeline(p)
	out := []known{}
	for {
		d, ok := t.take(never)
		if !ok {
			break
		}
		k := known{Name: d.event.name, Kind: d.event.spec.Do, At: d.at.Seconds(), Members: []string{}}
		members := []int{d.member}
		if d.member < 0 {
			members = p.choose(d.event.spec.Select, d.event.scope, occurrence(d.event.name, d.n), d.event.members)
		}
		for _, m := range members {
			k.Members = append(k.Members, p.id(d.event.scope, m))
		}
		out = append(out, k)
	}
	b, err := json.Marshal(out)
	if err != nil {
		return json.RawMessage("[]")
	}
	return b
}
