package spec_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

var update = flag.Bool("update", false, "write the golden files anew")

// file reads a scenario of testdata.
func file(t testing.TB, path string) spec.Source {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return spec.Source{Name: filepath.Base(path), Text: text, Dir: filepath.Dir(path)}
}

func files(t testing.TB, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: no files (%v)", pattern, err)
	}
	return found
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got, -update writes it):\n%s", path, d)
	}
}

func TestExamplesHaveNoProblems(t *testing.T) {
	for _, path := range append(files(t, "testdata/examples/*.yaml"), files(t, "testdata/good/*.yaml")...) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			s, problems := spec.Parse(file(t, path), spec.Options{})
			if s == nil || len(problems) > 0 {
				t.Fatalf("problems:\n%v", problems)
			}
		})
	}
}

func TestBadScenariosPrintEveryProblem(t *testing.T) {
	for _, path := range files(t, "testdata/bad/*.yaml") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			_, problems := spec.Parse(file(t, path), spec.Options{})
			if problems.Err() == nil {
				t.Fatal("the scenario was not refused")
			}
			var out bytes.Buffer
			problems.Print(&out, false)
			golden(t, path+".golden", out.Bytes())
		})
	}
}
