package spec

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/condition"
)

// checker finds what has the right shape and makes no sense: references to
// nothing, contradictions, expressions that cannot be read.
type checker struct {
	s     *Scenario
	opt   Options
	texts map[string][]byte
	out   *Problems
}

// all checks everything.
func (c *checker) all() {
	c.run()
	c.environment()
	c.targets()
	c.links()
	c.fleet()
	c.events()
	c.circles()
	c.truths()
	c.observers()
	c.expectations()
	c.whatIf()
}

// at reports a problem at the value of a path.
func (c *checker) at(path, msg, hint string) {
	*c.out = append(*c.out, Problem{Position: c.s.Pos(path), Path: path, Message: msg, Hint: hint})
}

// key reports a problem at the key of a path.
func (c *checker) key(path, msg, hint string) {
	pos := c.s.Pos(path)
	if _, last := c.s.root.find(path); last != nil {
		pos = last.pos
	}
	*c.out = append(*c.out, Problem{Position: pos, Path: path, Message: msg, Hint: hint})
}

// warn reports something that is allowed and probably not meant.
func (c *checker) warn(path, msg, hint string) {
	*c.out = append(*c.out, Problem{Position: c.s.Pos(path), Path: path, Message: msg, Hint: hint, Severity: Warning})
}

// inText reports a problem inside the text at a path, offset bytes from its start.
func (c *checker) inText(path, value string, offset int, msg, hint string) {
	pos := c.s.Pos(path)
	line := string(lineOf(c.texts[pos.File], pos.Line))
	if r := []rune(line); pos.Line > 0 && pos.Col-1 <= len(r) {
		rest := string(r[pos.Col-1:])
		if i := strings.Index(rest, value); i >= 0 {
			pos.Col += len([]rune(rest[:i+min(offset, len(value))]))
		}
	}
	*c.out = append(*c.out, Problem{Position: pos, Path: path, Message: msg, Hint: hint})
}

// names reports a reference to something that is not there; an empty reference is none.
func (c *checker) names(path, what, name string, known []string) {
	if name == "" || slices.Contains(known, name) {
		return
	}
	hint := suggest(name, known)
	if len(known) == 0 {
		hint = "the scenario has none"
	}
	c.at(path, fmt.Sprintf("there is no %s %q", what, name), hint)
}

// run checks the run as a whole.
func (c *checker) run() {
	s := c.s
	misspelt := slices.ContainsFunc(s.root.keys(), func(k string) bool { return k != "duration" && nearest(k, []string{"duration"}) != "" })
	if s.Duration <= 0 && s.Fleet.Len() > 0 && !misspelt {
		c.at("duration", "the scenario has no duration", "add duration: 5m, or phases")
	}
	if d := s.Step.D(); d < 50*time.Millisecond || d > 10*time.Second {
		c.at("step", fmt.Sprintf("a step of %s is out of range", s.Step), "want 50ms to 10s")
	}
	if d := s.Time.Tick.D(); s.Has("time.tick") && (d < 10*time.Millisecond || d > time.Minute) {
		c.at("time.tick", fmt.Sprintf("a tick of %s is out of range", s.Time.Tick), "want 10ms to 1m")
	}
	if s.Time.Mode != "accelerated" && s.Has("time.speed") && s.Time.Speed != 1 {
		c.warn("time.speed", "speed is used in accelerated mode only", "set mode: accelerated")
	}
	c.zone("time.zone", s.Time.Zone)
	seen := map[string]bool{}
	for i, p := range s.Phases {
		path := fmt.Sprintf("phases.%d", i)
		if seen[p.Name] {
			c.at(path+".name", fmt.Sprintf("phase %q is there twice", p.Name), "")
		}
		seen[p.Name] = true
		if p.For <= 0 && s.Has(path+".for") {
			c.at(path+".for", "a phase needs a length above 0", "")
		}
		if _, both := s.Events.Get(p.Name); both {
			c.at(path+".name", fmt.Sprintf("%q is a phase and an event: a time such as %s+5m would be either", p.Name, p.Name), "rename one of them")
		}
	}
}

// zone checks the name of a time zone.
func (c *checker) zone(path, name string) {
	if name == "" {
		return
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		c.at(path, fmt.Sprintf("%q is not a time zone", name), "want an IANA name such as Europe/London or UTC")
	}
}

func (c *checker) environment() {
	if c.s.Has("environment.pressure") && c.s.Has("environment.altitude") {
		c.key("environment.altitude", "pressure and altitude say the same thing twice", "keep one of them")
	}
}

// phaseNames lists the phases.
func (c *checker) phaseNames() []string {
	out := make([]string, len(c.s.Phases))
	for i, p := range c.s.Phases {
		out[i] = p.Name
	}
	return out
}

// point checks that a time refers to a phase or an event.
func (c *checker) point(path string, t TimePoint, events []string) {
	known := append(c.phaseNames(), events...)
	if t.Base != "" && !slices.Contains(known, t.Base) {
		hint := suggest(t.Base, known)
		if len(known) == 0 {
			hint = "write an offset from the start: 10m"
		}
		c.at(path, fmt.Sprintf("there is no phase or event %q", t.Base), hint)
	}
}

// labelNames are the texts of a patient that a condition may read.
func (c *checker) labelNames() []string {
	names := []string{"cohort", "profile", "sex"}
	for _, cohort := range c.s.Fleet.All() {
		for _, name := range cohort.Labels.Names() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// condition compiles an expression over the twin.
func (c *checker) condition(path string, cond *Condition) {
	if cond == nil || cond.Text == "" {
		return
	}
	env := condition.Env{Labels: c.labelNames(), Window: ParseDuration}
	program, err := condition.Compile(cond.Text, env)
	if err != nil {
		hint := err.Hint
		if err.Name != "" {
			if near := nearest(err.Name, env.Names()); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			} else if hint == "" {
				hint = "vitalfleet signals lists them"
			}
		}
		c.inText(path, cond.Text, err.Offset, err.Message, hint)
		return
	}
	cond.program = program
}
