package physiology_test

import (
	"math"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

// TestValsalva has its four phases (Hamilton WF 1936; Looga R 2005): pressure jumps with
// the chest, falls while the heart rate climbs, recovers in part, drops at release, and
// overshoots with a slow heart.
func TestValsalva(t *testing.T) {
	r := run(t, adult(), 0.25, 90, event{30, "patient.valsalva", with{"pressure": "40 mmHg"}, 0})
	base, hr := r.at(SBP, 29), r.at(HR, 29)
	for _, c := range []struct {
		phase     string
		got       float64
		low, high float64
	}{
		{"1: jump", r.max(SBP, 30, 33) - base, 10, 45},
		{"2: fall", r.min(SBP, 34, 45) - base, -60, -10},
		{"2: heart rate", r.max(HR, 34, 46) - hr, 15, 60},
		{"2: recovery", r.at(SBP, 45) - r.min(SBP, 34, 45), 2, 40},
		{"3: drop", r.min(SBP, 45, 48) - r.at(SBP, 45), -40, -4},
		{"4: overshoot", r.max(SBP, 48, 60) - base, 5, 40},
		{"4: slow heart", r.min(HR, 48, 60) - hr, -30, -4},
		{"after a minute", r.at(SBP, 90) - base, -4, 4},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("phase %s: %.1f, not %g..%g", c.phase, c.got, c.low, c.high)
		}
	}
}

// TestAlarm: stress (Herd 1991, Wilkinson 1998), pain, and the cold pressor (Victor 1987).
func TestAlarm(t *testing.T) {
	for _, c := range []struct {
		do         string
		with       map[string]any
		hr, sbp    [2]float64
		resistance [2]float64 // %
	}{
		{"patient.stress", with{"level": 1}, [2]float64{10, 30}, [2]float64{7, 25}, [2]float64{-25, 5}},
		{"patient.stress", with{"level": 0.3}, [2]float64{2, 12}, [2]float64{2, 12}, [2]float64{-12, 5}},
		{"patient.pain", with{"score": 8}, [2]float64{4, 20}, [2]float64{4, 20}, [2]float64{-20, 10}},
		{"patient.cold-pressor", nil, [2]float64{-3, 20}, [2]float64{6, 25}, [2]float64{8, 40}},
	} {
		r := run(t, adult(), 1, 900, event{300, c.do, c.with, 180})
		rest, now := [2]float64{200, 290}, [2]float64{400, 470}
		for _, q := range []struct {
			name string
			got  float64
			band [2]float64
		}{{"HR", r.change(HR, rest, now), c.hr}, {"SBP", r.change(SBP, rest, now), c.sbp}, {"SVR %", r.percent(SVR, rest, now), c.resistance}} {
			if q.got < q.band[0] || q.got > q.band[1] {
				t.Errorf("%s %v: %s changes by %.1f, not %v", c.do, c.with, q.name, q.got, q.band)
			}
		}
		if d := math.Abs(r.at(SBP, 890) - r.at(SBP, 290)); d > 4 {
			t.Errorf("%s: SBP is %.1f off ten minutes later", c.do, d)
		}
	}
}

// TestSleep against the figures of bar P18, Douglas 1982 and night urine.
func TestSleep(t *testing.T) {
	r := run(t, adult(), 1, 12*3600, event{3600, "patient.sleep", nil, 8 * 3600})
	awake, asleep := [2]float64{1800, 3500}, [2]float64{3 * 3600, 8 * 3600}
	for _, c := range []struct {
		name      string
		got       float64
		low, high float64
	}{
		{"SBP %", r.percent(SBP, awake, asleep), -20, -8},
		{"HR", r.change(HR, awake, asleep), -15, -4},
		{"VE %", r.percent(VE, awake, asleep), -18, -5},
		{"PaCO2", r.change(PaCO2, awake, asleep), 2.5, 6},
		{"core", r.change(TempCore, awake, asleep), -0.6, -0.1},
		{"urine %", r.percent(UrineFlow, awake, asleep), -60, 20},
		{"HR after waking", r.at(HR, 10*3600) - r.at(HR, 3500), -4, 4},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("%s changes by %.2f, not %g..%g", c.name, c.got, c.low, c.high)
		}
	}
}

// TestClock: a body that follows the clock is warmest in the evening; another does not move.
func TestClock(t *testing.T) {
	p, err := Reference(adult())
	if err != nil {
		t.Fatal(err)
	}
	env := DefaultEnvironment()
	env.Circadian, env.Clock = true, 8*3600
	b, err := New(&p, env)
	if err != nil {
		t.Fatal(err)
	}
	in := NewInputs(env)
	low, high, at := math.Inf(1), math.Inf(-1), 0.0
	steps(&b, &p, &in, 86400)
	for hour := range 24 {
		steps(&b, &p, &in, 3600)
		core := value(&b, &p, TempCore)
		if low = min(low, core); core > high {
			high, at = core, math.Mod(float64(9+hour), 24)
		}
	}
	if d := high - low; d < 0.4 || d > 1.1 || at < 16 || at > 21 {
		t.Errorf("the core swings by %.2f degC, highest at %g h", d, at)
	}
}

// TestEndotoxin against bar P26 and the white cells of Suffredini 1989.
func TestEndotoxin(t *testing.T) {
	r := run(t, adult(), 1, 24*3600, event{3600, "patient.endotoxin", with{"dose": "2 ng/kg"}, 0})
	h := func(x float64) float64 { return 3600 * (1 + x) }
	for _, c := range []struct {
		name      string
		got       float64
		low, high float64
	}{
		{"core", r.max(TempCore, h(2), h(5)) - r.at(TempCore, 3599), 1.2, 2.5},
		{"HR", r.max(HR, h(2), h(5)) - r.at(HR, 3599), 15, 45},
		{"MAP %", 100 * (r.min(MAP, h(3), h(8))/r.at(MAP, 3599) - 1), -30, -5},
		{"white cells at 6 h", r.at(WBC, h(6)), 9, 16},
		{"white cells at once", r.min(WBC, h(0), h(1)), 5.5, 7},
		{"core a day later", r.at(TempCore, 24*3600) - r.at(TempCore, 3599), -0.2, 0.25},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("%s: %.2f, not %g..%g", c.name, c.got, c.low, c.high)
		}
	}
	small, large := run(t, adult(), 1, h(3), event{3600, "patient.endotoxin", with{"dose": "0.5 ng/kg"}, 0}), run(t, adult(), 1, h(3), event{3600, "patient.endotoxin", with{"dose": "4 ng/kg"}, 0})
	if a, b := small.at(TempCore, h(3)), large.at(TempCore, h(3)); b < a+0.3 {
		t.Errorf("0.5 ng/kg gives %.2f degC and 4 ng/kg %.2f", a, b)
	}
}

// TestTemperatureOfSurroundings: immersion cools by 1-4 degC an hour once shivering
// loses (Hayward 1975), heat makes sweat and a full circulation (Rowell LB 1974).
func TestTemperatureOfSurroundings(t *testing.T) {
	r := run(t, adult(), 1, 3600*2, event{60, "patient.immersion", with{"temperature": "10 degC"}, 0})
	if fall := r.at(TempCore, 3600) - r.at(TempCore, 7200); fall < 1 || fall > 4 {
		t.Errorf("the core falls by %.2f degC in the second hour", fall)
	}
	if v := r.max(VO2, 0, 7200) / r.at(VO2, 0); v < 2.2 || v > 5 {
		t.Errorf("shivering burns %.1f times rest", v)
	}
	air := run(t, adult(), 1, 3600, event{60, "patient.cold", with{"temperature": "10 degC"}, 0})
	if d := air.at(TempCore, 0) - air.at(TempCore, 3600); d > 0.6 {
		t.Errorf("air of the same temperature cools by %.2f degC in an hour", d)
	}
	hot := run(t, adult(), 1, 3*3600, event{60, "patient.heat", with{"temperature": "42 degC", "humidity": "30%"}, 0})
	if sweat := hot.at(Weight, 0) - hot.at(Weight, 3*3600); sweat < 0.15 || sweat > 3 {
		t.Errorf("%.2f kg are sweated in three hours", sweat)
	}
	if hot.at(CO, 3*3600) < 1.1*hot.at(CO, 0) || hot.at(MAP, 3*3600) > hot.at(MAP, 0) {
		t.Errorf("heat: CO %.1f MAP %.0f", hot.at(CO, 3*3600), hot.at(MAP, 3*3600))
	}
}

// TestNames that scenarios give to illnesses bind to the actions that they are.
func TestNames(t *testing.T) {
	for _, a := range Actions() {
		if a.Preset == "" {
			continue
		}
		args, errs := a.Bind(nil)
		if len(errs) > 0 || args.Action().Name != a.Preset {
			t.Errorf("%s: %v, is %s and not %s", a.Name, errs, args.Action().Name, a.Preset)
		}
		if _, errs := a.Bind(with{"no such": 1}); len(errs) == 0 {
			t.Errorf("%s takes anything", a.Name)
		}
	}
	r := run(t, adult(), 1, 2400, event{60, "patient.hypotension", with{"blood_loss": "2000 mL", "rate": "100 mL/min"}, 0})
	if lost := r.at(BloodVolume, 60) - r.at(BloodVolume, 1300); lost < 1400 || r.min(MAP, 0, 2400) > 75 {
		t.Errorf("%.0f mL are lost, MAP falls to %.0f", lost, r.min(MAP, 0, 2400))
	}
	c := run(t, adult(), 1, 2400, event{60, "patient.hypertensive-crisis", with{"target_sbp": "210 mmHg"}, 1200})
	if v := c.mean(SBP, 1000, 1200); math.Abs(v-210) > 4 || c.at(SBP, 2400) > 135 {
		t.Errorf("crisis: SBP %.0f, later %.0f", v, c.at(SBP, 2400))
	}
	slow := run(t, adult(), 1, 400, event{60, "patient.bradycardia", with{"target_hr": "35 /min"}, 0})
	if v := slow.at(HR, 400); v != 35 || slow.at(SV, 400) < 1.1*slow.at(SV, 0) || slow.at(CO, 400) > 0.85*slow.at(CO, 0) {
		t.Errorf("bradycardia: HR %.1f SV %.0f CO %.1f", v, slow.at(SV, 400), slow.at(CO, 400))
	}
}

// TestFallIsCounted, hurts and passes.
func TestFallIsCounted(t *testing.T) {
	r := run(t, adult(), 1, 300, event{100, "patient.fall", with{"impact": 6}, 60})
	if r.at(Falls, 99) != 0 || r.at(Falls, 101) != 1 || r.at(Pain, 150) < 3 || r.at(Pain, 290) > 0.1 || r.body.Fall.Impact != 6 || r.body.Fall.At != 100 {
		t.Errorf("falls %g, pain %.1f then %.1f, %+v", r.at(Falls, 101), r.at(Pain, 150), r.at(Pain, 290), r.body.Fall)
	}
}
