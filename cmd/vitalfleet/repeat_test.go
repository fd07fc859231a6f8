//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

// TestRunsRepeatByteForByte runs half a minute of a small ward, with patients who
// fall ill and a vendor's plugin, in every way that must make no difference.
func TestRunsRepeatByteForByte(t *testing.T) {
	t.Parallel()
	broker, _, _ := linktest.StartEmbedded(t)
	want := wardRun(t, 1, "--time", "virtual")
	for _, test := range []struct {
		name  string
		procs int
		args  []string
	}{
		{"virtual, two processors", 2, []string{"--time", "virtual"}},
		{"virtual, other workers", 2, []string{"--time", "virtual", "--set", "workers=3"}},
		{"accelerated, one processor", 1, []string{"--time", "accelerated", "--speed", "10", "--broker", broker}},
		{"accelerated, two processors", 2, []string{"--time", "accelerated", "--speed", "20", "--broker", broker}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sameRun(t, want, wardRun(t, test.procs, test.args...))
		})
	}
	t.Run("plugin killed on the way", func(t *testing.T) {
		t.Parallel()
		sameRun(t, want, killedRun(t, broker))
	})
	t.Run("another seed", func(t *testing.T) {
		t.Parallel()
		other := wardRun(t, 2, "--time", "virtual", "--seed", "1")
		if bytes.Equal(other[rundir.CaptureFile], want[rundir.CaptureFile]) || bytes.Equal(other[rundir.PlanFile], want[rundir.PlanFile]) {
			t.Error("another seed makes no difference")
		}
	})
}

// ledgers are files of a run that must repeat, by name.
type ledgers map[string][]byte

func wardArgs(t *testing.T, args ...string) []string {
	t.Helper()
	scenario, err := filepath.Abs("testdata/repeat.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{"run", scenario, "--quiet", "--out", "run", "--capture"}, args...)
}

// wardRun runs the ward on so many processors.
func wardRun(t *testing.T, procs int, args ...string) ledgers {
	t.Helper()
	folder := t.TempDir()
	p := commandEnv(t, folder, []string{"GOMAXPROCS=" + strconv.Itoa(procs)}, "vitalfleet", wardArgs(t, args...)...)
	if code := p.exit(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, p.output())
	}
	return readLedgers(t, filepath.Join(folder, "run"))
}

// killedRun kills the plugin's process in the middle of the run, twice.
func killedRun(t *testing.T, broker string) ledgers {
	t.Helper()
	folder := t.TempDir()
	p := command(t, folder, "vitalfleet", wardArgs(t, "--time", "accelerated", "--speed", "5", "--broker", broker)...)
	capture := filepath.Join(folder, "run", rundir.CaptureFile)
	var killed []int
	for len(killed) < 2 {
		size := fileSize(capture)
		eventually(t, "messages of the run", func() bool { return fileSize(capture) > size || endsWithin(p, 0) })
		if endsWithin(p, 0) {
			t.Fatalf("the run has ended after %d kills\n%s", len(killed), p.output())
		}
		for _, pid := range children(t, p.cmd.Process.Pid) {
			if alive(pid) && syscall.Kill(pid, syscall.SIGKILL) == nil {
				killed = append(killed, pid)
			}
		}
	}
	if code := p.exit(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, p.output())
	}
	if !strings.Contains(p.output(), "plugin is not running") {
		t.Errorf("nobody noticed that the plugin died:\n%s", p.output())
	}
	return readLedgers(t, filepath.Join(folder, "run"))
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func readLedgers(t *testing.T, folder string) ledgers {
	t.Helper()
	out := ledgers{}
	for _, name := range []string{rundir.PlanFile, rundir.TruthFile, rundir.EventsFile, rundir.InputsFile, rundir.CaptureFile} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = text
	}
	for name, holds := range map[string]string{
		rundir.TruthFile: `"spo2-low"`, rundir.EventsFile: "patient.hypoxia", rundir.CaptureFile: "ecg-patch",
	} {
		if !bytes.Contains(out[name], []byte(holds)) {
			t.Fatalf("%s says nothing of %s: the test is blind", name, holds)
		}
	}
	return out
}

func sameRun(t *testing.T, want, got ledgers) {
	t.Helper()
	for name := range want {
		if bytes.Equal(want[name], got[name]) {
			continue
		}
		a, b := strings.Split(string(want[name]), "\n"), strings.Split(string(got[name]), "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Errorf("%s, line %d:\n%.300s\nwant\n%.300s", name, i+1, b[i], a[i])
				break
			}
		}
		t.Errorf("%s has %d lines, want %d, and differs", name, len(b), len(a))
	}
}
