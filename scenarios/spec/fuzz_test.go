package spec_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// FuzzParse: whatever the text, parsing ends without panic, every problem has a
// place and can be printed, and a scenario without problems parses the same again.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/examples/*.yaml", "testdata/bad/*.yaml"} {
		for _, path := range files(f, pattern) {
			f.Add(file(f, path).Text, "fleet.ward.patients=5")
		}
	}
	f.Add([]byte(base), "events.dip.with={target_spo2: {dist: beta, a: 1, b: 2}}")
	f.Add([]byte("version: 1\na: &a [*a]\n<<: [{x: 1}, {y: 2}]"), "phases.0.for=1")
	f.Fuzz(func(t *testing.T, text []byte, set string) {
		opt := spec.Options{Set: []string{set}, Params: map[string]string{"patients": "3"}}
		s, problems := spec.Parse(spec.Source{Name: "f.yaml", Text: text}, opt)
		lines := 1 // all that YAML takes as the end of a line
		for _, end := range []string{"\n", "\r", "\u0085", "\u2028", "\u2029"} {
			lines += bytes.Count(text, []byte(end))
		}
		var out bytes.Buffer
		problems.Print(&out, true)
		for _, p := range problems {
			if p.Message == "" || p.Line < 0 || p.Col < 0 || p.Line > lines+1 {
				t.Fatalf("problem %+v", p)
			}
		}
		if s == nil && problems.Err() == nil {
			t.Fatal("neither a scenario nor a problem")
		}
		if s == nil || problems.Err() != nil {
			return
		}
		for _, e := range s.Events.All() {
			e.Args(nil)
		}
		s.Unavailable()
		again, _ := spec.Parse(s.Source(), opt)
		if again == nil || strings.Join(again.Events.Names(), ",") != strings.Join(s.Events.Names(), ",") {
			t.Fatal("parsing again gave something else")
		}
	})
}
