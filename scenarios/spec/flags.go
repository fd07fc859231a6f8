package spec

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// flags overlays environment and flags on the tree: the environment first, flags win.
func (r *reader) flags(root *node) {
	for _, o := range r.overrides() {
		at := Position{File: o.label}
		if o.value == "" {
			continue
		}
		if o.path == "broker" {
			r.broker(root, at, o)
			continue
		}
		n := &node{shape: text, text: o.value, pos: at, origin: o.origin, fluid: true}
		n.resolve(o.value)
		r.assign(root, o.path, n, at)
	}
	for _, set := range r.opt.Set {
		at := Position{File: "--set " + set}
		path, value, ok := strings.Cut(set, "=")
		if !ok {
			r.report(at, "", "there is no = in it", "write --set fleet.ward.patients=500")
			continue
		}
		if n := r.setValue(value, at); n != nil {
			r.assign(root, strings.TrimSpace(path), n, at)
		}
	}
}

// override is a value from outside the file.
type override struct {
	label, path, value string
	origin             Origin
}

// overrides lists the values from outside, weakest first.
func (r *reader) overrides() []override {
	var out []override
	if r.opt.Env != nil {
		for name, path := range map[string]string{"SEED": "seed", "TIME": "time.mode", "SPEED": "time.speed", "BROKER": "broker"} {
			if v, ok := r.opt.Env("VITALFLEET_" + name); ok {
				out = append(out, override{"VITALFLEET_" + name, path, v, FromEnv})
			}
		}
		slices.SortFunc(out, func(a, b override) int { return strings.Compare(a.label, b.label) })
	}
	if r.opt.Seed != nil {
		out = append(out, override{"--seed", "seed", strconv.FormatUint(*r.opt.Seed, 10), FromFlag})
	}
	if r.opt.Speed > 0 {
		out = append(out, override{"--speed", "time.speed", strconv.FormatFloat(r.opt.Speed, 'g', -1, 64), FromFlag})
	}
	return append(out, override{"--time", "time.mode", r.opt.TimeMode, FromFlag}, override{"--broker", "broker", r.opt.Broker, FromFlag})
}

// broker gives every target the address; a scenario without targets gets one.
func (r *reader) broker(root *node, at Position, o override) {
	url := &node{shape: text, text: o.value, pos: at, origin: o.origin}
	targets := root.get("targets")
	if targets == nil || len(targets.entries) == 0 {
		targets = &node{shape: mapping, pos: at, origin: o.origin, entries: []entry{{"main", at, &node{shape: mapping, pos: at, origin: o.origin}}}}
		root.set(entry{"targets", at, targets})
	}
	for _, e := range targets.entries {
		if e.value.shape == mapping {
			e.value.set(entry{"url", at, url})
		}
	}
}

// setValue reads the value of --set: a scalar as written, or YAML in brackets.
func (r *reader) setValue(value string, at Position) *node {
	trimmed := strings.TrimSpace(value)
	if !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") && !strings.HasPrefix(trimmed, `"`) {
		n := &node{pos: at, origin: FromFlag, fluid: true}
		n.resolve(trimmed)
		return n
	}
	y, err := parseYAML([]byte(value))
	if err != nil || y == nil {
		r.report(at, "", "the value cannot be read as YAML", "")
		return nil
	}
	before := len(r.out)
	l := &loader{file: at.File, origin: FromFlag, out: &r.out}
	n := l.convert(y, "", 0)
	n.walk("", func(_ string, n *node) { n.pos = at })
	for i := range n.entries {
		n.entries[i].pos = at
	}
	for i := before; i < len(r.out); i++ {
		r.out[i].Position = at
	}
	return n
}

// assign creates or replaces the value at a path that the language knows.
func (r *reader) assign(root *node, path string, value *node, at Position) {
	steps := splitPath(path)
	if len(steps) == 0 || len(steps) > maxDepth {
		r.report(at, "", "the path is empty or too deep", "write --set fleet.ward.patients=500")
		return
	}
	n, t := root, reflect.TypeFor[Scenario]()
	for i, step := range steps {
		next, known, ok := stepInto(n, t, step, i == len(steps)-1, value.shape == mapping)
		if !ok {
			r.report(at, path, fmt.Sprintf("there is no %q in %s", step, where(steps[:i])), suggest(step, known))
			return
		}
		t = next
		if i == len(steps)-1 {
			put(n, step, value, at)
			return
		}
		child := childOf(n, step)
		if child == nil || child.shape < mapping {
			child = &node{shape: mapping, pos: at, origin: value.origin}
			put(n, step, child, at)
		}
		n = child
	}
}

func where(steps []string) string {
	if len(steps) == 0 {
		return "a scenario"
	}
	return strings.Join(steps, ".")
}

// stepInto is the type below a step, or the steps that are known. A name in a
// mapping of things must exist, unless it is being given a whole mapping.
func stepInto(n *node, t reflect.Type, step string, last, whole bool) (next reflect.Type, known []string, ok bool) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if name := defName(t); name != "" {
		return t, nil, name == "any" || name == "value" || strings.HasSuffix(name, "dist") || name == "at" || name == "during" || name == "choice"
	}
	if m, is := reflect.New(t).Interface().(interface{ elem() reflect.Type }); is {
		free := namesPattern("", m.elem()) == "" || last && whole
		return m.elem(), n.keys(), free || n.get(step) != nil
	}
	switch t.Kind() {
	case reflect.Slice:
		return t.Elem(), nil, childOf(n, step) != nil
	case reflect.Struct:
		for _, f := range fields(t) {
			if f.inline {
				next = f.typ
				continue
			}
			if f.name == step {
				return f.typ, nil, true
			}
			known = append(known, f.name)
		}
		if next != nil {
			next, _, ok = stepInto(n, next, step, last, true)
		}
	}
	return next, known, ok
}

// childOf is the value below a step: of a mapping by key, of a list by index or by the name of its item.
func childOf(n *node, step string) *node {
	if n.shape != sequence {
		return n.get(step)
	}
	i := itemIndex(n, step)
	if i < 0 {
		return nil
	}
	return n.items[i]
}

func itemIndex(n *node, step string) int {
	if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.items) {
		return i
	}
	return slices.IndexFunc(n.items, func(item *node) bool {
		name := item.get("name")
		return name != nil && name.text == step
	})
}

// put sets a child of a mapping or list.
func put(n *node, step string, value *node, at Position) {
	if n.shape == sequence {
		if i := itemIndex(n, step); i >= 0 {
			n.items[i] = value
		}
		return
	}
	n.shape = mapping
	n.set(entry{step, at, value})
}
