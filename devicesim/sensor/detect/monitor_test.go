package detect_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect/score"
)

// shown plays an ECG to a detector and a rate, as a monitor does, and returns what
// it shows each second.
func shown(t *testing.T, rate float64, samples []float64) (perMinute []float64) {
	t.Helper()
	q := newQRS(t, rate)
	var r detect.Rate
	var found []detect.Beat
	second := int(rate)
	for from := 0; from+second <= len(samples); from += second {
		found = q.Advance(samples[from:from+second], found[:0])
		for _, b := range found {
			r.Beat(float64(b.Sample) / rate)
		}
		got, _ := r.At(float64(from+second) / rate)
		perMinute = append(perMinute, got)
	}
	return perMinute
}

// TestMonitorFollowsSteps measures from the wave to the number.
func TestMonitorFollowsSteps(t *testing.T) {
	for _, to := range []float64{120, 40} {
		beats := append(every(0.75, 0.5, 40, normal), every(60/to, 40+60/to, 90, normal)...)
		samples, _ := ecg(beats, 250, 90, 0.01)
		for second, got := range shown(t, 250, samples) {
			if second >= 51 && math.Abs(got-to) > 2 {
				t.Errorf("%d s after the step from 80 to %g it shows %.1f", second+1-40, to, got)
			}
		}
	}
}

func TestMonitorShowsIrregularRhythms(t *testing.T) {
	for name, c := range map[string]struct {
		beats           []beat
		want, tolerance float64
	}{
		"bigeminy":          {alternate(normal, premature, 0.5, 1.0), 80, 1},
		"slow alternating":  {alternate(normal, premature, 0.65, 1.35), 60, 1},
		"rapid alternating": {alternate(normal, scaled(premature, 0.9), 0.4, 0.6), 120, 1},
		"bidirectional":     {alternate(premature, scaled(premature, -0.9), 60.0/90, 60.0/90), 90, 2},
		"tachycardia":       {every(60.0/206, 0.5, 59, tachycardia), 206, 2},
	} {
		samples, _ := ecg(c.beats, 250, 58, 0.01)
		for second, got := range shown(t, 250, samples) {
			if second >= 20 && math.Abs(got-c.want) > c.tolerance {
				t.Errorf("%s at %d s: %.1f, want %g", name, second, got, c.want)
				break
			}
		}
	}
}

// TestMonitorInTheWard adds mains, wander and muscle to a sinus rhythm.
func TestMonitorInTheWard(t *testing.T) {
	for _, rate := range []float64{125, 250, 1000} {
		samples, truth := ecg(every(60.0/72, 0.5, 59, normal), rate, 60, 0.03)
		for i := range samples {
			t := float64(i) / rate
			samples[i] += 0.1*math.Sin(2*math.Pi*50*t) + 0.5*math.Sin(2*math.Pi*0.3*t) + 0.2*math.Sin(2*math.Pi*0.05*t)
		}
		m := score.Compare(truth, positions(qrs(t, rate, samples), at), int64(0.15*rate))
		if m.Missed > 1 || m.False > 0 {
			t.Errorf("at %g per second: %v", rate, m)
		}
	}
}

// TestFibrillatingAtriaAreIrregular compares the variability of what was found in
// atrial fibrillation and in sinus rhythm with the usual limits between them.
func TestFibrillatingAtriaAreIrregular(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	var beats []beat
	for at := 0.5; at < 298; at += max(0.36, 0.68*(1+0.22*r.NormFloat64())) {
		beats = append(beats, beat{at, normal[1:]})
	}
	samples, truth := ecg(beats, 250, 300, 0.01)
	for i := range samples {
		samples[i] += 0.05 * math.Sin(2*math.Pi*6*float64(i)/250+3*math.Sin(float64(i)/900))
	}
	found := positions(qrs(t, 250, samples), at)
	if m := score.Compare(truth, found, 38); m.Sensitivity() < 99 || m.Predictivity() < 99 {
		t.Errorf("%v", m)
	}
	intervals := score.Intervals(found, 250)
	v, entropy := score.Vary(intervals), score.SampleEntropy(intervals[:300], 1, 0.03)
	if v.CV < 0.15 || v.NRMSSD < 0.1 || entropy < 1.5 {
		t.Errorf("fibrillation: CV %.3f, nRMSSD %.3f, entropy %.2f", v.CV, v.NRMSSD, entropy)
	}
	beats = beats[:0]
	for at := 0.5; at < 298; at += 0.85 + 0.03*math.Sin(2*math.Pi*0.25*at) + 0.005*r.NormFloat64() {
		beats = append(beats, beat{at, normal})
	}
	samples, _ = ecg(beats, 250, 300, 0.01)
	intervals = score.Intervals(positions(qrs(t, 250, samples), at), 250)
	v, entropy = score.Vary(intervals), score.SampleEntropy(intervals[:300], 1, 0.03)
	if v.CV > 0.1 || entropy > 1 {
		t.Errorf("sinus: CV %.3f, entropy %.2f", v.CV, entropy)
	}
}

// TestWavesBeginWhenTheyAreMeasured puts 2.5 s without signal before waves that
// lie far from 0; what is found must be the same, 2.5 s later.
func TestWavesBeginWhenTheyAreMeasured(t *testing.T) {
	samples, _ := ecg(every(0.8, 0.5, 29, normal), 250, 30, 0.01)
	for i := range samples {
		samples[i] += 300 // an electrode's offset
	}
	abp, belt := pressure(times(0.8, 29), []float64{40}, 250, 30, 0.3), chest(15, 1.5, 0.1, 250, 30)
	nothing := make([]float64, 625)
	for i := range nothing {
		nothing[i] = math.NaN()
	}
	run := func(before []float64) (out []int64) {
		q := newQRS(t, 250)
		p, _ := detect.NewPulses(250, 5)
		b, _ := detect.NewBreaths(250, 0.2)
		for _, f := range q.Advance(append(before, samples...), nil) {
			if at := f.Sample - int64(len(before)); at > 1000 { // past the learning phase
				out = append(out, at)
			}
		}
		for _, f := range p.Advance(append(before, abp...), nil) {
			out = append(out, f.Onset-int64(len(before)))
		}
		for _, f := range b.Advance(append(before, belt...), nil) {
			out = append(out, f.Start-int64(len(before)))
		}
		return out
	}
	if now, later := run(nil), run(nothing[:len(nothing):len(nothing)]); len(now) < 70 || !equal(now, later) {
		t.Errorf("%v\n%v", now, later)
	}
}

// TestDetectorsRecover gives the detectors values of every kind, then good waves.
func TestDetectorsRecover(t *testing.T) {
	kinds := []float64{0, 1, -1, 1e6, -1e6, 1e12, math.NaN(), math.Inf(1), math.Inf(-1), 5e-324}
	r := rand.New(rand.NewPCG(31, 32))
	bad := make([]float64, 2500)
	for i := range bad {
		bad[i] = kinds[r.IntN(len(kinds))] * r.Float64()
	}
	samples, truth := ecg(every(0.8, 0.5, 59, normal), 250, 60, 0.01)
	abp := pressure(times(0.8, 59), []float64{40}, 250, 60, 0.3)
	q := newQRS(t, 250)
	p, _ := detect.NewPulses(250, 5)
	s, _ := detect.NewShock(250)
	q.Advance(bad, nil)
	p.Advance(bad, nil)
	s.Advance(bad)
	beats, pulses := q.Advance(samples, nil), p.Advance(abp, nil)
	if m := score.Compare(truth[40:], positions(late(beats), func(b detect.Beat) int64 { return b.Sample - 2500 }), 38); m.Missed > 1 {
		t.Errorf("beats: %v", m)
	}
	n := 0
	for _, f := range pulses {
		if f.Onset > 2500+8125 {
			n++
		}
	}
	if n < 30 {
		t.Errorf("%d pulses in the last 27 s", n)
	}
	if got := s.Advance(nil); got != detect.Organised {
		t.Errorf("the rhythm is %v", got)
	}
}

// late leaves out what lies before the 41st beat of the good wave.
func late(beats []detect.Beat) (list []detect.Beat) {
	for _, b := range beats {
		if b.Sample > 2500+8050 {
			list = append(list, b)
		}
	}
	return list
}
