package validation_test

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/validation"
)

var update = flag.Bool("update", false, "write docs/validation anew")

// report runs all experiments once for all tests; under the race detector, which is
// slow, with fewer patients and days, which change no published number.
var report = sync.OnceValues(func() (*validation.Report, error) {
	if validation.Raced {
		return validation.Run(validation.Options{Patients: 20, Days: 2})
	}
	return validation.Run(validation.Options{})
})

func full(t *testing.T) *validation.Report {
	t.Helper()
	if testing.Short() {
		t.Skip("all experiments take some seconds")
	}
	r, err := report()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const pages = "../../docs/validation"

// TestPagesAreCurrent regenerates every page and plot and compares it with what is
// published, so that documentation cannot go stale.
func TestPagesAreCurrent(t *testing.T) {
	got := full(t).Pages()
	if *update {
		write(t, got)
	}
	var stale []string
	for name, text := range got {
		old, err := os.ReadFile(filepath.Join(pages, name))
		if err == nil && runtime.GOARCH != "amd64" && filepath.Ext(name) == ".svg" {
			continue // Other processors round the last pixel's tenth differently.
		}
		if err != nil || string(old) != text {
			stale = append(stale, name)
		}
	}
	files, err := os.ReadDir(pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, known := got[f.Name()]; !known && f.Name() != "models.md" {
			stale = append(stale, f.Name()+" (no experiment writes it)")
		}
	}
	sort.Strings(stale)
	if len(stale) > 0 {
		t.Errorf("docs/validation is not what the code gives: %s; run go test ./physiology/validation -update", strings.Join(stale, ", "))
	}
}

func write(t *testing.T, got map[string]string) {
	t.Helper()
	if err := os.MkdirAll(pages, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range got {
		if err := os.WriteFile(filepath.Join(pages, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
