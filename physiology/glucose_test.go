package physiology_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// person is a patient of a profile with glucose at rest.
type person struct {
	patient physiology.Patient
	body    physiology.Body
	inputs  physiology.Inputs
	metab   glucose.Patient
	state   glucose.System
}

func newPerson(t testing.TB, profile string, rng *rand.Rand) *person {
	t.Helper()
	info, ok := physiology.ProfileByName(profile)
	if !ok || info.Refused != "" {
		t.Fatalf("profile %s: %v %s", profile, ok, info.Refused)
	}
	env := physiology.DefaultEnvironment()
	var x person
	var err error
	if x.patient, err = physiology.Reference(info.Typical(physiology.PersonKnown{})); err != nil {
		t.Fatal(err)
	}
	if x.body, err = physiology.New(&x.patient, env); err != nil {
		t.Fatal(err)
	}
	if x.metab, err = x.patient.Glucose(rng); err != nil {
		t.Fatal(err)
	}
	x.inputs, x.state = physiology.NewInputs(env), physiology.RestGlucose(&x.metab, env)
	return &x
}

// run lets minutes pass and gives plasma glucose a minute.
func (x *person) run(minutes int) (out []float64) {
	var v [1]float64
	for range minutes {
		physiology.ObserveGlucose(&x.metab, &x.state, []physiology.Signal{physiology.GlucosePlasma}, v[:])
		out = append(out, v[0])
		for range 60 {
			x.inputs.Metabolise(&x.patient, &x.body, &x.metab, &x.state, 1)
			x.body.Step(&x.patient, &x.inputs, 1)
		}
	}
	return out
}

func (x *person) do(t testing.TB, name string, with map[string]any, lasting float64) {
	t.Helper()
	a, ok := physiology.ActionByName(name)
	if !ok {
		t.Fatalf("no action %s", name)
	}
	args, errs := a.Bind(with)
	if len(errs) > 0 {
		t.Fatalf("%s: %v", name, errs)
	}
	if _, err := x.inputs.Begin(&x.patient, &x.body, args, x.body.Time+lasting); err != nil {
		t.Fatal(err)
	}
}

func least(xs []float64) float64 {
	m := math.Inf(1)
	for _, x := range xs {
		m = min(m, x)
	}
	return m
}

func most(xs []float64) float64 {
	m := 0.0
	for _, x := range xs {
		m = max(m, x)
	}
	return m
}

func TestGlucoseOfProfiles(t *testing.T) {
	always := math.Inf(1)
	for _, c := range []struct {
		name, profile string
		act           func(x *person)
		minutes       int
		low, high     float64 // of the lowest and the highest glucose
	}{
		{"healthy at rest", "healthy-adult", func(*person) {}, 120, 80, 105},
		{"healthy after a meal", "healthy-adult", func(x *person) { x.do(t, "patient.meal", with{"carbs": "80 g"}, always) }, 240, 70, 190},
		{"type 1 at rest", "type1-diabetes", func(*person) {}, 120, 120, 160},
		{"type 1 without insulin", "type1-diabetes", func(x *person) { x.do(t, "patient.insulin-basal", with{"rate": "0 U/h"}, always) }, 600, 130, 600},
		{"type 2 at rest", "type2-diabetes", func(*person) {}, 120, 140, 180},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newPerson(t, c.profile, nil)
			c.act(x)
			g := x.run(c.minutes)
			t.Logf("%.0f..%.0f mg/dL", least(g), most(g))
			if least(g) < c.low || most(g) > c.high {
				t.Errorf("glucose goes %.0f..%.0f mg/dL, want within %g..%g", least(g), most(g), c.low, c.high)
			}
		})
	}
}

func TestPresetsOfGlucose(t *testing.T) {
	x := newPerson(t, "type1-diabetes", nil)
	x.do(t, "patient.hypoglycaemia", nil, math.Inf(1))
	if g := x.run(240); least(g) > 70 {
		t.Errorf("hypoglycaemia stops at %.0f mg/dL", least(g))
	}
	x = newPerson(t, "type1-diabetes", nil)
	x.do(t, "patient.hyperglycaemia", nil, math.Inf(1))
	if g := x.run(180); most(g) < 250 {
		t.Errorf("hyperglycaemia stops at %.0f mg/dL", most(g))
	}
}

func TestAFastingPatientEatsNothing(t *testing.T) {
	x := newPerson(t, "type1-diabetes", nil)
	x.do(t, "patient.fast", nil, math.Inf(1))
	x.do(t, "patient.meal", with{"carbs": "80 g"}, math.Inf(1))
	g := x.run(120)
	if most(g)-least(g) > 1 {
		t.Errorf("glucose of a fasting patient goes %.1f..%.1f mg/dL", least(g), most(g))
	}
}

func TestBasalForATimeRunsOnAsBefore(t *testing.T) {
	x := newPerson(t, "type1-diabetes", nil)
	before := x.state.Basal
	x.do(t, "patient.insulin-basal", with{"rate": "0 U/h"}, 3600)
	x.run(30)
	if x.state.Rapid != 0 {
		t.Errorf("%g U/min run during a stop", x.state.Rapid)
	}
	x.run(40)
	if x.state.Rapid != before {
		t.Errorf("%g U/min run after a stop, %g before", x.state.Rapid, before)
	}
	x.do(t, "patient.insulin-basal", with{"rate": "3 U/h"}, math.Inf(1))
	x.run(2)
	if math.Abs(x.state.Rapid-0.05) > 1e-12 || x.inputs.Active != 0 {
		t.Errorf("%g U/min run, want 0.05; slots in force %b", x.state.Rapid, x.inputs.Active)
	}
}

func TestExerciseOfTheBodyLowersGlucose(t *testing.T) {
	rest, work := newPerson(t, "type1-diabetes", nil), newPerson(t, "type1-diabetes", nil)
	work.do(t, "patient.exercise", with{"intensity": "50%"}, 2700)
	fall := rest.run(60)[59] - work.run(60)[59]
	if fall < 15 {
		t.Errorf("45 min of work lower glucose by %.0f mg/dL", fall)
	}
}

func TestMetaboliseAllocatesNothing(t *testing.T) {
	x := newPerson(t, "type1-diabetes", rand.New(rand.NewPCG(1, 2)))
	x.do(t, "patient.meal", with{"carbs": "80 g", "over": "3h"}, math.Inf(1))
	if n := testing.AllocsPerRun(300, func() { x.inputs.Metabolise(&x.patient, &x.body, &x.metab, &x.state, 1) }); n != 0 {
		t.Errorf("Metabolise allocates %g times", n)
	}
}

// BenchmarkMetabolise is what glucose adds to a patient-second of a body.
func BenchmarkMetabolise(b *testing.B) {
	x := newPerson(b, "type1-diabetes", nil)
	b.ReportAllocs()
	for b.Loop() {
		x.inputs.Metabolise(&x.patient, &x.body, &x.metab, &x.state, 1)
	}
}
