package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// stopped is a run that was ended from outside, aborted one that an expectation
// ended.
type (
	stopped struct{ reason string }
	aborted struct{ expectation string }
)

func (s *stopped) Error() string { return "stopped: " + s.reason }
func (a *aborted) Error() string {
	return "expectation " + a.expectation + " failed and aborts the run"
}

// errInterrupted is a run whose context ended.
var errInterrupted = fmt.Errorf("interrupted")

// Inject checks an injection and takes it at the next tick.
func (r *Runner) Inject(in Injection) error {
	var problems []string
	sc := scopeOf(in.Do)
	if sc == onTwins {
		action, ok := physiology.ActionByName(in.Do)
		if !ok {
			return fmt.Errorf("there is no action %s; see vitalfleet events", in.Do)
		}
		_, errs := action.Bind(in.With)
		for _, e := range errs {
			problems = append(problems, e.Error())
		}
	} else if in.Do != "network.outage" && !r.plan.anyFault(in.Do) {
		return fmt.Errorf("no device of this run has the fault %s", in.Do)
	}
	if len(in.Targets) == 0 {
		problems = append(problems, "targets: name at least one patient or device")
	}
	for _, id := range in.Targets {
		if _, ok := r.member(sc, id); !ok {
			problems = append(problems, fmt.Sprintf("targets: there is no %s", id))
		}
	}
	if in.For < 0 {
		problems = append(problems, "for: a duration cannot be negative")
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s: %s", in.Do, strings.Join(problems, "; "))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inputs = append(r.inputs, in)
	return nil
}

// member finds a twin or device by id. For faults, a patient's id stands for
// the first of its devices.
func (r *Runner) member(sc scope, id string) (int, bool) {
	if sc == onTwins {
		n, ok := r.twinByID[id]
		return n, ok
	}
	if n, ok := r.deviceByID[id]; ok {
		return n, true
	}
	if t, ok := r.twinByID[id]; ok && len(r.plan.twins[t].devices) > 0 {
		return r.plan.twins[t].devices[0], true
	}
	return 0, false
}

// Pause holds the run, or lets it go on.
func (r *Runner) Pause(paused bool) {
	r.mu.Lock()
	r.paused = paused
	r.mu.Unlock()
	r.clock.Pause(paused)
}

// SetSpeed changes the speed of an accelerated run.
func (r *Runner) SetSpeed(speed float64) error {
	if err := r.clock.SetSpeed(speed); err != nil {
		return err
	}
	r.mu.Lock()
	r.speed = speed
	r.mu.Unlock()
	return nil
}

// Stop ends the run as if its time were over.
func (r *Runner) Stop(reason string) {
	r.mu.Lock()
	r.stopping, r.paused = reason, false
	r.mu.Unlock()
	r.clock.Pause(false)
}

// takeInputs takes what came from outside since the last tick. It is stamped
// with this tick and written down, so that the run can be replayed.
func (r *Runner) takeInputs(now time.Duration) {
	r.mu.Lock()
	inputs := r.inputs
	r.inputs = nil
	r.mu.Unlock()
	for _, in := range inputs {
		r.injected++
		r.check(r.books.input(r.tickCount, r.plan.start.Add(now), in))
		sc := scopeOf(in.Do)
		a := &active{name: fmt.Sprintf("console-%d", r.injected), kind: in.Do, since: now, until: never}
		for _, id := range in.Targets {
			if m, ok := r.member(sc, id); ok {
				a.members = append(a.members, m)
			}
		}
		if in.For > 0 {
			a.until = now + in.For
			r.timeline.schedule(due{at: a.until, member: -1, ends: a})
		}
		r.perform(a, func(int) map[string]any { return in.With }, now)
	}
}

// anyFault reports whether some device of the run has a fault of that kind.
func (p *plan) anyFault(kind string) bool {
	for _, g := range p.groups {
		if faultName(g.desc, kind) != "" {
			return true
		}
	}
	return false
}

// outage cuts or mends the network of a device.
func (r *Runner) outage(device int, cut bool) error {
	if r.delivery == nil {
		return nil // in virtual time there is no network to cut
	}
	n := r.plan.devices[device].conn
	c := &r.delivery.conns[n]
	b, ok := r.delivery.made(n).(breaker)
	switch {
	case !ok:
		return fmt.Errorf("its link cannot be cut")
	case cut:
		if c.cuts++; c.cuts == 1 {
			b.Break(true)
		}
	default:
		if c.cuts--; c.cuts == 0 {
			b.Heal() // the last of the outages that overlap is over
		}
	}
	return nil
}
