package spec

import (
	"fmt"
	"math"
	"reflect"
	"strings"
)

func (a *Any) fromNode(_ *decoder, n *node, _ string, _ reflect.StructTag) {
	a.Value, a.Text = n.plain(), n.text
}

func (v *Value) fromNode(d *decoder, n *node, path string, tag reflect.StructTag) {
	v.Any.fromNode(d, n, path, tag)
	if n.get("dist") != nil {
		v.Dist = readDist(d, n, path, "")
	}
}

func (dd *DurationDist) fromNode(d *decoder, n *node, path string, _ reflect.StructTag) {
	switch n.shape {
	case mapping:
		if dist := readDist(d, n, path, "s"); dist != nil {
			dd.Dist = *dist
		}
	case text:
		rest, negative := strings.CutPrefix(n.text, "-")
		v, err := ParseDuration(rest)
		if err != nil {
			d.report(n, path, err.Error(), "")
			return
		}
		s := v.Seconds()
		if negative {
			s = -s
		}
		dd.Dist = constant(s, "s")
	}
}

func (dist *Dist) fromNode(d *decoder, n *node, path string, tag reflect.StructTag) {
	unit := tag.Get("unit")
	if n.shape == mapping {
		if read := readDist(d, n, path, unit); read != nil {
			*dist = *read
		}
		return
	}
	if v, ok := d.measure(n, path, unit); ok {
		*dist = constant(v, unit)
	}
}

func (a *At) fromNode(d *decoder, n *node, path string, tag reflect.StructTag) {
	if n.shape == mapping {
		a.Dist = &DurationDist{}
		a.Dist.fromNode(d, n, path, tag)
		return
	}
	if n.shape == text {
		d.scalar(n, &a.Point, path)
	}
}

func (w *During) fromNode(d *decoder, n *node, path string, _ reflect.StructTag) {
	if n.shape == text {
		w.Phase = n.text
		return
	}
	for key, into := range map[string]**TimePoint{"from": &w.From, "to": &w.To} {
		if at := n.get(key); at != nil && at.shape == text {
			*into = &TimePoint{}
			d.scalar(at, *into, join(path, key))
		}
	}
}

func (c *Choice) fromNode(d *decoder, n *node, path string, _ reflect.StructTag) {
	if n.shape == text {
		*c = Choice{Values: []string{n.text}, Shares: []float64{1}}
		return
	}
	total := 0.0
	for _, e := range n.entries {
		var p Percent
		if e.value.shape == text {
			d.scalar(e.value, &p, join(path, e.key))
		}
		c.Values, c.Shares = append(c.Values, e.key), append(c.Shares, float64(p))
		total += float64(p)
	}
	if len(n.entries) > 0 && math.Abs(total-1) > 1e-9 {
		d.report(n, path, fmt.Sprintf("the shares add to %s", Percent(total)), "they must add to 100%")
	}
}

// constant is the distribution of one value.
func constant(v float64, unit string) Dist {
	return Dist{Kind: "constant", Mean: v, Unit: unit, Min: math.Inf(-1), Max: math.Inf(1)}
}

// measure reads a number in a unit: seconds are durations, years and plain
// numbers need no unit, all other units must be written.
func (d *decoder) measure(n *node, path, unit string) (float64, bool) {
	if n.shape == number {
		if unit == "" || unit == "years" {
			return n.num, true
		}
		d.report(n, path, n.text+" has no unit", "write "+n.text+" "+unit)
		return 0, false
	}
	if n.shape != text {
		return 0, false
	}
	if unit == "s" {
		rest, negative := strings.CutPrefix(n.text, "-")
		v, err := ParseDuration(rest)
		if err != nil {
			d.report(n, path, err.Error(), "")
		}
		if negative {
			v = -v
		}
		return v.Seconds(), err == nil
	}
	q, err := ParseQuantity(n.text)
	if err != nil {
		d.report(n, path, err.Error(), "")
		return 0, false
	}
	v, ok := convert(q.Value, q.Unit, unit)
	if !ok {
		d.report(n, path, fmt.Sprintf("%q has the wrong unit", n.text), "want "+orElse(unit, "a plain number"))
	}
	return v, ok
}
