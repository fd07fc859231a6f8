package detect_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect/score"
)

func at(b detect.Beat) int64 { return b.Sample }

func qrs(t testing.TB, rate float64, samples []float64) []detect.Beat {
	t.Helper()
	q, err := detect.NewQRS(rate)
	if err != nil {
		t.Fatal(err)
	}
	return q.Advance(samples, nil)
}

func TestQRS(t *testing.T) {
	alternate := func(a, b []bump, first, second float64) (list []beat) {
		for at := 0.5; at < 59; at += first + second {
			list = append(list, beat{at, a}, beat{at + first, b})
		}
		return list
	}
	vt := []bump{{0, 1.3, 0.032}, {0.1, -0.7, 0.035}}
	iec := []bump{{-0.02, 0.5, 0.012}, {0, 0.75, 0.012}, {0.02, 0.5, 0.012}, {0.21, 1.2, 0.042}}
	tallT := []bump{{0, 1, 0.022}, {0.24, 1.2, 0.045}}
	for name, c := range map[string]struct {
		beats []beat
		noise float64
	}{
		"30 per minute":        {every(2, 0.5, 59, normal), 0.01},
		"70 per minute":        {every(60.0/70, 0.5, 59, normal), 0.01},
		"150 per minute":       {every(0.4, 0.5, 59, normal[1:]), 0.01},
		"220 per minute":       {every(60.0/220, 0.5, 59, scaled(normal[1:4], 1)), 0.01},
		"300 per minute":       {every(0.2001, 0.5, 59, scaled(normal[1:4], 1)), 0.01},
		"noise of 0.05 mV":     {every(60.0/70, 0.5, 59, normal), 0.05},
		"0.2 mV":               {every(0.8, 0.5, 59, scaled(normal, 0.17)), 0.005},
		"5 mV":                 {every(0.8, 0.5, 59, scaled(normal, 4)), 0.01},
		"pointing down":        {every(0.8, 0.5, 59, scaled(normal, -1)), 0.01},
		"paced":                {every(0.8, 0.5, 59, paced), 0.01},
		"tachycardia of 195":   {every(60.0/195, 0.5, 59, vt), 0.01},
		"tachycardia of 206":   {every(60.0/206, 0.5, 59, vt), 0.01},
		"tachycardia of 250":   {every(60.0/250, 0.5, 59, vt), 0.01},
		"tachycardia of 150":   {every(60.0/150, 0.5, 59, vt), 0.01},
		"tachycardia of 120":   {every(60.0/120, 0.5, 59, premature), 0.01},
		"bigeminy of 80":       {alternate(normal, premature, 0.5, 1.0), 0.01},
		"bigeminy, early":      {alternate(normal, premature, 0.36, 1.14), 0.01},
		"bidirectional of 90":  {alternate(premature, scaled(premature, -0.9), 60.0/90, 60.0/90), 0.01},
		"T waves of 1.2 mV":    {every(0.8, 0.5, 59, tallT), 0.01},
		"IEC T":                {every(0.75, 0.5, 59, iec), 0.01},
		"nothing":              {nil, 0.01},
		"complexes of 0.14 mV": {nil, 0},
	} {
		for _, rate := range []float64{125, 250, 360, 500, 1000} {
			t.Run(fmt.Sprint(name, " at ", rate), func(t *testing.T) {
				samples, truth := ecg(c.beats, rate, 60, c.noise)
				if name == "complexes of 0.14 mV" {
					samples, _ = ecg(every(0.8, 0.5, 59, scaled(normal, 0.11)), rate, 60, 0)
				}
				found := positions(qrs(t, rate, samples), at)
				m := score.Compare(truth, found, int64(0.15*rate))
				if m.Missed > 1 || m.False > 0 {
					t.Errorf("%v: %v", name, m)
				}
				off, n := 0.0, 0
				for i, k := 0, 0; i < len(truth) && k < len(found); {
					if d := float64(found[k] - truth[i]); math.Abs(d) < 0.15*rate {
						off = max(off, math.Abs(d))
						n++
						i++
						k++
					} else if found[k] < truth[i] {
						k++
					} else {
						i++
					}
				}
				if off > max(1, 0.010*rate) {
					t.Errorf("off by %g samples, %g ms", off, off/rate*1000)
				}
			})
		}
	}
}

func BenchmarkQRS(b *testing.B) {
	samples, _ := ecg(every(0.8, 0.5, 59, normal), 250, 60, 0.01)
	q, err := detect.NewQRS(250)
	if err != nil {
		b.Fatal(err)
	}
	var found []detect.Beat
	b.ReportAllocs()
	for b.Loop() {
		found = q.Advance(samples, found[:0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(samples)), "ns/sample")
}
