package edf_test

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
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/edf"
	"pgregory.net/rapid"
)

var start = time.Date(2026, 1, 15, 8, 0, 40, 0, time.UTC)

func header(rates ...float64) edf.Header {
	h := edf.Header{
		Patient:   edf.Patient{Code: "ward-0001", Sex: "F", Birth: time.Date(1951, 8, 2, 0, 0, 0, 0, time.UTC), Name: "Model Patient"},
		Recording: edf.Recording{Equipment: "bedside monitor"}, Start: start,
	}
	for i, rate := range rates {
		s := edf.Signal{Label: fmt.Sprint("ECG ", i), Unit: "mV", Prefilter: "HP:0.05Hz LP:150Hz", Rate: rate}
		h.Signals = append(h.Signals, s.AtGain(0.005, 0))
	}
	return h
}

// file is a temporary file of a test.
func file(t interface {
	Fatal(...any)
	Cleanup(func())
}, folder string,
) *os.File {
	f, err := os.Create(filepath.Join(folder, "r.edf"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

type recording struct {
	header      edf.Header
	samples     [][]int16
	annotations []edf.Annotation
	onsets      []float64
	offset      float64
}

func read(b []byte) (recording, error) {
	var all recording
	r, err := edf.NewReader(bytes.NewReader(b))
	if err != nil {
		return all, err
	}
	all.header = r.Header
	all.samples = make([][]int16, len(r.Header.Signals))
	var rec edf.Record
	for {
		err := r.Next(&rec)
		if errors.Is(err, io.EOF) {
			all.offset = r.Offset()
			return all, nil
		}
		if err != nil {
			return all, err
		}
		for i := range rec.Samples {
			all.samples[i] = append(all.samples[i], rec.Samples[i]...)
		}
		all.annotations = append(all.annotations, rec.Annotations...)
		all.onsets = append(all.onsets, rec.Onset)
	}
}

func contents(t interface{ Fatal(...any) }, f *os.File) []byte {
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestHeaderIsTheSpecifiedText checks the fields at the places that the
// specification gives them.
func TestHeaderIsTheSpecifiedText(t *testing.T) {
	f := file(t, t.TempDir())
	w, err := edf.NewWriter(f, header(250, 125), 0)
	if err != nil {
		t.Fatal(err)
	}
	if b := contents(t, f); string(b[236:244]) != "-1      " {
		t.Errorf("records of a file that is being written: %q", b[236:244])
	}
	if err := errors.Join(w.Append(0, make([]int16, 500)), w.Append(1, make([]int16, 250))); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b := contents(t, f)
	for _, c := range []struct {
		at   int
		want string
	}{
		{0, "0       "},
		{8, "ward-0001 F 02-AUG-1951 Model_Patient simulated "},
		{88, "Startdate 15-JAN-2026 X X bedside_monitor simulated "},
		{168, "15.01.2608.00.401024    EDF+C   "},
		{236, "2       1       3   "},
		{256, "ECG 0           ECG 1           EDF Annotations "},
		{256 + 3*104, "-163.84 -163.84 -1      163.835 163.835 1       -32768  -32768  -32768  32767   32767   32767   HP:0.05Hz"},
		{256 + 3*216, "250     125     64      "},
	} {
		if got := string(b[c.at : c.at+len(c.want)]); got != c.want {
			t.Errorf("at %d: %q, want %q", c.at, got, c.want)
		}
	}
	if want := 1024 + 2*(500+250+128); len(b) != want {
		t.Errorf("%d bytes, want %d", len(b), want)
	}
	if lists := b[1024+750:][:6]; string(lists) != "+0\x14\x14\x00\x00" {
		t.Errorf("the first record's time is %q", lists)
	}
	if lists := b[1024+2*750+128:][:5]; string(lists) != "+1\x14\x14\x00" {
		t.Errorf("the second record's time is %q", lists)
	}
}

func TestDurationHoldsWholeNumbersOfSamples(t *testing.T) {
	for _, c := range []struct {
		rates []float64
		want  float64 // s; 0: refused
	}{
		{[]float64{250}, 1},
		{[]float64{250, 62.5}, 2},
		{[]float64{100, 25, 1.0 / 60}, 60},
		{[]float64{20000, 4000}, 1},
		{[]float64{40000}, 0.5},
		{[]float64{128, 25.6}, 5},
		{[]float64{250.123}, 0},
		{[]float64{math.Pi}, 0},
		{[]float64{0}, 0},
		{[]float64{math.NaN()}, 0},
	} {
		w, err := edf.NewWriter(file(t, t.TempDir()), header(c.rates...), 0)
		if err != nil {
			if c.want != 0 {
				t.Errorf("%g: %v", c.rates, err)
			}
			continue
		}
		if h := w.Header(); h.Duration != c.want {
			t.Errorf("%g: %g s, want %g", c.rates, h.Duration, c.want)
		}
	}
}

func TestRecordingsReadBackAsWritten(t *testing.T) {
	folder := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		rates := rapid.SliceOfN(rapid.SampledFrom([]float64{250, 125, 100, 62.5, 1, 0.5}), 1, 4).Draw(rt, "rates")
		h, f := header(rates...), file(rt, folder)
		h.Start = h.Start.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 250, 999}).Draw(rt, "ms")) * time.Millisecond)
		w, err := edf.NewWriter(f, h, rapid.SampledFrom([]int{0, 96, 4000}).Draw(rt, "room"))
		if err != nil {
			rt.Fatal(err)
		}
		seconds := float64(rapid.IntRange(1, 7).Draw(rt, "seconds"))
		want := make([][]int16, len(rates))
		for i, rate := range rates {
			n := int(rate * seconds)
			want[i] = rapid.SliceOfN(rapid.Int16(), n, n).Draw(rt, "samples")
			for from := 0; from < n; from += 90 {
				if err := w.Append(i, want[i][from:min(from+90, n)]); err != nil {
					rt.Fatal(err)
				}
			}
		}
		var annotations []edf.Annotation
		for k := range rapid.IntRange(0, 40).Draw(rt, "annotations") {
			a := edf.Annotation{Onset: float64(k) / 8, Duration: float64(k%3) / 4, Text: rapid.StringMatching(`[N(VFIBé ]{1,20}`).Draw(rt, "text")}
			annotations = append(annotations, a)
			if err := w.Annotate(a); err != nil {
				rt.Fatal(err)
			}
		}
		stats, err := w.Close()
		if err != nil {
			rt.Fatal(err)
		}
		got, err := read(contents(rt, f))
		if err != nil {
			rt.Fatal(err)
		}
		for i := range want {
			if n := len(got.samples[i]); n != len(want[i])+int(stats[i].Padded) || stats[i].Clipped != 0 {
				rt.Fatalf("signal %d: %d samples of %d, %+v", i, n, len(want[i]), stats[i])
			}
			if d := cmp.Diff(want[i], got.samples[i][:len(want[i])], cmpopts.EquateEmpty()); d != "" {
				rt.Fatal(d)
			}
		}
		if n := len(got.annotations); n > 0 && got.annotations[n-1].Text == "Recording ends" {
			got.annotations = got.annotations[:n-1]
		}
		if d := cmp.Diff(annotations, got.annotations, cmpopts.EquateApprox(0, 1e-6), cmpopts.EquateEmpty()); d != "" {
			rt.Fatal(d)
		}
		for k, onset := range got.onsets {
			if math.Abs(onset-float64(k)*got.header.Duration) > 1e-6 {
				rt.Fatalf("record %d begins at %g s", k, onset)
			}
		}
		if !got.header.Start.Add(time.Duration(math.Round(got.offset*1e3))*time.Millisecond).Equal(h.Start) ||
			got.header.Patient != (edf.Patient{Code: "ward-0001", Sex: "F", Birth: h.Patient.Birth, Name: "Model_Patient"}) || got.header.Recording.Equipment != "bedside_monitor" {
			rt.Fatalf("header %+v", got.header)
		}
	})
}

func TestThePaddingIsSaid(t *testing.T) {
	f := file(t, t.TempDir())
	w, err := edf.NewWriter(f, header(250, 125), 0)
	if err != nil {
		t.Fatal(err)
	}
	one, two := make([]int16, 300), make([]int16, 150)
	one[299], two[149] = 7, 9
	if err := errors.Join(w.Append(0, one), w.Append(1, two)); err != nil {
		t.Fatal(err)
	}
	stats, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	if stats[0].Padded != 200 || stats[1].Padded != 100 {
		t.Errorf("padded %+v", stats)
	}
	got, err := read(contents(t, f))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]edf.Annotation{{Onset: 1.2, Text: "Recording ends"}}, got.annotations); d != "" {
		t.Error(d)
	}
	if got.samples[0][499] != 7 || got.samples[1][249] != 9 || got.header.Records != 2 {
		t.Error("the last sample is not held")
	}
}

func TestClippingIsCounted(t *testing.T) {
	h := header(100)
	h.Signals[0].DigitalMin, h.Signals[0].DigitalMax = -2048, 2047
	h.Signals[0].PhysicalMin, h.Signals[0].PhysicalMax = -10.24, 10.235
	w, err := edf.NewWriter(file(t, t.TempDir()), h, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Append(0, []int16{2048, -2049, 5}); err != nil {
		t.Fatal(err)
	}
	if err := w.AppendPhysical(0, []float64{10.3, math.NaN(), 10.23, math.Inf(-1)}); err != nil {
		t.Fatal(err)
	}
	stats, err := w.Close()
	if err != nil || stats[0].Clipped != 5 {
		t.Errorf("%+v, %v", stats, err)
	}
}

func TestNewWriterRefuses(t *testing.T) {
	for name, change := range map[string]func(*edf.Header){
		"no signals":             func(h *edf.Header) { h.Signals = nil },
		"a year before 1985":     func(h *edf.Header) { h.Start = time.Date(1984, 1, 1, 0, 0, 0, 0, time.UTC) },
		"a long label":           func(h *edf.Header) { h.Signals[0].Label = "seventeen letters" },
		"the annotations' label": func(h *edf.Header) { h.Signals[0].Label = "EDF Annotations" },
		"a unit in Greek":        func(h *edf.Header) { h.Signals[0].Unit = "µV" },
		"a long name":            func(h *edf.Header) { h.Patient.Name = strings.Repeat("x", 60) },
		"an empty range":         func(h *edf.Header) { h.Signals[0].PhysicalMax = h.Signals[0].PhysicalMin },
		"a range too small":      func(h *edf.Header) { h.Signals[0].PhysicalMin = 1e-7 },
		"17 bits":                func(h *edf.Header) { h.Signals[0].DigitalMax = 40000 },
		"an infinite range":      func(h *edf.Header) { h.Signals[0].PhysicalMax = math.Inf(1) },
	} {
		t.Run(name, func(t *testing.T) {
			h := header(250)
			change(&h)
			if _, err := edf.NewWriter(file(t, t.TempDir()), h, 0); err == nil {
				t.Error("it was taken")
			}
		})
	}
	w, err := edf.NewWriter(file(t, t.TempDir()), header(250), 96)
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]edf.Annotation{
		"no text":         {},
		"no time":         {Onset: math.NaN(), Text: "x"},
		"a separator":     {Text: "a\x14b"},
		"no UTF-8":        {Text: "\xff"},
		"longer than all": {Text: strings.Repeat("x", 70)},
	} {
		if w.Annotate(a) == nil {
			t.Errorf("an annotation with %s was taken", name)
		}
	}
	if w.Append(1, nil) == nil || w.AppendPhysical(-1, nil) == nil {
		t.Error("a signal that is not there was taken")
	}
}

func TestScaleIsWhatTheHeaderSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gain := math.Pow(10, rapid.Float64Range(-5, 2).Draw(t, "exponent"))
		s := edf.Signal{Label: "x", Rate: 1}
		s = s.AtGain(gain, 0)
		if math.Abs(s.Physical(0)) > gain*1e-6 || math.Abs(s.Gain()-gain) > gain*1e-9 {
			t.Fatalf("gain %g is %g, 0 is %g", gain, s.Gain(), s.Physical(0))
		}
		d := rapid.Int16().Draw(t, "d")
		if back, clipped := s.Digital(s.Physical(d)); back != d || clipped {
			t.Fatalf("%d became %d (%v)", d, back, clipped)
		}
	})
}

func FuzzReader(f *testing.F) {
	out := file(f, f.TempDir())
	w, err := edf.NewWriter(out, header(10, 5), 0)
	if err != nil {
		f.Fatal(err)
	}
	if err := errors.Join(w.Append(0, make([]int16, 25)), w.Annotate(edf.Annotation{Onset: 0.5, Duration: 1, Text: "(AFIB"})); err != nil {
		f.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(contents(f, out))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := read(b)
		if err != nil {
			return
		}
		for i, s := range all.samples {
			if len(s) != len(all.onsets)*all.header.Signals[i].PerRecord {
				t.Errorf("signal %d has %d samples in %d records", i, len(s), len(all.onsets))
			}
		}
	})
}

func Example() {
	f, err := os.CreateTemp("", "*.edf")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(f.Name())
	ecg := edf.Signal{Label: "ECG II", Unit: "mV", Rate: 250}
	w, err := edf.NewWriter(f, edf.Header{
		Patient: edf.Patient{Code: "ward-0001"}, Start: time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC),
		Signals: []edf.Signal{ecg.AtGain(0.005, 0)},
	}, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	samples := make([]int16, 300) // 1.2 s
	if err := errors.Join(w.Append(0, samples), w.Annotate(edf.Annotation{Onset: 0.31, Text: "N"})); err != nil {
		fmt.Println(err)
		return
	}
	stats, err := w.Close()
	fmt.Println(stats[0].Clipped, "clipped,", stats[0].Padded, "padded", err)
	// Output: 0 clipped, 200 padded <nil>
}
