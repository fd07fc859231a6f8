package rundir_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

func create(t testing.TB) *rundir.Dir {
	t.Helper()
	d, err := rundir.Create(filepath.Join(t.TempDir(), "out", "run"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCreateRefusesWhatItMustNotTouch(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "thesis.txt"), nil, 0o644))
	_, err := rundir.Create(dir)
	if err == nil || !strings.Contains(err.Error(), "thesis.txt") || !strings.Contains(err.Error(), "--out") {
		t.Errorf("existing file: %v", err)
	}
	_, err = rundir.Create(filepath.Join(dir, "thesis.txt", "run"))
	if err == nil || !strings.Contains(err.Error(), "--out") {
		t.Errorf("below a file: %v", err)
	}
	if os.Getuid() != 0 { // root may write everywhere
		must(t, os.Mkdir(filepath.Join(dir, "locked"), 0o555))
		if _, err := rundir.Create(filepath.Join(dir, "locked")); err == nil {
			t.Error("a directory that cannot be written was accepted")
		}
	}
	empty := t.TempDir()
	if _, err := rundir.Create(empty); err != nil {
		t.Errorf("an empty directory: %v", err)
	}
	if left, _ := os.ReadDir(empty); len(left) != 0 {
		t.Errorf("creating left %v", left)
	}
}

func TestLinesFromManyGoroutinesAreWhole(t *testing.T) {
	d := create(t)
	l, err := d.Lines(rundir.TruthFile)
	must(t, err)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 2000 {
				if err := l.Append(map[string]any{"patient": "ward-<0001>", "n": i}); err != nil {
					t.Error(err)
				}
				if err := l.AppendLine([]byte(`{"raw":true}`)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if l.Append(func() {}) == nil {
		t.Error("a value that is no JSON was accepted")
	}
	must(t, l.Close())
	must(t, l.Close())
	n := 0
	must(t, eachLine(t, d.File(rundir.TruthFile), func(line []byte) error {
		n++
		if !bytes.HasPrefix(line, []byte("{")) || bytes.Contains(line, []byte(`\u003c`)) {
			return fmt.Errorf("line %s", line)
		}
		return nil
	}))
	if n != 16_000 {
		t.Errorf("%d lines, want 16000", n)
	}
	must(t, d.Err())
}

func eachLine(t testing.TB, path string, each func([]byte) error) error {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	return rundir.EachLine(f, filepath.Base(path), each)
}

func TestEachLine(t *testing.T) {
	for _, c := range []struct {
		name, text string
		lines      int
		want       string
	}{
		{"empty", "", 0, ""},
		{"blank lines", "\n\n{}\r\n\n", 1, ""},
		{"no last line end", "{}\n{}", 2, ""},
		{"torn", "{}\n{\"a\":", 1, "f:2: the last line is torn"},
		{"long line", `{"a":"` + strings.Repeat("x", 200_000) + "\"}\n{}\n", 2, ""},
	} {
		n := 0
		err := rundir.EachLine(strings.NewReader(c.text), "f", func([]byte) error { n++; return nil })
		if n != c.lines || fmt.Sprint(err) != c.want && (err != nil || c.want != "") {
			t.Errorf("%s: %d lines, %v", c.name, n, err)
		}
	}
	err := rundir.EachLine(strings.NewReader("{}\n\n7\n"), "f", func(line []byte) error {
		if string(line) == "7" {
			return errors.New("seven")
		}
		return nil
	})
	if fmt.Sprint(err) != "f:3: seven" {
		t.Errorf("got %v", err)
	}
}

func TestWholeFilesAppearWholeOrNotAtAll(t *testing.T) {
	d := create(t)
	must(t, d.WriteJSON(rundir.PlanFile, map[string]int{"patients": 10}))
	boom := errors.New("no space left on device")
	err := d.WriteFile(rundir.PlanFile, func(w io.Writer) error {
		_, _ = io.WriteString(w, `{"patients":`)
		return boom
	})
	if !errors.Is(err, boom) || !strings.Contains(err.Error(), d.File(rundir.PlanFile)) || !strings.Contains(err.Error(), "free space") {
		t.Errorf("error %v does not say what, where and what to do", err)
	}
	got, err := os.ReadFile(d.File(rundir.PlanFile))
	must(t, err)
	if string(got) != "{\n  \"patients\": 10\n}\n" {
		t.Errorf("plan is %q after a failed write", got)
	}
	entries, err := os.ReadDir(d.Path())
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("temporary files are left: %v", entries)
	}
	if d.Err() == nil {
		t.Error("the directory forgot the failure")
	}
}

// sample writes a small run with a capture and seals it.
func sample(t *testing.T, complete bool) string {
	t.Helper()
	d := create(t)
	m := rundir.Manifest{Name: "smoke", Scenario: "version: 1", Seed: 7, Version: "v0.1.0", Devices: map[string]string{"d1": "p1", "d2": "p2", "d3": "p1"}}
	must(t, d.Begin(m))
	l, err := d.Lines(rundir.CaptureFile)
	must(t, err)
	var sums rundir.PatientSums
	for i := range 30 {
		device := fmt.Sprintf("d%d", i%3+1)
		line := fmt.Appendf(nil, `{"device":%q,"n":%d}`, device, i)
		must(t, l.AppendLine(line))
		sums.Add(m.Devices[device], line)
	}
	must(t, l.Close())
	must(t, d.WriteJSON(rundir.PlanFile, 1))
	if complete {
		m.Complete, m.Patients = true, sums.Sums()
		must(t, d.Seal(m))
	}
	return d.Path()
}

func TestVerify(t *testing.T) {
	v, err := rundir.Verify(sample(t, true))
	must(t, err)
	if !v.OK() || len(v.Files) != 2 || len(v.Patients) != 2 || len(v.Files[rundir.CaptureFile]) != 64 {
		t.Errorf("an untouched run: %+v", v)
	}
	again, err := rundir.Verify(sample(t, true))
	must(t, err)
	if diff := cmp.Diff(v, again); diff != "" {
		t.Errorf("the same run twice (-first +second):\n%s", diff)
	}
}

func TestSealHashesTheCaptureByItself(t *testing.T) {
	path := sample(t, true)
	before, err := rundir.ReadManifest(path)
	must(t, err)
	d := create(t)
	l, err := d.Lines(rundir.CaptureFile)
	must(t, err)
	must(t, eachLine(t, filepath.Join(path, rundir.CaptureFile), l.AppendLine))
	must(t, l.Close())
	m := rundir.Manifest{Complete: true, Devices: before.Devices}
	must(t, d.Seal(m))
	after, err := rundir.ReadManifest(d.Path())
	must(t, err)
	if diff := cmp.Diff(before.Patients, after.Patients); diff != "" {
		t.Errorf("(-added as they came +read from the capture):\n%s", diff)
	}
	bare := create(t)
	must(t, bare.Seal(m))
	v, err := rundir.Verify(bare.Path())
	must(t, err)
	if !v.OK() || v.Patients == nil || len(v.Patients) != 0 {
		t.Errorf("a run without capture: %+v", v)
	}
}

func TestVerifyFindsWhatWasChanged(t *testing.T) {
	path := sample(t, true)
	capture := filepath.Join(path, rundir.CaptureFile)
	text, err := os.ReadFile(capture)
	must(t, err)
	must(t, os.WriteFile(capture, bytes.Replace(text, []byte(`"d2","n":1}`), []byte(`"d2","n":9}`), 1), 0o644))
	must(t, os.Remove(filepath.Join(path, rundir.PlanFile)))
	must(t, os.WriteFile(filepath.Join(path, "later.html"), nil, 0o644))
	v, err := rundir.Verify(path)
	must(t, err)
	all := strings.Join(v.Mismatches, "\n")
	for _, want := range []string{"file capture.ndjson was changed", "file plan.json is missing", "messages of patient p2 was changed"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among\n%s", want, all)
		}
	}
	if len(v.Mismatches) != 3 || v.OK() || len(v.Unlisted) != 1 || v.Unlisted[0] != "later.html" {
		t.Errorf("got %+v", v)
	}
}

func TestVerifyOfACrashedRun(t *testing.T) {
	path := sample(t, false)
	capture := filepath.Join(path, rundir.CaptureFile)
	text, err := os.ReadFile(capture)
	must(t, err)
	must(t, os.WriteFile(capture, text[:len(text)-5], 0o644))
	v, err := rundir.Verify(path)
	must(t, err)
	if v.Complete || v.OK() || len(v.Mismatches) != 2 || !strings.Contains(v.Mismatches[1], "capture.ndjson:30: the last line is torn") {
		t.Errorf("got %+v", v)
	}
}

func TestManifestOfAnotherFormatIsRefused(t *testing.T) {
	path := sample(t, true)
	manifest := filepath.Join(path, rundir.ManifestFile)
	text, err := os.ReadFile(manifest)
	must(t, err)
	must(t, os.WriteFile(manifest, bytes.Replace(text, []byte(`"format": 1`), []byte(`"format": 99`), 1), 0o644))
	if _, err := rundir.Verify(path); err == nil || !strings.Contains(err.Error(), "format 99") {
		t.Errorf("got %v", err)
	}
	if _, err := rundir.Verify(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no run directory") {
		t.Errorf("no manifest: %v", err)
	}
}

func TestAFailedWriteMakesTheRunIncomplete(t *testing.T) {
	d := create(t)
	_ = d.WriteFile(rundir.PlanFile, func(io.Writer) error { return errors.New("disk full") })
	must(t, d.Seal(rundir.Manifest{Complete: true}))
	m, err := rundir.ReadManifest(d.Path())
	must(t, err)
	if m.Complete || !m.Simulated {
		t.Errorf("got %+v", m)
	}
}
