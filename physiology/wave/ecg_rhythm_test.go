package wave_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// power is the power of a wave at a frequency, and that of the whole wave without its
// mean, of a stretch at a rate.
func power(x []float32, hertz, rate float64) (at, whole float64) {
	mean := 0.0
	for _, v := range x {
		mean += float64(v) / float64(len(x))
	}
	var re, im float64
	for n, v := range x {
		s, c := math.Sincos(2 * math.Pi * hertz * float64(n) / rate)
		d := float64(v) - mean
		re, im, whole = re+d*c, im+d*s, whole+d*d/float64(len(x))
	}
	n := float64(len(x))
	return 2 * (re*re + im*im) / (n * n), whole
}

// dominant is the frequency of most power between 0.5 and 15 Hz.
func dominant(x []float32, rate float64) float64 {
	var thin []float32
	every := int(rate / 60) // enough for 15 Hz
	for n := 0; n < len(x); n += every {
		thin = append(thin, x[n])
	}
	best, most := 0.0, 0.0
	for f := 0.5; f < 15; f += 0.1 {
		if p, _ := power(thin, f, rate/float64(every)); p > most {
			best, most = f, p
		}
	}
	return best
}

// swings is the height of a stretch.
func swings(x []float32) float64 { return highest(x) - lowest(x) }

// TestFibrillation holds the waves of fibrillating chambers to their frequencies and
// heights, in anybody and in every few seconds.
func TestFibrillation(t *testing.T) {
	for _, c := range []struct {
		name               string
		event              rhythm.Event
		lead               string
		low, high          float64 // Hz
		least, most, whole float64 // mV peak to peak in three seconds; of all
	}{
		{"AF in V1", rhythm.Event{}, "ecg_v1", 4, 9, 0.02, 0.16, 0.04},
		{"AF in II", rhythm.Event{}, "ecg_ii", 4, 9, 0.02, 0.15, 0.03},
		{"coarse VF", rhythm.Event{Focus: 1}, "ecg_ii", 3, 7, 0.2, 2, 0.5},
		{"coarse VF that tires", rhythm.Event{Focus: 1, Phase: 0.22}, "ecg_ii", 3, 7, 0.2, 1.2, 0.3},
		{"fine VF", rhythm.Event{Focus: 1, Phase: 0.09}, "ecg_ii", 3, 7, 0.08, 0.3, 0.12},
		{"finest VF", rhythm.Event{Focus: 1, Phase: 0.05}, "ecg_ii", 3, 7, 0.04, 0.2, 0.08},
	} {
		for seed := range uint64(3) {
			c.event.Kind, c.event.Time = rhythm.Fibrillates, 0.1
			p := tape{seed: seed, events: []rhythm.Event{c.event}}
			x := p.play(t, 25, 1, 250, c.lead)[0][250:]
			if f := dominant(x, 250); f < c.low || f > c.high {
				t.Errorf("%s, seed %d: %.1f Hz", c.name, seed, f)
			}
			for n := 0; n+750 <= len(x); n += 750 {
				if s := swings(x[n : n+750]); s < c.least || s > c.most {
					t.Errorf("%s, seed %d: %.3f mV after %d s", c.name, seed, s, n/250)
				}
			}
			if s := swings(x); s < c.whole {
				t.Errorf("%s, seed %d: %.3f mV in all", c.name, seed, s)
			}
		}
	}
}

// TestFibrillationEnds: after Rests and a beat's time there is nothing.
func TestFibrillationEnds(t *testing.T) {
	p := tape{events: []rhythm.Event{{Time: 0.5, Kind: rhythm.Fibrillates, Focus: 1}, {Time: 3, Kind: rhythm.Rests, Focus: 1}}}
	x := p.play(t, 6, 1, 250, "ecg_ii")[0]
	if swings(x[:100]) != 0 || swings(x[200:700]) < 0.2 || swings(x[1000:]) != 0 {
		t.Errorf("before %g, during %g, after %g mV", swings(x[:100]), swings(x[200:700]), swings(x[1000:]))
	}
}

func TestAsystoleIsFlat(t *testing.T) {
	var p tape
	if s := swings(p.play(t, 4, 1, 250, "ecg_ii")[0]); s != 0 {
		t.Errorf("%g mV without an event", s)
	}
	for k := range 6 { // the atria alone
		p.events = append(p.events, rhythm.Event{Time: 0.2 + float64(k), Kind: rhythm.Atrial, Width: 0.1, Code: 'x'})
	}
	if s := swings(p.play(t, 4, 1, 250, "ecg_ii")[0]); s < 0.08 || s > 0.15 {
		t.Errorf("standstill: %g mV", s)
	}
}

// TestFlutter: a saw of 300/min that goes down slowly and up steeply in II, against V1.
func TestFlutter(t *testing.T) {
	var p tape
	for k := range 50 {
		p.events = append(p.events, rhythm.Event{Time: 0.1 + 0.2*float64(k), Kind: rhythm.Atrial, Origin: rhythm.Reentry, Width: 0.2})
	}
	x := p.play(t, 9, 1, 500, "ecg_ii", "ecg_v1")
	two, one := x[0][1000:], x[1][1000:]
	if f := dominant(two, 500); math.Abs(f-5) > 0.11 {
		t.Errorf("%.2f Hz", f)
	}
	down, up := 0, 0
	for n := 1; n < len(two); n++ {
		if two[n] < two[n-1] {
			down++
		} else {
			up++
		}
	}
	if down < up*5/4 || lowest(two) > -0.2 || highest(one) < 0.05 || lowest(one) < -0.05 {
		t.Errorf("falls for %d samples, rises for %d; II down to %.2f, V1 %.2f..%.2f mV", down, up, lowest(two), lowest(one), highest(one))
	}
}

// TestPWavesSayWhereTheyCameFrom: down in II when they come from the AV node, down in I
// when from the left atrium.
func TestPWavesSayWhereTheyCameFrom(t *testing.T) {
	for _, c := range []struct {
		origin rhythm.Origin
		lead   string
		sign   float64
	}{
		{rhythm.SinusNode, "ecg_ii", 1},
		{rhythm.SinusNode, "ecg_i", 1},
		{rhythm.PacedAtrium, "ecg_ii", 1},
		{rhythm.AtrialFocus, "ecg_i", -1},
		{rhythm.Junction, "ecg_ii", -1},
		{rhythm.Junction, "ecg_avr", 1},
		{rhythm.Ventricle, "ecg_avf", -1},
	} {
		p := tape{events: []rhythm.Event{{Time: 0.3, Kind: rhythm.Atrial, Origin: c.origin, Width: 0.1}}}
		if v := farthest(p.play(t, 1, 1, 500, c.lead)[0]); v*c.sign < 0.02 || v*c.sign > 0.15 {
			t.Errorf("origin %d: %.3f mV in %s", c.origin, v, c.lead)
		}
	}
}

// TestLoops: flutter of the ventricles is nearly a sine of more than 0.5 mV; torsade
// waxes and wanes as its axis turns.
func TestLoops(t *testing.T) {
	turning := func(turn float64) []float32 {
		var p tape
		for k := range 60 {
			p.events = append(p.events, rhythm.Event{
				Time: 0.1 + 0.22*float64(k), Kind: rhythm.Ventricular, Origin: rhythm.VentricularLoop,
				Width: 0.11, QT: 0.2, RR: 0.22, Phase: turn * float64(k),
			})
		}
		return p.play(t, 12, 1, 250, "ecg_ii")[0][250:]
	}
	x := turning(0)
	p, _ := power(x[:2750], 1/0.22, 250)
	if _, whole := power(x[:2750], 1, 250); p < 0.85*whole || swings(x) < 0.5 {
		t.Errorf("flutter: %.0f %% of the power in a sine, %.2f mV", 100*p/whole, swings(x))
	}
	x = turning(2 * math.Pi / 16)
	least, most := math.Inf(1), 0.0
	for n := 0; n+75 < len(x); n += 15 {
		least, most = min(least, swings(x[n:n+75])), max(most, swings(x[n:n+75]))
	}
	if least > 0.5*most || most < 1 {
		t.Errorf("torsade: %.2f..%.2f mV", least, most)
	}
}

// TestStimuli: a spike narrower than a sample shows with its area, and a compression as
// an artefact of the chest.
func TestStimuli(t *testing.T) {
	for _, c := range []wave.Spike{{}, {Amplitude: 2, Width: 0.0001}, {Amplitude: -700, Width: 0.002}} {
		for _, rate := range []float64{250, 16000} {
			p := tape{shape: wave.Shape{Spike: c}, events: []rhythm.Event{{Time: 0.5 + 0.3/rate, Kind: rhythm.Spike, Focus: 1}}}
			x := p.play(t, 1, 1, rate, "ecg_ii")[0]
			area, many := 0.0, 0
			for _, v := range x {
				area += float64(v) / rate
				if v != 0 {
					many++
				}
			}
			due := c.Amplitude * c.Width
			if c == (wave.Spike{}) {
				due = 5 * 0.0005
			}
			if math.Abs(area-due) > 1e-4*math.Abs(due) {
				t.Errorf("%+v at %g Hz: %g mV·s", c, rate, area)
			}
			if rate == 250 && many != 1 {
				t.Errorf("%+v: in %d samples of 250 Hz", c, many)
			}
			if rate == 16000 && math.Abs(farthest(x)) < 0.99*math.Abs(due/max(c.Width, 0.0005)) && c.Width >= 0.0005 {
				t.Errorf("%+v: %g mV at the top", c, farthest(x))
			}
		}
	}
	var p tape
	for k := range 20 {
		p.events = append(p.events, rhythm.Event{Time: 0.1 + float64(k)*60/110, Code: '|'})
	}
	x := p.play(t, 10, 1, 250, "ecg_ii")[0][250:]
	if f := dominant(x, 250); math.Abs(f-110.0/60) > 0.1 || swings(x) < 0.3 || swings(x) > 2 {
		t.Errorf("compressions: %.2f Hz, %.2f mV", f, swings(x))
	}
}

// TestTestWaves counts and measures the waves for monitors.
func TestTestWaves(t *testing.T) {
	for _, c := range []struct {
		id     string
		rate   float64 // complexes in a minute
		height float64 // mV peak to peak; 0 is about 2.5
		level  float64 // mV over which only complexes go
	}{
		{"test_square", 120, 1, 0},
		{"test_sine", 1200, 1, 0.3},
		{"test_triangle", 240, 1, 0.3},
		{"test_pulse", 60, 1, 0.3},
		{"iec_3a", 80, 0, 0.6},
		{"iec_3b", 60, 0, 0.6},
		{"iec_3c", 120, 0, 0.6},
		{"iec_3d", 90, 0, 0.6},
		{"iec_4a", 206, 1, 0.4},
		{"iec_4b", 195, 2, 0.8},
		{"tall_t", 80, 1.2, 1.1},
	} {
		var p tape
		x := p.play(t, 61, 1, 1000, c.id)[0][500:60500]
		if s := swings(x); math.Abs(s-c.height) > 0.03*c.height && c.height != 0 || s > 3 {
			t.Errorf("%s: %.3f mV", c.id, s)
		}
		if c.id == "test_square" {
			for n := range x {
				x[n] = max(x[n], 0)
			}
		}
		if n := complexes(x, c.level); math.Abs(n-c.rate) > 1.01 {
			t.Errorf("%s: %g complexes in a minute, not %g", c.id, n, c.rate)
		}
	}
	var p tape
	x := p.play(t, 41, 1, 32000, "pace_pulses")[0]
	if highest(x) < 699 || lowest(x) > -699 {
		t.Errorf("pulses of %g..%g mV", lowest(x), highest(x))
	}
}

// complexes counts how often the size of a wave, sampled at 1000 Hz, rises above a
// level on which it was not for 20 ms.
func complexes(x []float32, level float64) float64 {
	count, last := 0.0, -1000
	for n := 1; n < len(x); n++ {
		was, is := math.Abs(float64(x[n-1])), math.Abs(float64(x[n]))
		if was <= level && is > level && n-last > 20 {
			count++
		}
		if is > level {
			last = n
		}
	}
	return count
}
