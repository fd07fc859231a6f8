package scenarios

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

// actions are what events do to the patient up to a time. Events of devices and
// networks do nothing to a body and are left out.
func (w *asker) actions(path string, events iter.Seq2[string, spec.Event], end time.Duration, pt point) ([]whatif.Action, error) {
	var out []whatif.Action
	for name, e := range events {
		if scopeOf(e.Do) != onTwins {
			continue
		}
		hit := w.choose(e.Select, onTwins, name, w.planner.plan.members(e.Select, onTwins))
		if !slices.Contains(hit, w.who) {
			continue
		}
		times, err := w.times(e, end)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", path, name, err)
		}
		var lasts time.Duration
		if e.For != nil {
			fixed, ok := e.For.Fixed()
			if !ok {
				return nil, fmt.Errorf("%s.%s.for: a what-if needs a fixed length, not a distribution", path, name)
			}
			lasts = fixed
		}
		for n, at := range times {
			args, err := w.arguments(e, name, n, pt)
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", path, name, err)
			}
			out = append(out, whatif.Action{At: at.Seconds(), For: lasts.Seconds(), Args: args})
		}
	}
	return out, nil
}

// arguments are those of an occurrence, the same for all members unless drawn. The
// streams are keyed by member and event, so that branches draw alike.
func (w *asker) arguments(e spec.Event, name string, n int, pt point) ([]physiology.Args, error) {
	action, ok := physiology.ActionByName(e.Do)
	if !ok {
		return nil, fmt.Errorf("%s is not modelled in this version", e.Do)
	}
	count := 1
	for _, v := range e.With.All() {
		if v.Dist != nil {
			count = len(w.question.Members)
		}
	}
	out := make([]physiology.Args, count)
	for k := range out {
		id := fmt.Sprintf("%s~%d", w.twins[w.who].id, k)
		with := e.Args(draw(w.spec.Seed, id, occurrence(name+"/with", n)).stream())
		if pt.event == name {
			with[pt.param] = pt.value
		}
		bound, errs := action.Bind(with)
		if len(errs) > 0 {
			return nil, argErrors(errs)
		}
		out[k] = bound
	}
	return out, nil
}

// times are when an event happens up to a time, where that is known beforehand.
func (w *asker) times(e spec.Event, end time.Duration) ([]time.Duration, error) {
	switch {
	case e.Select.Where != nil:
		return nil, fmt.Errorf("a what-if knows its patient: leave out select.where")
	case e.At != nil && e.At.Dist == nil && e.At.Point.Base == "":
		return onlyBefore(end, e.At.Point.Offset), nil
	case e.At != nil && e.At.Dist == nil:
		for _, ph := range w.phases {
			if ph.Name == e.At.Point.Base {
				return onlyBefore(end, ph.From+e.At.Point.Offset), nil
			}
		}
	case e.Every != nil:
		if step, ok := e.Every.Fixed(); ok && step > 0 && e.During == "" {
			var out []time.Duration
			for at := step; at < end; at += step {
				out = append(out, at)
			}
			return out, nil
		}
	}
	return nil, fmt.Errorf("a what-if needs times that are known beforehand: write at: with a time, or a fixed every:")
}

// onlyBefore is a time if it comes before the end.
func onlyBefore(end, at time.Duration) []time.Duration {
	if at >= end {
		return nil
	}
	return []time.Duration{at}
}
