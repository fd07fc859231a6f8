package whatif

import (
	"fmt"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin"
)

// course is one twin on its way through actions.
type course struct {
	twin    twin.Twin
	member  int
	step    float64
	glucose bool // nothing but glucose is stepped
	pending []Action
	next    int
	running []running
	now     float64 // s since the start
}

// running is an action in force that ends at a time.
type running struct {
	handle physiology.Handle
	until  float64
}

// plan adds actions that begin at their times from an origin.
func (c *course) plan(actions []Action, origin float64) {
	for _, a := range actions {
		a.At += origin
		c.pending = append(c.pending, a)
	}
	rest := c.pending[c.next:]
	slices.SortStableFunc(rest, func(a, b Action) int {
		switch {
		case a.At < b.At:
			return -1
		case a.At > b.At:
			return 1
		}
		return 0
	})
}

// fork is a second course that goes its own way from here.
func (c *course) fork() course {
	f := *c
	f.twin = c.twin.Fork()
	f.pending = slices.Clone(c.pending)
	f.running = slices.Clone(c.running)
	return f
}

// to advances until a time, a whole number of steps away.
func (c *course) to(end float64) error {
	for c.now < end-1e-9 {
		if err := c.act(); err != nil {
			return err
		}
		c.now += c.advance(end)
	}
	return nil
}

// act ends and begins what is due.
func (c *course) act() error {
	c.running = slices.DeleteFunc(c.running, func(r running) bool {
		if r.until > c.now+1e-9 {
			return false
		}
		c.twin.End(r.handle)
		return true
	})
	for c.next < len(c.pending) && c.pending[c.next].At <= c.now+1e-9 {
		a := &c.pending[c.next]
		c.next++
		until := math.Inf(1)
		if a.For > 0 {
			until = c.twin.Body.Time + a.For
		}
		h, err := c.twin.Begin(a.args(c.member), until)
		if err != nil {
			return fmt.Errorf("what-if: member %d at %g s: %w", c.member, c.now, err)
		}
		if a.For > 0 {
			c.running = append(c.running, running{h, c.now + a.For})
		}
	}
	return nil
}

// minute is what glucose alone is stepped by while nothing happens.
const minute = 60.0

// advance takes one step and returns its length. The state of glucose changes at
// parts of whole minutes only, so a minute at once is the same as its seconds.
func (c *course) advance(end float64) float64 {
	t := &c.twin
	if !c.glucose {
		t.Step(c.step)
		return c.step
	}
	dt := c.step
	free := t.Inputs.Active == 0 && !t.Glucose.Underway
	if free && c.now+minute <= end+1e-9 && (c.next == len(c.pending) || c.now+minute <= c.pending[c.next].At+1e-9) {
		dt = minute
	}
	t.Metabolise(dt)
	t.Body.Time += dt
	return dt
}
