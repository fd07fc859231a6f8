package control_test

import (
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// day is a day of a drawn patient; fault says what the sensor does to a reading.
type day struct {
	params   glucose.Params
	settings control.Settings
	meals    map[int]float64 // eaten, g, by minute
	counted  float64         // of the carbohydrate that the patient enters
	wrong    float64         // factor by which the scheduled basal is off
	fault    func(m int, glucose float64) control.Reading
	check    func(m int, d *day, mem *control.Memory, o control.Order)
}

// live runs the day on the loop, or on its therapy alone, and gives the share of time
// below 54 mg/dL and above 180.
func (d *day) live(loop bool) (low, high float64) {
	s := glucose.NewState(&d.params)
	var mem control.Memory
	var order control.Order
	const minutes = 1440
	net := 0.0
	for m := range minutes {
		g := s.Plasma(&d.params)
		if g < 54 {
			low++
		}
		if g > 180 {
			high++
		}
		in := glucose.Input{Meal: d.meals[m]}
		if m%5 == 0 {
			mem.Deliver(net)
			net = 0
			mem.Read(d.fault(m, s.Interstitial(&d.params)))
			order = d.settings.Decide(&mem)
			if !loop {
				order.Rate = d.settings.Basal
			}
			if d.check != nil {
				d.check(m, d, &mem, order)
			}
		}
		in.Insulin = order.Rate / 60
		if in.Meal > 0 {
			bolus := d.settings.Bolus(&mem, d.counted*in.Meal)
			in.Insulin += bolus
		}
		net += in.Insulin - d.settings.Basal/60
		glucose.Minute(&d.params, &s, in, glucose.DefaultStep)
	}
	return low / minutes, high / minutes
}

// drawDay is a patient of the cohort with meals, miscounted carbohydrate and a basal
// rate that is a little off.
func drawDay(t testing.TB, c *glucose.Cohort, rng *rand.Rand) *day {
	t.Helper()
	p, err := c.Sample(0, rng)
	if err != nil {
		t.Fatal(err)
	}
	d := &day{params: p, counted: 0.7 + 0.8*rng.Float64(), wrong: 0.8 + 0.6*rng.Float64(), meals: map[int]float64{}}
	d.settings = control.TherapyOf(60 * p.Basal())
	d.settings.Basal *= d.wrong
	for _, m := range []int{420, 750, 1110} {
		d.meals[m+rng.IntN(60)] = 25 + 60*rng.Float64()
	}
	d.fault = func(_ int, g float64) control.Reading { return control.Reading{Glucose: g, OK: true} }
	return d
}

func adults(t testing.TB) *glucose.Cohort {
	t.Helper()
	c, err := glucose.CohortOf(glucose.Adult)
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

// faulty is a sensor that drifts, drops out, sticks, spikes and lies.
func faulty(rng *rand.Rand) func(int, float64) control.Reading {
	gain, kind, last := 0.6+0.9*rng.Float64(), rng.IntN(5), 0.0
	return func(_ int, g float64) control.Reading {
		switch {
		case kind == 0 && rng.Float64() < 0.4:
			return control.Reading{}
		case kind == 1 && last > 0 && rng.Float64() < 0.9:
			return control.Reading{Glucose: last, OK: true} // stuck
		case kind == 2 && rng.Float64() < 0.1:
			return control.Reading{Glucose: 800 * rng.Float64(), OK: true} // spike
		case kind == 3 && rng.Float64() < 0.1:
			return control.Reading{Glucose: -g, OK: true}
		}
		last = gain * g
		return control.Reading{Glucose: last, OK: true}
	}
}

// TestLimitsHold: over a thousand days with every sensor fault no order passes a limit,
// and nothing runs when glucose is low by the reading that the loop trusts.
func TestLimitsHold(t *testing.T) {
	days := 1000
	if testing.Short() {
		days = 100
	}
	rng := rand.New(rand.NewPCG(7, 7))
	c := adults(t)
	suspended, raised, limited := 0, 0, 0
	for i := range days {
		d := drawDay(t, c, rng)
		d.fault = faulty(rng)
		d.check = func(m int, d *day, mem *control.Memory, o control.Order) {
			s := &d.settings
			iob, _ := mem.OnBoard(s.Curve)
			added := max(o.Rate-s.Basal, 0) * control.Interval / 60
			switch {
			case !(o.Rate >= 0 && o.Rate <= s.MaxBasal):
				t.Fatalf("day %d, minute %d: %g U/h, limit %g", i, m, o.Rate, s.MaxBasal)
			case added > 0 && iob+added > s.MaxIOB+1e-9:
				t.Fatalf("day %d, minute %d: %g U added to %g U on board, limit %g", i, m, added, iob, s.MaxIOB)
			case mem.Stale == 0 && mem.Last < s.Suspend && o.Rate != 0:
				t.Fatalf("day %d, minute %d: %g U/h at %g mg/dL", i, m, o.Rate, mem.Last)
			case mem.Stale > 15 && o.Rate > s.Basal:
				t.Fatalf("day %d, minute %d: %g U/h without a reading", i, m, o.Rate)
			}
			switch o.Reason {
			case control.LowSuspend:
				suspended++
			case control.Above:
				raised++
			case control.Limited:
				limited++
			default:
			}
			if b := s.Bolus(mem, 1e4); b > s.MaxBolus {
				t.Fatalf("day %d, minute %d: a bolus of %g U, limit %g", i, m, b, s.MaxBolus)
			}
		}
		d.live(true)
	}
	t.Logf("%d days: %d suspends, %d raises, %d held by a limit", days, suspended, raised, limited)
	if suspended == 0 || raised == 0 || limited == 0 {
		t.Errorf("%d suspends, %d raises, %d held by a limit: the limits were not tried", suspended, raised, limited)
	}
}

// TestTheLoopIsLowLess: on the drawn cohort less time is spent below 54 mg/dL with the
// loop than on the same therapy alone, with the same meals and the same mistakes.
func TestTheLoopIsLowLess(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	c := adults(t)
	var open, closed, openHigh, closedHigh float64
	const n = 100
	for range n {
		d := drawDay(t, c, rng)
		low, high := d.live(false)
		open, openHigh = open+low, openHigh+high
		low, high = d.live(true)
		closed, closedHigh = closed+low, closedHigh+high
	}
	t.Logf("below 54: %.2f %% open, %.2f %% with the loop; above 180: %.1f and %.1f %%", 100*open/n, 100*closed/n, 100*openHigh/n, 100*closedHigh/n)
	if !(open > 0.005*n && closed < 0.5*open) {
		t.Errorf("below 54 mg/dL: %.2f %% open, %.2f %% with the loop", 100*open/n, 100*closed/n)
	}
}

func TestDecide(t *testing.T) {
	s := control.TherapyOf(1)
	for _, c := range []struct {
		name     string
		readings []float64
		net      float64 // U given above basal half an hour ago
		reason   control.Reason
		low, hi  float64
	}{
		{"never a reading", nil, 0, control.NoReading, 1, 1},
		{"low", []float64{90, 66}, 0, control.LowSuspend, 0, 0},
		{"falling to low", []float64{130, 110, 95}, 0, control.LowSuspend, 0, 0},
		{"steady in range", []float64{110, 110, 110}, 0, control.InRange, 1, 1},
		{"high", []float64{140, 140, 140}, 0, control.Above, 1.1, 4},
		{"very high", []float64{300, 300, 300}, 0, control.Limited, 4, 4},
		{"high with enough on board", []float64{180, 180, 180}, 4, control.Below, 0, 1},
		{"a jump that no body does", []float64{110, 110, 400}, 0, control.InRange, 1, 1},
		{"long without a reading", []float64{300, 0, 0, 0, 0}, 0, control.NoReading, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var m control.Memory
			m.Net[6] = c.net
			for _, g := range c.readings {
				m.Read(control.Reading{Glucose: g, OK: g > 0})
			}
			o := s.Decide(&m)
			if o.Reason != c.reason || o.Rate < c.low || o.Rate > c.hi {
				t.Errorf("%s at %g U/h, want %s at %g..%g", o.Reason, o.Rate, c.reason, c.low, c.hi)
			}
		})
	}
}

func TestSettingsAreChecked(t *testing.T) {
	good := control.TherapyOf(1)
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*control.Settings){
		"a negative basal":             func(s *control.Settings) { s.Basal = -1 },
		"a limit of basal below basal": func(s *control.Settings) { s.MaxBasal = 0.5 },
		"a target in the lows":         func(s *control.Settings) { s.Low = 50 },
		"no suspend":                   func(s *control.Settings) { s.Suspend = 0 },
		"a late peak":                  func(s *control.Settings) { s.Curve.Peak = 200 },
	} {
		s := good
		change(&s)
		if s.Check() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
