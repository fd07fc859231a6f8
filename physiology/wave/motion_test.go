package wave_test

import (
	"math"
	"slices"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"gonum.org/v1/gonum/stat"
)

var axes = []string{"accel_x", "accel_y", "accel_z"}

// norm is the size of the force.
func norm(x [][]float64) []float64 {
	out := make([]float64, len(x[0]))
	for i := range out {
		out[i] = math.Sqrt(x[0][i]*x[0][i] + x[1][i]*x[1][i] + x[2][i]*x[2][i])
	}
	return out
}

func TestPostureTurnsTheFrame(t *testing.T) {
	for _, c := range []struct {
		position string
		axis     int
		least    float64
	}{{"supine", 0, 0.99}, {"sitting", 2, 0.94}, {"standing", 2, 0.99}} {
		w := newBed(t, adult())
		w.do("patient.posture", with{"position": c.position})
		w.rest(60)
		x := w.record(30, 50, axes...)
		if m := stat.Mean(x[c.axis], nil); m < c.least || m > 1.01 {
			t.Errorf("%s: axis %s reads %.3f g", c.position, axes[c.axis], m)
		}
		for i, a := range norm(x) {
			if math.Abs(a-1) > 0.05 {
				t.Fatalf("%s: %.3f g at rest at %.2f s", c.position, a, float64(i)/50)
			}
		}
	}
}

// walking is somebody upright who works at some MET.
func walking(t *testing.T, who physiology.Person, mets float64) *bed {
	w := newBed(t, who)
	w.do("patient.posture", with{"position": "standing"})
	w.rest(30)
	w.do("patient.exercise", with{"mets": mets})
	w.rest(180)
	return w
}

func TestGait(t *testing.T) {
	for _, c := range []struct {
		name                 string
		who                  physiology.Person
		mets                 float64
		cadence, least, most float64 // steps a minute; g peak to peak
		cv                   [2]float64
	}{
		{"stroll", adult(), 2.2, 92, 0.25, 0.5, [2]float64{0.015, 0.04}},
		{"walk", adult(), 3.5, 105, 0.4, 0.8, [2]float64{0.015, 0.04}},
		{"brisk", adult(), 5.5, 125, 0.7, 1.2, [2]float64{0.015, 0.04}},
		{"old", physiology.Person{Age: 85, Height: 170, Weight: 70}, 2.5, 95, 0.25, 0.6, [2]float64{0.03, 0.065}},
		{"run", adult(), 9, 159, 2, 4, [2]float64{0.015, 0.04}},
	} {
		w := walking(t, c.who, c.mets)
		const rate = 100.0
		x := w.record(120, rate, axes...)
		z := x[2][500:]
		if f, _ := peak(z, rate); math.Abs(60*f-c.cadence) > 4 {
			t.Errorf("%s: %.0f steps a minute, want %.0f", c.name, 60*f, c.cadence)
		}
		if p := span(z); p < c.least || p > c.most*1.4 {
			t.Errorf("%s: vertical acceleration %.2f g peak to peak, want %.1f..%.1f", c.name, p, c.least, c.most)
		}
		if m := stat.Mean(z, nil); math.Abs(m-1) > 0.04 {
			t.Errorf("%s: mean vertical force %.3f g", c.name, m)
		}
		if cv := stepSpread(z, rate, 60/c.cadence); cv < c.cv[0] || cv > c.cv[1] {
			t.Errorf("%s: durations of steps vary by %.3f, want %.3f..%.3f", c.name, cv, c.cv[0], c.cv[1])
		}
		y := spectrum(x[1][500:])
		stride := int(c.cadence / 120 * float64(len(z)) / rate)
		near := slices.Max(y[stride-12 : stride+12])
		if near < slices.Max(y)*0.99 {
			t.Errorf("%s: the side does not swing with strides", c.name)
		}
	}
}

// stepSpread is the coefficient of variation of the times between the tops of steps.
func stepSpread(z []float64, rate, usual float64) float64 {
	var at []float64
	half := int(0.35 * usual * rate)
	for i := half; i < len(z)-half; i++ {
		if z[i] == slices.Max(z[i-half:i+half+1]) {
			d := (z[i-1] - z[i+1]) / (2 * (z[i-1] - 2*z[i] + z[i+1]))
			at = append(at, (float64(i)+d)/rate)
		}
	}
	var d []float64
	for i := 1; i < len(at); i++ {
		if s := at[i] - at[i-1]; s < 1.5*usual {
			d = append(d, s)
		}
	}
	return stat.StdDev(d, nil) / stat.Mean(d, nil)
}

func TestPedallingShakesLittle(t *testing.T) {
	w := newBed(t, adult())
	w.do("patient.exercise", with{"power": "100 W"})
	w.rest(120)
	x := w.record(30, 50, axes...)
	if f, _ := peak(x[2][250:], 50); math.Abs(f-2) > 0.15 {
		t.Errorf("the trunk shakes at %.2f Hz, want twice 60 turns a minute", f)
	}
	if p := span(x[2][250:]); p < 0.03 || p > 0.2 {
		t.Errorf("by %.2f g peak to peak", p)
	}
}

func TestStepsBeginWithTheWork(t *testing.T) {
	w := newBed(t, adult())
	w.do("patient.posture", with{"position": "standing"})
	w.rest(30)
	x := w.run(10, 1, 50, func(w *bed, dt float64) *wave.Tick {
		if w.now == 5 {
			w.do("patient.exercise", with{"mets": 4.0})
		}
		return w.step(dt)
	}, "accel_z")[0]
	if a, b := span(x[:250]), span(x[350:]); a > 0.1 || b < 0.5 {
		t.Errorf("vertical acceleration %.2f g before, %.2f g two seconds after the start", a, b)
	}
}

func (w *bed) falls(rate, impact float64) [][]float64 {
	start := w.now
	return w.run(40, 1, rate, func(w *bed, dt float64) *wave.Tick {
		if w.now == start+3 {
			w.do("patient.fall", with{"impact": impact})
		}
		return w.step(dt)
	}, axes...)
}

func TestFallHasItsPhases(t *testing.T) {
	const rate = 100.0
	for _, impact := range []float64{2.5, 4, 8} {
		w := newBed(t, adult())
		w.do("patient.posture", with{"position": "standing"})
		w.rest(60)
		x := w.falls(rate, impact)
		n := norm(x)
		hit := slices.Index(n, slices.Max(n))
		if d := n[hit] - impact; d < -0.2*impact || d > 0.3 {
			t.Errorf("impact %.2f g, asked %.1f", n[hit], impact)
		}
		free := 0
		for _, a := range n[:hit] {
			if a < 0.5 {
				free++
			}
		}
		if s := float64(free) / rate; s < 0.1 || s > 0.4 {
			t.Errorf("impact %g: free fall of %.2f s", impact, s)
		}
		half, wide := 1+(n[hit]-1)/2, 0
		for _, a := range n[hit-20 : hit+20] {
			if a > half {
				wide++
			}
		}
		if s := float64(wide) / rate; s < 0.02 || s > 0.08 {
			t.Errorf("impact %g: %.3f s wide", impact, s)
		}
		if back := slices.Max(n[hit+15 : hit+60]); back < 1.1 {
			t.Errorf("impact %g: no rebound", impact)
		}
		lying := hit + int(2*rate)
		for i := lying; i < lying+int(12*rate); i++ {
			if math.Abs(n[i]-1) > 0.05 {
				t.Fatalf("impact %g: %.3f g while lying still", impact, n[i])
			}
		}
		turn := 180 / math.Pi * math.Acos(min(max(x[2][lying], -1), 1))
		if turn < 60 || turn > 95 {
			t.Errorf("impact %g: the trunk turned by %.0f degrees", impact, turn)
		}
	}
}

func TestWhoFellGetsUpWithTheBody(t *testing.T) {
	w := newBed(t, adult())
	h := w.do("patient.posture", with{"position": "standing"})
	w.rest(60)
	w.falls(50, 4)
	w.in.End(&w.p, &w.b, h)
	w.rest(30)
	x := w.record(10, 50, "accel_z")[0]
	if z := x[len(x)-1]; z > 0.2 {
		t.Errorf("lying down reads %.2f g to the head", z)
	}
}

func TestSleepTurnsAndLiesStill(t *testing.T) {
	w := newBed(t, adult())
	w.do("patient.sleep", with{"depth": 0.8})
	w.rest(600)
	const rate = 25.0
	x := w.record(6*3600, rate, axes...)
	n := norm(x)
	turns, moving := 0, 0
	for i := int(rate); i < len(n); i += int(rate) {
		a, b := math.Atan2(x[1][i-25], x[0][i-25]), math.Atan2(x[1][i], x[0][i])
		if math.Abs(math.Remainder(a-b, 2*math.Pi)) > 0.3 {
			turns++
		}
		if math.Abs(n[i]-1) > 0.05 {
			moving++
		}
	}
	if turns < 8 || turns > 60 {
		t.Errorf("%d turns in six hours of sleep", turns)
	}
	if share := float64(moving) / (6 * 3600); share > 0.02 {
		t.Errorf("%.3f of sleep is movement", share)
	}
}

func TestHardSittingLooksLikeAFall(t *testing.T) {
	w := newBed(t, adult())
	w.do("patient.posture", with{"position": "sitting"})
	w.rest(60)
	const rate = 50.0
	x := w.record(8*3600, rate, axes...)
	n := norm(x)
	hard := 0
	for i := 1; i < len(n); i++ {
		if n[i] > 1.6 && n[i-1] <= 1.6 {
			hard++
		}
	}
	if hard < 3 || hard > 20 {
		t.Errorf("%d hard landings in eight hours in a chair", hard)
	}
	if top := slices.Max(n); top < 1.8 || top > 3 {
		t.Errorf("hardest of them %.2f g, want 1.8..3", top)
	}
	if low := slices.Min(x[2]); low < 0.4 {
		t.Errorf("%.2f g to the head: nobody fell", low)
	}
}
