//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

const gaugeScenario = `version: 1
name: gauges
seed: 3
duration: 60s
time: {start: "2026-01-15T08:00:00Z"}
targets:
  main: {url: "mqtt://127.0.0.1:1883"}
plugins:
  gauge: {version: 1.0.0}
fleet:
  ward:
    patients: 4
    profile: healthy-adult
    devices:
      gauge: {model: gauge, plugin: gauge, publish: {every: 2s}}
`

// buildGauge builds the program that can go wrong in every way.
func buildGauge(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gauge")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, "../../plugins/plugintest/testdata/bad")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return path
}

// gaugeFolder is a folder with the scenario, and the plugin that goes wrong in a way.
func gaugeFolder(t *testing.T, program, wrong string) string {
	t.Helper()
	dir := t.TempDir()
	launcher := fmt.Sprintf("#!/bin/sh\nBAD=%s MARK=%s exec %s\n", wrong, filepath.Join(dir, "mark"), program)
	if err := os.WriteFile(filepath.Join(dir, "vitalfleet-device-gauge"), []byte(launcher), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "gauges.yaml"), []byte(gaugeScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// gaugeRun runs the scenario and returns its messages and warnings.
func gaugeRun(t *testing.T, dir string) (capture []byte, warnings string) {
	t.Helper()
	p := commandEnv(t, dir, []string{"VITALFLEET_PLUGIN_MEMORY=400MiB"}, "vitalfleet",
		"run", "gauges.yaml", "--time", "virtual", "--plugin-dir", ".", "--capture", "--out", "run")
	if code := p.exit(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, p.output())
	}
	capture, err := os.ReadFile(filepath.Join(dir, "run", rundir.CaptureFile))
	if err != nil {
		t.Fatal(err)
	}
	var report struct{ Warnings []string }
	text, err := os.ReadFile(filepath.Join(dir, "run", "report.json"))
	if err == nil {
		err = json.Unmarshal(text, &report)
	}
	if err != nil {
		t.Fatal(err)
	}
	return capture, strings.Join(report.Warnings, "\n")
}

// TestRunsSurviveTheirPlugin lets the plugin of a whole run go wrong in its middle:
// the messages are those of an undisturbed run, and the report says what happened.
func TestRunsSurviveTheirPlugin(t *testing.T) {
	t.Parallel()
	program := buildGauge(t)
	want, quiet := gaugeRun(t, gaugeFolder(t, program, ""))
	if strings.Contains(quiet, "plugin") || bytes.Count(want, []byte("\n")) < 100 {
		t.Fatalf("the undisturbed run has %d messages and says %q", bytes.Count(want, []byte("\n")), quiet)
	}
	for _, c := range []struct{ wrong, warning string }{
		{"run-kill", "restarted 1 times (process ended (signal: killed)); its messages are those of an undisturbed run"},
		{"run-stop", "DeadlineExceeded"},
		{"run-panic", "the model is wrong"},
		{"run-hang", "DeadlineExceeded"},
		{"run-huge", "larger than max"},
		{"run-hoard", "because of its memory"},
		{"run-babble", ""},
		{"run-breed", ""},
	} {
		t.Run(c.wrong, func(t *testing.T) {
			t.Parallel()
			dir := gaugeFolder(t, program, c.wrong)
			got, warnings := gaugeRun(t, dir)
			if !bytes.Equal(got, want) {
				t.Errorf("%d bytes of messages, want %d: they differ", len(got), len(want))
			}
			if !strings.Contains(warnings, c.warning) || strings.Contains(warnings, "byte for byte") || (c.warning == "") != (warnings == quiet) {
				t.Errorf("warnings %q, want %q in them", warnings, c.warning)
			}
			if mark, err := os.ReadFile(filepath.Join(dir, "mark")); err == nil {
				pid, _ := strconv.Atoi(string(mark))
				eventually(t, "the end of "+string(mark), func() bool { return pid > 0 && !alive(pid) })
			} else if c.wrong != "run-babble" {
				t.Errorf("it did not go wrong: %v", err)
			}
		})
	}
}

// A device that makes its plugin fail again and again falls silent; the others send
// what they would have sent, and the report says that the run is degraded.
func TestRunGoesOnWithoutAPoisonDevice(t *testing.T) {
	t.Parallel()
	program := buildGauge(t)
	want, _ := gaugeRun(t, gaugeFolder(t, program, ""))
	dir := gaugeFolder(t, program, "run-poison")
	got, warnings := gaugeRun(t, dir)
	var kept []byte
	for line := range bytes.Lines(want) {
		var m struct{ Device, Time string }
		if err := json.Unmarshal(line, &m); err != nil {
			t.Fatal(err)
		}
		if m.Device != "ward-0002-gauge" || m.Time < "2026-01-15T08:00:20" {
			kept = append(kept, line...)
		}
	}
	if !bytes.Equal(got, kept) || len(kept) == len(want) {
		t.Errorf("%d bytes of messages, want %d of %d", len(got), len(kept), len(want))
	}
	for _, text := range []string{"1 devices were taken out", "division by zero", "degraded", "device ward-0002-gauge failed"} {
		if !strings.Contains(warnings, text) {
			t.Errorf("the warnings lack %q:\n%s", text, warnings)
		}
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "run", rundir.ManifestFile))
	if err != nil || !bytes.Contains(manifest, []byte("will not repeat byte for byte")) {
		t.Errorf("the manifest does not say that the run will not repeat: %v", err)
	}
}

// A plugin that always fails is given up; the run ends in good order and says so.
func TestRunSurvivesAPluginThatIsGivenUp(t *testing.T) {
	t.Parallel()
	got, warnings := gaugeRun(t, gaugeFolder(t, buildGauge(t), "run-panic-always"))
	if bytes.Count(got, []byte("\n")) < 20 || bytes.Contains(got, []byte(`"time":"2026-01-15T08:00:30`)) {
		t.Errorf("want messages of the first twenty seconds and none after:\n%s", got)
	}
	if !strings.Contains(warnings, "quarantined") || !strings.Contains(warnings, "degraded") {
		t.Errorf("warnings: %s", warnings)
	}
}

// The host is killed while its plugin has bred a process that holds the pipes.
func TestKilledRunLeavesNobodyBehind(t *testing.T) {
	t.Parallel()
	dir := gaugeFolder(t, buildGauge(t), "run-breed")
	p := command(t, dir, "vitalfleet", "run", "gauges.yaml", "--time", "real", "--set", "targets.main.url=file:out.ndjson", "--plugin-dir", ".", "--out", "run")
	mark := filepath.Join(dir, "mark")
	eventually(t, "a running plugin", func() bool { return fileSize(mark) > 0 && fileSize(filepath.Join(dir, "run", rundir.PlanFile)) > 0 })
	family := children(t, p.cmd.Process.Pid)
	text, err := os.ReadFile(mark)
	bred, convErr := strconv.Atoi(string(text))
	if err != nil || convErr != nil || len(family) == 0 {
		t.Fatalf("children %v, bred %q: %v %v", family, text, err, convErr)
	}
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for _, pid := range append(family, bred) {
		eventually(t, "the end of process "+strconv.Itoa(pid), func() bool { return !alive(pid) })
	}
}

// What a scenario asks of plugins is checked before anything starts: each problem
// with its position.
func TestRunRefusesWhatItsPluginsAreNot(t *testing.T) {
	t.Parallel()
	dir := gaugeFolder(t, buildGauge(t), "")
	for _, c := range []struct {
		name, set, says string
		code            int
	}{
		{"version", "plugins.gauge.version=1.0.1", `gauges.yaml:15:22: fleet.ward.devices.gauge.model: plugin gauge is version "1.0.0", pinned is "1.0.1"`, 104},
		{"hash", "plugins.gauge.sha256=" + strings.Repeat("0", 64), "gauges.yaml:15:22: fleet.ward.devices.gauge.model: plugin gauge has sha256", 104},
		{"missing", "plugins.gauge.plugin=nobody", "gauges.yaml:15:22: fleet.ward.devices.gauge.model: there is no plugin nobody", 104},
		{"type", "fleet.ward.devices.gauge.model=gage", "plugin gauge has no device type gage; it has gauge", 104},
		{"config", `fleet.ward.devices.gauge.settings={"site":"toe","offset":"x","colour":1}`, "fleet.ward.devices.gauge.settings.site: value must be one of 'finger', 'ear'", 104},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := command(t, dir, "vitalfleet", "run", "gauges.yaml", "--time", "virtual", "--plugin-dir", ".", "--out", c.name, "--set", c.set)
			if code := p.exit(); code != c.code || !strings.Contains(p.output(), c.says) {
				t.Errorf("exit code %d, want %d and %q in\n%s", code, c.code, c.says, p.output())
			}
			if c.name == "config" && strings.Count(p.output(), "fleet.ward.devices.gauge.settings.") != 3 {
				t.Errorf("want all three problems:\n%s", p.output())
			}
			if _, err := os.Stat(filepath.Join(dir, c.name)); err == nil {
				t.Error("a run directory was made")
			}
		})
	}
}
