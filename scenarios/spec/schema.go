package spec

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// object is a JSON object under construction.
type object = map[string]any

// Schema is the JSON Schema (draft 2020-12) of a scenario, generated from the
// types of this package and the registry of events; editors use it.
func Schema() []byte {
	b, err := json.MarshalIndent(schemaObject(), "", "  ")
	if err != nil {
		panic(err) // unreachable: the object is built of maps, slices and text
	}
	return append(b, '\n')
}

// schemaObject builds the schema.
func schemaObject() object {
	s := &schemer{defs: scalarSchemas()}
	root := s.structure(reflect.TypeFor[Scenario]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "https://vitalfleet.example/scenario.schema.json"
	root["title"] = "vitalfleet scenario"
	root["$defs"] = s.defs
	return root
}

// schemer collects the definitions that the schema refers to.
type schemer struct{ defs object }

// structure is the schema of a struct with its fields as properties.
func (s *schemer) structure(t reflect.Type) object {
	props, required := object{}, []any{}
	out := object{"type": "object", "additionalProperties": false}
	for _, f := range fields(t) {
		if f.inline {
			out["additionalProperties"] = s.field(f)["additionalProperties"]
			continue
		}
		props[f.name] = s.field(f)
		if f.tag.Get("required") == "true" {
			required = append(required, f.name)
		}
	}
	out["properties"] = props
	if len(required) > 0 {
		out["required"] = required
	}
	if t == reflect.TypeFor[Event]() {
		out["allOf"] = eventSchemas()
	}
	return out
}

// field is the schema of one field: its type, narrowed by its tags.
func (s *schemer) field(f field) object {
	out := s.typ(f.typ, f.tag)
	if doc := f.tag.Get("doc"); doc != "" {
		out["description"] = doc
	}
	if def := f.tag.Get("default"); def != "" {
		out["default"] = defaultJSON(f.typ, def)
	}
	return out
}

// typ is the schema of a type.
func (s *schemer) typ(t reflect.Type, tag reflect.StructTag) object {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if name := defName(t); name != "" {
		return narrowed(object{"$ref": "#/$defs/" + name}, t, tag)
	}
	if m, ok := reflect.New(t).Interface().(interface{ elem() reflect.Type }); ok {
		out := object{"type": "object", "additionalProperties": s.typ(m.elem(), "")}
		if p := namesPattern(tag.Get("names"), m.elem()); p != "" {
			out["propertyNames"] = object{"pattern": p}
		}
		return out
	}
	switch t.Kind() {
	case reflect.Slice:
		out := object{"type": "array", "items": s.typ(t.Elem(), tag)}
		if tag.Get("required") == "true" {
			out["minItems"] = 1
		}
		return out
	case reflect.Struct:
		name := strings.ToLower(t.Name())
		if _, ok := s.defs[name]; !ok {
			s.defs[name] = object{} // stops recursion
			s.defs[name] = s.structure(t)
		}
		return object{"$ref": "#/$defs/" + name}
	case reflect.Bool:
		return object{"anyOf": []any{object{"type": "boolean"}, placeholder()}}
	case reflect.String:
		return textSchema(tag)
	}
	return numberSchema(t, tag)
}

// textSchema is the schema of a text, narrowed by its tags.
func textSchema(tag reflect.StructTag) object {
	out := object{"type": "string"}
	if e := tag.Get("enum"); e != "" {
		out["anyOf"] = []any{object{"enum": anys(strings.Split(e, ","))}, placeholder()}
		return out
	}
	switch tag.Get("format") {
	case "name":
		out["pattern"] = namePattern
	case "sha256":
		out["pattern"] = `^[0-9a-f]{64}$`
	case "kind":
		out["enum"] = anys(kindNames())
	}
	return out
}

// numberSchema is the schema of a plain number, narrowed by its tags.
func numberSchema(t reflect.Type, tag reflect.StructTag) object {
	num := object{"type": "number"}
	if k := t.Kind(); k == reflect.Int || k == reflect.Uint64 {
		num["type"] = "integer"
	}
	if t.Kind() == reflect.Uint64 {
		num["minimum"] = 0
	}
	for key, word := range map[string]string{"min": "minimum", "max": "maximum", "above": "exclusiveMinimum"} {
		if v, err := strconv.ParseFloat(tag.Get(key), 64); err == nil {
			num[word] = v
		}
	}
	if e := tag.Get("enum"); e != "" {
		list := []any{}
		for v := range strings.SplitSeq(e, ",") {
			n, _ := strconv.Atoi(v)
			list = append(list, n)
		}
		num["enum"] = list
	}
	return object{"anyOf": []any{num, placeholder()}}
}

// narrowed adds to a reference what the field's tags say.
func narrowed(ref object, t reflect.Type, tag reflect.StructTag) object {
	if e := tag.Get("enum"); e != "" && t == reflect.TypeFor[Choice]() {
		words := strings.Split(e, ",")
		ref["anyOf"] = []any{
			object{"type": "string", "enum": anys(words)},
			object{"type": "object", "propertyNames": object{"enum": anys(words)}},
			placeholder(),
		}
	}
	return ref
}

// placeholder is a value that a parameter fills in.
func placeholder() object {
	return object{"type": "string", "pattern": `\$\{[a-z]+\.[A-Za-z0-9_.-]+\}`}
}

// namesPattern is what the keys of a mapping look like.
func namesPattern(tag string, elem reflect.Type) string {
	switch tag {
	case "param":
		return paramPattern
	case "":
		switch elem {
		case reflect.TypeFor[string](), reflect.TypeFor[Value](), reflect.TypeFor[Any]():
			return ""
		}
		return namePattern
	}
	return ""
}

// field is one field of a struct as the language sees it.
type field struct {
	name   string
	index  int
	typ    reflect.Type
	tag    reflect.StructTag
	inline bool
}

// fields lists the fields that the language knows, in the order of the type.
func fields(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, opts, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if !sf.IsExported() || name == "-" || name == "" && opts != "inline" {
			continue
		}
		out = append(out, field{name, i, sf.Type, sf.Tag, opts == "inline"})
	}
	return out
}

// defaultJSON is a default as JSON: a number or flag for plain types, else the text.
func defaultJSON(t reflect.Type, def string) any {
	switch t.Kind() {
	case reflect.Bool:
		return def == "true"
	case reflect.Int, reflect.Float64:
		if v, err := strconv.ParseFloat(def, 64); err == nil && t != reflect.TypeFor[Percent]() && t != reflect.TypeFor[Workers]() {
			return v
		}
	}
	return def
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
