package detect_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect/score"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// record plays events to the generator and returns one wave of them.
func record(t *testing.T, kind wave.Kind, rate float64, seconds int, events []rhythm.Event) []float64 {
	t.Helper()
	s, err := wave.New(0, 0, []wave.Want{{Kind: kind, Rate: rate}})
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
	for k := range seconds {
		tick := wave.Tick{From: float64(k), To: float64(k + 1)}
		n := 0
		for n < len(events) && events[n].Time <= tick.To {
			n++
		}
		tick.Heart, events = events[:n], events[n:]
		s.Advance(&tick)
		_, samples := s.Samples(0)
		for _, x := range samples {
			out = append(out, float64(x))
		}
	}
	return out
}

// TestStandardWaves has the monitor's number tested with the waves of IEC
// 60601-2-27, which the generator draws and this package knows nothing of.
func TestStandardWaves(t *testing.T) {
	for _, c := range []struct {
		kind            wave.Kind
		want, tolerance float64
	}{
		{wave.IEC3a, 80, 1},
		{wave.IEC3b, 60, 1},
		{wave.IEC3c, 120, 1},
		{wave.IEC3d, 90, 2},
		{wave.IEC4a, 206, 2.06},
		{wave.IEC4b, 195, 1.95},
		{wave.TallT, 80, 1},
		{wave.TestPulse, 60, 1},
		{wave.PacePulses, 0, 0},
	} {
		for _, rate := range []float64{250, 500, 1000} {
			samples := record(t, c.kind, rate, 40, nil)
			for second, got := range shown(t, rate, samples) {
				if second >= 20 && math.Abs(got-c.want) > c.tolerance {
					t.Errorf("%v at %g per second: %.1f after %d s, want %g", c.kind, rate, got, second, c.want)
					break
				}
			}
		}
	}
}

// TestVariabilityIsThatOfTheBeats compares what is found in a wave with what the
// beats were made with, for slow and for fast variation.
func TestVariabilityIsThatOfTheBeats(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for _, c := range []struct{ slow, fast float64 }{{0.02, 0.01}, {0.05, 0.03}, {0.08, 0.05}} {
		var events []rhythm.Event
		var truth []int64
		var intervals []float64
		for at := 0.5; at < 298; {
			e := rhythm.Event{Time: at, Kind: rhythm.Ventricular, Code: 'N', Width: 0.09, QT: 0.38, RR: 0.85}
			events, truth = append(events, e), append(truth, int64(math.Round(e.Peak()*250)))
			rr := 0.85 + c.slow*math.Sin(2*math.Pi*0.1*at)*math.Sqrt2 + c.fast*r.NormFloat64()
			intervals, at = append(intervals, rr), at+rr
		}
		found := positions(qrs(t, 250, record(t, wave.ECGII, 250, 300, events)), at)
		if m := score.Compare(truth, found, 38); m.Missed > 1 || m.False > 0 {
			t.Errorf("%+v: %v", c, m)
		}
		want, got := score.Vary(intervals), score.Vary(score.Intervals(found, 250))
		if math.Abs(got.SDNN-want.SDNN) > 0.05*want.SDNN || math.Abs(got.RMSSD-want.RMSSD) > 0.1*want.RMSSD {
			t.Errorf("SDNN %.4f, want %.4f; RMSSD %.4f, want %.4f", got.SDNN, want.SDNN, got.RMSSD, want.RMSSD)
		}
		drawn, seen := score.Spectrum(intervals), score.Spectrum(score.Intervals(found, 250))
		if ratio := (seen.LF / seen.HF) / (drawn.LF / drawn.HF); ratio < 0.75 || ratio > 1.25 {
			t.Errorf("%+v: LF/HF %.2f of what it was", c, ratio)
		}
	}
}

// TestGeneratedFibrillation lets the shock advice judge waves that it was not
// made with.
func TestGeneratedFibrillation(t *testing.T) {
	for _, height := range []float64{0, 0.22, 0.09} {
		samples := record(t, wave.ECGII, 250, 40, []rhythm.Event{{Time: 0.1, Kind: rhythm.Fibrillates, Focus: 1, Phase: height}})
		if got := share(t, 250, samples, detect.Fibrillation); got < 90 {
			t.Errorf("height %g: fibrillation in %.0f %% of windows", height, got)
		}
	}
}
