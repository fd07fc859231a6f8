package wfdb_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/wfdb"
	"pgregory.net/rapid"
)

func header(name string, signals int) wfdb.Header {
	h := wfdb.Header{Name: name, Rate: 250, Start: time.Date(2026, 1, 15, 8, 0, 40, 5e8, time.UTC), Comments: []string{"seed 7"}}
	for i := range signals {
		h.Signals = append(h.Signals, wfdb.Signal{Description: "ECG " + string(rune('A'+i)), Units: "mV", Gain: 200, Baseline: 10 * i})
	}
	return h
}

func write(t *testing.T, h wfdb.Header, f wfdb.Format, frames [][]int16, chunk int) (string, []wfdb.Stats) {
	t.Helper()
	folder := t.TempDir()
	w, err := wfdb.Create(folder, h, f)
	if err != nil {
		t.Fatal(err)
	}
	for from := 0; from < len(frames[0]); from += chunk {
		part := make([][]int16, len(frames))
		for i := range frames {
			part[i] = frames[i][from:min(from+chunk, len(frames[i]))]
		}
		if err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	stats, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return folder, stats
}

func TestHeaderIsTheDocumentedText(t *testing.T) {
	folder, _ := write(t, header("ward-0001", 2), wfdb.Format212, [][]int16{{-5, 6, -7}, {100, 200, 300}}, 2)
	got, err := os.ReadFile(filepath.Join(folder, "ward-0001.hea"))
	if err != nil {
		t.Fatal(err)
	}
	want := "ward-0001 2 250 3 08:00:40.500 15/01/2026\n" +
		"ward-0001.dat 212 200(0)/mV 12 0 -5 -6 0 ECG A\n" +
		"ward-0001.dat 212 200(10)/mV 12 0 100 600 0 ECG B\n" +
		"# simulated: no real person, not for clinical use\n# seed 7\n"
	if string(got) != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if _, err := os.Stat(filepath.Join(folder, "ward-0001.hea.tmp")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the temporary header is still there")
	}
}

// TestBytes compares with the layout of signal(5), by hand.
func TestBytes(t *testing.T) {
	for name, c := range map[string]struct {
		format wfdb.Format
		frames [][]int16
		want   []byte
	}{
		"16, two signals":       {wfdb.Format16, [][]int16{{1, -2}, {0x1234, wfdb.Invalid}}, []byte{1, 0, 0x34, 0x12, 0xfe, 0xff, 0x00, 0x80}},
		"212, one signal":       {wfdb.Format212, [][]int16{{0x123, -1, 2}}, []byte{0x23, 0xf1, 0xff, 0x02, 0x00, 0x00}},
		"212, two signals":      {wfdb.Format212, [][]int16{{2047}, {-2047}}, []byte{0xff, 0x87, 0x01}},
		"212, invalid, clipped": {wfdb.Format212, [][]int16{{wfdb.Invalid}, {-30000}}, []byte{0x00, 0x88, 0x01}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			h := header("r", len(c.frames))
			e, err := wfdb.NewEncoder(&b, &h, c.format)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Write(c.frames); err != nil {
				t.Fatal(err)
			}
			if _, err := e.Finish(&h); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), c.want) {
				t.Errorf("% x, want % x", b.Bytes(), c.want)
			}
		})
	}
}

func TestRecordsReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		format := rapid.SampledFrom([]wfdb.Format{wfdb.Format16, wfdb.Format212}).Draw(rt, "format")
		signals, length := rapid.IntRange(1, 5).Draw(rt, "signals"), rapid.IntRange(1, 60).Draw(rt, "frames")
		limit := int(format.Limit())
		frames, clipped, invalid := make([][]int16, signals), int64(0), int64(0)
		want := make([][]int16, signals)
		for i := range frames {
			frames[i] = rapid.SliceOfN(rapid.Int16(), length, length).Draw(rt, "samples")
			for _, s := range frames[i] {
				switch {
				case s == wfdb.Invalid:
					invalid++
				case int(s) > limit:
					s = int16(limit)
					clipped++
				case int(s) < -limit:
					s = int16(-limit)
					clipped++
				}
				want[i] = append(want[i], s)
			}
		}
		folder, stats := write(t, header("r", signals), format, frames, rapid.IntRange(1, 61).Draw(rt, "chunk"))
		for _, s := range stats {
			clipped -= s.Clipped
			invalid -= s.Invalid
		}
		if clipped != 0 || invalid != 0 {
			rt.Fatalf("%d clipped and %d invalid samples were not counted", clipped, invalid)
		}
		r, err := wfdb.Open(folder, "r")
		if err != nil {
			rt.Fatal(err)
		}
		defer r.Close()
		got, err := r.ReadAll()
		if err != nil {
			rt.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			rt.Fatal(d)
		}
		if r.Header.Frames != int64(length) || r.Header.Comments[0] != wfdb.Simulated || !r.Header.Start.Equal(header("r", 1).Start) {
			rt.Fatalf("header: %+v", r.Header)
		}
	})
}

func TestDamageIsFound(t *testing.T) {
	frames := [][]int16{{1, 2, 3, 4}, {5, 6, 7, 8}}
	for name, damage := range map[string]func([]byte) []byte{
		"a changed sample": func(b []byte) []byte { b[3] ^= 1; return b },
		"a missing frame":  func(b []byte) []byte { return b[:len(b)-4] },
		"half a frame":     func(b []byte) []byte { return b[:len(b)-2] },
		"half a sample":    func(b []byte) []byte { return b[:len(b)-1] },
	} {
		t.Run(name, func(t *testing.T) {
			folder, _ := write(t, header("r", 2), wfdb.Format16, frames, 4)
			path := filepath.Join(folder, "r.dat")
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, damage(b), 0o644); err != nil {
				t.Fatal(err)
			}
			r, err := wfdb.Open(folder, "r")
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if _, err := r.ReadAll(); err == nil {
				t.Error("the damage was not found")
			}
		})
	}
}

func TestCreateRefuses(t *testing.T) {
	for name, change := range map[string]func(*wfdb.Header){
		"a name with a slash":     func(h *wfdb.Header) { h.Name = "../r" },
		"no rate":                 func(h *wfdb.Header) { h.Rate = 0 },
		"an infinite rate":        func(h *wfdb.Header) { h.Rate = math.Inf(1) },
		"no signals":              func(h *wfdb.Header) { h.Signals = nil },
		"no gain":                 func(h *wfdb.Header) { h.Signals[0].Gain = 0 },
		"units with a space":      func(h *wfdb.Header) { h.Signals[0].Units = "m V" },
		"a description of 2 rows": func(h *wfdb.Header) { h.Signals[0].Description = "a\nb" },
		"a comment of two rows":   func(h *wfdb.Header) { h.Comments = []string{"a\nb"} },
		"a baseline of 17 bits":   func(h *wfdb.Header) { h.Signals[0].Baseline = 1 << 16 },
	} {
		t.Run(name, func(t *testing.T) {
			h := header("r", 1)
			change(&h)
			if _, err := wfdb.Create(t.TempDir(), h, wfdb.Format16); err == nil {
				t.Error("it was taken")
			}
		})
	}
	if _, err := wfdb.Create(t.TempDir(), header("r", 1), 80); err == nil {
		t.Error("format 80 was taken")
	}
}

func TestHeadersOfOthers(t *testing.T) {
	text := "# made elsewhere\n100 2 360 650000 0:0:0\n100.dat 212 200 11 1024 995 -22131 0 MLII\n100.dat 212 0(5)/uV\n# 69 M 1085\n"
	h, err := wfdb.ParseHeader([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s := h.Signals[0]
	if h.Name != "100" || h.Rate != 360 || h.Frames != 650000 || s.Gain != 200 || s.Baseline != 1024 || s.Bits != 11 || s.Initial != 995 ||
		s.Checksum != -22131 || s.Description != "MLII" || s.Physical(995) != (995-1024)/200.0 {
		t.Errorf("%+v", h)
	}
	if s := h.Signals[1]; s.Gain != 200 || s.Baseline != 5 || s.Units != "uV" || s.Bits != 12 {
		t.Errorf("defaults: %+v", s)
	}
	if h.Comments[0] != "made elsewhere" || h.Comments[1] != "69 M 1085" {
		t.Errorf("comments %q", h.Comments)
	}
	for name, text := range map[string]string{
		"nothing":              "",
		"segments":             "r/3 2 250 100\n",
		"a missing signal":     "r 2 250 100\nr.dat 16\n",
		"another format":       "r 1 250\nr.dat 80\n",
		"samples a frame":      "r 1 250\nr.dat 16x4\n",
		"skew":                 "r 1 250\nr.dat 16:2\n",
		"a file elsewhere":     "r 1 250\n../r.dat 16\n",
		"gain that is a word":  "r 1 250\nr.dat 16 high\n",
		"an open bracket":      "r 1 250\nr.dat 16 200(0/mV\n",
		"rate of nothing":      "r 1 0\nr.dat 16\n",
		"many signals":         "r 99999999\n",
		"a date of 31 Febuary": "r 0 250 1 10:00:00 31/02/2020\n",
	} {
		if _, err := wfdb.ParseHeader([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestDigitalAndPhysicalAgree(t *testing.T) {
	s := wfdb.Signal{Gain: 200, Baseline: 100}
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-20, 20).Draw(t, "x")
		low, high := s.Range(wfdb.Format212)
		d, clipped := s.Digital(x, wfdb.Format212)
		if clipped != (x < low-0.0025 || x > high+0.0025) && math.Abs(x-low) > 0.0026 && math.Abs(x-high) > 0.0026 {
			t.Fatalf("%g: clipped %v, range %g to %g", x, clipped, low, high)
		}
		if !clipped && math.Abs(s.Physical(d)-x) > 0.002501 {
			t.Fatalf("%g became %g", x, s.Physical(d))
		}
	})
	if d, _ := s.Digital(math.NaN(), wfdb.Format16); d != wfdb.Invalid || !math.IsNaN(s.Physical(d)) {
		t.Error("what was not measured is not invalid")
	}
}

func TestWriteDoesNotAllocate(t *testing.T) {
	h := header("r", 2)
	chunk := [][]int16{make([]int16, 100), make([]int16, 100)}
	for _, f := range []wfdb.Format{wfdb.Format16, wfdb.Format212} {
		e, err := wfdb.NewEncoder(io.Discard, &h, f)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { _ = e.Write(chunk) }); n != 0 {
			t.Errorf("format %d: %v allocations a chunk", f, n)
		}
	}
	e, err := wfdb.NewEncoder(io.Discard, &h, wfdb.Format16)
	if err != nil {
		t.Fatal(err)
	}
	if e.Write(chunk[:1]) == nil || e.Write([][]int16{{1}, {1, 2}}) == nil {
		t.Error("an uneven chunk was taken")
	}
}

func FuzzParseHeader(f *testing.F) {
	f.Add("r 2 250/10 100 08:00:40.5 15/01/2026\nr.dat 16 200(10)/mV 16 0 1 2 0 ECG\nr.dat 16 100\n# x\n")
	f.Add("r 1\nr.dat 212\n")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := wfdb.ParseHeader([]byte(text))
		if err != nil {
			return
		}
		again, err := wfdb.ParseHeader(h.Append(nil))
		if err != nil {
			t.Skip() // a foreign header may say what is not written
		}
		if len(again.Signals) != len(h.Signals) || again.Frames != h.Frames || !strings.EqualFold(again.Name, h.Name) {
			t.Errorf("%+v became %+v", h, again)
		}
	})
}
