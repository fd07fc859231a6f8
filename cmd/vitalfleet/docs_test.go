package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var updateDocs = flag.Bool("update", false, "write the generated documentation anew")

// TestGeneratedDocsAreCurrent compares the pages that come from code with what is
// committed.
func TestGeneratedDocsAreCurrent(t *testing.T) {
	const root = "../.."
	pages, err := generatedPages(root)
	if err != nil {
		t.Fatal(err)
	}
	if *updateDocs {
		if err := writePages(filepath.Join(root, "docs"), pages); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range pages {
		old, err := os.ReadFile(filepath.Join(root, "docs", name))
		if err != nil {
			t.Errorf("docs/%s: %v; run vitalfleet docs", name, err)
			continue
		}
		if string(old) != text {
			t.Errorf("docs/%s is not what the code gives; run vitalfleet docs at the root", name)
		}
	}
}

// TestGeneratedDocsAreWhole: each page names every entry of its registry.
func TestGeneratedDocsAreWhole(t *testing.T) {
	pages, err := generatedPages("../..")
	if err != nil {
		t.Fatal(err)
	}
	for page, names := range map[string][]string{
		"signals.md":           signalNames(),
		"devices.md":           deviceTypes(),
		"events.md":            {"patient.hemorrhage", "network.outage", "required", "mL/kg"},
		"metrics.md":           {"devices.connected.ratio"},
		"validation/models.md": {"physiology/circulation", "physiology/respiration", "physiology/fluid", "Validity", "10.1097/ALN.0000000000002998"},
	} {
		for _, name := range names {
			if !strings.Contains(pages[page], name) {
				t.Errorf("%s does not name %s", page, name)
			}
		}
	}
}
