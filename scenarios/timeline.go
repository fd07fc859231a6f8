package scenarios

import (
	"container/heap"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin"
)

// timeline knows what is to happen and when. It is asked once a tick for what
// is due; what it says depends on scenario, seed and truth alone.
type timeline struct {
	plan   *plan
	events []*event
	byName map[string]*event
	due    dueHeap
	order  uint64
}

// event is one event of the scenario with its state.
type event struct {
	name    string
	spec    spec.Event
	scope   scope
	members []int // all that the selector's fixed parts allow
	where   programs
	when    *watch
	from    time.Duration // its phase; 0 and never without one
	to      time.Duration
	count   int // occurrences so far
	onStart []follower
	onEnd   []follower
}

// follower is an event that hangs on another one's start or end.
type follower struct {
	event  *event
	offset time.Duration
}

// watch is the condition of an event with `when`, by member.
type watch struct {
	program programs
	rule    twin.LabelRule
	state   []twin.Label
	chosen  []bool // by twin
}

// due is something that happens at a time.
type due struct {
	at     time.Duration
	order  uint64 // of scheduling: ties are settled the same way in every run
	event  *event
	n      int     // occurrence
	member int     // the one member it is for, -1 for the selection
	ends   *active // not nil: this is the end of an occurrence
}

type dueHeap []due

func (h dueHeap) Len() int { return len(h) }
func (h dueHeap) Less(i, j int) bool {
	if h[i].at != h[j].at {
		return h[i].at < h[j].at
	}
	return h[i].order < h[j].order
}
func (h dueHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push is for package heap.
func (h *dueHeap) Push(x any) { *h = append(*h, x.(due)) }

// Pop is for package heap.
func (h *dueHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (t *timeline) schedule(d due) {
	if t.plan.duration > 0 && d.at > t.plan.duration && d.ends == nil {
		return
	}
	t.order++
	d.order = t.order
	heap.Push(&t.due, d)
}

// take returns what is due at or before a time, the earliest first.
func (t *timeline) take(now time.Duration) (due, bool) {
	if len(t.due) == 0 || t.due[0].at > now {
		return due{}, false
	}
	return heap.Pop(&t.due).(due), true
}

// newTimeline schedules all that is known before the run.
func newTimeline(p *plan) *timeline {
	t := &timeline{plan: p, byName: map[string]*event{}}
	for name, s := range p.spec.Events.Sorted() {
		e := &event{name: name, spec: s, scope: scopeOf(s.Do), to: never}
		e.members = p.members(s.Select, e.scope)
		for _, ph := range p.phases {
			if ph.Name == s.During {
				e.from, e.to = ph.From, ph.To
			}
		}
		e.prepare(p)
		t.events = append(t.events, e)
		t.byName[name] = e
	}
	for _, e := range t.events {
		t.arm(e)
	}
	return t
}

// prepare makes an event's conditions ready.
func (e *event) prepare(p *plan) {
	if w := e.spec.Select.Where; w != nil {
		e.where = p.ready(w.Program())
	}
	if e.spec.When == nil {
		return
	}
	e.when = &watch{
		program: p.ready(e.spec.When.Program()), rule: twin.LabelRule{Hold: e.spec.Hold.Seconds()},
		state: make([]twin.Label, len(p.twins)), chosen: make([]bool, len(p.twins)),
	}
	for _, m := range p.choose(e.spec.Select, onTwins, e.name, p.members(e.spec.Select, onTwins)) {
		e.when.chosen[m] = true
	}
}

// arm schedules an event's first occurrences.
func (t *timeline) arm(e *event) {
	seed := t.plan.spec.Seed
	switch {
	case e.spec.At != nil && e.spec.At.Dist != nil:
		for _, m := range t.plan.choose(e.spec.Select, e.scope, e.name, e.members) {
			at := drawDuration(*e.spec.At.Dist, draw(seed, t.plan.id(e.scope, m), e.name+"/at").stream())
			t.schedule(due{at: at, event: e, member: m})
		}
	case e.spec.At != nil:
		t.armPoint(e, e.spec.At.Point)
	case e.spec.Every != nil:
		t.again(e, e.from, 0)
	case e.spec.Rate != nil && e.spec.Rate.Per == "":
		t.arrive(e, e.from, 0, -1)
	case e.spec.Rate != nil:
		for _, m := range t.plan.choose(e.spec.Select, e.scope, e.name, e.members) {
			t.arrive(e, e.from, 0, m)
		}
	case e.spec.After != "":
		if base, ok := t.byName[e.spec.After]; ok {
			base.onEnd = append(base.onEnd, follower{event: e})
		}
	}
}

// armPoint schedules a point in time, or hangs it on the event it counts from.
func (t *timeline) armPoint(e *event, at spec.TimePoint) {
	if at.Base == "" {
		t.schedule(due{at: at.Offset, event: e, member: -1})
		return
	}
	for _, ph := range t.plan.phases {
		if ph.Name == at.Base {
			t.schedule(due{at: ph.From + at.Offset, event: e, member: -1})
			return
		}
	}
	if base, ok := t.byName[at.Base]; ok {
		base.onStart = append(base.onStart, follower{event: e, offset: at.Offset})
	}
}

// again schedules the n-th occurrence of an event with `every`.
func (t *timeline) again(e *event, from time.Duration, n int) {
	step := drawDuration(*e.spec.Every, draw(t.plan.spec.Seed, e.name, occurrence("every", n)).stream())
	if at := from + max(step, t.plan.step); at < e.to {
		t.schedule(due{at: at, event: e, n: n, member: -1})
	}
}

// arrive schedules the n-th arrival of a Poisson process.
func (t *timeline) arrive(e *event, from time.Duration, n, member int) {
	id := e.name
	if member >= 0 {
		id = t.plan.id(e.scope, member)
	}
	gap := draw(t.plan.spec.Seed, id, e.name+"/rate").at(uint64(n)).exponential() / e.spec.Rate.PerSecond()
	if at := from + time.Duration(gap*float64(time.Second)); at >= from && at < e.to {
		t.schedule(due{at: at, event: e, n: n, member: member})
	}
}

// started and ended schedule what follows.
func (t *timeline) started(d due) {
	e := d.event
	switch {
	case e.spec.Every != nil:
		t.again(e, d.at, d.n+1)
	case e.spec.Rate != nil:
		t.arrive(e, d.at, d.n+1, d.member)
	}
	for _, f := range e.onStart {
		t.schedule(due{at: d.at + f.offset, event: f.event, n: f.event.next(), member: -1})
	}
}

func (t *timeline) ended(e *event, at time.Duration) {
	for _, f := range e.onEnd {
		n := f.event.next()
		delay := time.Duration(0)
		if f.event.spec.Delay != nil {
			delay = drawDuration(*f.event.spec.Delay, draw(t.plan.spec.Seed, f.event.name, occurrence("delay", n)).stream())
		}
		t.schedule(due{at: at + delay, event: f.event, n: n, member: -1})
	}
}

// next counts an occurrence.
func (e *event) next() int { e.count++; return e.count - 1 }

// trigger is an event whose condition became true in a twin.
type trigger struct{ event, twin int }

// fires looks at a twin that has just moved.
func (w *watch) fires(t *twin.Twin, i, variant int, now time.Duration, values []float64) bool {
	if !w.chosen[i] {
		return false
	}
	p := &w.program[variant]
	t.Observe(p.signals, values[:len(p.signals)])
	is := p.Bool(values[:len(p.signals)])
	change, _ := w.state[i].Step(w.rule, now.Seconds(), is, !is)
	return change == twin.Began
}

// trigger schedules an occurrence for the one twin whose condition became true.
func (t *timeline) trigger(x trigger, now time.Duration) {
	e := t.events[x.event]
	n := e.next()
	if e.spec.Delay != nil {
		now += drawDuration(*e.spec.Delay, draw(t.plan.spec.Seed, t.plan.twins[x.twin].id, e.name+"/delay").stream())
	}
	if now < e.from || now >= e.to {
		return
	}
	if e.scope == onTwins {
		t.schedule(due{at: now, event: e, n: n, member: x.twin})
		return
	}
	for _, d := range e.members {
		if t.plan.devices[d].twin == x.twin {
			t.schedule(due{at: now, event: e, n: n, member: d})
		}
	}
}
