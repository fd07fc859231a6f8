package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestAGP goes from a simulated day to its profile, and refuses mixed units.
func TestAGP(t *testing.T) {
	t.Chdir(t.TempDir())
	const day = "version: 1\nname: day\nseed: 1\nduration: 6h\nfleet:\n  p: {patients: 1, profile: type1-diabetes}\nevents:\n  lunch: {at: 1h, do: patient.meal, with: {carbs: 60 g}}\n"
	for name, text := range map[string]string{"day.yaml": day, "mixed.csv": "time_s,cgm_mgdl\n0,110\n300,6.1\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	run := func(args ...string) int {
		stdout.Reset()
		stderr.Reset()
		return Main(args, &stdout, &stderr)
	}
	if code := run("simulate", "day.yaml", "--signals", "glucose_interstitial", "--every", "5m", "-o", "cgm.csv"); code != 0 {
		t.Fatalf("simulate: exit code %d\n%s", code, &stderr)
	}
	if code := run("agp", "cgm.csv", "-o", "agp.html", "--json"); code != 0 {
		t.Fatalf("agp: exit code %d\n%s", code, &stderr)
	}
	var got struct {
		Simulated bool
		N         int
		Mean      float64 `json:"mean_mgdl"`
		TIR       float64 `json:"tir_pct"`
	}
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !got.Simulated || got.N < 72 || got.Mean < 100 || got.Mean > 300 || got.TIR <= 0 {
		t.Errorf("%+v", got)
	}
	page, err := os.ReadFile("agp.html")
	if err != nil || !strings.Contains(string(page), "Simulated, for testing") {
		t.Errorf("the page: %v", err)
	}
	if code := run("agp", "mixed.csv"); code != 104 || !strings.Contains(stderr.String(), "row 3, column cgm_mgdl") {
		t.Errorf("mixed units: exit code %d, %s", code, &stderr)
	}
}
