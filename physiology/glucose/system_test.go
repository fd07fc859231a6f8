package glucose_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// course runs a system for minutes on its therapy and gives plasma glucose a minute.
func course(p *glucose.Patient, s *glucose.System, minutes int, intensity func(m int) float64) []float64 {
	var out []float64
	for m := range minutes {
		out = append(out, s.Plasma(&p.Params))
		s.Begin(p.Therapy)
		for range 2 {
			s.Advance(p, intensity(m), 0.5)
		}
	}
	return out
}

func idle(int) float64 { return 0 }

// noon is a patient of S2008 with all extensions, who has no time of day unless told.
func noon(t testing.TB) glucose.Patient { return glucose.Type1Patient(drawn(t)) }

func secreting(t testing.TB, of func() (glucose.Params, glucose.Secretion)) glucose.Patient {
	t.Helper()
	params, secretion := of()
	p, ok := glucose.SecretingPatient(params, secretion)
	if !ok {
		t.Fatal("no steady state")
	}
	return p
}

func peak(xs []float64) (value float64, at int) {
	for i, x := range xs {
		if x > value {
			value, at = x, i
		}
	}
	return value, at
}

// TestDallaMan2007 holds the two subjects of the paper against it: basal glucose and
// insulin of the text, and the course after a mixed meal of 1 g/kg glucose of figure 1.
func TestDallaMan2007(t *testing.T) {
	for _, c := range []struct {
		name                  string
		of                    func() (glucose.Params, glucose.Secretion)
		gb, ib                float64
		low, high, back, late float64
	}{
		{"normal", glucose.Healthy, 91.76, 25.49, 130, 190, 115, 360},
		{"type 2", glucose.Type2, 164.18, 54.81, 240, 350, 230, 420},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := secreting(t, c.of)
			p.Switches = glucose.Switches{}
			if math.Abs(p.Params.Gb/c.gb-1) > 0.12 || math.Abs(p.Params.Ib/c.ib-1) > 0.12 {
				t.Errorf("basal glucose %.1f mg/dL and insulin %.1f pmol/L, the paper has %g and %g", p.Params.Gb, p.Params.Ib, c.gb, c.ib)
			}
			s := glucose.NewSystem(&p, -1)
			s.Ingest(78)
			g := course(&p, &s, 421, idle)
			top, at := peak(g)
			t.Logf("basal %.1f mg/dL, %.1f pmol/L; peak %.0f mg/dL at %d min, %.0f at %.0f min", p.Params.Gb, p.Params.Ib, top, at, g[int(c.late)], c.late)
			if top < c.low || top > c.high || at < 25 || at > 140 || g[int(c.late)] > c.back {
				t.Errorf("peak %.0f mg/dL at %d min, %.0f after %g min", top, at, g[int(c.late)], c.late)
			}
		})
	}
}

func TestASecretingPatientRests(t *testing.T) {
	for _, of := range []func() (glucose.Params, glucose.Secretion){glucose.Healthy, glucose.Type2} {
		p := secreting(t, of)
		p.Switches = glucose.Switches{}
		s := glucose.NewSystem(&p, -1)
		for m, g := range course(&p, &s, 1440, idle) {
			if math.Abs(g-p.Params.Gb) > 0.01 {
				t.Fatalf("glucose %g mg/dL after %d min at rest, basal is %g", g, m, p.Params.Gb)
			}
		}
	}
}

func TestSwitchedOffIsThePublishedModel(t *testing.T) {
	params := drawn(t)
	p := glucose.FromFile(params)
	s, published := glucose.NewSystem(&p, -1), glucose.NewState(&params)
	for m := range 1440 {
		in := glucose.Input{Insulin: params.Basal()}
		if m%300 == 60 {
			in.Meal, in.Insulin = 55, in.Insulin+6
		}
		glucose.Minute(&params, &published, in, glucose.DefaultStep)
		s.Ingest(in.Meal)
		s.Begin(in.Insulin)
		for range 2 {
			s.Advance(&p, 0.5, 0.5)
		}
		if s.State != published {
			t.Fatalf("minute %d: extensions that are off change the state", m)
		}
	}
}

func TestExtensions(t *testing.T) {
	base := noon(t)
	run := func(change func(*glucose.Patient, *glucose.System), minutes int, work func(int) float64) []float64 {
		p := base
		s := glucose.NewSystem(&p, -1)
		if change != nil {
			change(&p, &s)
		}
		return course(&p, &s, minutes, work)
	}
	last := func(xs []float64) float64 { return xs[len(xs)-1] }
	still := last(run(nil, 121, idle))

	t.Run("a milligram of glucagon", func(t *testing.T) {
		top, at := peak(run(func(_ *glucose.Patient, s *glucose.System) { s.InjectGlucagon(1) }, 121, idle))
		t.Logf("rise %.0f mg/dL at %d min", top-still, at)
		if rise := top - still; rise < 60 || rise > 150 {
			t.Errorf("rise %.0f mg/dL, want 60..150", rise)
		}
	})
	t.Run("exercise lowers glucose and leaves sensitivity", func(t *testing.T) {
		work := func(m int) float64 {
			if m < 45 {
				return 0.5
			}
			return 0
		}
		fall := still - last(run(nil, 61, work))
		t.Logf("fall %.0f mg/dL", fall)
		if fall < 20 || fall > 100 {
			t.Errorf("45 min at half intensity lower glucose by %.0f mg/dL, want 20..100", fall)
		}
	})
	t.Run("counter-regulation lifts a low", func(t *testing.T) {
		low := func(on bool) float64 {
			g := run(func(p *glucose.Patient, s *glucose.System) {
				p.Switches.CounterRegulation = on
				s.Bolus(10)
			}, 360, idle)
			least := math.Inf(1)
			for _, x := range g {
				least = min(least, x)
			}
			return least
		}
		with, without := low(true), low(false)
		t.Logf("nadir %.0f with, %.0f mg/dL without", with, without)
		if !(without < 60 && with > without+5) {
			t.Errorf("nadir %.0f with, %.0f mg/dL without", with, without)
		}
	})
	t.Run("dawn", func(t *testing.T) {
		night := run(func(_ *glucose.Patient, s *glucose.System) { s.Clock = 0 }, 481, idle)
		rise := last(night) - night[0]
		t.Logf("rise %.0f mg/dL from midnight to eight", rise)
		if rise < 10 || rise > 60 {
			t.Errorf("rise %.0f mg/dL from midnight to eight, want 10..60", rise)
		}
	})
	t.Run("long-acting insulin holds a patient without a pump", func(t *testing.T) {
		bare := run(func(p *glucose.Patient, _ *glucose.System) { p.Therapy = 0 }, 1440, idle)
		held := run(func(p *glucose.Patient, s *glucose.System) {
			dose := 1440 * p.Therapy
			c, err := glucose.LongCurve("glargine100", dose/p.Params.BW)
			if err != nil {
				t.Fatal(err)
			}
			p.Therapy = 0
			s.InjectLong(dose, c)
		}, 1440, idle)
		t.Logf("after a day %.0f without, %.0f mg/dL with glargine", last(bare), last(held))
		if !(last(bare) > 300 && last(held) < last(bare)-120) {
			t.Errorf("after a day %.0f mg/dL without, %.0f with", last(bare), last(held))
		}
	})
}

func TestMetforminLowersFastingGlucoseInType2(t *testing.T) {
	p := secreting(t, glucose.Type2)
	s := glucose.NewSystem(&p, -1)
	for range 14 {
		s.SwallowMetformin(1000)
		course(&p, &s, 720, idle)
	}
	fall := p.Params.Gb - s.Plasma(&p.Params)
	t.Logf("basal %.0f mg/dL falls by %.0f", p.Params.Gb, fall)
	if fall < 15 || fall > 60 {
		t.Errorf("2 g a day lower fasting glucose by %.0f mg/dL in a week, want 15..60", fall)
	}
}

func TestAnythingGivenLeavesASystemWhole(t *testing.T) {
	c, err := glucose.CohortOf(glucose.Adult)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		params, err := c.Sample(0, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)))
		if err != nil {
			t.Fatal(err)
		}
		p := glucose.Type1Patient(params)
		s := glucose.NewSystem(&p, -1)
		for range 12 {
			s.Bolus(rapid.Float64Range(0, 60).Draw(t, "bolus"))
			s.Ingest(rapid.Float64Range(0, 300).Draw(t, "meal"))
			s.InjectGlucagon(rapid.Float64Range(0, 2).Draw(t, "glucagon"))
			p.Therapy = rapid.Float64Range(0, 0.5).Draw(t, "basal")
			for _, g := range course(&p, &s, 60, func(int) float64 { return 0.6 }) {
				if math.IsNaN(g) || math.IsInf(g, 0) {
					t.Fatalf("glucose is %g", g)
				}
			}
			for i, x := range s.X {
				if i != 6 && !(x >= -1e-6) {
					t.Fatalf("state x%d is %g", i+1, x)
				}
			}
		}
	})
}

func TestASystemStepAllocatesNothing(t *testing.T) {
	p := noon(t)
	s := glucose.NewSystem(&p, -1)
	if n := testing.AllocsPerRun(1000, func() {
		s.Begin(p.Therapy)
		s.Advance(&p, 0.3, 0.5)
		s.Advance(&p, 0.3, 0.5)
	}); n != 0 {
		t.Errorf("a minute allocates %g times", n)
	}
}

func TestDrawnPeopleSpread(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, c := range []struct {
		name      string
		of        func() (glucose.Params, glucose.Secretion)
		low, high float64
	}{{"healthy", glucose.Healthy, 70, 100}, {"type 2", glucose.Type2, 110, 260}} {
		least, most := math.Inf(1), 0.0
		for range 200 {
			p, err := glucose.Draw(c.of, 80, c.low, c.high, rng)
			if err != nil {
				t.Fatal(err)
			}
			least, most = min(least, p.Params.Gb), max(most, p.Params.Gb)
		}
		t.Logf("%s: fasting glucose %.0f..%.0f mg/dL", c.name, least, most)
		if least < c.low || most > c.high || most-least < 10 {
			t.Errorf("%s: fasting glucose %.0f..%.0f mg/dL", c.name, least, most)
		}
	}
}

// TestElapseIsMinutes: however time is cut into calls, the state at whole minutes is
// that of whole minutes.
func TestElapseIsMinutes(t *testing.T) {
	for _, dt := range []float64{0.1, 0.25, 1, 7.5, 30, 60, 600} {
		for _, step := range []float64{glucose.DefaultStep, glucose.PreciseStep} {
			p := glucose.FromFile(drawn(t))
			p.Step = step
			s, published := glucose.NewSystem(&p, -1), glucose.NewState(&p.Params)
			s.Ingest(30)
			for i := range 20 {
				in := glucose.Input{Insulin: p.Params.Basal()}
				if i == 0 {
					in.Meal = 30
				}
				glucose.Minute(&p.Params, &published, in, step)
			}
			for range int(1200/dt + 0.5) {
				s.Elapse(&p, p.Params.Basal(), 0, dt)
			}
			if s.State != published {
				t.Errorf("steps of %g s and %g min: glucose %v, want %v", dt, step, s.X[3], published.X[3])
			}
		}
	}
}
