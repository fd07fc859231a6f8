package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/wfdb"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
	detected "github.com/vitalfleet/vitalfleet/devicesim/sensor/detect/score"
)

// recordOf simulates one resting adult in a rhythm and reads the record back as anybody
// would.
func recordOf(t *testing.T, with string, args ...string) *heard {
	t.Helper()
	dir := t.TempDir()
	event := ""
	if with != "" {
		event = fmt.Sprintf("events:\n  r: {at: 1s, do: patient.rhythm, with: {%s}}\n", with)
	}
	return recordIn(t, dir, fmt.Sprintf(`version: 1
name: one
duration: 600s
seed: 3
fleet:
  p: {patients: 1, profile: healthy-adult, demographics: {age: 40, sex: male, height: 180 cm, weight: 77 kg}}
%s`, event), args...)
}

func recordIn(t *testing.T, dir, scenario string, args ...string) *heard {
	t.Helper()
	file := filepath.Join(dir, "one.yaml")
	if err := os.WriteFile(file, []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	folder := filepath.Join(dir, "out.wfdb")
	if code := Main(append([]string{"simulate", file, "-o", folder}, args...), io.Discard, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	return readRecord(t, folder, "p-0001")
}

// heard is a record as it was read.
type heard struct {
	header wfdb.Header
	waves  map[string][]float64
	marks  []wfdb.Annotation
}

// leading is how much of a record's start is not judged, s: the rhythm begins there and
// detectors learn.
const leading = 10

func readRecord(t *testing.T, folder, name string) *heard {
	t.Helper()
	r, err := wfdb.Open(folder, name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	h := &heard{header: r.Header, waves: map[string][]float64{}}
	for i, s := range r.Header.Signals {
		x := make([]float64, len(all[i]))
		for k, d := range all[i] {
			x[k] = s.Physical(d)
		}
		h.waves[s.Description] = x
	}
	f, err := os.Open(filepath.Join(folder, name+".atr"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	marks := wfdb.NewAnnotationReader(f)
	for {
		a, err := marks.Next()
		if errors.Is(err, io.EOF) {
			return h
		}
		if err != nil {
			t.Fatal(err)
		}
		h.marks = append(h.marks, a)
	}
}

// beats are the samples of the annotated beats after the leading part.
func (h *heard) beats() (at []int64, codes string) {
	for _, m := range h.marks {
		if m.Code.IsBeat() && float64(m.Sample) >= leading*h.header.Rate {
			at, codes = append(at, m.Sample), codes+m.Code.String()
		}
	}
	return at, codes
}

// detected are the beats that the detector of Pan and Tompkins finds.
func (h *heard) detected(t *testing.T, lead string) []int64 {
	t.Helper()
	q, err := detect.NewQRS(h.header.Rate)
	if err != nil {
		t.Fatal(err)
	}
	var at []int64
	for _, b := range q.Advance(h.waves[lead], nil) {
		if float64(b.Sample) >= leading*h.header.Rate {
			at = append(at, b.Sample)
		}
	}
	return at
}

// wantDetected holds sensitivity and positive predictivity against a limit, in percent.
func (h *heard) wantDetected(t *testing.T, limit float64) []int64 {
	t.Helper()
	truth, _ := h.beats()
	found := h.detected(t, "ecg_ii")
	m := detected.Compare(truth, found, int64(0.15*h.header.Rate))
	n := float64(len(truth))
	if m.Missed > 1+int((1-limit/100)*n) || m.False > 1+int((1-limit/100)*n) || len(truth) < 50 {
		t.Errorf("of %d beats %d were missed, and %d found that are none; want %g %%", len(truth), m.Missed, m.False, limit)
	}
	return found
}

func between(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if !(got >= low && got <= high) {
		t.Errorf("%s is %.4g, not within %.4g..%.4g", what, got, low, high)
	}
}

// The tests WP01 to WP07, WP10 and WP11 hold the bars of testdata/wave_bars.csv that a
// record can show, with our own detector in place of WFDB's. WP08 is of a device's
// numeric, WP09 a benchmark of devicesim/sensor/artefact, WP12 of the cuff.

func TestWP01DetectorsFindTheBeats(t *testing.T) {
	h := recordOf(t, "rhythm: NSR, rate: 70 /min", "--noise", "clinical")
	found := h.wantDetected(t, 99.7)
	between(t, "rate", detected.Vary(detected.Intervals(found, h.header.Rate)).PerMin, 69, 71)
}

func TestWP02AlsoIn212At360Hz(t *testing.T) {
	h := recordOf(t, "rhythm: NSR, rate: 70 /min", "--rate", "360", "--format", "212")
	if h.header.Rate != 360 || h.header.Signals[0].Format != wfdb.Format212 {
		t.Fatalf("%g Hz, format %d", h.header.Rate, h.header.Signals[0].Format)
	}
	h.wantDetected(t, 99.7)
}

func TestWP03FibrillatingAtriaAreIrregular(t *testing.T) {
	h := recordOf(t, "rhythm: AFIB, rate: 88 /min")
	rr := detected.Intervals(h.wantDetected(t, 99), h.header.Rate)
	v := detected.Vary(rr)
	between(t, "rate", v.PerMin, 85, 91)
	between(t, "CV", v.CV, 0.15, 0.4)
	between(t, "nRMSSD", v.NRMSSD, 0.10, 0.6)
	between(t, "SampEn", detected.SampleEntropy(rr[:300], 1, 0.030), 1.5, 4)
	calm := recordOf(t, "")
	rr = detected.Intervals(calm.detected(t, "ecg_ii"), calm.header.Rate)
	between(t, "CV of sinus rhythm", detected.Vary(rr).CV, 0, 0.10)
	between(t, "SampEn of sinus rhythm", detected.SampleEntropy(rr[:300], 1, 0.030), 0, 1.0)
}

func TestWP04BigeminyAlternates(t *testing.T) {
	h := recordOf(t, "rhythm: BIGEM, rate: 80 /min")
	found := h.wantDetected(t, 99)
	between(t, "rate", detected.Vary(detected.Intervals(found, h.header.Rate)).PerMin, 79, 81)
	at, codes := h.beats()
	n, v := strings.Count(codes, "N"), strings.Count(codes, "V")
	if n-v > 1 || v-n > 1 || n+v != len(codes) {
		t.Errorf("%d N and %d V of %d", n, v, len(codes))
	}
	for i := 1; i+1 < len(at); i++ {
		if codes[i] == 'V' {
			between(t, "coupling", float64(at[i]-at[i-1])/float64(at[i+1]-at[i-1])*2, 0.45, 0.75)
		}
	}
}

func TestWP05VentricularTachycardia(t *testing.T) {
	for _, rate := range []float64{206, 195} {
		h := recordOf(t, fmt.Sprintf("rhythm: VTM, rate: %g /min", rate))
		found := h.wantDetected(t, 99)
		between(t, "rate", detected.Vary(detected.Intervals(found, h.header.Rate)).PerMin, 0.99*rate, 1.01*rate)
	}
}

func TestWP06MobitzDropsWhatItAnnotates(t *testing.T) {
	h := recordOf(t, "rhythm: AVB2W")
	truth, _ := h.beats()
	blocked, pauses := 0, 0
	for _, m := range h.marks {
		if m.Code == wfdb.BlockedP && float64(m.Sample) >= leading*h.header.Rate {
			blocked++
		}
	}
	v := detected.Vary(detected.Intervals(truth, h.header.Rate))
	for _, rr := range detected.Intervals(truth, h.header.Rate) {
		if rr > 1.25*v.Mean {
			pauses++
		}
	}
	if d := blocked - pauses; blocked < 50 || d < -1 || d > 1 {
		t.Errorf("%d waves not conducted, %d pauses", blocked, pauses)
	}
	h.wantDetected(t, 99.7)
}

func TestWP07AskedRates(t *testing.T) {
	for _, rate := range []float64{30, 45, 60, 75, 100, 150, 180, 220} {
		h := recordOf(t, fmt.Sprintf("rhythm: NSR, rate: %g /min", rate), "--set", "duration=130s")
		found := h.wantDetected(t, 99)
		within := max(1, 0.01*rate)
		between(t, fmt.Sprintf("asked for %g: rate", rate), detected.Vary(detected.Intervals(found, h.header.Rate)).PerMin, rate-within, rate+within)
	}
}

func TestWP10AskedVariability(t *testing.T) {
	for _, c := range []struct{ sdnn, rmssd float64 }{{20, 15}, {50, 42}, {80, 70}} {
		h := recordOf(t, fmt.Sprintf("rhythm: NSR, rate: 65 /min, sdnn: %g ms, rmssd: %g ms", c.sdnn, c.rmssd), "--rate", "500")
		v := detected.Vary(detected.Intervals(h.detected(t, "ecg_ii"), h.header.Rate))
		between(t, fmt.Sprintf("SDNN asked %g", c.sdnn), 1000*v.SDNN, 0.9*c.sdnn, 1.1*c.sdnn)
		between(t, fmt.Sprintf("RMSSD asked %g", c.rmssd), 1000*v.RMSSD, 0.9*c.rmssd, 1.1*c.rmssd)
	}
}

func TestWP11PulsesOfTheArterialLine(t *testing.T) {
	h := recordOf(t, "rhythm: NSR, rate: 75 /min", "--waves", "abp", "--rate", "125")
	p, err := detect.NewPulses(h.header.Rate, 5)
	if err != nil {
		t.Fatal(err)
	}
	truth, _ := h.beats()
	var found []int64
	sbp, dbp := 0.0, 0.0
	for _, x := range p.Advance(h.waves["abp"], nil) {
		if float64(x.Onset) >= leading*h.header.Rate {
			found = append(found, x.Onset)
			sbp, dbp = sbp+x.Systolic, dbp+x.Diastolic
		}
	}
	const delay = 0.15 // s from the R peak to the foot at the wrist
	for i := range found {
		found[i] -= int64(delay * h.header.Rate)
	}
	m := detected.Compare(truth, found, int64(0.15*h.header.Rate))
	if m.Missed > 3 || m.False > 2 {
		t.Errorf("of %d beats %d pulses were missed, %d are none", len(truth), m.Missed, m.False)
	}
	n := float64(len(found))
	between(t, "systolic pressure", sbp/n, 108, 128)
	between(t, "diastolic pressure", dbp/n, 68, 84)
}

// TestTwelveLeadsKeepTheirIdentities holds Einthoven's and Goldberger's within a count.
func TestTwelveLeadsKeepTheirIdentities(t *testing.T) {
	h := recordOf(t, "rhythm: RBBB", "--waves", "ecg12", "--set", "duration=20s")
	w, step := h.waves, 1/h.header.Signals[0].Gain
	for k := range w["ecg_i"] {
		i, ii := w["ecg_i"][k], w["ecg_ii"][k]
		for name, want := range map[string]float64{"ecg_iii": ii - i, "ecg_avr": -(i + ii) / 2, "ecg_avl": i - ii/2, "ecg_avf": ii - i/2} {
			if math.Abs(w[name][k]-want) > 1.51*step {
				t.Fatalf("%s at %d is %g, not %g", name, k, w[name][k], want)
			}
		}
	}
}

// TestARecordHangsOnNobodyElse: the same bytes alone and among others.
func TestARecordHangsOnNobodyElse(t *testing.T) {
	scenario := func(n int) string {
		return fmt.Sprintf(`version: 1
name: some
duration: 30s
seed: 5
fleet:
  p: {patients: %d, profile: healthy-adult}
events:
  r: {at: 5s, do: patient.rhythm, with: {rhythm: AFIB}}
`, n)
	}
	waves := []string{"--waves", "ecg_ii,ppg,abp,resp,co2", "--noise", "motion"}
	one, four := t.TempDir(), t.TempDir()
	recordIn(t, one, scenario(1), waves...)
	recordIn(t, four, scenario(4), waves...)
	for _, ext := range []string{".dat", ".atr", ".hea"} {
		a, err := os.ReadFile(filepath.Join(one, "out.wfdb", "p-0001"+ext))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(four, "out.wfdb", "p-0001"+ext))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("p-0001%s differs among others", ext)
		}
	}
}
