//go:build linux

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

// TestPumpFillsTheBody closes the loop through a plugin: what the pump infuses
// raises the pressure in the vein against which it pumps.
func TestPumpFillsTheBody(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	done(t, ".", "go", "build", "-o", filepath.Join(dir, "vitalfleet-device-acme-pump"), "../../plugins/examples/acme-pump")
	scenario := strings.NewReplacer("gauge: {version: 1.0.0}", "acme-pump: {}", "duration: 60s", "duration: 25m",
		"gauge: {model: gauge, plugin: gauge, publish: {every: 2s}}",
		"pump: {model: acme-pump-lvp, plugin: acme-pump, publish: {every: 10s}, settings: {rate: 1200, bag: 400}}").Replace(gaugeScenario)
	if err := os.WriteFile(filepath.Join(dir, "pump.yaml"), []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, dir, "vitalfleet", "run", "pump.yaml", "--time", "virtual", "--plugin-dir", ".", "--capture", "--out", "run", "--quiet")
	text, err := os.ReadFile(filepath.Join(dir, "run", rundir.CaptureFile))
	if err != nil {
		t.Fatal(err)
	}
	type pump struct {
		State    string
		Rate     float64 `json:"rate_ml_h"`
		Pressure float64 `json:"pressure_mmhg"`
		Infused  float64 `json:"infused_ml"`
	}
	var first, last pump
	for line := range strings.Lines(string(text)) {
		var m struct {
			Device  string
			Payload []byte
		}
		var p pump
		if json.Unmarshal([]byte(line), &m) != nil || m.Device != "ward-0001-pump" || json.Unmarshal(m.Payload, &p) != nil || p.State == "" {
			continue
		}
		if first.State == "" {
			first = p
		}
		last = p
	}
	const resistance = 0.05 // mmHg for each mL/h, the pump's line
	before, after := first.Pressure-resistance*first.Rate, last.Pressure
	if first.State != "running" || last.State != "empty" || last.Infused != 400 || after < before+0.3 {
		t.Errorf("venous pressure %.2f before, %.2f after 400 mL: %+v %+v", before, after, first, last)
	}
}
