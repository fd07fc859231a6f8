package pulsatile_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/circulation/pulsatile"
)

// beat is one beat of a wave at rest, from the activation of the ventricles on; the
// atria are activated 0.14 s before its end.
func beat(t testing.TB, who physiology.Person) []pulsatile.Out {
	t.Helper()
	w := newTwin(t, who)
	d := w.body.Pulsatile()
	var all []pulsatile.Out
	from, to := w.rhythm.next+4/d.Tone.Rate, w.rhythm.next+5/d.Tone.Rate
	for now := 0.0; now < to; now = float64(w.s.N) * grid {
		w.rhythm.until(&w.s, &d, now+grid)
		if o := w.s.Step(&w.q, &d, grid); now >= from {
			all = append(all, o)
		}
	}
	return all
}

type channel func(pulsatile.Out) float64

func aorta(o pulsatile.Out) float64  { return o.Aorta }
func radial(o pulsatile.Out) float64 { return o.Radial }
func flow(o pulsatile.Out) float64   { return o.Flow }

// span is the lowest, mean and highest value of a channel, and when the extremes are, s.
func span(all []pulsatile.Out, c channel) (low, mean, high, atLow, atHigh float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for i, o := range all {
		x := c(o)
		mean += x / float64(len(all))
		if x < low {
			low, atLow = x, float64(i)*grid
		}
		if x > high {
			high, atHigh = x, float64(i)*grid
		}
	}
	return low, mean, high, atLow, atHigh
}

func within(t *testing.T, what string, x, low, high float64) {
	t.Helper()
	if !(x >= low && x <= high) {
		t.Errorf("%s is %.3f, not within %g..%g", what, x, low, high)
	}
}

func TestArterialWave(t *testing.T) {
	for _, c := range []struct {
		name                  string
		who                   physiology.Person
		amplifiesLo, amplifHi float64
	}{
		{"20 years", physiology.Person{Age: 20, Height: 180, Weight: 75}, 1.3, 1.6},
		{"40 years", adult(), 1.3, 1.6},
		{"80 years", physiology.Person{Age: 80, Height: 172, Weight: 72}, 1.1, 1.35},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := beat(t, c.who)
			low, mean, high, foot, _ := span(all, radial)
			within(t, "form factor at the wrist", (mean-low)/(high-low), 0.33, 0.42)
			alow, amean, ahigh, afoot, _ := span(all, aorta)
			within(t, "form factor of the aorta", (amean-alow)/(ahigh-alow), 0.35, 0.53)
			within(t, "amplification", (high-low)/(ahigh-alow), c.amplifiesLo, c.amplifHi)
			within(t, "mean pressure from aorta to wrist", mean-amean, -0.5, 0.5)
			within(t, "transit to the wrist, s", foot-afoot, 0.03, 0.1)
			_, _, peak, _, at := span(all, flow)
			within(t, "peak flow", peak, 250, 650)
			within(t, "time of the peak of flow", at, 0.06, 0.2)
		})
	}
}

// TestIncisura looks for the notch that the closing valve makes, and for that of the
// wrist.
func TestIncisura(t *testing.T) {
	all := beat(t, adult())
	closes := 0
	for i, o := range all {
		if o.Flow > 0 {
			closes = i
		}
	}
	for _, c := range []struct {
		name string
		of   channel
		from int
	}{{"aorta", aorta, closes}, {"wrist", radial, closes + 30}} {
		wave := all[c.from:min(c.from+60, len(all))]
		low, _, _, at, _ := span(wave[:30], c.of)
		_, _, after, _, _ := span(wave[int(at/grid):], c.of)
		within(t, c.name+": rise after the notch", after-low, 0.5, 8)
		dbp, _, sbp, _, _ := span(all, c.of)
		within(t, c.name+": height of the notch over the diastole, relative", (low-dbp)/(sbp-dbp), 0.3, 0.85)
	}
}

// TestEjectionTime compares with Weissler's regression at his rates.
func TestEjectionTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		who   physiology.Person
		paced string
	}{
		{"athlete at rest", physiology.Person{Age: 28, Height: 180, Weight: 70, VO2Max: 65}, ""},
		{"adult at rest", adult(), ""},
		{"paced at 85 /min", adult(), "85 /min"},
		{"paced at 100 /min", adult(), "100 /min"},
	} {
		w := newTwin(t, c.who)
		if c.paced != "" {
			w.begin(t, "patient.pace", with{"rate": c.paced})
		}
		m := w.both(20, 8, nil)
		rate := 60 * w.body.Tone.Rate
		if expect := 0.413 - 0.0017*rate; math.Abs(m.systole/expect-1) > 0.1 {
			t.Errorf("%s, %.0f /min: ejection takes %.0f ms, Weissler's %.0f", c.name, rate, 1000*m.systole, 1000*expect)
		}
	}
}

func TestChambersAndLungs(t *testing.T) {
	all := beat(t, adult())
	low, _, high, _, _ := span(all, func(o pulsatile.Out) float64 { return o.PA })
	within(t, "systolic pulmonary pressure", high, 20, 30)
	within(t, "diastolic pulmonary pressure", low, 8, 12)
	low, _, high, _, _ = span(all, func(o pulsatile.Out) float64 { return o.LV })
	_, _, sbp, _, _ := span(all, aorta)
	within(t, "diastolic pressure of the left ventricle", low, -2, 5)
	within(t, "its systolic pressure above the aorta's", high-sbp, 0, 8)
	within(t, "its end-diastolic pressure", all[0].LV, 4, 14)
	low, _, high, _, _ = span(all, func(o pulsatile.Out) float64 { return o.RV })
	within(t, "diastolic pressure of the right ventricle", low, -2, 5)
	within(t, "its systolic pressure", high, 20, 32)
}

// TestVenousPulse looks for a, x, v and y in both atria, in their order: a before the
// ventricles are activated, x in their systole, v as it ends, y as they fill.
func TestVenousPulse(t *testing.T) {
	one := beat(t, adult())
	n := len(one)
	for name, of := range map[string]channel{
		"right": func(o pulsatile.Out) float64 { return o.RA },
		"left":  func(o pulsatile.Out) float64 { return o.LA },
	} {
		kick := n - 70
		x, _, _, atX, _ := span(one[:150], of)
		_, _, v, _, atV := span(one[100:kick-60], of)
		y, _, _, atY, _ := span(one[100+int(atV/grid):kick], of)
		_, _, a, _, _ := span(one[kick:], of)
		t.Logf("%s: a %.1f, x %.1f at %.2f s, v %.1f at %.2f s, y %.1f %.2f s later", name, a, x, atX, v, 0.2+atV, y, atY)
		within(t, name+" a over x", a-x, 0.6, 5)
		within(t, name+" v over x", v-x, 0.3, 5)
		within(t, name+" v over y", v-y, 0.3, 5)
		within(t, name+" a over y", a-y, 0.5, 5)
		within(t, name+" time of x", atX, 0.05, 0.35)
		within(t, name+" time of v", 0.2+atV, 0.35, 0.6)
	}
}

// TestBreathing lets the chest's pressure swing as the body breathes: more in obstruction.
func TestBreathing(t *testing.T) {
	for _, c := range []struct {
		name      string
		do        string
		with      with
		low, high float64 // variation of systolic pressure, mmHg
	}{
		{"quiet", "", nil, 2, 10},
		{"ventilator", "patient.ventilate", with{"tidal_volume": "8 mL/kg", "rate": "14 /min", "peep": "5 cmH2O"}, 2, 10},
		{"severe asthma", "patient.bronchospasm", with{"severity": 0.9}, 5, 40},
	} {
		w := newTwin(t, adult())
		if c.do != "" {
			w.begin(t, c.do, c.with)
			w.pass(600)
			w.attach()
		}
		d := w.body.Pulsatile()
		swing, rate := w.body.ChestSwing(), w.body.Gas.RR/60
		least, most, high := math.Inf(1), 0.0, 0.0
		for now := 0.0; now < 40; now = float64(w.s.N) * grid {
			next := w.rhythm.next
			w.rhythm.until(&w.s, &d, now+grid)
			if w.rhythm.next != next && now > 10 {
				if high > 0 {
					least, most = min(least, high), max(most, high)
				}
				high = 0.01
			}
			d.Breath = swing / 2 * math.Sin(2*math.Pi*now*rate)
			if o := w.s.Step(&w.q, &d, grid); high > 0 {
				high = max(high, o.Radial)
			}
		}
		t.Logf("%s: the chest swings by %.1f, systolic pressure by %.1f mmHg", c.name, swing, most-least)
		within(t, c.name+": variation of systolic pressure", most-least, c.low, c.high)
	}
}
