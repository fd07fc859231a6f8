package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// args checks the parameters of an event against its kind.
func (c *checker) args(path string, kind EventKind, e Event) {
	with := join(path, "with")
	var names []string
	for _, p := range kind.Params {
		names = append(names, p.Name)
		if _, given := e.With.Get(p.Name); p.Required && !given {
			at := with
			if !c.s.Has(with) {
				at = path + ".do"
			}
			c.key(at, fmt.Sprintf("%s needs %s", kind.Name, p.Name), describeParam(p))
		}
	}
	fine := true
	for name, v := range e.With.All() {
		at := join(with, name)
		if !slices.Contains(names, name) {
			hint := suggest(name, names)
			if len(names) == 0 {
				hint = kind.Name + " has no parameters"
			}
			c.key(at, fmt.Sprintf("%s has no parameter %q", kind.Name, name), hint)
			fine = false
			continue
		}
		fine = c.arg(at, paramOf(kind.Params, name), v) && fine
	}
	if a, ok := physiology.ActionByName(kind.Name); ok && fine {
		_, errs := a.Bind(e.Args(nil))
		c.argErrors(with, e.With, errs)
	}
}

// argErrors reports what physiology says about arguments that look right one by one.
func (c *checker) argErrors(path string, with With, errs []physiology.ArgError) {
	for _, err := range errs {
		at := path
		if _, given := with.Get(err.Param); given {
			at = join(path, err.Param)
			c.at(at, err.Message, "")
			continue
		}
		if err.Param != "" && strings.Contains(err.Message, "is required") && len(path) > 0 && c.reported(path, err.Param) {
			continue
		}
		c.key(c.there(at), strings.TrimSpace(err.Param+" "+err.Message), "")
	}
}

// reported tells whether a missing parameter was already said at this place.
func (c *checker) reported(path, param string) bool {
	return slices.ContainsFunc(*c.out, func(p Problem) bool {
		return strings.HasPrefix(path, p.Path) || p.Path == path && strings.HasSuffix(p.Message, "needs "+param)
	})
}

// there is the path, or the nearest one around it that was written.
func (c *checker) there(path string) string {
	for path != "" && !c.s.Has(path) {
		i := strings.LastIndexByte(path, '.')
		path = path[:max(i, 0)]
	}
	return path
}

// arg checks one parameter: its kind, unit and range.
func (c *checker) arg(path string, p physiology.Param, v Value) bool {
	if v.Dist != nil {
		return c.distArg(path, p, v.Dist)
	}
	switch p.Kind {
	case physiology.Quantity:
		return c.quantityArg(path, p, v)
	case physiology.Number:
		x, ok := v.Value.(float64)
		if !ok {
			c.at(path, fmt.Sprintf("%s is not a plain number", asWritten(v)), describeParam(p))
			return false
		}
		return c.inRange(path, p, v.Text, x)
	case physiology.Choice:
		if !slices.Contains(p.Choices, v.Text) {
			c.at(path, fmt.Sprintf("%s is not one of the choices of %s", asWritten(v), p.Name), choiceHint(p, v.Text))
			return false
		}
	case physiology.Flag:
		if _, ok := v.Value.(bool); !ok {
			c.at(path, fmt.Sprintf("%s is neither true nor false", asWritten(v)), "")
			return false
		}
	case physiology.Text:
		if _, ok := v.Value.(float64); ok {
			c.at(path, v.Text+" is a number here", fmt.Sprintf("write %q", v.Text))
			return false
		}
	}
	return true
}

// quantityArg checks a number with its unit.
func (c *checker) quantityArg(path string, p physiology.Param, v Value) bool {
	if _, plain := v.Value.(float64); plain {
		c.at(path, fmt.Sprintf("%s has no unit", v.Text), fmt.Sprintf("write %s; %s", withUnit(v.Text, p.Units[0]), describeParam(p)))
		return false
	}
	if isTime(p.Units[0]) {
		d, err := ParseDuration(strings.Replace(strings.TrimPrefix(v.Text, "-"), " ", "", 1)) // quantities may be written apart
		if err != nil {
			c.at(path, fmt.Sprintf("%s is not a duration", asWritten(v)), "want one such as 250ms, 30s, 5m, 2h, 3d")
			return false
		}
		x, ok := convert(d.Seconds(), "s", p.Units[0])
		return !ok || p.Min >= p.Max || strings.HasPrefix(v.Text, "-") || c.inRange(path, p, v.Text, x)
	}
	text, isText := v.Value.(string)
	q, err := ParseQuantity(text)
	if !isText || err != nil || q.Unit == "" {
		c.at(path, fmt.Sprintf("%s is not a number with a unit", asWritten(v)), describeParam(p))
		return false
	}
	for _, r := range p.Refuse {
		if _, ok := convert(q.Value, q.Unit, r.Unit); ok {
			c.at(path, fmt.Sprintf("%q: %s", v.Text, r.Reason), describeParam(p))
			return false
		}
	}
	for i, unit := range p.Units {
		x, ok := convert(q.Value, q.Unit, unit)
		if !ok {
			continue
		}
		if i > 0 && len(p.Also) > 0 {
			return true // the range in this unit is physiology's to say
		}
		return i > 0 && !sameDimension(unit, p.Units[0]) || c.inRange(path, p, v.Text, inFirst(x, unit, p.Units[0]))
	}
	c.at(path, fmt.Sprintf("%q has the wrong unit", v.Text), describeParam(p))
	return false
}

// choiceHint suggests what a choice is called here.
func choiceHint(p physiology.Param, written string) string {
	if name, ok := p.Synonyms[strings.ToLower(written)]; ok {
		return fmt.Sprintf("did you mean %q?", name)
	}
	return suggest(written, p.Choices)
}

func sameDimension(a, b string) bool { _, ok := convert(1, a, b); return ok }

func inFirst(x float64, unit, first string) float64 {
	if y, ok := convert(x, unit, first); ok {
		return y
	}
	return x
}

// distArg checks that a drawn parameter has the right unit and a typical value in range.
func (c *checker) distArg(path string, p physiology.Param, d *Dist) bool {
	switch {
	case p.Kind == physiology.Choice && len(d.Words) > 0:
		for _, w := range d.Words {
			if !slices.Contains(p.Choices, w) {
				c.at(path, fmt.Sprintf("%q is not one of the choices of %s", w, p.Name), suggest(w, p.Choices))
				return false
			}
		}
	case p.Kind == physiology.Quantity && d.Unit == "":
		c.at(path, "the distribution has no unit", describeParam(p))
		return false
	case p.Kind == physiology.Quantity && !slices.ContainsFunc(p.Units, func(u string) bool { return sameDimension(d.Unit, u) }):
		c.at(path, fmt.Sprintf("the distribution is in %s", d.Unit), describeParam(p))
		return false
	case p.Kind == physiology.Number && (d.Unit != "" || len(d.Words) > 0):
		c.at(path, "the distribution is not one of plain numbers", describeParam(p))
		return false
	case p.Kind == physiology.Number:
		return c.inRange(path, p, fmt.Sprintf("the centre %g", d.Center()), d.Center())
	case p.Kind == physiology.Flag:
		c.at(path, "a flag cannot be drawn from numbers", "use an event of its own with percent")
		return false
	}
	return true
}

func (c *checker) inRange(path string, p physiology.Param, text string, x float64) bool {
	if p.Min < p.Max && (x < p.Min || x > p.Max) {
		c.at(path, fmt.Sprintf("%s is out of range", text), describeParam(p))
		return false
	}
	return true
}

func asWritten(v Value) string {
	if s, ok := v.Value.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	if v.Text != "" {
		return v.Text
	}
	return "this"
}

func withUnit(number, unit string) string {
	if unit == "%" || isTime(unit) {
		return number + unit
	}
	return number + " " + unit
}
