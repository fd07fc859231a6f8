package module_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

func make1(t testing.TB, maker module.Maker, rates ...float64) module.Module {
	t.Helper()
	taps := make([]module.Tap, len(rates))
	for i, r := range rates {
		taps[i].Rate = r
	}
	n, err := maker(taps)
	if err != nil {
		t.Fatal(err)
	}
	return n()
}

// feed gives a module a function of time per tap, in pieces of so many samples.
func feed(m module.Module, rate, seconds float64, piece int, waves ...func(t float64) float64) (f module.Found) {
	total := int(seconds * rate)
	for first := 0; first < total; first += piece {
		pieces := make([]module.Piece, len(waves))
		for k, wave := range waves {
			pieces[k].First = int64(first)
			for i := first; i < min(first+piece, total); i++ {
				x := wave(float64(i) / rate)
				pieces[k].Values = append(pieces[k].Values, x)
				pieces[k].Raw = append(pieces[k].Raw, float32(x))
			}
		}
		m.Hear(pieces, false, &f)
	}
	return f
}

func constant(x float64) func(float64) float64 { return func(float64) float64 { return x } }

// TestPressureIsThatOfItsWindow compares with highest, lowest and mean of eight seconds.
func TestPressureIsThatOfItsWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, _ := module.Pressure([]module.Tap{{Rate: 125}})
		m := n()
		hz := rapid.Float64Range(0.8, 3).Draw(t, "hz")
		slope := rapid.Float64Range(-2, 2).Draw(t, "slope")
		wave := func(s float64) float64 { return 90 + 25*math.Sin(2*math.Pi*hz*s) + slope*s }
		end := 8 * float64(rapid.IntRange(2, 5).Draw(t, "windows"))
		feed(m, 125, end, rapid.IntRange(1, 300).Draw(t, "piece"), wave)
		low, high, sum := math.Inf(1), math.Inf(-1), 0.0
		for i := range 1000 {
			x := wave(end - float64(i+1)/125)
			low, high, sum = min(low, x), max(high, x), sum+x
		}
		for q, want := range map[module.Quantity]float64{module.Systolic: high, module.Diastolic: low, module.Mean: sum / 1000} {
			if got, ok := m.Value(q); !ok || math.Abs(got-want) > 0.8 {
				t.Fatalf("quantity %d is %v %v, want %v", q, got, ok, want)
			}
		}
	})
}

// fall is the force to the head of someone who stands, falls with an impact, and lies.
func fall(impact, after float64) (x, y, z func(float64) float64) {
	z = func(t float64) float64 {
		switch {
		case t < 20:
			return 1
		case t < 20.4:
			return 0.2
		case t < 20.46:
			return impact
		}
		return after
	}
	x = func(t float64) float64 {
		if t < 20.46 {
			return 0
		}
		return math.Sqrt(1 - after*after)
	}
	return x, constant(0), z
}

func TestFalls(t *testing.T) {
	for _, c := range []struct {
		name          string
		impact, after float64
		want          float64
	}{
		{"hard, then lying", 5, 0, 1},
		{"soft after a free fall, then lying", 2.4, 0.1, 1},
		{"a jump: hard, then upright", 5, 1, 0},
		{"caught: no impact", 1.3, 0, 0},
	} {
		m := make1(t, module.Motion, 50, 50, 50)
		x, y, z := fall(c.impact, c.after)
		feed(m, 50, 30, 37, x, y, z)
		if got, ok := m.Value(module.Fallen); !ok || got != c.want {
			t.Errorf("%s: fallen is %v %v", c.name, got, ok)
		}
		if was := m.(module.Canceller).Cancel(); was != (c.want == 1) {
			t.Errorf("%s: cancelled %v", c.name, was)
		}
	}
}

func TestStepsAndPosture(t *testing.T) {
	for _, cadence := range []float64{70, 110, 160} {
		m := make1(t, module.Motion, 50, 50, 50)
		feed(m, 50, 30, 50, constant(0), constant(0), func(s float64) float64 { return 1 + 0.25*math.Sin(2*math.Pi*cadence/60*s) })
		if got, _ := m.Value(module.Cadence); math.Abs(got-cadence) > 4 {
			t.Errorf("cadence %v, want %v", got, cadence)
		}
	}
	for posture, force := range [][3]float64{{0, 0, 1}, {1, 0, 0}, {0.8, 0, 0.6}} {
		m := make1(t, module.Motion, 50, 50, 50)
		feed(m, 50, 5, 50, constant(force[0]), constant(force[1]), constant(force[2]))
		if got, ok := m.Value(module.Posture); !ok || got != float64(posture) {
			t.Errorf("%v: posture %v", force, got)
		}
		if got, _ := m.Value(module.Cadence); got != 0 {
			t.Errorf("cadence %v at rest", got)
		}
	}
}

// beat is two sounds a cycle, the second softer, with a hiss in systole of some size.
func beat(rate, hiss float64) func(float64) float64 {
	tone := func(since, size float64) float64 {
		return size * math.Exp(-0.5*since*since/0.016/0.016) * math.Cos(2*math.Pi*60*since)
	}
	return func(t float64) float64 {
		since := math.Mod(t, 60/rate) - 0.1
		x := tone(since, 0.4) + tone(since-0.3, 0.25)
		if since > 0.05 && since < 0.25 {
			x += hiss * math.Sin(2*math.Pi*300*t+40*math.Sin(2*math.Pi*37*t))
		}
		return x
	}
}

func TestSounds(t *testing.T) {
	for _, rate := range []float64{50, 72, 100} {
		for _, hiss := range []float64{0, 0.1} {
			m := make1(t, module.Sounds, 2000)
			feed(m, 2000, 10, 2000, beat(rate, hiss))
			if got, ok := m.Value(module.SoundRate); !ok || math.Abs(got-rate) > 2 {
				t.Errorf("rate %v %v, want %v", got, ok, rate)
			}
			if got, _ := m.Value(module.Murmur); got > 0 != (hiss > 0) {
				t.Errorf("murmur %v with a hiss of %v at %v /min", got, hiss, rate)
			}
		}
	}
}

func TestModulesRefuseRates(t *testing.T) {
	for name, maker := range map[string]module.Maker{"ecg": module.ECG, "oximeter": module.Oximeter, "respiration": module.Respiration, "capnometer": module.Capnometer} {
		if _, err := maker([]module.Tap{{Rate: 0.5}, {Rate: 0.5}}); err == nil || len(err.Error()) < 20 {
			t.Errorf("%s at 0.5 Hz: %v", name, err)
		}
	}
}

// TestWithoutContactNothingIsKnown hears what a probe that hangs in the air gives.
func TestWithoutContactNothingIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		maker    module.Maker
		quantity module.Quantity
	}{
		"ecg": {module.ECG, module.HeartRate}, "oximeter": {module.Oximeter, module.PulseRate}, "pressure": {module.Pressure, module.Systolic},
		"capnometer": {module.Capnometer, module.EndTidal}, "motion": {module.Motion, module.Posture}, "sounds": {module.Sounds, module.SoundRate},
	} {
		m := make1(t, c.maker, 250, 250, 250)
		pieces := make([]module.Piece, 3)
		for i := range pieces {
			pieces[i] = module.Piece{Values: make([]float64, 2500), Raw: make([]float32, 2500)}
		}
		var f module.Found
		m.Hear(pieces, true, &f)
		if x, ok := m.Value(c.quantity); ok || len(f.Beats)+len(f.Breaths) > 0 {
			t.Errorf("%s: knows %v without contact", name, x)
		}
	}
}

func ExamplePressure() {
	made, err := module.Pressure([]module.Tap{{Rate: 100}})
	if err != nil {
		fmt.Println(err)
		return
	}
	m := made()
	var found module.Found
	piece := module.Piece{}
	for i := range 1000 {
		piece.Values = append(piece.Values, 95+25*math.Sin(2*math.Pi*float64(i)/100))
	}
	m.Hear([]module.Piece{piece}, false, &found)
	high, _ := m.Value(module.Systolic)
	low, _ := m.Value(module.Diastolic)
	mean, _ := m.Value(module.Mean)
	fmt.Printf("%.0f/%.0f, mean %.0f\n", high, low, mean)
	// Output: 120/70, mean 95
}
