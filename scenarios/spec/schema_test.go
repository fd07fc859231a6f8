package spec_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

type object = map[string]any

func schema(t *testing.T) object {
	t.Helper()
	var root object
	if err := json.Unmarshal(spec.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	return root
}

// TestSchemaIsTheTypes walks the Go types and the schema side by side, by means
// of its own: every key of one must be a key of the other, with the same doc,
// and with a form that fits the Go kind.
func TestSchemaIsTheTypes(t *testing.T) {
	root := schema(t)
	seen := map[reflect.Type]bool{}
	compare(t, root, root, reflect.TypeFor[spec.Scenario](), "scenario", seen)
	if len(seen) < 25 {
		t.Errorf("only %d types were reached", len(seen))
	}
}

func compare(t *testing.T, root, s object, typ reflect.Type, path string, seen map[reflect.Type]bool) {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if ref, ok := s["$ref"].(string); ok {
		s = root["$defs"].(object)[strings.TrimPrefix(ref, "#/$defs/")].(object)
	}
	all, isMap := typ.MethodByName("Get")
	switch {
	case isMap && strings.HasPrefix(typ.Name(), "Map["):
		if s["type"] != "object" {
			t.Errorf("%s: a map is %v in the schema", path, s["type"])
			return
		}
		compare(t, root, s["additionalProperties"].(object), all.Type.Out(0), path+".*", seen)
	case typ.Kind() == reflect.Slice:
		compare(t, root, s["items"].(object), typ.Elem(), path+"[]", seen)
	case typ.Kind() == reflect.Struct && s["properties"] != nil && hasTags(typ):
		if seen[typ] {
			return
		}
		seen[typ] = true
		compareStruct(t, root, s, typ, path, seen)
	case typ.Kind() == reflect.String && typ.Name() == "string":
		if s["type"] != "string" {
			t.Errorf("%s: a text is %v in the schema", path, s["type"])
		}
	}
}

func hasTags(typ reflect.Type) bool {
	for i := range typ.NumField() {
		if typ.Field(i).Tag.Get("yaml") != "" {
			return true
		}
	}
	return false
}

func compareStruct(t *testing.T, root, s object, typ reflect.Type, path string, seen map[reflect.Type]bool) {
	props := s["properties"].(object)
	var want, required []string
	for i := range typ.NumField() {
		f := typ.Field(i)
		name := f.Tag.Get("yaml")
		if name == "" || name == "-" || strings.HasPrefix(name, ",") {
			continue
		}
		want = append(want, name)
		if f.Tag.Get("required") == "true" {
			required = append(required, name)
		}
		prop, ok := props[name].(object)
		if !ok {
			continue
		}
		if prop["description"] != f.Tag.Get("doc") || f.Tag.Get("doc") == "" {
			t.Errorf("%s.%s: description %q, doc %q", path, name, prop["description"], f.Tag.Get("doc"))
		}
		compare(t, root, prop, f.Type, path+"."+name, seen)
	}
	var got []string
	for name := range props {
		got = append(got, name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: keys of type and schema differ:\n%s", path, d)
	}
	var listed []string
	for _, r := range asList(s["required"]) {
		listed = append(listed, r.(string))
	}
	if d := cmp.Diff(required, listed); d != "" {
		t.Errorf("%s: required keys differ:\n%s", path, d)
	}
}

func asList(v any) []any { l, _ := v.([]any); return l }

// TestSchemaAcceptsTheExamplesUnexpanded is what an editor does: the text as it is, placeholders and all.
func TestSchemaAcceptsTheExamplesUnexpanded(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(spec.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(files(t, "testdata/examples/*.yaml"), "testdata/examples/lib/rpm-devices.yaml") {
		var v any
		if err := yaml.Load(file(t, path).Text, &v); err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(jsonValue(v)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// jsonValue turns what the YAML reader makes into what JSON would be.
func jsonValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = jsonValue(v[k])
		}
	case []any:
		for i := range v {
			v[i] = jsonValue(v[i])
		}
	case interface{ Format(string) string }:
		return v.Format("2006-01-02T15:04:05Z07:00")
	}
	return v
}

func TestSchemaNamesEveryEventAndItsParameters(t *testing.T) {
	event := schema(t)["$defs"].(object)["event"].(object)
	kinds := asList(event["properties"].(object)["do"].(object)["enum"])
	branches := asList(event["allOf"])
	if len(kinds) != len(spec.Events()) || len(branches) != len(kinds) {
		t.Fatalf("%d kinds and %d branches in the schema, %d in the registry", len(kinds), len(branches), len(spec.Events()))
	}
	for i, k := range spec.Events() {
		if kinds[i] != k.Name {
			t.Errorf("kind %v, want %s", kinds[i], k.Name)
		}
		with := branches[i].(object)["then"].(object)["properties"].(object)["with"].(object)["properties"].(object)
		for _, p := range k.Params {
			if with[p.Name] == nil {
				t.Errorf("%s: parameter %s is missing", k.Name, p.Name)
			}
		}
	}
}
