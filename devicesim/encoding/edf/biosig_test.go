package edf_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/edf"
)

// save2gdf finds BioSig's converter, which reads EDF+ without any code of ours.
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

// biosigHeader is what save2gdf -JSON says of a file.
type biosigHeader struct {
	Type             string `json:"TYPE"`
	NumberOfRecords  int    `json:"NumberOfRecords"`
	StartOfRecording string `json:"StartOfRecording"`
	Patient          struct{ ID, Gender string }
	Channel          []struct {
		Label, PhysicalUnit   string
		Samplingrate, Scaling float64
	} `json:"CHANNEL"`
	Event []struct {
		Position    float64 `json:"POS"`
		Duration    float64 `json:"DUR"`
		Description string
	} `json:"EVENT"`
}

func TestBioSigReadsTheRecording(t *testing.T) {
	tool, folder := save2gdf(t), t.TempDir()
	f := file(t, folder)
	ecg := func(k int) float64 { return math.Sin(float64(k) / 10) }
	abp := func(k int) float64 { return 100 + 20*math.Sin(float64(k)/20) }
	sample(t, f, ecg, abp)

	out, err := exec.Command(tool, "-JSON", f.Name()).Output()
	if err != nil {
		t.Fatal(err)
	}
	var h biosigHeader
	if err := json.Unmarshal(out[strings.IndexByte(string(out), '{'):], &h); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if h.Type != "EDF" || h.NumberOfRecords != 2 || h.Patient.ID != "ward-0001" || h.Patient.Gender != "Female" || !strings.HasPrefix(h.StartOfRecording, "2026-01-15 08:00:") {
		t.Errorf("header: %+v", h)
	}
	if c := h.Channel[1]; c.Label != "ABP" || c.PhysicalUnit != "mmHg" || c.Samplingrate != 125 || math.Abs(c.Scaling-0.1) > 1e-9 {
		t.Errorf("pressure: %+v", c)
	}
	if len(h.Event) != 2 || h.Event[1].Description != "(AFIB" || math.Abs(h.Event[1].Position-1.25) > 0.005 || h.Event[1].Duration != 0.5 {
		t.Errorf("events: %+v", h.Event)
	}

	if out, err := exec.Command(tool, "-f=ASCII", f.Name(), filepath.Join(folder, "out.asc")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	same(t, filepath.Join(folder, "out.a01"), ecg, 0.0026)
	same(t, filepath.Join(folder, "out.a02"), abp, 0.051)
}

// sample writes 2 s of an electrocardiogram and a pressure with two annotations.
func sample(t *testing.T, f *os.File, ecg, abp func(int) float64) {
	t.Helper()
	h := header(250, 125)
	h.Signals[1].Label, h.Signals[1].Unit = "ABP", "mmHg"
	h.Signals[1] = h.Signals[1].AtGain(0.1, 0)
	w, err := edf.NewWriter(f, h, 0)
	if err != nil {
		t.Fatal(err)
	}
	for k := range 250 {
		err = errors.Join(err, w.AppendPhysical(0, []float64{ecg(2 * k), ecg(2*k + 1)}), w.AppendPhysical(1, []float64{abp(k)}))
	}
	err = errors.Join(err, w.Annotate(edf.Annotation{Onset: 0.5, Text: "N"}), w.Annotate(edf.Annotation{Onset: 1.25, Duration: 0.5, Text: "(AFIB"}))
	_, closed := w.Close()
	if err := errors.Join(err, closed); err != nil {
		t.Fatal(err)
	}
}

// same compares a column of numbers with a function.
func same(t *testing.T, path string, want func(int) float64, tolerance float64) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(b))
	if len(lines) < 250 {
		t.Fatalf("%s has %d samples", path, len(lines))
	}
	for k, line := range lines {
		x, err := strconv.ParseFloat(line, 64)
		if err != nil || math.Abs(x-want(k)) > tolerance {
			t.Fatalf("%s, sample %d: %s, want %g (%v)", path, k, line, want(k), err)
		}
	}
}
