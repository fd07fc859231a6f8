package detect_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
)

func TestRateShowsSteadyRhythms(t *testing.T) {
	for perMinute := 15.0; perMinute <= 300; perMinute += 5 {
		var r detect.Rate
		at := 0.0
		for range 20 {
			at += 60 / perMinute
			r.Beat(at)
		}
		if got, ok := r.At(at + 0.3); !ok || math.Abs(got-perMinute) > 0.01*perMinute {
			t.Errorf("%g per minute is shown as %g", perMinute, got)
		}
	}
}

// TestRateSteps measures as the makers' figures do: the time until the rate stays
// within 2 of the new one.
func TestRateSteps(t *testing.T) {
	for _, step := range [][2]float64{{80, 120}, {80, 40}, {120, 80}, {40, 80}, {60, 300}} {
		var r detect.Rate
		now, settled := 0.0, 0.0
		for range 40 {
			now += 60 / step[0]
			r.Beat(now)
		}
		began := now
		for now < began+40 {
			next := now + 60/step[1]
			for ; now < next; now += 0.1 {
				if got, _ := r.At(now); math.Abs(got-step[1]) > 2 {
					settled = now - began
				}
			}
			now = next
			r.Beat(now)
		}
		if settled > 11 {
			t.Errorf("from %g to %g takes %.1f s", step[0], step[1], settled)
		}
	}
}

func TestRateOfIrregularRhythms(t *testing.T) {
	for name, c := range map[string]struct {
		intervals []float64
		want      float64
		tolerance float64
	}{
		"bigeminy":          {[]float64{0.5, 1.0}, 80, 1},
		"slow alternating":  {[]float64{0.6, 1.4}, 60, 1},
		"rapid alternating": {[]float64{0.35, 0.65}, 120, 1},
		"bidirectional":     {[]float64{0.64, 0.693}, 90, 2},
	} {
		var r detect.Rate
		now := 0.0
		for k := 0; now < 60; k++ {
			now += c.intervals[k%len(c.intervals)]
			r.Beat(now)
			if got, _ := r.At(now); now > 20 && math.Abs(got-c.want) > c.tolerance {
				t.Errorf("%s at %.1f s: %g, want %g", name, now, got, c.want)
			}
		}
	}
}

func TestRateStopsWithTheBeats(t *testing.T) {
	var r detect.Rate
	if _, ok := r.At(5); ok {
		t.Error("a rate without a beat")
	}
	r.Beat(1)
	if _, ok := r.At(1.5); ok {
		t.Error("a rate of one beat")
	}
	r.Beat(1.8)
	r.Beat(1.8) // the same again is no interval
	for at, want := range map[float64]float64{2: 75, 5.7: 75, 5.9: 0} {
		if got, ok := r.At(at); !ok || math.Abs(got-want) > 1e-9 {
			t.Errorf("at %g s: %g, want %g", at, got, want)
		}
	}
	slow := detect.Rate{}
	slow.Beat(0)
	slow.Beat(4)
	if got, _ := slow.At(8.5); got != 15 {
		t.Errorf("15 per minute between two beats: %g", got)
	}
}
