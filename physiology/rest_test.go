package physiology_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// steady are the signals that must not move in a body that is left alone.
func steady() []physiology.Signal {
	return []physiology.Signal{
		physiology.MAP, physiology.HR, physiology.PaCO2, physiology.TempCore, physiology.CO, physiology.SaO2,
		physiology.VE, physiology.BloodVolume, physiology.TempSkin, physiology.PAPMean, physiology.COHb,
	}
}

// drift is the largest relative change of a signal in ten minutes of rest.
func drift(t *testing.T, p *physiology.Patient, env physiology.Environment, dt float64) (worst float64, of physiology.Signal) {
	t.Helper()
	b, err := physiology.New(p, env)
	if err != nil {
		t.Fatal(err)
	}
	in := physiology.NewInputs(env)
	signals := steady()
	first, now := make([]float64, len(signals)), make([]float64, len(signals))
	b.Observe(p, signals, first)
	for range int(600 / dt) {
		b.Step(p, &in, dt)
	}
	b.Observe(p, signals, now)
	for i, s := range signals {
		if d := math.Abs(now[i]-first[i]) / first[i]; d > worst {
			worst, of = d, s
		}
	}
	return worst, of
}

func TestRestIsAFixedPoint(t *testing.T) {
	for _, sex := range []physiology.Sex{physiology.Male, physiology.Female} {
		for age := 20.0; age <= 90; age += 10 {
			t.Run(fmt.Sprintf("%s %g", sex, age), func(t *testing.T) {
				who := physiology.Person{Age: age, Sex: sex, Height: 180, Weight: 77}
				if sex == physiology.Female {
					who.Height, who.Weight = 165, 62
				}
				p, err := physiology.Reference(who)
				if err != nil {
					t.Fatal(err)
				}
				for _, dt := range []float64{1, 0.25} {
					if d, s := drift(t, &p, physiology.DefaultEnvironment(), dt); d > 1e-6 {
						t.Errorf("dt %g: %s drifts by %.2g", dt, s, d)
					}
				}
			})
		}
	}
}

func TestRestOfConditionsAndEnvironmentsIsAFixedPoint(t *testing.T) {
	sea := physiology.DefaultEnvironment()
	high, warm, smoky := sea, sea, sea
	high.Pressure, warm.Temperature, smoky.CO = 600, 30, 20
	for _, c := range []struct {
		name string
		cond []physiology.Condition
		env  physiology.Environment
	}{
		{"shunt", []physiology.Condition{{Name: "shunt", Params: map[string]float64{"fraction": 27}}}, sea},
		{"heart failure", []physiology.Condition{{Name: "heart-failure", Params: map[string]float64{"ejection_fraction": 31}}}, sea},
		{"hypertension", []physiology.Condition{{Name: "hypertension"}}, sea},
		{"anaemia", []physiology.Condition{{Name: "anaemia", Params: map[string]float64{"hb": 8}}}, sea},
		{"denervated heart", []physiology.Condition{{Name: "denervated-heart"}}, sea},
		{"at 600 mmHg", nil, high},
		{"at 30 degC", nil, warm},
		{"in smoke", nil, smoky},
	} {
		t.Run(c.name, func(t *testing.T) {
			who := adult()
			who.Conditions = c.cond
			p, err := physiology.Reference(who)
			if err != nil {
				t.Fatal(err)
			}
			if d, s := drift(t, &p, c.env, 1); d > 1e-5 {
				t.Errorf("%s drifts by %.2g", s, d)
			}
		})
	}
}

func TestSampledPatientsRest(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for i := range 200 {
		who := physiology.SamplePerson(physiology.PersonKnown{}, rng)
		p, err := physiology.Sample(who, rng)
		if err != nil {
			t.Fatal(err)
		}
		if d, s := drift(t, &p, physiology.DefaultEnvironment(), 1); d > 0.005 {
			t.Errorf("%d: %+v: %s drifts by %.2g", i, who, s, d)
		}
	}
}

// TestPopulation draws ten thousand people: everybody rests in physiology, the means
// stay at the reference and the spread is that of people.
func TestPopulation(t *testing.T) {
	const n = 10000
	bounds := []struct {
		signal               physiology.Signal
		low, high            float64 // of everybody
		meanLow, meanHigh    float64
		spreadLow, spreadTop float64
	}{
		{physiology.HR, 42, 115, 66, 78, 6, 11},
		{physiology.SBP, 85, 180, 112, 132, 7, 16},
		{physiology.DBP, 45, 100, 66, 80, 4, 10},
		{physiology.MAP, 65, 120, 86, 97, 5, 9},
		{physiology.CO, 2.6, 9, 4.4, 5.8, 0.4, 1.2},
		{physiology.EF, 50, 72, 57, 65, 0.8, 6},
		{physiology.CVP, 2, 7, 4, 5.2, 0.05, 1.5},
		{physiology.PaCO2, 35, 46, 39, 41, 0.5, 2.5},
		{physiology.PaO2, 70, 108, 85, 97, 1.5, 7},
		{physiology.SaO2, 93.5, 98.5, 96, 97.5, 0.1, 1},
		{physiology.RR, 9, 20, 12, 15.5, 0.6, 3},
		{physiology.TempCore, 35.5, 37.8, 36.4, 37, 0.1, 0.4},
		{physiology.Hb, 10.5, 19, 13.5, 15, 0.5, 1.5},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	want := make([]physiology.Signal, len(bounds))
	for i, b := range bounds {
		want[i] = b.signal
	}
	sum, square, row := make([]float64, len(want)), make([]float64, len(want)), make([]float64, len(want))
	for range n {
		who := physiology.SamplePerson(physiology.PersonKnown{}, rng)
		p, err := physiology.Sample(who, rng)
		if err != nil {
			t.Fatalf("%+v: %v", who, err)
		}
		b, err := physiology.New(&p, physiology.DefaultEnvironment())
		if err != nil {
			t.Fatalf("%+v: %v", who, err)
		}
		b.Observe(&p, want, row)
		for i, v := range row {
			if v < bounds[i].low || v > bounds[i].high {
				t.Errorf("%+v rests at %s %g", who, want[i], v)
			}
			sum[i] += v
			square[i] += v * v
		}
	}
	for i, b := range bounds {
		mean := sum[i] / n
		sd := math.Sqrt(square[i]/n - mean*mean)
		t.Logf("%-10s %8.2f ± %.2f", b.signal, mean, sd)
		if mean < b.meanLow || mean > b.meanHigh || sd < b.spreadLow || sd > b.spreadTop {
			t.Errorf("%s is %.2f ± %.2f", b.signal, mean, sd)
		}
	}
}

func TestProfiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, profile := range physiology.Profiles() {
		t.Run(profile.Name, func(t *testing.T) {
			if profile.Refused != "" {
				t.Skip(profile.Refused)
			}
			sum := map[physiology.Signal]float64{}
			const n = 100
			for range n {
				who := profile.Person(physiology.PersonKnown{}, rng)
				p, err := physiology.Sample(who, rng)
				if err != nil {
					t.Fatalf("%+v: %v", who, err)
				}
				b, err := physiology.New(&p, physiology.DefaultEnvironment())
				if err != nil {
					t.Fatalf("%+v: %v", who, err)
				}
				row := make([]float64, len(physiology.Signals()))
				b.Observe(&p, allSignals(), row)
				for i, v := range row {
					sum[physiology.Signal(i)] += v / n
				}
			}
			t.Logf("HR %.0f BP %.0f/%.0f CO %.1f SV %.0f EF %.0f SaO2 %.1f Hb %.1f PCWP %.1f", sum[physiology.HR], sum[physiology.SBP], sum[physiology.DBP],
				sum[physiology.CO], sum[physiology.SV], sum[physiology.EF], sum[physiology.SaO2], sum[physiology.Hb], sum[physiology.PCWP])
			for signal, band := range profileBands()[profile.Name] {
				if sum[signal] < band[0] || sum[signal] > band[1] {
					t.Errorf("%s is %.1f, not %g..%g", signal, sum[signal], band[0], band[1])
				}
			}
		})
	}
}

// profileBands are what a profile's name promises of the mean of its people.
func profileBands() map[string]map[physiology.Signal][2]float64 {
	return map[string]map[physiology.Signal][2]float64{
		"healthy-adult":       {physiology.HR: {62, 80}, physiology.SBP: {108, 132}},
		"hypertension-home":   {physiology.SBP: {138, 170}, physiology.DBP: {80, 100}},
		"heart-failure-nyha2": {physiology.EF: {34, 36}, physiology.PCWP: {9, 25}, physiology.HR: {60, 100}},
		"athlete":             {physiology.HR: {40, 60}, physiology.SV: {90, 130}},
		"post-operative":      {physiology.Hb: {10.7, 10.9}, physiology.SaO2: {91, 96.5}},
	}
}

// TestConditionsAtTheirEnds: the ends of every allowed range give people who rest.
func TestConditionsAtTheirEnds(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, c := range []struct {
		condition physiology.Condition
		signal    physiology.Signal
		low, high float64
	}{
		{physiology.Condition{Name: "shunt", Params: map[string]float64{"fraction": 60}}, physiology.SaO2, 55, 82},
		{physiology.Condition{Name: "shunt", Params: map[string]float64{"fraction": 0}}, physiology.SaO2, 96.5, 98.9},
		{physiology.Condition{Name: "heart-failure", Params: map[string]float64{"ejection_fraction": 20}}, physiology.EF, 19.5, 20.5},
		{physiology.Condition{Name: "heart-failure", Params: map[string]float64{"ejection_fraction": 50}}, physiology.EF, 49.5, 50.5},
		{physiology.Condition{Name: "anaemia", Params: map[string]float64{"hb": 6}}, physiology.Hb, 5.99, 6.01},
		{physiology.Condition{Name: "hypertension", Params: map[string]float64{"rise": 40}}, physiology.MAP, 105, 160},
		{physiology.Condition{Name: "hypertension", Params: map[string]float64{"rise": 40, "control": 100}}, physiology.MAP, 70, 120},
		{physiology.Condition{Name: "ckd", Params: map[string]float64{"gfr": 8}}, physiology.Hb, 7, 16},
		{physiology.Condition{Name: "ckd", Params: map[string]float64{"gfr": 90}}, physiology.MAP, 72, 118},
		{physiology.Condition{Name: "obesity", Params: map[string]float64{"bmi": 30}}, physiology.MAP, 75, 120},
		{physiology.Condition{Name: "obesity", Params: map[string]float64{"bmi": 48}}, physiology.CO, 3.5, 13},
		{physiology.Condition{Name: "atrial-fibrillation", Params: map[string]float64{"rate_control": 0}}, physiology.HR, 75, 175},
		{physiology.Condition{Name: "atrial-fibrillation", Params: map[string]float64{"rate_control": 100}}, physiology.HR, 48, 115},
		{physiology.Condition{Name: "denervated-heart"}, physiology.HR, 75, 165},
	} {
		for range 50 {
			who := physiology.SamplePerson(physiology.PersonKnown{Conditions: []physiology.Condition{c.condition}}, rng)
			p, err := physiology.Sample(who, rng)
			if err != nil {
				t.Fatalf("%+v: %v", who, err)
			}
			b, err := physiology.New(&p, physiology.DefaultEnvironment())
			if err != nil {
				t.Fatalf("%+v: %v", who, err)
			}
			if v := value(&b, &p, c.signal); v < c.low || v > c.high {
				t.Errorf("%+v: %s is %.1f", who, c.signal, v)
			}
			if d, s := drift(t, &p, physiology.DefaultEnvironment(), 1); d > 0.005 {
				t.Errorf("%+v: %s drifts by %.2g", who, s, d)
			}
		}
	}
}
