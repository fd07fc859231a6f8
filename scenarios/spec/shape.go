package spec

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

const schemaURL = "https://vitalfleet.example/scenario.schema.json"

// compiledSchema is the schema ready to validate, with its JSON for descriptions.
type compiledSchema struct {
	schema *jsonschema.Schema
	root   any
}

// scenarioSchema compiles the schema once.
var scenarioSchema = sync.OnceValue(func() compiledSchema {
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		panic(err) // unreachable: the schema is our own JSON
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaURL, root); err != nil {
		panic(err) // unreachable: as above
	}
	return compiledSchema{c.MustCompile(schemaURL), root}
})

// shaper turns violations of the schema into problems with places.
type shaper struct {
	root   *node
	schema any
	out    *Problems
}

// checkShape validates the tree against the schema.
func checkShape(root *node, out *Problems) {
	compiled := scenarioSchema()
	var ve *jsonschema.ValidationError
	if !errors.As(compiled.schema.Validate(root.plain()), &ve) {
		return
	}
	s := &shaper{root, compiled.root, out}
	for _, leaf := range s.leaves(ve) {
		s.report(leaf)
	}
}

// leaves are the violations that say something. Of a choice of forms it is
// those of the form that the value is meant to have.
func (s *shaper) leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	switch e.ErrorKind.(type) {
	case *kind.PropertyNames:
		return []*jsonschema.ValidationError{e}
	case *kind.AnyOf:
		if form := s.meant(e); form != nil {
			return s.leaves(form)
		}
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, c := range e.Causes {
		out = append(out, s.leaves(c)...)
	}
	return out
}

// meant is the form whose type fits the value, when there is exactly one such form.
func (s *shaper) meant(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	var fits []*jsonschema.ValidationError
	for _, c := range e.Causes {
		wrongType := slices.ContainsFunc(s.leaves(c), func(l *jsonschema.ValidationError) bool {
			_, t := l.ErrorKind.(*kind.Type)
			return t && len(l.InstanceLocation) == len(e.InstanceLocation)
		})
		if !wrongType && !s.isPlaceholder(c) {
			fits = append(fits, c)
		}
	}
	if len(fits) == 1 {
		return fits[0]
	}
	return nil
}

// isPlaceholder tells the form ${params.x}, which nobody means by mistake.
func (s *shaper) isPlaceholder(e *jsonschema.ValidationError) bool {
	p, ok := e.ErrorKind.(*kind.Pattern)
	if !ok && len(e.Causes) == 1 {
		return s.isPlaceholder(e.Causes[0])
	}
	return ok && strings.HasPrefix(p.Want, `\$\{`) && !strings.Contains(p.Want, "env")
}

// report writes one violation as a problem.
func (s *shaper) report(e *jsonschema.ValidationError) {
	path := ""
	for _, step := range e.InstanceLocation {
		path = join(path, step)
	}
	n, last := s.root.find(path)
	if n == nil {
		return
	}
	key := n.pos
	if last != nil {
		key = last.pos
	}
	sub := s.subschema(e.SchemaURL)
	doc, _ := sub["description"].(string)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		s.unknownKeys(n, path, k.Properties, sub)
	case *kind.Required:
		s.missing(n, key, path, k.Missing, sub)
	case *kind.PropertyNames:
		if bad := n.entry(k.Property); bad != nil {
			s.add(bad.pos, join(path, k.Property), fmt.Sprintf("%q is not a valid name", k.Property), s.nameHint(sub))
		}
	case *kind.Enum:
		s.notKnown(n, path, k.Want)
	case *kind.Pattern:
		s.pattern(n, path, doc, k.Want)
	case *kind.Type:
		s.wrongType(n, path, doc, k.Want)
	case *kind.AnyOf:
		s.add(n.pos, path, fmt.Sprintf("%s does not fit here", shown(n)), wants(doc))
	case *kind.Minimum, *kind.Maximum, *kind.ExclusiveMinimum:
		s.add(n.pos, path, fmt.Sprintf("%s is out of range", n.text), wants(rangeOf(sub)))
	case *kind.MinItems:
		s.add(n.pos, path, "the list is empty", wants(doc))
	default:
		s.add(n.pos, path, fmt.Sprintf("%s does not fit: %v", shown(n), e), wants(doc))
	}
}

func (s *shaper) add(at Position, path, msg, hint string) {
	*s.out = append(*s.out, Problem{Position: at, Path: path, Message: msg, Hint: hint})
}

func (s *shaper) unknownKeys(n *node, path string, names []string, sub object) {
	props, _ := sub["properties"].(object)
	var known []string
	for name := range props {
		known = append(known, name)
	}
	slices.Sort(known)
	for _, name := range names {
		if e := n.entry(name); e != nil {
			s.add(e.pos, join(path, name), fmt.Sprintf("unknown key %q", name), suggest(name, known))
		}
	}
}

// missing reports required keys, except those that an unknown key beside them is meant to be.
func (s *shaper) missing(n *node, at Position, path string, names []string, sub object) {
	props, _ := sub["properties"].(object)
	for _, name := range names {
		misspelt := slices.ContainsFunc(n.keys(), func(k string) bool {
			_, known := props[k]
			return !known && nearest(k, []string{name}) == name
		})
		if !misspelt {
			prop, _ := props[name].(object)
			doc, _ := prop["description"].(string)
			s.add(at, path, fmt.Sprintf("missing %s", name), doc)
		}
	}
}

func (s *shaper) notKnown(n *node, path string, want []any) {
	words := make([]string, len(want))
	for i, w := range want {
		words[i] = fmt.Sprint(w)
	}
	if n.shape == number && slices.Contains(words, n.text) {
		s.add(n.pos, path, n.text+" is a number here", fmt.Sprintf("write %q", n.text))
		return
	}
	hint := "want " + strings.Join(words, ", ")
	if n.shape != number {
		hint = suggest(n.text, words)
	}
	s.add(n.pos, path, fmt.Sprintf("%s is not known here", shown(n)), hint)
}

func (s *shaper) pattern(n *node, path, doc, want string) {
	if want == namePattern {
		s.add(n.pos, path, fmt.Sprintf("%q is not a valid name", n.text), s.nameHint(object{"pattern": want}))
		return
	}
	if strings.HasPrefix(doc, "${env") {
		s.add(n.pos, path, "a password stands in the scenario", wants(doc))
		(*s.out)[len(*s.out)-1].masked = n.text
		return
	}
	hint := wants(doc)
	if q, err := ParseQuantity(n.text); err == nil && q.Unit != "" && strings.HasPrefix(doc, "a duration") {
		hint = "units are us, ms, s, m, h, d, written without a space: 250ms, 30s, 5m, 2h, 3d"
	}
	s.add(n.pos, path, fmt.Sprintf("%q does not fit", n.text), hint)
}

func (s *shaper) wrongType(n *node, path, doc string, want []string) {
	if n.shape == number && slices.Contains(want, "string") {
		hint := fmt.Sprintf("a text is wanted: write %q", n.text)
		if strings.HasPrefix(doc, "a ") || strings.HasPrefix(doc, "max") {
			hint = wants(doc)
		}
		s.add(n.pos, path, n.text+" is a number here", hint)
		return
	}
	s.add(n.pos, path, fmt.Sprintf("%s does not fit", shown(n)), "want "+strings.Join(typeNames(want), " or "))
}

// nameHint says what a name looks like.
func (s *shaper) nameHint(sub object) string {
	names, _ := sub["propertyNames"].(object)
	if names["pattern"] == paramPattern {
		return "lower-case letters, digits and underscores"
	}
	return "lower-case letters, digits and dashes"
}

// subschema is the part of the schema that a violation names.
func (s *shaper) subschema(url string) object {
	_, fragment, _ := strings.Cut(url, "#")
	current := s.schema
	for step := range strings.SplitSeq(strings.TrimPrefix(fragment, "/"), "/") {
		if step == "" {
			continue
		}
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		switch v := current.(type) {
		case object:
			current = v[step]
		case []any:
			i, _ := strconv.Atoi(step) // The validator gives indexes; 0 otherwise.
			current = v[min(max(i, 0), len(v)-1)]
		}
	}
	out, _ := current.(object)
	return out
}

// shown is a value as a problem shows it.
func shown(n *node) string {
	switch n.shape {
	case text:
		return fmt.Sprintf("%q", n.text)
	case number, boolean:
		return n.text
	}
	return n.shape.String()
}

func wants(doc string) string {
	if doc == "" {
		return ""
	}
	return "want " + doc
}

// rangeOf describes the bounds of a number.
func rangeOf(sub object) string {
	var parts []string
	for _, b := range []struct{ key, word string }{{"minimum", "at least"}, {"exclusiveMinimum", "above"}, {"maximum", "at most"}} {
		if v, ok := sub[b.key]; ok {
			parts = append(parts, fmt.Sprintf("%s %v", b.word, v))
		}
	}
	return strings.Join(parts, " and ")
}

// typeNames names JSON types to people.
func typeNames(types []string) []string {
	out := make([]string, len(types))
	for i, t := range types {
		name, ok := map[string]string{"string": "a text", "object": "a mapping", "array": "a list", "boolean": "true or false", "number": "a number", "integer": "a whole number", "null": "nothing"}[t]
		if !ok {
			name = t
		}
		out[i] = name
	}
	return out
}
