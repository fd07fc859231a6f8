package physiology_test

import (
	"math"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/score"
)

// TestHyperkalaemia: a level is reached when it was to be, slows and weakens the heart
// from 6.5 mmol/L, stops it above 8.5 and goes back within the hour.
func TestHyperkalaemia(t *testing.T) {
	level := func(l string) trace {
		return run(t, adult(), 1, 7200, event{600, "patient.hyperkalaemia", with{"level": l, "over": "30m"}, 3600})
	}
	for _, c := range []struct {
		level    string
		mmol     float64
		hr, co   [2]float64 // relative to rest, least and most
		standing bool
	}{
		{"5.5 mmol/L", 5.5, [2]float64{0.99, 1.01}, [2]float64{0.99, 1.01}, false},
		{"7.5 mmol/L", 7.5, [2]float64{0.6, 0.95}, [2]float64{0.6, 1}, false},
		{"8.3 mmol/L", 8.3, [2]float64{0.4, 0.75}, [2]float64{0.3, 0.9}, false},
		{"9 mmol/L", 9, [2]float64{0, 0}, [2]float64{0, 0}, true},
	} {
		r := level(c.level)
		if k := r.at(Potassium, 2400); math.Abs(k-c.mmol) > 0.15 && !c.standing {
			t.Errorf("%s: %.2f mmol/L after 30 min", c.level, k)
		}
		for s, band := range map[Signal][2]float64{HR: c.hr, CO: c.co} {
			if v := r.mean(s, 3000, 3600) / r.at(s, 590); v < band[0] || v > band[1] {
				t.Errorf("%s: %s is %.2f of rest", c.level, s, v)
			}
		}
		if r.body.Vital.Arrest != c.standing {
			t.Errorf("%s: arrest %v", c.level, r.body.Vital.Arrest)
		}
		if !c.standing && (math.Abs(r.at(Potassium, 7200)-r.at(Potassium, 0)) > 0.4 || math.Abs(r.at(HR, 7200)/r.at(HR, 0)-1) > 0.03) {
			t.Errorf("%s: later %.2f mmol/L, HR %.0f", c.level, r.at(Potassium, 7200), r.at(HR, 7200))
		}
	}
	rise := run(t, adult(), 1, 3600, event{60, "patient.hyperkalaemia", with{"rise": "2 mmol/L"}, 0})
	if d := rise.at(Potassium, 3600) - rise.at(Potassium, 0); math.Abs(d-2) > 0.1 {
		t.Errorf("a rise of 2 is one of %.2f mmol/L", d)
	}
	// Nothing restarts a heart in such blood.
	r := run(t, adult(), 1, 1200, event{60, "patient.hyperkalaemia", with{"level": "9.5 mmol/L", "over": "1m"}, 0}, event{125, "patient.cpr", nil, 0})
	if !r.body.Vital.Arrest || r.mean(CompressionFlow, 300, 600) < 0.5 {
		t.Errorf("compressed in high potassium: arrest %v, flow %.1f", r.body.Vital.Arrest, r.mean(CompressionFlow, 300, 600))
	}
}

// TestEveryActionOfTheVocabulary is there, but for glucose and the rhythms, which are
// not modelled here.
func TestEveryActionOfTheVocabulary(t *testing.T) {
	for _, name := range []string{
		"hemorrhage", "fluids", "oxygen", "inspired-gas", "target-infusion", "climate", "endotoxin", "ventilate", "airway-obstruction", "apnoea",
		"bronchospasm", "hypoxia", "respiratory-infection", "pneumothorax", "pulmonary-embolism", "carbon-monoxide", "altitude", "heat", "cold", "immersion",
		"fever", "sepsis", "treat-sepsis", "drug", "fast", "exercise", "posture", "sleep", "valsalva", "cough", "dehydration", "heart-failure-decompensation",
		"acute-coronary-syndrome", "cardiac-arrest", "cpr", "defibrillate", "pace", "hyperkalaemia", "fall", "stress", "pain", "non-adherence", "stop-treatment",
	} {
		if _, ok := ActionByName("patient." + name); !ok {
			t.Errorf("there is no patient.%s", name)
		}
	}
}

// TestScoresAreOfTheShownValues: in every frame of an infection the scores are those of
// the published charts for the signals beside them.
func TestScoresAreOfTheShownValues(t *testing.T) {
	ill := run(t, adult(), 1, 12*3600, event{60, "patient.sepsis", with{"severity": 1, "to_shock": "6h"}, 0}, event{6 * 3600, "patient.oxygen", with{"fio2": "40%"}, 0})
	most := map[Signal]float64{}
	for i, x := range ill.rows {
		at := func(s Signal) float64 { return x[s] }
		level := score.ACVPU(at(Consciousness))
		v := score.Vitals{RR: at(RR), SpO2: at(SpO2), Oxygen: at(FiO2) > 25, SBP: at(SBP), Pulse: at(PulseRate), Temperature: at(TempCore), Alert: level == score.Alert}
		one, _ := score.NEWS2(v)
		v.Hypercapnic = true
		two, _ := score.NEWS2(v)
		for s, want := range map[Signal]int{
			NEWS2: one, NEWS2Scale2: two, MEWS: score.MEWS(v, level), QSOFA: score.QSOFA(at(RR), at(SBP), int(at(GCS))),
			SIRS: score.SIRS(score.Inflammation{Temperature: at(TempCore), HR: at(HR), RR: at(RR), PaCO2: at(PaCO2), WBC: at(WBC)}),
		} {
			if at(s) != float64(want) {
				t.Fatalf("second %d: %s is %g, not %d", i, s, at(s), want)
			}
			most[s] = max(most[s], at(s))
		}
	}
	if most[SIRS] < 3 || most[QSOFA] < 2 || most[MEWS] < 5 || most[NEWS2] < 7 || most[NEWS2Scale2] < 7 {
		t.Errorf("at worst %v", most)
	}
}
