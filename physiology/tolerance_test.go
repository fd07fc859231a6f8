package physiology_test

import (
	"math"
	"math/rand/v2"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

// TestPopulationTolerates puts two hundred different people through what healthy
// people survive awake, and holds the direction and the mean of their answers.
func TestPopulationTolerates(t *testing.T) {
	for _, c := range []struct {
		name, action  string
		with          map[string]any
		signal        Signal
		low, high     float64 // of everybody's change
		meanLow, mean float64 // of the mean change
	}{
		{"a bleed of 20 %", "patient.hemorrhage", with{"volume": "20%", "over": "15m"}, HR, 4, 60, 10, 40},
		{"3000 m", "patient.altitude", with{"altitude": "3000 m"}, SaO2, -20, -3, -12, -6},
		{"a tilt", "patient.posture", with{"angle": "60 deg"}, HR, 3, 40, 8, 24},
		{"3 METs", "patient.exercise", with{"mets": 3}, CO, 0.8, 7, 1.5, 3.6},
		{"oxygen", "patient.oxygen", with{"fio2": "60%"}, PaO2, 150, 330, 220, 290},
		{"5 % CO2", "patient.inspired-gas", with{"fico2": "5%"}, VE, 2.5, 30, 7, 15},
	} {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(11, 11))
			sum, n := 0.0, 200
			for range n {
				who := SamplePerson(PersonKnown{}, rng)
				p, err := Sample(who, rng)
				if err != nil {
					t.Fatal(err)
				}
				b, err := New(&p, DefaultEnvironment())
				if err != nil {
					t.Fatal(err)
				}
				in := NewInputs(DefaultEnvironment())
				before := value(&b, &p, c.signal)
				begin(t, &in, &p, &b, c.action, c.with, math.Inf(1))
				steps(&b, &p, &in, 900)
				d := value(&b, &p, c.signal) - before
				sum += d / float64(n)
				if b.Vital.Arrest || value(&b, &p, Consciousness) > 1 || d < c.low || d > c.high {
					t.Errorf("%+v: %s changes by %.1f, consciousness %g, arrest %v", who, c.signal, d, value(&b, &p, Consciousness), b.Vital.Arrest)
				}
			}
			t.Logf("%s changes by %.2f on average", c.signal, sum)
			if sum < c.meanLow || sum > c.mean {
				t.Errorf("%s changes by %.2f on average, not %g..%g", c.signal, sum, c.meanLow, c.mean)
			}
		})
	}
}

// TestSampledPeopleReachTheirMaximum: also the fit and the old, from their own rest.
func TestSampledPeopleReachTheirMaximum(t *testing.T) {
	for _, who := range []Person{
		{Age: 25, Height: 180, Weight: 72, VO2Max: 68}, {Age: 75, Sex: Female, Height: 160, Weight: 60}, {Age: 50, Height: 175, Weight: 100},
	} {
		r := run(t, who, 1, 900, event{60, "patient.exercise", with{"intensity": "100%"}, 0})
		if d := r.max(HR, 60, 900) - (208 - 0.7*who.Age); math.Abs(d) > 8 {
			t.Errorf("%+v: maximal heart rate is %.0f off", who, d)
		}
		if v := r.at(VO2, 800) / r.body.Rest.VO2; v < 4 {
			t.Errorf("%+v: uptake rises to %.1f times rest", who, v)
		}
	}
}
