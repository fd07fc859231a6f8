package web_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestBuiltPagesAreCurrent builds the pages again and compares bytes.
func TestBuiltPagesAreCurrent(t *testing.T) {
	if _, err := os.Stat("ui/node_modules/preact"); err != nil {
		if os.Getenv("REQUIRE_UI_BUILD") == "1" {
			t.Fatal("no ui/node_modules, and REQUIRE_UI_BUILD=1: run npm ci in web/ui")
		}
		t.Skip("no ui/node_modules: run npm ci in web/ui to compare the built pages with their sources")
	}
	out := t.TempDir()
	cmd := exec.Command("go", "run", ".", "-src", "../src", "-o", out)
	cmd.Dir = "ui/build"
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	committed, err := filepath.Glob("ui/dist/*")
	if err != nil {
		t.Fatal(err)
	}
	built, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil || len(built) != len(committed) {
		t.Fatalf("built %d files, committed are %d (%v)", len(built), len(committed), err)
	}
	for _, name := range committed {
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(out, filepath.Base(name)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what its sources give: run go -C web/ui/build run . (%v)", name, err)
		}
	}
}

func TestPagesAreSmall(t *testing.T) {
	for name, limit := range map[string]int{"main.js": 90_000, "main.css": 12_000} {
		body, err := os.ReadFile(filepath.Join("ui/dist", name))
		if err != nil {
			t.Fatal(err)
		}
		var zipped bytes.Buffer
		z := gzip.NewWriter(&zipped)
		_, _ = z.Write(body)
		_ = z.Close()
		if zipped.Len() > limit {
			t.Errorf("%s is %d bytes gzipped, more than %d", name, zipped.Len(), limit)
		}
	}
}
