package detect_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect/score"
)

// pressure draws arterial pulses that begin at the given times: a raised cosine
// up, a decay down and a dicrotic wave on it, as long as the pulse allows.
func pressure(onsets []float64, heights []float64, rate, seconds, noise float64) []float64 {
	out := make([]float64, int(rate*seconds))
	r := rand.New(rand.NewPCG(5, 6))
	k := -1
	end := 0.0 // of the pulse before, which the next one goes on from
	for i := range out {
		t := float64(i) / rate
		for k+1 < len(onsets) && onsets[k+1] <= t {
			if k >= 0 {
				end = contour(onsets[k+1]-onsets[k], onsets[k+1]-onsets[k], heights[k%len(heights)], end)
			}
			k++
		}
		out[i] = 80 + noise*r.NormFloat64()
		if k >= 0 {
			length := 1.0
			if k+1 < len(onsets) {
				length = onsets[k+1] - onsets[k]
			}
			out[i] += contour(t-onsets[k], length, heights[k%len(heights)], end)
		}
	}
	return out
}

func contour(d, length, height, from float64) float64 {
	up := min(0.12, 0.3*length)
	if d < up {
		return from + (height-from)*(1-math.Cos(math.Pi*d/up))/2
	}
	dicrotic := (d - 0.45*length) / (0.05 * length)
	return height * (math.Exp(-(d-up)/(0.4*length)) + 0.12*math.Exp(-dicrotic*dicrotic/2))
}

func pulses(t testing.TB, rate, least float64, samples []float64) []detect.Pulse {
	t.Helper()
	p, err := detect.NewPulses(rate, least)
	if err != nil {
		t.Fatal(err)
	}
	return p.Advance(samples, nil)
}

func times(interval, to float64) (list []float64) {
	for at := 0.5; at < to; at += interval {
		list = append(list, at)
	}
	return list
}

func TestPulsesFindEveryPulse(t *testing.T) {
	for name, c := range map[string]struct {
		perMinute float64
		heights   []float64
		noise     float64
	}{
		"30":          {30, []float64{40}, 0.3},
		"75":          {75, []float64{40}, 0.3},
		"180":         {180, []float64{30}, 0.3},
		"240":         {240, []float64{30}, 0.3},
		"wide":        {60, []float64{100}, 0.5},
		"weak":        {100, []float64{8}, 0.2},
		"alternating": {90, []float64{40, 26}, 0.3},
	} {
		for _, rate := range []float64{60, 125, 500} {
			t.Run(fmt.Sprintf("%s at %g", name, rate), func(t *testing.T) {
				onsets := times(60/c.perMinute, 59)
				samples := pressure(onsets, c.heights, rate, 60, c.noise)
				found := pulses(t, rate, 5, samples)
				var truth []int64
				for _, at := range onsets[:len(onsets)-1] { // the last one has no next
					truth = append(truth, int64(at*rate))
				}
				m := score.Compare(truth, positions(found, func(p detect.Pulse) int64 { return p.Onset }), int64(0.05*rate)+1)
				if m.Missed > 1 || m.False > 0 {
					t.Errorf("%v", m)
				}
			})
		}
	}
}

// TestPulsesMeasureThePressure compares with the wave itself, pulse by pulse.
func TestPulsesMeasureThePressure(t *testing.T) {
	samples := pressure(times(0.8, 59), []float64{40, 36, 43}, 125, 60, 0.2)
	for _, p := range pulses(t, 125, 5, samples)[1:] {
		end := p.Onset + int64(math.Round(p.Interval*125))
		high, sum := 0.0, 0.0
		for _, x := range samples[p.Onset:end] {
			high, sum = max(high, x), sum+x
		}
		if p.Systolic != high || samples[p.Peak] != high || p.Diastolic != samples[p.Onset] || math.Abs(p.Mean-sum/float64(end-p.Onset)) > 1e-9 {
			t.Fatalf("%+v; highest %g, mean %g", p, high, sum/float64(end-p.Onset))
		}
	}
}

func TestPulsesCeaseWithThePressure(t *testing.T) {
	samples := pressure(times(0.8, 30), []float64{40}, 125, 60, 0.3)
	p, err := detect.NewPulses(125, 5)
	if err != nil {
		t.Fatal(err)
	}
	found := p.Advance(samples, nil)
	if last := found[len(found)-1].Onset; last > 30*125 || p.Silence() < 29 {
		t.Errorf("a pulse at %d, silence %g s", last, p.Silence())
	}
	small := pressure(times(0.8, 60), []float64{3}, 125, 60, 0.2)
	if found := pulses(t, 125, 5, small); len(found) > 0 {
		t.Errorf("%d pulses of 3 mm[Hg] with 5 as the least", len(found))
	}
}

// TestPulsesFollowAFall lowers the pulse pressure to a third at once.
func TestPulsesFollowAFall(t *testing.T) {
	onsets := times(0.8, 59)
	heights := make([]float64, len(onsets))
	for i := range heights {
		heights[i] = 45
		if onsets[i] > 30 {
			heights[i] = 15
		}
	}
	found := pulses(t, 125, 5, pressure(onsets, heights, 125, 60, 0.2))
	if n := len(found); n < len(onsets)-12 || found[n-1].Systolic > 97 {
		t.Errorf("%d of %d pulses", n, len(onsets))
	}
}

// lights draws two plethysmograms of a saturation and a perfusion.
func lights(saturation, perfusion, noise, seconds float64) (red, infrared []float64) {
	ratio := (110 - saturation) / 25
	r := rand.New(rand.NewPCG(7, 8))
	for i, x := range pressure(times(0.8, seconds), []float64{1}, 125, seconds, 0) {
		a := (x - 80) * perfusion / 100
		drift := 1 + 0.002*math.Sin(float64(i)/125*1.5)
		red = append(red, 0.6*drift*math.Exp(-ratio*a)+0.6*noise*r.NormFloat64())
		infrared = append(infrared, 1.1*drift*math.Exp(-a)+1.1*noise*r.NormFloat64())
	}
	return red, infrared
}

func TestOximeter(t *testing.T) {
	for _, saturation := range []float64{100, 97, 90, 80, 70} {
		for _, perfusion := range []float64{0.3, 1, 5, 20} {
			o, err := detect.NewOximeter(125, detect.Curve{})
			if err != nil {
				t.Fatal(err)
			}
			red, infrared := lights(saturation, perfusion, 2e-5, 60)
			found, err := o.Advance(red, infrared, nil)
			if err != nil || len(found) < 60 {
				t.Fatalf("%g %%, perfusion %g: %d pulses (%v)", saturation, perfusion, len(found), err)
			}
			mean, index := 0.0, 0.0
			for _, p := range found[5:] {
				mean += p.Saturation / float64(len(found)-5)
				index += p.Perfusion / float64(len(found)-5)
			}
			// The drift of both lights together draws R towards 1 at low perfusion.
			if math.Abs(mean-saturation) > 1+0.6/perfusion || math.Abs(index-perfusion) > 0.15*perfusion+0.05 {
				t.Errorf("%g %%, perfusion %g: found %.1f %%, %.2f", saturation, perfusion, mean, index)
			}
		}
	}
	o, err := detect.NewOximeter(125, detect.Curve{At0: 100, Slope: 10})
	if err != nil {
		t.Fatal(err)
	}
	red, infrared := lights(85, 2, 0, 20) // R = 1
	found, err := o.Advance(red, infrared, nil)
	if err != nil || math.Abs(found[5].Saturation-90) > 1 {
		t.Errorf("another curve: %+v (%v)", found[5], err)
	}
	if _, err := o.Advance(red[:1], nil, nil); err == nil {
		t.Error("one light was taken")
	}
	if flat, err := o.Advance(make([]float64, 100), make([]float64, 100), nil); err != nil || len(flat) > 1 {
		t.Errorf("darkness has %d pulses (%v)", len(flat), err)
	}
}
