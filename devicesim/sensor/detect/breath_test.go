package detect_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
)

// chest draws breaths of a depth with a drift, the heart's ripple and noise.
func chest(perMinute, depth, ripple, rate, seconds float64) []float64 {
	r := rand.New(rand.NewPCG(9, 1))
	out := make([]float64, int(rate*seconds))
	for i := range out {
		t := float64(i) / rate
		out[i] = 500 + math.Sin(t/40) - depth/2*math.Cos(2*math.Pi*perMinute/60*t) + ripple*math.Sin(2*math.Pi*1.2*t) + 0.01*depth*r.NormFloat64()
	}
	return out
}

func TestBreathsCountTheChest(t *testing.T) {
	for _, perMinute := range []float64{4, 8, 15, 30, 60} {
		for _, rate := range []float64{12.5, 50, 250} {
			b, err := detect.NewBreaths(rate, 0.2)
			if err != nil {
				t.Fatal(err)
			}
			if perMinute == 60 && rate < 20 {
				continue
			}
			found := b.Advance(chest(perMinute, 1.5, 0.1, rate, 120), nil)
			if want := perMinute * 2; math.Abs(float64(len(found))-want) > 2 {
				t.Errorf("%g per minute at %g per second: %d in 2 minutes", perMinute, rate, len(found))
			}
			for _, f := range found {
				if math.Abs(f.Interval-60/perMinute) > 0.2*60/perMinute || f.Depth < 0.9 || f.Depth > 2.2 || f.Peak <= f.Start {
					t.Errorf("%g per minute at %g per second: %+v", perMinute, rate, f)
				}
			}
		}
	}
}

func TestBreathsOfAFlow(t *testing.T) {
	flow := make([]float64, 50*120)
	for i := range flow {
		flow[i] = 0.4 * math.Sin(2*math.Pi*0.25*float64(i)/50) // l/s: 0.51 l
	}
	b, err := detect.NewFlowBreaths(50, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	found := b.Advance(flow, nil)
	if len(found) < 28 || len(found) > 30 {
		t.Fatalf("%d breaths", len(found))
	}
	for _, f := range found[5:] {
		if math.Abs(f.Depth-0.51) > 0.06 {
			t.Errorf("a tidal volume of %g l", f.Depth)
		}
	}
}

func TestBreathsCease(t *testing.T) {
	wave := append(chest(15, 1.5, 0, 50, 60), make([]float64, 50*30)...)
	for i := 50 * 60; i < len(wave); i++ {
		wave[i] = wave[50*60-1]
	}
	b, err := detect.NewBreaths(50, 0.2)
	if err != nil {
		t.Fatal(err)
	}
	before := b.Advance(wave[:50*60], nil)
	after := b.Advance(wave[50*60:], nil)
	if len(before) < 13 || len(after) > 1 || b.Silence() < 28 {
		t.Errorf("%d breaths, then %d; silence %g s", len(before), len(after), b.Silence())
	}
	// After the pause shallower breaths count again.
	again := b.Advance(chest(15, 0.4, 0, 50, 120), nil)
	if len(again) < 20 {
		t.Errorf("%d shallow breaths", len(again))
	}
}

// capnogram draws breaths with an upstroke, a sloping plateau and a downstroke.
func capnogram(endTidal, inspired, perMinute, rate, seconds float64) []float64 {
	out := make([]float64, int(rate*seconds))
	for i := range out {
		phase := math.Mod(float64(i)/rate*perMinute/60, 1)
		up, down := 1/(1+math.Exp(-(phase-0.42)/0.015)), 1/(1+math.Exp((phase-0.97)/0.006))
		plateau := 0.9 + 0.1*(phase-0.42)/0.52
		out[i] = inspired + (endTidal-inspired)*up*down*plateau
	}
	return out
}

func TestCapnogram(t *testing.T) {
	for _, c := range []struct{ endTidal, inspired, perMinute float64 }{{38, 0, 15}, {60, 5, 8}, {8, 0, 12}, {30, 0, 40}} {
		g, err := detect.NewCapnogram(50, 3)
		if err != nil {
			t.Fatal(err)
		}
		found := g.Advance(capnogram(c.endTidal, c.inspired, c.perMinute, 50, 120), nil)
		if math.Abs(float64(len(found))-2*c.perMinute) > 2 {
			t.Errorf("%+v: %d breaths in 2 minutes", c, len(found))
		}
		for _, f := range found[1:] {
			if math.Abs(f.EndTidal-c.endTidal) > 0.02*c.endTidal+0.3 || math.Abs(f.Inspired-c.inspired) > 0.5 || math.Abs(f.Interval-60/c.perMinute) > 0.1*60/c.perMinute {
				t.Errorf("%+v: %+v", c, f)
			}
		}
	}
	g, err := detect.NewCapnogram(50, 3)
	if err != nil {
		t.Fatal(err)
	}
	if found := g.Advance(make([]float64, 50*30), nil); len(found) > 0 || g.Silence() != 30 {
		t.Errorf("%d breaths without carbon dioxide, silence %g s", len(found), g.Silence())
	}
}

func TestSlowWavesAreRefused(t *testing.T) {
	for _, c := range [][2]float64{{4, 1}, {1001, 1}, {50, 0}, {50, math.NaN()}, {50, math.Inf(1)}} {
		_, breaths := detect.NewBreaths(c[0], c[1])
		_, flow := detect.NewFlowBreaths(c[0], c[1])
		_, gas := detect.NewCapnogram(c[0], c[1])
		if breaths == nil || flow == nil || gas == nil {
			t.Errorf("%g per second with a least of %g was taken", c[0], c[1])
		}
	}
	for _, c := range [][2]float64{{24, 5}, {501, 5}, {125, 0}, {125, math.NaN()}} {
		if _, err := detect.NewPulses(c[0], c[1]); err == nil {
			t.Errorf("pulses at %g per second with a least of %g were taken", c[0], c[1])
		}
	}
	if _, err := detect.NewOximeter(10, detect.Curve{}); err == nil {
		t.Error("an oximeter of 10 per second was taken")
	}
	if _, err := detect.NewShock(50); err == nil {
		t.Error("fibrillation at 50 per second was taken")
	}
}
