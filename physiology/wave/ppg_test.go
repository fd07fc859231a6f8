package wave_test

import (
	"math"
	"slices"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"gonum.org/v1/gonum/stat"
)

// foot is where the tangent at the steepest rise after a time meets the level of the
// trough before it, s.
func foot(x []float64, rate, from, to float64) float64 {
	a, b := int(from*rate), min(int(to*rate), len(x)-2)
	best, at := 0.0, a
	for i := a + 1; i < b; i++ {
		if d := x[i+1] - x[i-1]; d > best {
			best, at = d, i
		}
	}
	low := slices.Min(x[a : at+1])
	return (float64(at) - (x[at]-low)/(best/2)) / rate
}

// arrivals are the delays from R peaks to the feet of their pulses, s.
func (w *bed) arrivals(x []float64, rate, since float64) []float64 {
	var d []float64
	for _, e := range w.beats {
		r := e.Peak() - since
		if r < 1 || r+0.6 > float64(len(x))/rate {
			continue
		}
		d = append(d, foot(x, rate, r+0.05, r+0.45)-r)
	}
	return d
}

func TestPulseArrival(t *testing.T) {
	for _, c := range []struct {
		name      string
		who       physiology.Person
		low, high float64 // ms
	}{
		{"adult", adult(), 200, 260},
		{"young woman", physiology.Person{Age: 22, Sex: physiology.Female, Height: 165, Weight: 58}, 200, 280},
		{"old man", physiology.Person{Age: 80, Height: 172, Weight: 75}, 180, 230},
		{"tall man", physiology.Person{Age: 30, Height: 200, Weight: 95}, 220, 290},
	} {
		w := newBed(t, c.who)
		x := w.record(20, 500, "ppg")[0]
		d := 1000 * stat.Mean(w.arrivals(x, 500, 0), nil)
		if d < c.low || d > c.high {
			t.Errorf("%s: pulse arrives %.0f ms after the R peak, want %.0f..%.0f", c.name, d, c.low, c.high)
		}
	}
}

func TestPulseArrivesEarlierUnderPressure(t *testing.T) {
	var delay, pressure []float64
	w := newBed(t, adult())
	for i := range 12 {
		if i == 2 {
			w.do("patient.hemorrhage", with{"volume": "20%", "over": "5m"})
		}
		if i == 6 {
			w.do("patient.fluids", with{"kind": "blood", "volume": "1500 mL", "over": "5m"})
		}
		w.rest(100)
		since := w.now
		x := w.record(12, 500, "ppg")[0]
		var v [1]float64
		w.b.Observe(&w.p, []physiology.Signal{physiology.SBP}, v[:])
		delay = append(delay, 1000*stat.Mean(w.arrivals(x, 500, since), nil))
		pressure = append(pressure, v[0])
	}
	if r := stat.Correlation(pressure, delay, nil); r > -0.82 {
		t.Errorf("correlation of arrival and pressure %.2f, want under -0.82: %v %v", r, pressure, delay)
	}
	if _, slope := stat.LinearRegression(pressure, delay, nil, false); slope > -1 || slope < -4 {
		t.Errorf("arrival changes by %.1f ms/mmHg, want about -2", slope)
	}
}

func TestColdHandsPulseLateAndLittle(t *testing.T) {
	w := newBed(t, adult())
	warm := w.record(15, 500, "ppg")[0]
	warmDelay := stat.Mean(w.arrivals(warm, 500, 0), nil)
	w.do("patient.climate", with{"temperature": "5 degC"})
	w.rest(3600)
	since := w.now
	cold := w.record(15, 500, "ppg")[0]
	if d := stat.Mean(w.arrivals(cold, 500, since), nil); d < warmDelay+0.005 {
		t.Errorf("arrival %.3f s in the cold, %.3f s before", d, warmDelay)
	}
	if a, b := span(cold[2500:]), span(warm[2500:]); a > b/2 {
		t.Errorf("pulse %.2f %% in the cold, %.2f %% before", a, b)
	}
}

func span(x []float64) float64 { return slices.Max(x) - slices.Min(x) }

// landmarks of one pulse: systolic top, notch and dicrotic top, s after its foot and
// share of the systole.
func landmarks(x []float64, rate float64) (top, notch, second, depth, height float64) {
	k := slices.Index(x, slices.Max(x[:int(0.35*rate)]))
	i := k
	for i < len(x)-1 && x[i+1] <= x[i] {
		i++
	}
	j := i
	for j < len(x)-1 && x[j+1] >= x[j] {
		j++
	}
	low := slices.Min(x)
	return float64(k) / rate, float64(i) / rate, float64(j) / rate, (x[i] - low) / (x[k] - low), (x[j] - low) / (x[k] - low)
}

func TestPulseShape(t *testing.T) {
	w := newBed(t, physiology.Person{Age: 25, Height: 178, Weight: 75})
	w.still = true
	w.rr = func(int) float64 { return 0.8 }
	x := w.record(10, 500, "ppg")[0]
	at := int((w.beats[5].Peak() + w.arrivals(x, 500, 0)[4]) * 500)
	top, notch, second, depth, height := landmarks(x[at:at+380], 500)
	for _, c := range []struct {
		name             string
		value, low, high float64
	}{
		{"systolic top, s", top, 0.10, 0.18},
		{"notch, s", notch, 0.28, 0.38},
		{"dicrotic top, s", second, 0.33, 0.46},
		{"notch, share of the systole", depth, 0.3, 0.6},
		{"dicrotic top, share of the systole", height, 0.35, 0.65},
	} {
		if c.value < c.low || c.value > c.high {
			t.Errorf("%s: %.3f, want %.2f..%.2f", c.name, c.value, c.low, c.high)
		}
	}
	if second <= notch {
		t.Error("a young person's pulse has no dicrotic wave")
	}
}

func TestRatioOfRatiosIsSaturation(t *testing.T) {
	for s := 0.70; s <= 1.001; s += 0.05 {
		w := newBed(t, adult())
		w.b.Lungs.Finger = [3]float64{s, s, s}
		x := w.run(12, 1, 125, (*bed).hold, "ppg_red", "ppg_ir")
		var ratio []float64
		for at := 500; at+150 < len(x[0]); at += 150 {
			red, ir := x[0][at:at+150], x[1][at:at+150]
			ratio = append(ratio, span(red)/stat.Mean(red, nil)/(span(ir)/stat.Mean(ir, nil)))
		}
		if got := 110 - 25*stat.Mean(ratio, nil); math.Abs(got-100*s) > 0.5 {
			t.Errorf("SpO2 %.1f %%: the light says %.2f %%", 100*s, got)
		}
	}
}

func TestPerfusionIndex(t *testing.T) {
	index := func(w *bed) float64 {
		x := w.record(8, 125, "ppg_ir")[0][250:]
		return 100 * span(x) / stat.Mean(x, nil)
	}
	if pi := index(newBed(t, adult())); pi < 1 || pi > 8 {
		t.Errorf("perfusion index at rest %.2f %%", pi)
	}
	shocked := newBed(t, adult())
	shocked.do("patient.hemorrhage", with{"volume": "35%", "over": "10m"})
	shocked.rest(700)
	if pi := index(shocked); pi < 0.02 || pi > 0.6 {
		t.Errorf("perfusion index in shock %.2f %%", pi)
	}
	hot := newBed(t, adult())
	hot.do("patient.climate", with{"temperature": "38 degC"})
	hot.rest(3600)
	if pi := index(hot); pi < 3 || pi > 22 {
		t.Errorf("perfusion index in heat %.2f %%", pi)
	}
}

func TestPulseFollowsStroke(t *testing.T) {
	w := newBed(t, adult())
	w.still = true
	w.rr = func(int) float64 { return 1 }
	w.stroke = func(n int) float64 { return [...]float64{1, 0.3, 0}[n%3] }
	x := w.record(80, 125, "ppg")[0]
	var sizes [3][]float64
	for i, e := range w.beats[50:75] { // the mean stroke has settled
		k := int((e.Time + 0.2) * 125)
		sizes[(50+i)%3] = append(sizes[(50+i)%3], slices.Max(x[k:k+80])-x[k])
	}
	full := stat.Mean(sizes[0], nil)
	for i, want := range [...]float64{1, 0.3, 0} {
		if got := stat.Mean(sizes[i], nil) / full; math.Abs(got-want) > 0.05 {
			t.Errorf("pulses of stroke %g are %.3f of the full ones", want, got)
		}
	}
}

func TestEmptyVeinsMakePulsesVary(t *testing.T) {
	vary := func(w *bed) float64 {
		x := w.record(40, 125, "ppg")[0][625:]
		var tops []float64
		for i := 20; i < len(x)-20; i++ {
			if x[i] == slices.Max(x[i-20:i+20]) {
				tops = append(tops, x[i]-slices.Min(x[i-20:i]))
			}
		}
		return span(tops) / stat.Mean(tops, nil)
	}
	full := newBed(t, adult())
	empty := newBed(t, adult())
	empty.do("patient.hemorrhage", with{"volume": "25%", "over": "10m"})
	empty.rest(700)
	if a, b := vary(full), vary(empty); b < 1.5*a {
		t.Errorf("pulses vary by %.2f with full veins, by %.2f with empty ones", a, b)
	}
}
