package detect_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect/score"
)

func at(b detect.Beat) int64 { return b.Sample }

func newQRS(t testing.TB, rate float64) detect.QRS {
	t.Helper()
	q, err := detect.NewQRS(rate)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func qrs(t testing.TB, rate float64, samples []float64) []detect.Beat {
	t.Helper()
	q := newQRS(t, rate)
	return q.Advance(samples, nil)
}

func alternate(a, b []bump, first, second float64) (list []beat) {
	for at := 0.5; at < 59; at += first + second {
		list = append(list, beat{at, a}, beat{at + first, b})
	}
	return list
}

// The shapes of standards' test signals and of tachycardias.
var (
	tachycardia = []bump{{0, 1.3, 0.032}, {0.1, -0.7, 0.035}}
	tallT       = []bump{{0, 1, 0.022}, {0.24, 1.2, 0.045}}                                             // QRS 1 mV of 100 ms, T 1.2 mV of 180 ms
	narrowTallT = []bump{{0, 1, 0.017}, {0.21, 1.2, 0.03}}                                              // the same, steeper
	earlyTallT  = []bump{{-0.02, 0.5, 0.012}, {0, 0.75, 0.012}, {0.02, 0.5, 0.012}, {0.21, 1.2, 0.042}} // the same with QT 350 ms
	narrow      = normal[1:4]
)

var rhythms = map[string]struct {
	beats []beat
	noise float64 // mV rms
}{
	"15 per minute":          {every(4, 0.5, 59, normal), 0.01},
	"30 per minute":          {every(2, 0.5, 59, normal), 0.01},
	"70 per minute":          {every(60.0/70, 0.5, 59, normal), 0.01},
	"150 per minute":         {every(0.4, 0.5, 59, normal[1:]), 0.01},
	"220 per minute":         {every(60.0/220, 0.5, 59, narrow), 0.01},
	"300 per minute":         {every(0.2, 0.5, 59, narrow), 0.01},
	"noise of 0.05 mV":       {every(60.0/70, 0.5, 59, normal), 0.05},
	"0.2 mV":                 {every(0.8, 0.5, 59, scaled(normal, 0.17)), 0.005},
	"5 mV":                   {every(0.8, 0.5, 59, scaled(normal, 4)), 0.01},
	"pointing down":          {every(0.8, 0.5, 59, scaled(normal, -1)), 0.01},
	"paced":                  {every(0.8, 0.5, 59, paced), 0.01},
	"tachycardia of 120":     {every(60.0/120, 0.5, 59, premature), 0.01},
	"tachycardia of 150":     {every(60.0/150, 0.5, 59, tachycardia), 0.01},
	"tachycardia of 195":     {every(60.0/195, 0.5, 59, tachycardia), 0.01},
	"tachycardia of 206":     {every(60.0/206, 0.5, 59, tachycardia), 0.01},
	"206, half as high":      {every(60.0/206, 0.5, 59, scaled(tachycardia, 0.5)), 0.01},
	"tachycardia of 250":     {every(60.0/250, 0.5, 59, tachycardia), 0.01},
	"bigeminy of 80":         {alternate(normal, premature, 0.5, 1.0), 0.01},
	"bigeminy, early":        {alternate(normal, premature, 0.36, 1.14), 0.01},
	"bidirectional of 90":    {alternate(premature, scaled(premature, -0.9), 60.0/90, 60.0/90), 0.01},
	"T waves of 1.2 mV":      {every(0.8, 0.5, 59, tallT), 0.01},
	"steep T waves of 1.2":   {every(0.75, 0.5, 59, narrowTallT), 0.01},
	"early T waves of 1.2":   {every(0.75, 0.5, 59, earlyTallT), 0.01},
	"a flat line":            {nil, 0.01},
	"a noisy flat line":      {nil, 0.02},
	"a sudden tachycardia":   {append(every(1, 0.5, 30, normal), every(0.3, 30.5, 59, tachycardia)...), 0.01},
	"its end":                {append(every(0.3, 0.5, 30, tachycardia), every(1, 31.2, 59, normal)...), 0.01},
	"a pause of 2.5 s":       {append(every(0.8, 0.5, 30, normal), every(0.8, 32, 59, normal)...), 0.01},
	"from 1 to 2 mV at once": {append(every(0.8, 0.5, 30, normal), every(0.8, 30.4, 59, scaled(normal, 2))...), 0.01},
	"from 1 to 0.6 mV":       {append(every(0.8, 0.5, 30, normal), every(0.8, 30.4, 59, scaled(normal, 0.6))...), 0.01},
}

func TestQRSFindsEveryBeat(t *testing.T) {
	for name, c := range rhythms {
		rates := []float64{125, 250, 360}
		switch name {
		case "70 per minute", "0.2 mV", "paced", "tachycardia of 195", "early T waves of 1.2":
			rates = append(rates, 500, 1000)
		}
		for _, rate := range rates {
			t.Run(fmt.Sprintf("%s at %g", name, rate), func(t *testing.T) {
				samples, truth := ecg(c.beats, rate, 60, c.noise)
				found := positions(qrs(t, rate, samples), at)
				m := score.Compare(truth, found, int64(0.15*rate))
				if m.Missed > 1 || m.False > 0 {
					t.Errorf("%v", m)
				}
				// Bumps that overlap move the top of a wide complex by some milliseconds.
				if close := score.Compare(truth, found, int64(math.Ceil(0.011*rate))); close.Found != m.Found {
					t.Errorf("%d of %d R peaks are off by more than 11 ms", m.Found-close.Found, m.Found)
				}
			})
		}
	}
}

func TestQRSMarksTheHighestSample(t *testing.T) {
	for _, rate := range []float64{125, 200, 250, 257, 360, 500, 720, 1000} {
		samples, _ := ecg(every(0.8037, 0.5, 29, normal), rate, 30, 0)
		found := qrs(t, rate, samples)
		if len(found) < 35 {
			t.Fatalf("%g per second: %d beats", rate, len(found))
		}
		for _, b := range found {
			if samples[b.Sample] < max(samples[b.Sample-1], samples[b.Sample+1])-0.002 || samples[b.Sample] < 0.5 {
				t.Errorf("%g per second: sample %d is no top", rate, b.Sample)
			}
			if math.Abs(b.Amplitude-1.18) > 0.12 || b.Width < 0.045 || b.Width > 0.12 {
				t.Errorf("%g per second: amplitude %g mV, width %g s", rate, b.Amplitude, b.Width)
			}
		}
	}
	samples, _ := ecg(every(0.8, 0.5, 29, premature), 250, 30, 0)
	for _, b := range qrs(t, 250, samples) {
		if b.Width < 0.12 || b.Width > 0.25 {
			t.Errorf("a wide complex of %g s", b.Width)
		}
	}
}

func TestQRSPassesOverPaceSpikes(t *testing.T) {
	for _, rate := range []float64{125, 250, 1000} {
		for _, height := range []float64{2, -2, 50, -700} {
			for _, ms := range []float64{0.1, 2} {
				samples, truth := ecg(every(0.8, 0.5, 19, paced), rate, 20, 0.01)
				for _, b := range every(0.8, 0.5, 19, nil) {
					n := max(1, int(ms*rate/1000))
					from := int((b.at - 0.07) * rate) // the spike that captures
					idle := int((b.at + 0.4) * rate)  // and one that does not
					for k := range n {
						samples[from+k] += height
						samples[idle+k] += height
					}
				}
				found := positions(qrs(t, rate, samples), at)
				m := score.Compare(truth, found, int64(0.011*rate)+1)
				if m.Missed > 1 || m.False > 0 {
					t.Errorf("spikes of %g mV and %g ms at %g per second: %v", height, ms, rate, m)
				}
				spikes, _ := ecg(nil, rate, 20, 0.01)
				for at := 100; at+4 < len(spikes); at += int(rate) {
					spikes[at] += height
				}
				if found := qrs(t, rate, spikes); len(found) > 0 {
					t.Errorf("spikes of %g mV alone at %g per second: %d beats", height, rate, len(found))
				}
			}
		}
	}
}

func TestQRSLeavesOutWhatIsTooSmall(t *testing.T) {
	for _, rate := range []float64{125, 250, 1000} {
		samples, _ := ecg(every(0.8, 0.5, 59, scaled(normal, 0.12)), rate, 60, 0)
		if found := qrs(t, rate, samples); len(found) > 0 {
			t.Errorf("%d complexes of 0.14 mV were counted at %g per second", len(found), rate)
		}
		waves, _ := ecg(append(every(0.8, 0.5, 20, normal), every(0.8, 20.4, 59, normal[:1])...), rate, 60, 0.005)
		if found := qrs(t, rate, waves); found[len(found)-1].Sample > int64(20*rate) {
			t.Errorf("P waves alone were counted at %g per second", rate)
		}
	}
}

// TestQRSFollowsALeadChange lowers the amplitude to a fifth at once.
func TestQRSFollowsALeadChange(t *testing.T) {
	samples, truth := ecg(append(every(0.8, 0.5, 30, normal), every(0.8, 30.4, 59, scaled(normal, 0.2))...), 250, 60, 0.005)
	found := positions(qrs(t, 250, samples), at)
	if m := score.Compare(truth, found, 38); m.Missed > 8 || m.False > 0 {
		t.Errorf("%v", m)
	}
}

func TestQRSReportsAsystole(t *testing.T) {
	samples, _ := ecg(every(0.8, 0.5, 30, normal), 250, 60, 0.01)
	q := newQRS(t, 250)
	for k := range 60 {
		q.Advance(samples[k*250:(k+1)*250], nil)
		// The last beat is at 29.3 s.
		if second := k + 1; q.Asystole() != (second >= 34) {
			t.Errorf("at %d s: silence of %.1f s", second, q.Silence())
		}
	}
}

func TestQRSBridgesWhatWasNotMeasured(t *testing.T) {
	samples, truth := ecg(every(0.8, 0.5, 59, normal), 250, 60, 0.01)
	for i := 5000; i < 5500; i++ {
		samples[i] = math.NaN()
	}
	samples[6000], samples[6001] = math.Inf(1), math.Inf(-1)
	found := positions(qrs(t, 250, samples), at)
	if m := score.Compare(truth, found, 38); m.Missed > 4 || m.False > 1 {
		t.Errorf("%v", m)
	}
}

func TestNewQRSRefuses(t *testing.T) {
	for _, rate := range []float64{0, 124, 1001, math.NaN(), math.Inf(1)} {
		if _, err := detect.NewQRS(rate); err == nil {
			t.Errorf("%g samples per second were taken", rate)
		}
	}
}

func BenchmarkQRS(b *testing.B) {
	samples, _ := ecg(every(0.8, 0.5, 59, normal), 250, 60, 0.01)
	q := newQRS(b, 250)
	var found []detect.Beat
	b.ReportAllocs()
	for b.Loop() {
		found = q.Advance(samples, found[:0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(samples)), "ns/sample")
}

func Example() {
	beats := every(0.8, 0.5, 9, normal)
	samples, _ := ecg(beats, 250, 10, 0.01)
	q, err := detect.NewQRS(250)
	if err != nil {
		fmt.Println(err)
		return
	}
	var rate detect.Rate
	for _, b := range q.Advance(samples, nil) {
		rate.Beat(float64(b.Sample) / 250)
	}
	perMinute, _ := rate.At(10)
	fmt.Printf("%.0f per minute\n", perMinute)
	// Output: 75 per minute
}
