package scenarios_test

import (
	"strings"
	"testing"
)

// TestExtrapolationIsCarriedToTheOutputs: report, manifest and warnings say what went
// beyond the data of the models: what was written, who was drawn, and what an event drew.
func TestExtrapolationIsCarriedToTheOutputs(t *testing.T) {
	t.Parallel()
	const old = `
duration: 20s
time: {mode: virtual}
fleet:
  ward: {patients: 3, variability: 0, demographics: {age: 91}}
  home: {patients: 8, variability: 0}
events:
  up: {do: patient.altitude, with: {altitude: 7000 m}, at: 5s, select: {cohort: home}}
  work: {do: patient.exercise, with: {power: {dist: uniform, min: 300 W, max: 480 W}}, at: 5s, select: {cohort: home}}
`
	for _, c := range []struct {
		name, text string
		says       []string
	}{
		{"within", strings.NewReplacer("age: 91", "age: 71", "7000 m", "3000 m", "480 W", "320 W").Replace(old), nil},
		{"beyond", old, []string{"test.yaml:7:59: age: 91 y is extrapolated", "test.yaml:10:47: altitude: 7000 m is extrapolated", "patient.exercise: power: 4"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := mustPlay(t, bare(), parse(t, c.text))
			warnings := strings.Join(r.Report.Warnings, "\n")
			report, manifest := r.file(t, "report.json"), r.file(t, "manifest.json")
			if c.says == nil && (strings.Contains(report, "extrapolated") || strings.Contains(manifest, "extrapolated: ")) {
				t.Errorf("a run within the data warns: %s", warnings)
			}
			for _, text := range c.says {
				if !strings.Contains(warnings, text) || !strings.Contains(report, text) || !strings.Contains(manifest, "extrapolated: "+text) {
					t.Errorf("%q is not in the warnings, the report and the manifest:\n%s", text, warnings)
				}
			}
		})
	}
}
