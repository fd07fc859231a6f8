package waveform_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/waveform"
)

func TestIdentifyFindsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := waveform.Chunk{
			Patient: "p", Device: rapid.StringMatching(`[a-z]{1,12}-[0-9]{1,5}(_[a-z]{1,8})?`).Draw(t, "device"), Boot: rapid.Uint32().Draw(t, "boot"),
			Seq: uint64(rapid.Uint32().Draw(t, "seq")), Time: 1768464000e9 + int64(rapid.IntRange(0, 1e9).Draw(t, "ms"))*1e6,
			Code: rapid.SampledFrom([]string{"ecg_ii", "ppg", "accel_x"}).Draw(t, "code"), Rate: 250, Unit: "mV", Gain: 0.005, Samples: []int16{1, -2, 3},
		}
		for name, write := range map[string]func([]byte, *waveform.Chunk) ([]byte, error){"fhir": waveform.AppendFHIR, "binary": waveform.AppendBinary} {
			b, err := write(nil, &c)
			if err != nil {
				t.Fatal(err)
			}
			device, boot, seq, at, ok := waveform.Identify(b)
			if !ok || device != c.Device || boot != c.Boot || seq != c.Seq || at != c.Time {
				t.Fatalf("%s: %q %d %d %d %v of %+v", name, device, boot, seq, at, ok, c)
			}
		}
	})
}

func FuzzIdentify(f *testing.F) {
	c := waveform.Chunk{Patient: "p", Device: "d-1", Code: "ppg", Rate: 125, Unit: "%", Gain: 1, Samples: []int16{5}}
	for _, write := range []func([]byte, *waveform.Chunk) ([]byte, error){waveform.AppendFHIR, waveform.AppendBinary} {
		b, err := write(nil, &c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if device, _, _, _, ok := waveform.Identify(b); ok && device == "" && len(b) < 54 {
			t.Error("something is identified that is too short for it")
		}
	})
}
