package spec

import (
	"fmt"
	"slices"
	"strings"
)

func (c *checker) events() {
	names := c.s.Events.Names()
	for name, e := range c.s.Events.All() {
		c.event(join("events", name), e, names)
	}
	for branch, b := range c.s.Branches.All() {
		own := append(b.Events.Names(), names...)
		for name, e := range b.Events.All() {
			c.event(join(join("branches", branch)+".events", name), e, own)
		}
	}
}

// event checks one event; names are the events that it may refer to.
func (c *checker) event(path string, e Event, names []string) {
	c.triggers(path)
	if e.At != nil {
		c.point(path+".at", e.At.Point, names)
	}
	c.names(path+".after", "event", e.After, names)
	c.names(path+".during", "phase", e.During, c.phaseNames())
	c.names(path+".target", "target", e.Target, c.s.Targets.Names())
	c.condition(path+".when", e.When)
	c.selection(path+".select", e.Select)
	c.kind(path, e)
	if c.s.Has(path+".hold") && e.When == nil {
		c.key(path+".hold", "hold belongs to when", "write when: and a condition, or leave it out")
	}
	if e.Delay != nil && e.When == nil && e.After == "" {
		c.key(path+".delay", "delay belongs to when and after", "with at, add it to the time")
	}
	if e.Rate != nil && e.Rate.Count <= 0 && e.Rate.Every > 0 {
		c.at(path+".rate", "a rate of 0 never happens", "")
	}
	for key, d := range map[string]*DurationDist{"every": e.Every, "for": e.For} {
		if d != nil && d.Kind != "" && d.Center() <= 0 {
			c.at(path+"."+key, key+" must be above 0", "")
		}
	}
	if e.At != nil && e.At.Point.Base == "" && c.s.Duration > 0 && e.At.Point.Offset > c.s.Duration.D() && strings.HasPrefix(path, "events.") {
		c.warn(path+".at", fmt.Sprintf("it is after the end of the run (%s)", c.s.Duration), "")
	}
}

// triggers checks that exactly one says when.
func (c *checker) triggers(path string) {
	var given []string
	for _, key := range []string{"at", "every", "rate", "when", "after"} {
		if c.s.Has(join(path, key)) {
			given = append(given, key)
		}
	}
	const all = "one of at, every, rate, when, after"
	switch len(given) {
	case 0:
		c.key(path, "nothing says when it happens", "write "+all)
	case 1:
	default:
		c.key(join(path, given[1]), fmt.Sprintf("%s say when it happens", strings.Join(given, " and ")), "keep "+all)
	}
}

// kind checks what is done. A misspelt kind is checked as the one that is meant,
// so that its parameters are not a second surprise.
func (c *checker) kind(path string, e Event) {
	if e.Do == "" {
		return
	}
	kind, ok := EventByName(e.Do)
	if !ok {
		if kind, ok = EventByName(nearest(e.Do, kindNames())); !ok {
			return
		}
	}
	c.args(path, kind, e)
}

// selection checks who is hit.
func (c *checker) selection(path string, s Select) {
	c.names(path+".cohort", "cohort", s.Cohort, c.s.Fleet.Names())
	c.names(path+".gateway", "gateway", s.Gateway, c.s.Gateways.Names())
	c.names(path+".network", "network", s.Network, c.s.Networks.Names())
	c.names(path+".target", "target", s.Target, c.s.Targets.Names())
	c.names(path+".device", "device", s.Device, c.deviceKeys())
	c.condition(path+".where", s.Where)
	if s.Percent != nil && s.Pick != nil {
		c.key(path+".pick", "percent and pick are both given", "keep one: percent is a share, pick a number")
	}
	for name := range s.Labels.All() {
		if !slices.Contains(c.labelNames(), name) {
			c.key(join(path+".labels", name), fmt.Sprintf("no cohort has the label %q", name), suggest(name, c.labelNames()))
		}
	}
}

// deviceKeys lists the keys and models of all devices.
func (c *checker) deviceKeys() []string {
	var out []string
	for _, cohort := range c.s.Fleet.All() {
		for key, d := range cohort.Devices.All() {
			for _, name := range []string{key, d.Model} {
				if name != "" && !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// circles reports events that wait for each other.
func (c *checker) circles() {
	const (
		unseen = iota
		open
		done
	)
	state := map[string]int{}
	var visit func(name string)
	visit = func(name string) {
		state[name] = open
		e, _ := c.s.Events.Get(name)
		refs := map[string]string{"after": e.After}
		if e.At != nil {
			refs["at"] = e.At.Point.Base
		}
		for _, key := range []string{"after", "at"} {
			next := refs[key]
			if _, ok := c.s.Events.Get(next); !ok {
				continue
			}
			switch state[next] {
			case open:
				c.at(join(join("events", name), key), fmt.Sprintf("%s and %s wait for each other", name, next), "give one of them a time of its own")
			case unseen:
				visit(next)
			}
		}
		state[name] = done
	}
	for _, name := range c.s.Events.Names() {
		if state[name] == unseen {
			visit(name)
		}
	}
}
