package scenarios

import (
	"math"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// occurrences remembers when events were in force, for expectations that look
// only then, only after, or not then.
type occurrences struct {
	byName map[string][]*occurred
}

type occurred struct {
	kind     string
	from, to time.Duration // to: never while it goes on
	patients []string
}

func (o *occurrences) began(a *active, patients []string) {
	if o.byName == nil {
		o.byName = map[string][]*occurred{}
	}
	x := &occurred{kind: a.kind, from: a.since, to: never, patients: patients}
	if a.until == never && a.event != nil && a.event.spec.For == nil {
		x.to = a.since // it has no length: what follows it follows at once
	}
	o.byName[a.name] = append(o.byName[a.name], x)
}

func (o *occurrences) ended(a *active, at time.Duration) {
	for _, x := range o.byName[a.name] {
		if x.from == a.since {
			x.to = at
		}
	}
}

// window is the part of the run that an expectation looks at. Missing says why
// there is none.
func (r *Runner) window(e spec.Expectation, end time.Duration) (w judge.Window, missing string) {
	w = judge.Always()
	w.From, w.To = 0, within(end, end)
	if e.During != nil {
		from, to, why := r.during(*e.During, end)
		if why != "" {
			return w, why
		}
		w.From, w.To = from.Seconds(), within(to, end)
	}
	if e.After != "" {
		after, ok := r.lastEnd(e.After)
		if !ok {
			return w, "event " + e.After + " never ended"
		}
		w.From = max(w.From, after.Seconds())
	}
	for _, name := range e.Exclude {
		for _, x := range r.spans.byName[name] {
			w.Exclude = append(w.Exclude, judge.Stretch{From: x.from.Seconds(), To: within(x.to, end)})
		}
	}
	if w.To <= w.From {
		return w, "the run ended before the time that it looks at"
	}
	return w, ""
}

// within is where a stretch ends, which does not include its end; that of the
// whole run does, since what arrives while it drains carries its last instant.
func within(to, end time.Duration) float64 {
	if to >= end {
		return math.Nextafter(end.Seconds(), math.Inf(1))
	}
	return to.Seconds()
}

func (r *Runner) during(d spec.During, end time.Duration) (from, to time.Duration, missing string) {
	to = end
	if d.Phase != "" {
		for _, ph := range r.plan.phases {
			if ph.Name == d.Phase {
				return ph.From, min(ph.To, end), ""
			}
		}
		return 0, 0, "there is no phase " + d.Phase
	}
	if d.From != nil {
		if from, missing = r.instant(*d.From); missing != "" {
			return
		}
	}
	if d.To != nil {
		if to, missing = r.instant(*d.To); missing != "" {
			return
		}
	}
	return from, min(to, end), ""
}

// instant is a time point of the run as it went.
func (r *Runner) instant(at spec.TimePoint) (time.Duration, string) {
	if at.Base == "" {
		return at.Offset, ""
	}
	for _, ph := range r.plan.phases {
		if ph.Name == at.Base {
			return ph.From + at.Offset, ""
		}
	}
	if x := r.spans.byName[at.Base]; len(x) > 0 {
		return x[0].from + at.Offset, ""
	}
	return 0, "event " + at.Base + " never happened"
}

func (r *Runner) lastEnd(name string) (time.Duration, bool) {
	var last time.Duration
	found := false
	for _, x := range r.spans.byName[name] {
		if x.to != never {
			last, found = max(last, x.to), true
		}
	}
	return last, found
}

// kindAt reports whether an event whose kind begins so was in force at a time.
func (o *occurrences) kindAt(prefix string, at time.Duration) bool {
	for _, xs := range o.byName {
		for _, x := range xs {
			if strings.HasPrefix(x.kind, prefix) && x.from <= at && at <= x.to {
				return true
			}
		}
	}
	return false
}

// of are the stretches in which an event was in force, by patient.
func (o *occurrences) of(name string, end time.Duration) []judge.Span {
	var out []judge.Span
	for _, x := range o.byName[name] {
		for _, p := range x.patients {
			out = append(out, judge.Span{Patient: p, From: x.from.Seconds(), To: min(x.to, end).Seconds()})
		}
	}
	return out
}
