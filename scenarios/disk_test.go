package scenarios_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

// smallDisk mounts a disk of so many KiB, if that is allowed.
func smallDisk(t *testing.T, kib int) string {
	t.Helper()
	path := t.TempDir()
	if err := syscall.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%dk", kib)); err != nil {
		t.Skip("a small disk cannot be mounted here: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(path, 0); err != nil {
			t.Error(err)
		}
	})
	return path
}

func TestADiskThatFillsUpEndsTheRun(t *testing.T) {
	for _, c := range []struct {
		name   string
		online bool
		kib    int
	}{
		{"with a capture, in virtual time", false, 64},
		{"over a network", true, 96},
		{"no room from the start", false, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(smallDisk(t, c.kib), "run")
			dir, err := rundir.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			env := world()
			env.Dir = dir
			text := mixed
			if c.online {
				text = fmt.Sprintf(online, startBroker(t, "127.0.0.1:0").Addr())
			}
			r := play(t.Context(), t, env, parse(t, text, "duration=1h"))
			wantCode(t, r.err, scenarios.ExitFile, path)
			wantWholeJSON(t, path)
		})
	}
}

// wantWholeJSON checks that every JSON document is whole, and every line of a
// ledger but the last, which a full disk may cut.
func wantWholeJSON(t *testing.T, path string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(path, "*.*json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		docs := []string{string(b)}
		if filepath.Ext(name) == ".ndjson" {
			docs = strings.SplitAfter(string(b), "\n")
			docs = docs[:len(docs)-1]
		}
		for i, d := range docs {
			if !json.Valid([]byte(d)) {
				t.Errorf("%s: document %d of %d bytes is torn", filepath.Base(name), i, len(d))
			}
		}
	}
	if m, err := rundir.ReadManifest(path); err == nil && m.Complete {
		t.Error("the manifest says that the run is complete")
	}
}
