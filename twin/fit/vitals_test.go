package fit_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

// recordedDay is a day of one-minute readings of a hidden person as a table, with gaps,
// daily courses and a walk; noise that is not the prior's.
func recordedDay(rng *rand.Rand, hr, pressure, spo2 float64) string {
	var b strings.Builder
	b.WriteString("t_min,hr_bpm,map_mmhg,spo2_pct,activity_met\n")
	var e [3]float64
	for m := range 1440 {
		met := 1.0
		if m > 600 && m < 660 {
			met = 3
		}
		day := math.Cos(2 * math.Pi * float64(m-300) / 1440)
		v := [3]float64{hr + 6*day + 14*(met-1), pressure + 5*day + 3*(met-1), spo2 + 0.3*day}
		fmt.Fprint(&b, m)
		for i, sd := range [3]float64{3, 6, 0.7} {
			e[i] = 0.85*e[i] + math.Sqrt(1-0.85*0.85)*sd*rng.NormFloat64()
			if rng.Float64() < 0.1 {
				b.WriteString(",")
				continue
			}
			fmt.Fprintf(&b, ",%.3f", v[i]+e[i])
		}
		fmt.Fprintf(&b, ",%g\n", met)
	}
	return b.String()
}

// TestADayTellsTheBaselines: hidden baselines are found within 1 /min, 3 mmHg and 0.5 %,
// and the twin file keeps them.
func TestADayTellsTheBaselines(t *testing.T) {
	outside := 0
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 8))
		hidden := [3]float64{72 + 9*rng.NormFloat64(), 94 + 8*rng.NormFloat64(), 96.5 + 0.8*rng.NormFloat64()}
		v, err := fit.ReadVitals(strings.NewReader(recordedDay(rng, hidden[0], hidden[1], hidden[2])))
		if err != nil {
			t.Fatal(err)
		}
		tw, err := fit.VitalSigns(v, physiology.PersonKnown{Age: 60, Sex: physiology.Female, SexKnown: true}, fit.Options{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := tw.Write(&file); err != nil {
			t.Fatal(err)
		}
		if tw, err = fit.Read(&file); err != nil {
			t.Fatal(err)
		}
		for i, within := range []float64{1, 3, 0.5} {
			f := tw.Vitals[i]
			if math.Abs(f.Baseline-hidden[i]) > within {
				outside++
			}
			if !f.Told || f.Readings < 1200 || math.Abs(f.NoiseSD/[]float64{3, 6, 0.7}[i]-1) > 0.25 || math.Abs(f.Phi-0.85) > 0.06 {
				t.Errorf("person %d, %s: %+v", seed, f.Signal, f)
			}
		}
		if rest := tw.Rest(nil); tw.HasGlucose() || rest.HR != tw.Vitals[0].Baseline || rest.MAP != tw.Vitals[1].Baseline {
			t.Errorf("person %d rests at %+v", seed, rest)
		}
	}
	if outside > 1 {
		t.Errorf("%d of 30 baselines are further off than asked", outside)
	}
}

// TestThePriorIsOfThatAge: without much data the answer is that of people alike.
func TestThePriorIsOfThatAge(t *testing.T) {
	found := func(age float64) fit.VitalFit {
		v, err := fit.ReadVitals(strings.NewReader("t_min,map_mmhg\n0,100\n1,101\n"))
		if err != nil {
			t.Fatal(err)
		}
		tw, err := fit.VitalSigns(v, physiology.PersonKnown{Age: age}, fit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return tw.Vitals[0]
	}
	young, old := found(25), found(80)
	if !(young.Prior[0]+3 < old.Prior[0]) || young.Told && young.Ratio > 0.7 {
		t.Errorf("priors %v and %v; %+v", young.Prior, old.Prior, young)
	}
}

func TestVitalTablesAreChecked(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"hr_bpm\n60\n61\n", "no column of time"},
		{"t_min,pulse\n0,60\n1,61\n", "no column of a vital sign"},
		{"t_min,hr_bpm\n0,60\n0,61\n", "row 3, column of time: 0 min is not after 0 min"},
		{"t_min,hr_bpm\n0,sixty\n1,61\n", "row 2, column hr_bpm: \"sixty\" is not a number"},
		{"t_min,time_s,hr_bpm\n0,0,60\n", "two columns of time"},
		{"patient,t_min,hr_bpm\na,0,60\nb,1,61\n", "row 3, column patient: b after a"},
	} {
		if _, err := fit.ReadVitals(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v does not say %q", c.text, err, c.want)
		}
	}
	v, err := fit.ReadVitals(strings.NewReader("\ufefftime_s,hr_bpm\n0,60\n60,0\n120,\n180,62\n"))
	if err != nil || v.Minutes[3] != 3 || !math.IsNaN(v.Values[0][2]) {
		t.Fatalf("%+v: %v", v, err)
	}
	tw, err := fit.VitalSigns(v, physiology.PersonKnown{}, fit.Options{})
	if err != nil || tw.Vitals[0].Refused != 1 || tw.Vitals[0].Readings != 2 {
		t.Errorf("%+v: %v", tw, err)
	}
}

// FuzzReadVitals: whatever a table holds, it is refused or its rows rise in time and can
// be fitted.
func FuzzReadVitals(f *testing.F) {
	f.Add("t_min,hr_bpm\n0,60\n1,61\n")
	f.Add("patient,time_s,spo2_pct,activity_met\na,0,97,1\na,60,,\na,120,1e9,nan\n")
	f.Fuzz(func(t *testing.T, text string) {
		v, err := fit.ReadVitals(strings.NewReader(text))
		if err != nil {
			return
		}
		for i := 1; i < len(v.Minutes); i++ {
			if !(v.Minutes[i] > v.Minutes[i-1]) {
				t.Fatalf("minute %g after %g", v.Minutes[i], v.Minutes[i-1])
			}
		}
		for i := range v.Values {
			if len(v.Values[i]) != len(v.Minutes) {
				t.Fatalf("%d values at %d times", len(v.Values[i]), len(v.Minutes))
			}
		}
		if len(v.Minutes) > 50 || len(v.Signals) > 3 {
			return
		}
		tw, err := fit.VitalSigns(v, physiology.PersonKnown{Age: 50}, fit.Options{})
		if err != nil {
			return
		}
		for _, x := range tw.Vitals {
			if math.IsNaN(x.Baseline) || math.IsInf(x.Baseline, 0) || !(x.SD >= 0) {
				t.Fatalf("%+v from %q", x, text)
			}
		}
	})
}
