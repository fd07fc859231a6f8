package spec

import (
	"fmt"
	"reflect"
	"strconv"
)

// decoder fills Go values from nodes. It reports what a shape cannot say:
// values that overflow, bounds of quantities, parameters of distributions.
type decoder struct{ out *Problems }

// report adds a problem at a node.
func (d *decoder) report(n *node, path, msg, hint string) {
	*d.out = append(*d.out, Problem{Position: n.pos, Path: path, Message: msg, Hint: hint})
}

// structure fills a struct; a nil node leaves the defaults.
func (d *decoder) structure(n *node, v reflect.Value, path string) {
	own := map[string]bool{}
	for _, f := range fields(v.Type()) {
		if f.inline {
			continue
		}
		own[f.name] = true
		d.value(n.get(f.name), v.Field(f.index), f.tag, join(path, f.name))
	}
	for _, f := range fields(v.Type()) {
		if !f.inline || n == nil {
			continue
		}
		rest := &node{shape: mapping, pos: n.pos}
		for _, e := range n.entries {
			if !own[e.key] {
				rest.entries = append(rest.entries, e)
			}
		}
		d.value(rest, v.Field(f.index), f.tag, path)
	}
}

// value fills one value; nil is its default.
func (d *decoder) value(n *node, v reflect.Value, tag reflect.StructTag, path string) {
	if n == nil || n.shape == null {
		d.absent(v, tag, path)
		return
	}
	if v.Kind() == reflect.Pointer {
		p := reflect.New(v.Type().Elem())
		d.value(n, p.Elem(), tag, path)
		v.Set(p)
		return
	}
	switch p := v.Addr().Interface().(type) {
	case noded:
		p.fromNode(d, n, path, tag)
	case scalar:
		if n.shape == text || n.shape == number || n.shape == boolean {
			d.scalar(n, p, path)
			d.bounds(n, p, tag, path)
		}
	case interface {
		elem() reflect.Type
		putAny(string, reflect.Value)
	}:
		if n.shape != mapping {
			return
		}
		for _, e := range n.entries {
			item := reflect.New(p.elem()).Elem()
			d.value(e.value, item, "", join(path, e.key))
			p.putAny(e.key, item)
		}
	default:
		d.basic(n, v, path)
	}
}

// noded is a value of several shapes, which reads its own node.
type noded interface {
	fromNode(d *decoder, n *node, path string, tag reflect.StructTag)
}

// absent gives a value its default.
func (d *decoder) absent(v reflect.Value, tag reflect.StructTag, path string) {
	def, ok := tag.Lookup("default")
	switch {
	case ok:
		n := &node{origin: FromDefault}
		n.resolve(def)
		if v.Kind() == reflect.String {
			n.shape = text
		}
		d.value(n, v, "", path)
	case v.Kind() == reflect.Struct && defName(v.Type()) == "" && len(fields(v.Type())) > 0:
		d.structure(nil, v, path)
	}
}

// basic fills Go's own kinds.
func (d *decoder) basic(n *node, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		if n.shape == mapping {
			d.structure(n, v, path)
		}
	case reflect.Slice:
		if n.shape != sequence {
			return
		}
		list := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
		for i, item := range n.items {
			d.value(item, list.Index(i), "", join(path, strconv.Itoa(i)))
		}
		v.Set(list)
	case reflect.String:
		if n.shape == text {
			v.SetString(n.text)
		}
	case reflect.Bool:
		v.SetBool(n.shape == boolean && n.text == "true")
	case reflect.Int:
		if n.num >= -1<<52 && n.num <= 1<<52 {
			v.SetInt(int64(n.num))
		}
	case reflect.Uint64:
		u, err := strconv.ParseUint(n.text, 10, 64)
		if err != nil && n.shape == number && n.num >= 0 {
			d.report(n, path, fmt.Sprintf("%s is not a whole number from 0 to 18446744073709551615", n.text), "")
		}
		v.SetUint(u)
	case reflect.Float64:
		v.SetFloat(n.num)
	}
}

// scalar parses a text with a grammar of its own.
func (d *decoder) scalar(n *node, p scalar, path string) {
	if err := p.parse(n.text); err != nil {
		d.report(n, path, err.Error(), "")
	}
}

// bounds checks unit and range of a quantity and brings it to its field's unit.
func (d *decoder) bounds(n *node, p scalar, tag reflect.StructTag, path string) {
	q, ok := p.(*Quantity)
	unit := tag.Get("unit")
	if !ok || unit == "" || q.Text == "" {
		return
	}
	v, ok := convert(q.Value, q.Unit, unit)
	if !ok {
		d.report(n, path, fmt.Sprintf("%q has the wrong unit", n.text), "want "+unit)
		return
	}
	low, lerr := strconv.ParseFloat(tag.Get("min"), 64)
	high, herr := strconv.ParseFloat(tag.Get("max"), 64)
	if lerr == nil && v < low || herr == nil && v > high {
		d.report(n, path, fmt.Sprintf("%s is out of range", n.text), fmt.Sprintf("want %s to %s %s", tag.Get("min"), tag.Get("max"), unit))
	}
	q.Value, q.Unit = v, unit
}

// settle gives values that came from a substitution the shape that their place wants.
func settle(n *node, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n == nil {
		return
	}
	name := defName(t)
	switch {
	case n.fluid && (t.Kind() == reflect.String || name != "" && name != "any" && name != "value" && name != "workers" && name != "quantity-or-dist"):
		n.shape = text
	case n.fluid && name == "secret":
		n.shape = text
	case name != "" || n.shape < mapping:
		return
	case n.shape == sequence && t.Kind() == reflect.Slice:
		for _, item := range n.items {
			settle(item, t.Elem())
		}
	case n.shape == mapping:
		settleMapping(n, t)
	}
}

// settleMapping settles the values of a mapping.
func settleMapping(n *node, t reflect.Type) {
	if m, ok := reflect.New(t).Interface().(interface{ elem() reflect.Type }); ok {
		for _, e := range n.entries {
			settle(e.value, m.elem())
		}
		return
	}
	if t.Kind() != reflect.Struct {
		return
	}
	for _, f := range fields(t) {
		settle(n.get(f.name), f.typ)
	}
}
