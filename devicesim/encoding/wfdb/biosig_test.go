package wfdb_test

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/wfdb"
)

// save2gdf finds BioSig's converter, which reads WFDB records without any code of
// ours. It is asked only what it can: it takes two signals of format 16 apart
// wrongly and leaves out the baseline.
func save2gdf(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("save2gdf")
	if err != nil {
		if os.Getenv("REQUIRE_BIOSIG") != "" {
			t.Fatal("save2gdf is missing: apt-get install biosig-tools")
		}
		t.Skip("save2gdf is missing: apt-get install biosig-tools")
	}
	return path
}

func TestBioSigReadsTheRecord(t *testing.T) {
	tool := save2gdf(t)
	for name, c := range map[string]struct {
		format  wfdb.Format
		signals int
	}{"16": {wfdb.Format16, 1}, "212": {wfdb.Format212, 2}} {
		t.Run(name, func(t *testing.T) {
			h := header("r", c.signals)
			frames := make([][]int16, c.signals)
			for i := range frames {
				h.Signals[i].Baseline = 0
				for k := range 1000 {
					frames[i] = append(frames[i], int16(math.Round(200*math.Sin(float64(k)/float64(10+5*i)))))
				}
			}
			folder, _ := write(t, h, c.format, frames, 333)
			atr := encode(t, 0, wfdb.Annotation{Sample: 100, Code: wfdb.Rhythm, Text: "(N"}, wfdb.Annotation{Sample: 900, Code: wfdb.Ventricular})
			if err := os.WriteFile(filepath.Join(folder, "r.atr"), atr, 0o644); err != nil {
				t.Fatal(err)
			}
			judgeHeader(t, tool, filepath.Join(folder, "r.hea"), c.signals)
			if out, err := exec.Command(tool, "-f=ASCII", filepath.Join(folder, "r.hea"), filepath.Join(folder, "out.asc")).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			for i := range frames {
				judgeSamples(t, filepath.Join(folder, "out.a0"+strconv.Itoa(i+1)), frames[i])
			}
		})
	}
}

func judgeHeader(t *testing.T, tool, path string, signals int) {
	t.Helper()
	out, err := exec.Command(tool, "-JSON", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var h struct {
		Type    string `json:"TYPE"`
		Samples int    `json:"NumberOfSamples"`
		Channel []struct {
			Label, PhysicalUnit   string
			Samplingrate, Scaling float64
		} `json:"CHANNEL"`
		Event []struct {
			Position    float64 `json:"POS"`
			Description string
		} `json:"EVENT"`
	}
	if err := json.Unmarshal(out[strings.IndexByte(string(out), '{'):], &h); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if h.Type != "MIT" || h.Samples != 1000 || len(h.Channel) != signals {
		t.Errorf("header: %+v", h)
	}
	if c := h.Channel[0]; c.Label != "ECG A" || c.PhysicalUnit != "mV" || c.Samplingrate != 250 || c.Scaling != 0.005 {
		t.Errorf("signal: %+v", c)
	}
	// BioSig counts samples from one less.
	if len(h.Event) != 2 || h.Event[0].Description != "rhythm change" || math.Abs(h.Event[1].Position-3.6) > 0.005 ||
		h.Event[1].Description != "premature ventricular contraction" {
		t.Errorf("events: %+v", h.Event)
	}
}

func judgeSamples(t *testing.T, path string, want []int16) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(b))
	if len(lines) != len(want) {
		t.Fatalf("%s has %d samples", path, len(lines))
	}
	for k, line := range lines {
		x, err := strconv.ParseFloat(line, 64)
		if err != nil || math.Abs(x-float64(want[k])/200) > 1e-6 {
			t.Fatalf("%s, sample %d: %s, want %g (%v)", path, k, line, float64(want[k])/200, err)
		}
	}
}
