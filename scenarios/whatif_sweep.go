package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology/quantity"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// Sweep makes several branches of one: a parameter of one of its events over a range.
type Sweep struct {
	Branch, Event, Param string
	From, To             quantity.Quantity
	Points               int

	met bool // the scenario has the branch
}

// point is one value of a sweep; the zero value changes nothing.
type point struct{ event, param, value string }

// suffix names a branch by its value.
func (p point) suffix() string {
	if p.event == "" {
		return ""
	}
	return "=" + strings.ReplaceAll(p.value, " ", "")
}

// ParseSweep reads BRANCH.EVENT.PARAM=FROM..TO/POINTS, for example
// dose.lunch.dose=1U..6U/6.
func ParseSweep(text string) (Sweep, error) {
	bad := func(why string) (Sweep, error) {
		return Sweep{}, fmt.Errorf("sweep %q: %s; write BRANCH.EVENT.PARAM=FROM..TO/POINTS, such as dose.lunch.dose=1U..6U/6", text, why)
	}
	name, span, ok := strings.Cut(text, "=")
	parts := strings.Split(name, ".")
	if !ok || len(parts) != 3 {
		return bad("it does not name a parameter of a branch")
	}
	// Units may have slashes: the last one is before the number of points.
	slash := strings.LastIndexByte(span, '/')
	if slash < 0 {
		return bad("it has no number of points")
	}
	from, to, ok := strings.Cut(span[:slash], "..")
	n, err := strconv.Atoi(span[slash+1:])
	if !ok || err != nil || n < 2 || n > 100 {
		return bad("it needs a range and 2 to 100 points")
	}
	s := Sweep{Branch: parts[0], Event: parts[1], Param: parts[2], Points: n}
	if s.From, err = quantity.Parse(from); err != nil {
		return bad(err.Error())
	}
	if s.To, err = quantity.Parse(to); err != nil {
		return bad(err.Error())
	}
	if s.From.Unit != s.To.Unit {
		return bad("both ends need the same unit")
	}
	return s, nil
}

// points are the values of a sweep over a branch.
func (s *Sweep) points(b spec.Branch) ([]point, error) {
	if _, ok := b.Events.Get(s.Event); !ok {
		return nil, fmt.Errorf("sweep %s.%s.%s: the branch has no event %s", s.Branch, s.Event, s.Param, s.Event)
	}
	var out []point
	for i := range s.Points {
		v := s.From.Value + (s.To.Value-s.From.Value)*float64(i)/float64(s.Points-1)
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64) // A number that was just written is read.
		out = append(out, point{s.Event, s.Param, quantity.Quantity{Value: v, Unit: s.From.Unit}.String()})
	}
	return out, nil
}
