package detect_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
)

// fibrillation draws a wave whose frequency and amplitude wander.
func fibrillation(peakToPeak, rate, seconds float64, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 9))
	out := make([]float64, int(rate*seconds))
	phase, f, a := 0.0, 5.0, 1.0
	for i := range out {
		f += (5-f)*2/rate + 1.9/math.Sqrt(rate)*r.NormFloat64()
		a += (1-a)*1.5/rate + 0.95/math.Sqrt(rate)*r.NormFloat64()
		phase += 2 * math.Pi * f / rate
		out[i] = peakToPeak/2*a*math.Sin(phase) + 0.005*r.NormFloat64()
	}
	return out
}

// share returns how often the rhythm of whole windows is the given one, %.
func share(t *testing.T, rate float64, samples []float64, want detect.Rhythm) float64 {
	t.Helper()
	s, err := detect.NewShock(rate)
	if err != nil {
		t.Fatal(err)
	}
	right, all := 0.0, 0.0
	second := int(rate)
	for from := 0; from+second <= len(samples); from += second {
		got := s.Advance(samples[from : from+second])
		if got == detect.Unsure {
			continue
		}
		all++
		if got == want {
			right++
		}
	}
	if all < 20 {
		t.Fatalf("%g windows", all)
	}
	return 100 * right / all
}

func TestShockFindsFibrillation(t *testing.T) {
	for _, peakToPeak := range []float64{0.15, 0.7, 1.5} {
		for _, rate := range []float64{125, 250} {
			sum := 0.0
			for seed := range uint64(3) {
				sum += share(t, rate, fibrillation(peakToPeak, rate, 40, seed), detect.Fibrillation) / 3
			}
			if sum < 95 {
				t.Errorf("%g mV at %g per second: %.0f %% of windows", peakToPeak, rate, sum)
			}
		}
	}
}

func TestShockLeavesOtherRhythmsAlone(t *testing.T) {
	for name, c := range rhythms {
		if name == "noise of 0.05 mV" {
			continue
		}
		want := detect.Organised
		if len(c.beats) == 0 {
			want = detect.Flat
		}
		samples, _ := ecg(c.beats, 250, 58, min(c.noise, 0.01))
		if got := share(t, 250, samples, want); got < 95 {
			t.Errorf("%s: %s in %.0f %% of windows", name, want, got)
		}
	}
	var beats []beat
	r := rand.New(rand.NewPCG(3, 3))
	for at := 0.5; at < 59; at += 0.65 * (1 + 0.22*r.NormFloat64()) {
		beats = append(beats, beat{at, narrow})
	}
	samples, _ := ecg(beats, 250, 60, 0.01)
	if got := share(t, 250, samples, detect.Organised); got < 95 {
		t.Errorf("atrial fibrillation: organised in %.0f %% of windows", got)
	}
}

// TestPiecesDoNotMatter gives the same waves to the detectors in pieces of many
// lengths; what they find must be the same.
func TestPiecesDoNotMatter(t *testing.T) {
	samples, _ := ecg(alternate(normal, premature, 0.5, 0.9), 250, 60, 0.02)
	abp := pressure(times(0.8, 59), []float64{40, 30}, 250, 60, 0.3)
	belt := chest(15, 1.5, 0.1, 250, 60)
	gas := capnogram(38, 0, 15, 250, 60)
	type all struct {
		q       detect.QRS
		p       detect.Pulses
		b       detect.Breaths
		c       detect.Capnogram
		s       detect.Shock
		beats   []detect.Beat
		pulses  []detect.Pulse
		breaths []detect.Breath
		gas     []detect.Exhalation
	}
	run := func(piece int) all {
		var a all
		a.q = newQRS(t, 250)
		a.p, _ = detect.NewPulses(250, 5)
		a.b, _ = detect.NewBreaths(250, 0.2)
		a.c, _ = detect.NewCapnogram(250, 3)
		a.s, _ = detect.NewShock(250)
		for from := 0; from < len(samples); from += piece {
			to := min(from+piece, len(samples))
			a.beats = a.q.Advance(samples[from:to], a.beats)
			a.pulses = a.p.Advance(abp[from:to], a.pulses)
			a.breaths = a.b.Advance(belt[from:to], a.breaths)
			a.gas = a.c.Advance(gas[from:to], a.gas)
			a.s.Advance(samples[from:to])
		}
		return a
	}
	whole := run(len(samples))
	if len(whole.beats) < 80 || len(whole.pulses) < 70 || len(whole.breaths) < 13 || len(whole.gas) < 13 {
		t.Fatalf("%d beats, %d pulses, %d breaths, %d expirations", len(whole.beats), len(whole.pulses), len(whole.breaths), len(whole.gas))
	}
	for _, piece := range []int{1, 25, 1001} {
		got := run(piece)
		same := got.q == whole.q && got.p == whole.p && got.b == whole.b && got.c == whole.c && got.s == whole.s && equal(got.beats, whole.beats) &&
			equal(got.pulses, whole.pulses) && equal(got.breaths, whole.breaths) && equal(got.gas, whole.gas)
		if !same {
			t.Errorf("pieces of %d samples find something else", piece)
		}
	}
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestDetectorsDoNotAllocate(t *testing.T) {
	samples, _ := ecg(every(0.8, 0.5, 9, normal), 250, 10, 0.01)
	abp := pressure(times(0.8, 9), []float64{40}, 250, 10, 0.3)
	red, infrared := lights(95, 2, 0, 20)
	q := newQRS(t, 250)
	p, _ := detect.NewPulses(250, 5)
	o, _ := detect.NewOximeter(125, detect.Curve{})
	b, _ := detect.NewBreaths(250, 5)
	c, _ := detect.NewCapnogram(250, 5)
	s, _ := detect.NewShock(250)
	beats, found, readings := make([]detect.Beat, 0, 64), make([]detect.Pulse, 0, 64), make([]detect.PulseReading, 0, 64)
	breaths, gas := make([]detect.Breath, 0, 64), make([]detect.Exhalation, 0, 64)
	if n := testing.AllocsPerRun(5, func() {
		beats, found = q.Advance(samples, beats[:0]), p.Advance(abp, found[:0])
		readings, _ = o.Advance(red, infrared, readings[:0])
		breaths, gas = b.Advance(abp, breaths[:0]), c.Advance(abp, gas[:0])
		s.Advance(samples)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkPulses(b *testing.B) {
	samples := pressure(times(0.8, 59), []float64{40}, 125, 60, 0.3)
	p, err := detect.NewPulses(125, 5)
	if err != nil {
		b.Fatal(err)
	}
	var found []detect.Pulse
	b.ReportAllocs()
	for b.Loop() {
		found = p.Advance(samples, found[:0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(samples)), "ns/sample")
}

func BenchmarkShock(b *testing.B) {
	for name, samples := range map[string][]float64{"fibrillation": fibrillation(1, 250, 60, 1), "flat": make([]float64, 250*60)} {
		b.Run(name, func(b *testing.B) {
			s, err := detect.NewShock(250)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				s.Advance(samples)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(samples)), "ns/sample")
		})
	}
}
