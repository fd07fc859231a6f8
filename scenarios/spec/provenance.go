package spec

import "reflect"

// Provenance is one value and where it comes from.
type Provenance struct {
	Path, Value string
	Origin      Origin
	Position    Position // zero for defaults
}

// Provenance lists every value that was written, in the order of the tree, then
// the defaults that were filled in beside them. Passwords stay references.
func (s *Scenario) Provenance() []Provenance {
	var out []Provenance
	s.root.walk("", func(path string, n *node) {
		if n.shape < mapping {
			out = append(out, Provenance{path, n.text, n.origin, n.pos})
		}
	})
	return defaults(out, s.root, reflect.TypeFor[Scenario](), "")
}

// defaults appends the defaults of a type that the node does not set.
func defaults(out []Provenance, n *node, t reflect.Type, path string) []Provenance {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if m, ok := reflect.New(t).Interface().(interface{ elem() reflect.Type }); ok {
		if n != nil {
			for _, e := range n.entries {
				out = defaults(out, e.value, m.elem(), join(path, e.key))
			}
		}
		return out
	}
	if t.Kind() != reflect.Struct || defName(t) != "" {
		return out
	}
	for _, f := range fields(t) {
		at, child := join(path, f.name), n.get(f.name)
		def, has := f.tag.Lookup("default")
		switch {
		case has && child == nil:
			out = append(out, Provenance{Path: at, Value: def, Origin: FromDefault})
		case child != nil || f.typ.Kind() == reflect.Struct:
			out = defaults(out, child, f.typ, at)
		}
	}
	return out
}
