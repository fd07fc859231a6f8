package starter_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/plugins/starter"
)

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "plugin-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	files, err := starter.Write(starter.Plan{Name: "acme-spo2", Lang: "python", Dir: filepath.Join(dir, "acme-spo2")})
	fmt.Println(files, err)
	// Output: [vitalfleet_plugin.py acme_spo2.py test_acme_spo2.py README.md scenario.yaml .gitignore] <nil>
}

func TestWriteRefuses(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		plan       starter.Plan
	}{
		{"name", "lower-case", starter.Plan{Name: "Acme SpO2", Lang: "go", Dir: t.TempDir()}},
		{"path", "lower-case", starter.Plan{Name: "../acme", Lang: "go", Dir: t.TempDir()}},
		{"language", "go and python", starter.Plan{Name: "acme", Lang: "cobol", Dir: t.TempDir()}},
		{"full folder", "not empty", starter.Plan{Name: "acme", Lang: "go", Dir: full}},
		{"no checkout", "no checkout", starter.Plan{Name: "acme", Lang: "go", Dir: t.TempDir(), Replace: full}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := starter.Write(c.plan); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
	if entries, _ := os.ReadDir(full); len(entries) != 1 {
		t.Error("something was written into a folder that is not empty")
	}
}

// Nothing is left of the templates' own marks.
func TestNothingIsLeftUnfilled(t *testing.T) {
	for _, lang := range []string{"go", "python"} {
		dir := filepath.Join(t.TempDir(), "x")
		files, err := starter.Write(starter.Plan{Name: "acme-spo2", Lang: lang, Dir: dir, Version: "v0.1.0"})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if name != "vitalfleet_plugin.py" && (strings.Contains(string(text), "<<") || len(text) == 0) {
				t.Errorf("%s/%s: %.300s", lang, name, text)
			}
		}
	}
}
