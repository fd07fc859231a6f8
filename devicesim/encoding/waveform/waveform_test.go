package waveform_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/waveform"
	"pgregory.net/rapid"
)

func chunk() waveform.Chunk {
	return waveform.Chunk{
		Patient: "ward-0001", Device: "ward-0001-monitor", Boot: 1, Seq: 17, Time: time.Date(2026, 1, 15, 8, 0, 40, 0, time.UTC).UnixNano(),
		Code: "ecg_ii", Rate: 250, Unit: "mV", Gain: 0.005, Samples: []int16{0, 1, -2, waveform.Invalid, 2000, -2000},
	}
}

func TestFHIRSaysEverything(t *testing.T) {
	c := chunk()
	c.Low, c.High = -1000, 1000
	got, err := waveform.AppendFHIR(nil, &c)
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		ID   string
		Meta struct{ Security []struct{ Code string } }
		Code struct {
			Coding []struct{ System, Code string }
		}
		Subject, Device struct{ Identifier struct{ Value string } }
		EffectivePeriod struct{ Start, End string }
		Value           struct {
			Origin struct {
				Value float64
				Code  string
			}
			Period, Factor, LowerLimit, UpperLimit float64
			Dimensions                             int
			Data                                   string
		} `json:"valueSampledData"`
	}
	if err := json.Unmarshal(got, &o); err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	if o.ID != "ward-0001-monitor-1-ecg-ii-17" || o.Meta.Security[0].Code != "HTEST" || o.Code.Coding[0].Code != "131330" ||
		o.Subject.Identifier.Value != "ward-0001" || o.Device.Identifier.Value != "ward-0001-monitor" ||
		o.EffectivePeriod.Start != "2026-01-15T08:00:40.000Z" || o.EffectivePeriod.End != "2026-01-15T08:00:40.020Z" {
		t.Errorf("%s", got)
	}
	if v := o.Value; v.Origin.Value != 0 || v.Origin.Code != "mV" || v.Period != 4 || v.Factor != 0.005 || v.LowerLimit != -5 || v.UpperLimit != 5 || v.Dimensions != 1 || v.Data != "0 1 -2 E U L" {
		t.Errorf("value %+v", v)
	}
}

// TestFHIRIsJudged gives observations to a validator that is not ours: a script
// that Node runs with a file of resources, one a line.
func TestFHIRIsJudged(t *testing.T) {
	script := os.Getenv("FHIR_VALIDATOR")
	if script == "" {
		t.Skip("FHIR_VALIDATOR names no validator script")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is missing")
	}
	var lines []byte
	for _, code := range []string{"ecg_ii", "abp", "ppg", "co2", "accel_x"} {
		c := chunk()
		c.Code, c.Offset, c.Rate = code, 1.5, 62.5
		switch code {
		case "abp":
			c.Unit, c.Low, c.High = "mm[Hg]", -100, 3000
		case "ppg":
			c.Unit, c.Patient = "", "tab\t \"quoted\" é"
		}
		if lines, err = waveform.AppendFHIR(lines, &c); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, '\n')
	}
	file := filepath.Join(t.TempDir(), "waves.ndjson")
	if err := os.WriteFile(file, lines, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node, script, file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "5 resources, 0 failed") {
		t.Errorf("%v: %s", err, out)
	}
}

func TestFHIRIdsAreLegal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := chunk()
		c.Device, c.Patient = rapid.StringN(1, 60, 200).Draw(t, "device"), rapid.StringN(1, 60, 200).Draw(t, "patient")
		got, err := waveform.AppendFHIR(nil, &c)
		var o struct {
			ID      string
			Subject struct{ Identifier struct{ Value string } }
		}
		if err != nil || json.Unmarshal(got, &o) != nil {
			t.Fatalf("%v: %s", err, got)
		}
		if len(o.ID) > 64 || strings.Trim(o.ID, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.") != "" || o.Subject.Identifier.Value != c.Patient {
			t.Fatalf("id %q, patient %q", o.ID, o.Subject.Identifier.Value)
		}
	})
}

// TestBinaryBytes compares with the layout in the package's description, by hand.
func TestBinaryBytes(t *testing.T) {
	c := waveform.Chunk{Patient: "p", Device: "d", Boot: 2, Seq: 3, Time: -1, Code: "w", Rate: 1, Unit: "g", Gain: 1, Samples: []int16{1, 0, -64, 1000}}
	got, err := waveform.AppendBinary(nil, &c)
	want := "VFW\x01\x03" + "\x02\x00\x00\x00" + "\x03\x00\x00\x00\x00\x00\x00\x00" + "\xff\xff\xff\xff\xff\xff\xff\xff" +
		"\x00\x00\x00\x00\x00\x00\xf0\x3f" + "\x00\x00\x00\x00\x00\x00\xf0\x3f" + "\x00\x00\x00\x00\x00\x00\x00\x00" + "\x04\x00\x00\x00" +
		"\x01p\x01d\x01w\x01g" + "\x02\x01\x7f" + "\xd0\x10" // +1, -1, -64, +1064
	if err != nil || string(got) != want {
		t.Errorf("\n got %x (%v)\nwant %x", got, err, want)
	}
	c.Samples = []int16{30000, -30000}
	if got, err = waveform.AppendBinary(nil, &c); err != nil || got[4] != 1 || string(got[len(got)-4:]) != "\x30\x75\xd0\x8a" {
		t.Errorf("plain samples: %x (%v)", got, err)
	}
}

func TestBinaryReadsBackAsWritten(t *testing.T) {
	var back waveform.Chunk
	rapid.Check(t, func(t *rapid.T) {
		c := chunk()
		c.Boot, c.Seq, c.Time = rapid.Uint32().Draw(t, "boot"), rapid.Uint64().Draw(t, "seq"), rapid.Int64().Draw(t, "time")
		c.Unit, c.Patient = rapid.StringN(0, 20, 255).Draw(t, "unit"), rapid.SampledFrom([]string{"p", strings.Repeat("p", 127), strings.Repeat("p", 255)}).Draw(t, "patient")
		c.Samples = rapid.SliceOfN(rapid.OneOf(rapid.Int16(), rapid.Int16Range(-30, 30)), 1, 300).Draw(t, "samples")
		b, err := waveform.AppendBinary(nil, &c)
		if err != nil {
			t.Fatal(err)
		}
		if err := waveform.DecodeBinary(b, &back); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c, back); d != "" {
			t.Fatal(d)
		}
		if err := waveform.DecodeBinary(b[:rapid.IntRange(0, len(b)-1).Draw(t, "cut")], &back); err == nil {
			t.Fatal("a cut payload was taken")
		}
	})
}

func TestRefused(t *testing.T) {
	for name, change := range map[string]func(*waveform.Chunk){
		"no patient":    func(c *waveform.Chunk) { c.Patient = "" },
		"no samples":    func(c *waveform.Chunk) { c.Samples = nil },
		"no rate":       func(c *waveform.Chunk) { c.Rate = 0 },
		"a NaN of gain": func(c *waveform.Chunk) { c.Gain = math.NaN() },
		"a long device": func(c *waveform.Chunk) { c.Device = strings.Repeat("d", 256) },
	} {
		c := chunk()
		change(&c)
		if _, err := waveform.AppendBinary(nil, &c); err == nil {
			t.Errorf("binary took %s", name)
		}
		if _, err := waveform.AppendFHIR(nil, &c); err == nil {
			t.Errorf("FHIR took %s", name)
		}
	}
	c := chunk()
	good, err := waveform.AppendBinary(nil, &c)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"another version":  func(b []byte) []byte { b[3] = 2; return b },
		"not simulated":    func(b []byte) []byte { b[4] &^= 1; return b },
		"an unknown flag":  func(b []byte) []byte { b[4] |= 4; return b },
		"more samples":     func(b []byte) []byte { b[52] = 255; return b },
		"trailing bytes":   func(b []byte) []byte { return append(b, 0) },
		"a rate of 0":      func(b []byte) []byte { copy(b[25:33], make([]byte, 8)); return b },
		"an empty payload": func([]byte) []byte { return nil },
	} {
		if err := waveform.DecodeBinary(change(append([]byte(nil), good...)), &c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	c, buf := chunk(), make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(100, func() {
		buf, _ = waveform.AppendBinary(buf[:0], &c)
		buf, _ = waveform.AppendFHIR(buf[:0], &c)
	}); n != 0 {
		t.Errorf("%v allocations a chunk", n)
	}
}

func FuzzDecodeBinary(f *testing.F) {
	c := chunk()
	good, err := waveform.AppendBinary(nil, &c)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		var c, again waveform.Chunk
		if waveform.DecodeBinary(b, &c) != nil {
			return
		}
		b, err := waveform.AppendBinary(nil, &c)
		if err != nil {
			t.Fatal(err)
		}
		if err := waveform.DecodeBinary(b, &again); err != nil || !cmp.Equal(c, again, cmpopts.EquateEmpty()) {
			t.Errorf("%+v became %+v (%v)", c, again, err)
		}
	})
}

func Example() {
	c := waveform.Chunk{Patient: "ward-0001", Device: "ward-0001-monitor", Seq: 4, Code: "ecg_ii", Rate: 250, Unit: "mV", Gain: 0.005, Samples: []int16{0, 8, 190, 12}}
	b, err := waveform.AppendBinary(nil, &c)
	if err != nil {
		fmt.Println(err)
		return
	}
	var back waveform.Chunk
	if err := waveform.DecodeBinary(b, &back); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %.2f %s\n", back.Code, back.Physical(back.Samples[2]), back.Unit)
	// Output: ecg_ii 0.95 mV
}
