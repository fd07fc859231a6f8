package scenarios

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// active is an occurrence in force.
type active struct {
	event   *event
	name    string
	kind    string
	since   time.Duration
	until   time.Duration // never: open
	members []int
	handles []physiology.Handle // of patient actions, by member
	acted   []bool              // by member: it was not refused
	effect  int                 // how many it acted on
}

// begin makes one occurrence of an event happen at its tick.
func (r *Runner) begin(d due, now time.Duration) {
	e := d.event
	members := r.whoIsHit(d)
	a := &active{event: e, name: e.name, kind: e.spec.Do, since: d.at, until: never, members: members}
	if e.spec.For != nil {
		id := occurrence(e.name+"/for", d.n)
		if d.member >= 0 {
			id += "@" + r.plan.id(e.scope, d.member)
		}
		a.until = d.at + drawDuration(*e.spec.For, draw(r.plan.spec.Seed, id, "for").stream())
	}
	r.perform(a, func(member int) map[string]any { return r.arguments(e, d.n, member) }, now)
	r.timeline.started(d)
	if a.until != never {
		r.timeline.schedule(due{at: a.until, event: e, n: d.n, member: -1, ends: a})
		return
	}
	r.timeline.ended(e, d.at) // what does not last is over at once
}

// whoIsHit applies percent, pick and where to an event's members.
func (r *Runner) whoIsHit(d due) []int {
	e := d.event
	members := e.members
	if d.member >= 0 {
		members = []int{d.member}
	} else {
		members = r.whereTrue(e, members)
		members = r.plan.choose(e.spec.Select, e.scope, occurrence(e.name, d.n), members)
	}
	if d.member >= 0 {
		members = r.whereTrue(e, members)
	}
	return members
}

func (r *Runner) whereTrue(e *event, members []int) []int {
	if e.where == nil {
		return members
	}
	var values [64]float64
	return slices.DeleteFunc(slices.Clone(members), func(m int) bool {
		t := m
		if e.scope == onDevices {
			t = r.plan.devices[m].twin
		}
		where := &e.where[r.plan.twins[t].variant]
		n := len(where.signals)
		r.fleet.observe(t, where.signals, values[:n])
		return !where.Bool(values[:n])
	})
}

// arguments draws an event's parameters for one member.
func (r *Runner) arguments(e *event, n, member int) map[string]any {
	return e.spec.Args(draw(r.plan.spec.Seed, r.plan.id(e.scope, member), occurrence(e.name+"/with", n)).stream())
}

// perform puts an occurrence into force.
func (r *Runner) perform(a *active, arguments func(member int) map[string]any, now time.Duration) {
	sc := scopeOf(a.kind)
	a.handles, a.acted = make([]physiology.Handle, len(a.members)), make([]bool, len(a.members))
	for i, m := range a.members {
		args := arguments(m)
		var err error
		switch {
		case sc == onTwins:
			a.handles[i], err = r.actOn(m, a.kind, args, a.until)
		case a.kind == "network.outage":
			err = r.outage(m, true)
		default:
			err = r.inject(m, a.kind, args, false, now)
		}
		entry := LogEntry{What: "start", Event: a.name, Kind: a.kind, Detail: describe(args)}
		r.place(&entry, sc, m)
		if err != nil {
			entry.What = "refused"
			entry.Detail = map[string]string{"reason": err.Error()}
		} else {
			a.acted[i] = true
			a.effect++
		}
		r.log(entry)
	}
	if a.effect == 0 {
		r.warn(fmt.Sprintf("event %s at %v had no effect: nobody was hit", a.name, a.since))
	}
	r.meters.count(metricFault, -1, now, float64(a.effect))
	r.spans.began(a, r.patientsOf(a))
	r.active = append(r.active, a)
}

// prune forgets occurrences that came to their end by themselves, as a bleed
// does when its volume is out.
func (r *Runner) prune() {
	r.active = slices.DeleteFunc(r.active, func(a *active) bool {
		if a.until != never || scopeOf(a.kind) != onTwins {
			return false
		}
		for i, m := range a.members {
			if a.acted[i] && r.fleet.twins[m].Inputs.InForce(a.handles[i]) {
				return false
			}
		}
		r.labelSpan(a, r.now, false)
		return true
	})
}

// patientsOf are the ids of the patients that an occurrence concerns.
func (r *Runner) patientsOf(a *active) []string {
	var out []string
	for _, m := range a.members {
		t := m
		if scopeOf(a.kind) == onDevices {
			t = r.plan.devices[m].twin
		}
		out = append(out, r.plan.twins[t].id)
	}
	return slices.Compact(out)
}

// labelSpan enters an occurrence that is over into the labels of its kind.
func (r *Runner) labelSpan(a *active, now time.Duration, open bool) {
	for i, l := range r.labels {
		if l.kind != a.kind {
			continue
		}
		for _, id := range r.patientsOf(a) {
			r.episode(i, r.twinByID[id], a.since.Seconds(), now.Seconds(), open)
		}
	}
}

// place says in a log entry whom it is about.
func (r *Runner) place(e *LogEntry, sc scope, member int) {
	if sc == onTwins {
		e.Patient = r.plan.twins[member].id
		return
	}
	d := &r.plan.devices[member]
	e.Device, e.Patient = d.id, d.spec.Patient
}

// actOn begins an action on a body.
func (r *Runner) actOn(t int, kind string, args map[string]any, until time.Duration) (physiology.Handle, error) {
	action, ok := physiology.ActionByName(kind)
	if !ok {
		return physiology.Handle{}, fmt.Errorf("%s is not modelled in this version", kind)
	}
	bound, errs := action.Bind(args)
	if len(errs) > 0 {
		return physiology.Handle{}, argErrors(errs)
	}
	r.beyond(kind, bound)
	end := math.Inf(1)
	if until != never {
		end = until.Seconds()
	}
	return r.fleet.twins[t].Begin(bound, end)
}

func argErrors(errs []physiology.ArgError) error {
	var texts []string
	for _, e := range errs {
		texts = append(texts, e.Error())
	}
	return fmt.Errorf("%s", strings.Join(texts, "; "))
}

// inject starts or stops a fault in a device.
func (r *Runner) inject(device int, kind string, args map[string]any, stop bool, now time.Duration) error {
	s := r.fleet.seats[device]
	inj, ok := s.batch.open.(devicesim.Injector)
	name := faultName(s.batch.desc, kind)
	if !ok || name == "" {
		return fmt.Errorf("%s devices do not have the fault %s", s.batch.desc.Type, kind)
	}
	var params json.RawMessage
	if len(args) > 0 {
		var err error
		if params, err = json.Marshal(args); err != nil {
			return err
		}
	}
	return inj.Inject([]int{s.slot}, name, params, stop, r.plan.start.Add(now))
}

// faultName is a model's own name of an event kind: the kind itself or its last part.
func faultName(d devicesim.Description, kind string) string {
	_, last, _ := strings.Cut(kind, ".")
	for _, f := range d.Faults {
		if f.Name == kind || f.Name == last {
			return f.Name
		}
	}
	return ""
}

// end takes an occurrence out of force.
func (r *Runner) end(a *active, now time.Duration) {
	sc := scopeOf(a.kind)
	r.labelSpan(a, now, false)
	for i, m := range a.members {
		if !a.acted[i] {
			continue
		}
		var err error
		switch {
		case sc == onTwins:
			r.fleet.twins[m].End(a.handles[i])
		case a.kind == "network.outage":
			err = r.outage(m, false)
		default:
			err = r.inject(m, a.kind, nil, true, now)
		}
		entry := LogEntry{What: "end", Event: a.name, Kind: a.kind}
		r.place(&entry, sc, m)
		if err != nil {
			entry.Detail = map[string]string{"reason": err.Error()}
		}
		r.log(entry)
	}
	r.spans.ended(a, now)
	r.active = slices.DeleteFunc(r.active, func(x *active) bool { return x == a })
	if a.event != nil {
		r.timeline.ended(a.event, now)
	}
}

// describe prints arguments for the event log.
func describe(args map[string]any) map[string]string {
	if len(args) == 0 {
		return nil
	}
	out := map[string]string{}
	for k, v := range args {
		if f, ok := v.(float64); ok {
			out[k] = strconv.FormatFloat(f, 'g', -1, 64)
			continue
		}
		out[k] = fmt.Sprint(v)
	}
	return out
}
