//go:build unix

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
)

// reportDoc is what the tests read of report.json.
type reportDoc struct {
	Verdict      string
	Exit         int
	Expectations []struct {
		Name, Verdict string
		Blame         map[string]int
		Worst         []struct{ Patient, Device, Blame string }
	}
}

// failed are the expectations that failed, each with its first case.
func (r *reportDoc) failed() map[string]string {
	out := map[string]string{}
	for _, e := range r.Expectations {
		if e.Verdict != "fail" {
			continue
		}
		out[e.Name] = "nobody"
		if len(e.Worst) > 0 {
			out[e.Name] = e.Worst[0].Patient + " " + e.Worst[0].Device
		}
	}
	return out
}

// TestSmokeJudgesPlatforms runs the smoke scenario, word for word, against a
// real broker and the example platform: a good one passes, a bad one does not,
// and the report says who and whose fault it was. All runs go on at once: they
// wait more than they work.
func TestSmokeJudgesPlatforms(t *testing.T) {
	t.Parallel()
	platform := buildPlatform(t)
	const relayed = "observe.mirror.topic=platform/v1/observations/#"
	tests := []struct {
		name, bad, mirror string
		exit              int
		fails             string // the expectation that does, "" for none
		named             bool   // the report names cases
		run               *smokeRun
	}{
		{name: "good"},
		{name: "good, seen behind it", mirror: relayed},
		{name: "misses alarms", bad: "miss-alarm", exit: 99, fails: "desaturation-alerted", named: true},
		{name: "names another patient", bad: "wrong-patient", exit: 99, fails: "desaturation-alerted", named: true},
		{name: "loses one in a hundred", bad: "lose=0.01", mirror: relayed, exit: 99, fails: "nothing-lost", named: true},
		{name: "corrupts one in a hundred", bad: "corrupt=0.01", mirror: relayed, exit: 99, fails: "nothing-lost", named: true},
		{name: "delivers one in a hundred twice", bad: "duplicate=0.01", mirror: relayed, exit: 99, fails: "nothing-lost", named: true},
	}
	for i := range tests {
		tests[i].run = startSmoke(t, platform, tests[i].bad, tests[i].mirror)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := test.run.report(t, test.exit)
			failed := r.failed()
			if test.fails == "" {
				if len(failed) > 0 || r.Verdict != "pass" {
					t.Errorf("verdict %s, failed %v", r.Verdict, failed)
				}
				return
			}
			who, ok := failed[test.fails]
			if len(failed) != 1 || !ok || r.Verdict != "fail" {
				t.Fatalf("verdict %s, failed %v, want %s alone", r.Verdict, failed, test.fails)
			}
			if test.named {
				r.blamesPlatform(t, test.fails, who)
			}
		})
	}
}

// blamesPlatform checks the cases of a failed expectation.
func (r *reportDoc) blamesPlatform(t *testing.T, name, who string) {
	t.Helper()
	patient, device, _ := strings.Cut(who, " ")
	if !strings.HasPrefix(patient, "ward-00") || !strings.HasPrefix(device, patient+"-") {
		t.Errorf("the first case is %q, want a patient and a device", who)
	}
	for _, e := range r.Expectations {
		if e.Name == name && (e.Blame["platform"] == 0 || len(e.Blame) != 1) {
			t.Errorf("blame %v, want the platform alone", e.Blame)
		}
	}
}

// buildPlatform builds the example platform once.
func buildPlatform(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "platform")
	if out, err := exec.Command("go", "build", "-o", path, "../../examples/platform").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// smokeRun is a run of the smoke scenario that is under way.
type smokeRun struct {
	folder   string
	sut, run *process
}

// startSmoke runs the scenario in small at ten times the speed against a platform.
// What it says of wall time is made as wide as a busy machine needs; every other
// expectation is its own.
func startSmoke(t *testing.T, platform, bad, mirror string) *smokeRun {
	t.Helper()
	broker, _, _ := linktest.StartMosquitto(t)
	hook := freeAddress(t)
	args := []string{"--broker", broker, "--webhook", "http://" + hook + "/alerts"}
	if bad != "" {
		args = append(args, "--bad", bad)
	}
	s := &smokeRun{folder: t.TempDir(), sut: command(t, t.TempDir(), platform, args...)}
	if ready := s.sut.line(); ready != "ready" {
		t.Fatalf("the platform says %q", ready)
	}
	scenario, err := filepath.Abs("testdata/files/good/smoke.yaml")
	if err != nil {
		t.Fatal(err)
	}
	args = []string{
		"run", scenario, "--quiet", "--out", "run", "--time", "accelerated", "--speed", "10", "--param", "patients=3", "--broker", broker,
		"--set", "observe.alerts.listen=" + hook,
		"--set", `expect.ack-fast.assert=["max < 60s"]`,
		"--set", "expect.desaturation-alerted.detection.within=110s",
		"--set", `expect.generator={metric: sim.schedule.lag, assert: ["max < 60s"]}`,
	}
	if mirror != "" {
		args = append(args, "--set", mirror)
	}
	s.run = command(t, s.folder, "vitalfleet", args...)
	return s
}

// report waits for the end of the run and of the platform.
func (s *smokeRun) report(t *testing.T, exit int) *reportDoc {
	t.Helper()
	if code := s.run.exit(); code != exit {
		t.Errorf("exit code %d, want %d\n%s", code, exit, s.run.output())
	}
	s.sut.interrupt()
	if code := s.sut.exit(); code != 0 {
		t.Errorf("the platform ended with %d\n%s", code, s.sut.output())
	}
	return readReport(t, filepath.Join(s.folder, "run", "report.json"))
}

func readReport(t *testing.T, path string) *reportDoc {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r reportDoc
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return &r
}
