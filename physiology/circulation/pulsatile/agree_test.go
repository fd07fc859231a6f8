package pulsatile_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

type with = map[string]any

func adult() physiology.Person { return physiology.Person{Age: 40, Height: 180, Weight: 77} }

func having(age float64, condition string, params map[string]float64) physiology.Person {
	return physiology.Person{Age: age, Height: 176, Weight: 80, Conditions: []physiology.Condition{{Name: condition, Params: params}}}
}

// TestMeansAgreeWithTierA compares the means of whole beats, and the pressures that a
// cuff would read, with those of package circulation in everything that it lives
// through.
func TestMeansAgreeWithTierA(t *testing.T) {
	for _, c := range []struct {
		name  string
		who   physiology.Person
		do    string
		with  with
		alone float64 // s before the shadow is attached
		run   float64 // s of both
	}{
		{name: "reference", who: adult()},
		{name: "young", who: physiology.Person{Age: 20, Height: 180, Weight: 75}},
		{name: "old", who: physiology.Person{Age: 80, Height: 172, Weight: 72}},
		{name: "small woman", who: physiology.Person{Age: 30, Sex: physiology.Female, Height: 158, Weight: 52}},
		{name: "child", who: physiology.Person{Age: 8, Height: 128, Weight: 26}},
		{name: "athlete", who: physiology.Person{Age: 28, Height: 180, Weight: 70, VO2Max: 65}},
		{name: "heart failure 30 %", who: having(65, "heart-failure", map[string]float64{"ejection_fraction": 30})},
		{name: "heart failure 20 %", who: having(70, "heart-failure", map[string]float64{"ejection_fraction": 20})},
		{name: "hypertension", who: having(60, "hypertension", map[string]float64{"rise": 30})},
		{name: "atrial fibrillation", who: having(70, "atrial-fibrillation", nil)},
		{name: "40 /min", who: adult(), do: "patient.bradycardia", with: with{"target_hr": "40 /min"}, alone: 120, run: 80},
		{name: "90 /min", who: adult(), do: "patient.pace", with: with{"rate": "90 /min"}, run: 30},
		{name: "120 /min", who: adult(), do: "patient.pace", with: with{"rate": "120 /min"}, run: 30},
		{name: "150 /min", who: adult(), do: "patient.pace", with: with{"rate": "150 /min"}, run: 30},
		{name: "180 /min", who: adult(), do: "patient.pace", with: with{"rate": "180 /min"}, run: 30},
		{name: "bleeding 20 %", who: adult(), do: "patient.hemorrhage", with: with{"volume": "20%", "over": "10m"}, alone: 500, run: 90},
		{name: "bled 30 %", who: adult(), do: "patient.hemorrhage", with: with{"volume": "30%", "over": "10m"}, alone: 700},
		{name: "100 W", who: adult(), do: "patient.exercise", with: with{"power": "100 W"}, alone: 300},
		{name: "200 W from rest", who: adult(), do: "patient.exercise", with: with{"power": "200 W"}, run: 180},
		{name: "norepinephrine", who: adult(), do: "patient.drug", with: with{"drug": "norepinephrine", "infusion": "0.2 ug/kg/min"}, alone: 600},
		{name: "PEEP 15", who: adult(), do: "patient.ventilate", with: with{"tidal_volume": "7 mL/kg", "rate": "14 /min", "peep": "15 cmH2O"}, alone: 60, run: 60},
		{name: "standing", who: adult(), do: "patient.posture", with: with{"angle": "70 deg"}, run: 60},
		{name: "septic shock", who: adult(), do: "patient.sepsis", with: with{"severity": 1.0, "to_shock": "6h"}, alone: 6 * 3600},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newTwin(t, c.who)
			if c.do != "" {
				w.begin(t, c.do, c.with)
			}
			if c.alone > 0 {
				w.pass(c.alone)
				w.attach()
			}
			m := w.both(max(c.run, 12), 8, nil)
			t.Logf("%s, %.0f /min, hold %.2f %.2f %.2f", &m, 60*w.body.Tone.Rate, w.s.Hold.Left, w.s.Hold.Right, w.s.Hold.Stiff)
			m.agree(t)
			for name, x := range map[string]float64{"left": w.s.Hold.Left, "right": w.s.Hold.Right, "stiff": w.s.Hold.Stiff} {
				if x < 0.5 || x > 2 {
					t.Errorf("the %s factor has to be %.2f", name, x)
				}
			}
		})
	}
}

// TestMeansAgreeInACohort draws people of every profile.
func TestMeansAgreeInACohort(t *testing.T) {
	env := physiology.DefaultEnvironment()
	for i, profile := range physiology.Profiles() {
		for n := range 2 {
			rng := rand.New(rand.NewPCG(uint64(i), uint64(n)))
			p, err := physiology.Sample(profile.Person(physiology.PersonKnown{}, rng), rng)
			if err != nil {
				t.Fatal(err)
			}
			b, err := physiology.New(&p, env)
			if err != nil {
				t.Fatal(err)
			}
			w := &twin{p: p, body: b, in: physiology.NewInputs(env), q: physiology.PulsatileParams(&p)}
			w.attach()
			m := w.both(7, 6, nil)
			m.agree(t)
			if t.Failed() {
				t.Fatalf("%s %d: %s", profile.Name, n, &m)
			}
		}
	}
}

// agree compares tier B with tier A.
func (m *means) agree(t *testing.T) {
	t.Helper()
	a, b := &m.tierA, &m.tierB
	for _, x := range []struct {
		name        string
		a, b, floor float64
	}{
		{"MAP", a.Aorta, b.Aorta, 0},
		{"cardiac output", a.Flow, b.Flow, 0},
		{"central venous pressure", a.RA, b.RA, 0.2},
		{"pulmonary arterial pressure", a.PA, b.PA, 0},
		{"wedge pressure", a.LA, b.LA, 0.2},
		{"systolic pressure", a.Radial, b.Radial, 0},
		{"diastolic pressure", a.RV, b.RV, 5},
	} {
		if d := math.Abs(x.b - x.a); !(d <= math.Max(0.05*math.Abs(x.a), x.floor)) {
			t.Errorf("%s is %.2f, %.2f in tier A", x.name, x.b, x.a)
		}
	}
}

// String is tier B, and tier A behind the stroke.
func (m *means) String() string {
	a, b := &m.tierA, &m.tierB
	return fmt.Sprintf("MAP %.1f/%.1f, CO %.1f/%.1f, CVP %.2f/%.2f, PAP %.1f/%.1f, PCWP %.2f/%.2f, %.0f over %.0f/%.0f over %.0f",
		b.Aorta, a.Aorta, b.Flow, a.Flow, b.RA, a.RA, b.PA, a.PA, b.LA, a.LA, b.Radial, b.RV, a.Radial, a.RV)
}
