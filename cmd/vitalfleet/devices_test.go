package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestEveryDeviceShowsItself wants of each type what a platform's developer needs: an
// example of its readings that is valid by its own schema, four faults, and of devices
// with waves the wave stream too.
func TestEveryDeviceShowsItself(t *testing.T) {
	for _, m := range builtIn() {
		d := m.Describe()
		t.Run(d.Type, func(t *testing.T) {
			doc := describeDevice(d)
			if len(doc.Faults) < 4 || doc.Help == "" || strings.Contains(doc.Help, "\n") {
				t.Errorf("%d faults, help %q", len(doc.Faults), doc.Help)
			}
			schemas := map[string]json.RawMessage{}
			for _, s := range doc.Streams {
				if s.ContentType == "" || len(s.Schema) == 0 {
					t.Errorf("stream %s: content type %q and a schema of %d bytes", s.Name, s.ContentType, len(s.Schema))
				}
				schemas[s.Name] = s.Schema
			}
			examples, err := exampleMessages(m)
			if err != nil {
				t.Fatal(err)
			}
			shown := map[string]bool{}
			for _, e := range examples {
				shown[streamOf(t, e)] = true
				validate(t, schemas[streamOf(t, e)], e)
			}
			if !shown["obs"] && !shown["event"] || len(wavesOf(d.ConfigSchema)) > 0 && !shown["wave"] {
				t.Errorf("examples of %v", shown)
			}
		})
	}
}

func streamOf(t *testing.T, payload json.RawMessage) string {
	var p struct{ Stream string }
	if err := json.Unmarshal(payload, &p); err != nil {
		t.Fatal(err)
	}
	return p.Stream
}

func validate(t *testing.T, schema, payload json.RawMessage) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(schema)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(payload)))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(value); err != nil {
		t.Errorf("%v: %.300s", err, payload)
	}
}
