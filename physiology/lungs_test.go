package physiology_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

// reading is a signal after some time, s, against a published band.
type reading struct {
	signal    Signal
	at        float64
	low, high float64
}

func living(name string, params map[string]float64) Person {
	p := adult()
	p.Conditions = []Condition{{Name: name, Params: params}}
	return p
}

// TestLungsIllAndTreated is a table of experiments against published figures.
func TestLungsIllAndTreated(t *testing.T) {
	asthmatic := Person{Age: 30, Height: 180, Weight: 77, Conditions: []Condition{{Name: "asthma"}}}
	for _, c := range []struct {
		name, source string
		who          Person
		length       float64
		events       []event
		want         []reading
	}{
		{
			"mild asthma", "BTS/SIGN 2014; BioGears severity 0.3: tidal volume 95 %, gases unchanged", asthmatic, 900,
			[]event{{60, "patient.bronchospasm", with{"severity": 0.3}, 0}},
			[]reading{{RR, 900, 14, 22}, {SpO2, 900, 94, 98}, {PaCO2, 900, 35, 42}, {HR, 900, 65, 95}, {Consciousness, 900, 0, 0}},
		},
		{
			"severe asthma", "bars P27; BTS/SIGN 2014: RR 25 and more, HR 110 and more", asthmatic, 960,
			[]event{{60, "patient.bronchospasm", with{"severity": 0.75}, 0}},
			[]reading{{RR, 960, 25, 40}, {HR, 960, 110, 140}, {SpO2, 960, 89, 96}, {PaCO2, 960, 28, 40}},
		},
		{
			"life-threatening asthma", "bars P27; Papiris 2001: normal or high PaCO2", asthmatic, 960,
			[]event{{60, "patient.bronchospasm", with{"severity": 0.93}, 0}},
			[]reading{{RR, 960, 25, 45}, {HR, 960, 110, 150}, {SpO2, 960, 82, 92}, {PaCO2, 960, 36, 60}},
		},
		{
			"muscles tire", "Roussos and Macklem 1977; BTS: a rising PaCO2 is near-fatal", asthmatic, 3600,
			[]event{{60, "patient.bronchospasm", with{"severity": 0.93}, 0}},
			[]reading{{PaCO2, 960, 34, 42}, {PaCO2, 3600, 50, 100}, {RR, 3600, 12, 30}, {PH, 3600, 7.05, 7.3}},
		},
		{
			"a ventilator takes the work over", "the same patient, ventilated before exhaustion", asthmatic, 3600,
			[]event{{60, "patient.bronchospasm", with{"severity": 0.93}, 0}, {1200, "patient.ventilate", with{"rate": "14 /min", "tidal_volume": "7 mL/kg", "fio2": "60%"}, 0}},
			[]reading{{SpO2, 3600, 93, 100}, {PeakPressure, 3600, 40, 90}, {SBP, 3600, 60, 125}},
		},
		{
			"submassive embolism", "Wood KE, Chest 121:877, 2002: EtCO2 falls, PaCO2 does not rise; mPAP 25-40", adult(), 960,
			[]event{{60, "patient.pulmonary-embolism", with{"severity": 0.6}, 0}},
			[]reading{{EtCO2, 960, 18, 30}, {PaCO2, 960, 33, 40.3}, {PAPMean, 960, 22, 40}, {HR, 960, 76, 110}, {SpO2, 960, 88, 95.5}, {RR, 960, 17, 28}},
		},
		{
			"massive embolism", "Wood 2002: shock, CVP above 8, an unprepared right heart gives 40-50 mmHg", adult(), 960,
			[]event{{60, "patient.pulmonary-embolism", with{"severity": 1}, 0}},
			[]reading{{SBP, 960, 60, 100}, {CVP, 960, 6, 18}, {HR, 960, 100, 145}, {CO, 960, 2, 4.2}, {PAPMean, 960, 35, 55}, {SvO2, 960, 35, 62}},
		},
		{
			"pneumothorax without tension", "a collapsed lung: hypoxaemia, pressure held", adult(), 960,
			[]event{{60, "patient.pneumothorax", with{"severity": 0.35}, 0}},
			[]reading{{SpO2, 960, 88, 96.5}, {SBP, 960, 105, 130}, {CVP, 960, 3.5, 6}},
		},
		{
			"tension pneumothorax, drained", "Leigh-Smith and Harris 2005: RR and HR up, SBP and SpO2 down; a needle reverses it", adult(), 1500,
			[]event{{60, "patient.pneumothorax", with{"severity": 0.75}, 600}},
			[]reading{{SBP, 600, 40, 95}, {HR, 600, 105, 150}, {SpO2, 600, 75, 91}, {CVP, 600, 8, 18}, {SBP, 1500, 105, 130}, {SpO2, 1500, 94.5, 99}},
		},
		{
			"pneumonia", "BioGears severe lobar pneumonia: RR > 20, SpO2 < 95 %, PaO2 < 60 mmHg, over 37.8 degC", adult(), 8 * 3600,
			[]event{{60, "patient.respiratory-infection", with{"severity": 0.7, "ramp": "2h"}, 0}},
			[]reading{{RR, 8 * 3600, 20, 32}, {SpO2, 8 * 3600, 82, 95}, {PaO2, 8 * 3600, 45, 62}, {TempCore, 8 * 3600, 37.8, 39.5}, {HR, 8 * 3600, 82, 120}},
		},
		{
			"upper airway nine tenths closed", "hypercapnia comes late, after the work", adult(), 3600,
			[]event{{60, "patient.airway-obstruction", with{"severity": 0.9}, 0}},
			[]reading{{BreathingEffort, 300, 25, 80}, {HR, 300, 90, 130}, {PaCO2, 3600, 38, 60}},
		},
		{
			"a tube passes apnoea", "ventilation replaces the drive", adult(), 900,
			[]event{{60, "patient.apnoea", nil, 0}, {150, "patient.ventilate", with{"fio2": "40%", "peep": "5 cmH2O"}, 0}},
			[]reading{{SaO2, 900, 98, 100}, {RR, 900, 14, 14}, {PaCO2, 900, 30, 45}, {PeakPressure, 900, 10, 20}},
		},
		{
			"shunt resists oxygen", "iso-shunt diagram, Benatar 1973", living("shunt", map[string]float64{"fraction": 30}), 900,
			[]event{{60, "patient.oxygen", with{"fio2": "60%"}, 0}},
			[]reading{{PaO2, 900, 55, 95}},
		},
		{
			"carbon monoxide", "Peterson JE, Stewart RD 1970; rest, 200 ppm 4 h: 14..20 %", adult(), 4 * 3600,
			[]event{{0, "patient.carbon-monoxide", with{"concentration": "200 ppm"}, 0}},
			[]reading{{COHb, 4 * 3600, 12, 20}, {SpO2, 4 * 3600, 96, 100}, {SaO2, 4 * 3600, 77, 86}, {PaO2, 4 * 3600, 80, 104}},
		},
		{
			"oxygen halves it in an hour or two", "Weaver LK, Chest 117:801, 2000: half-life 74 ± 25 min on 100 %, 26..148", adult(), 5*3600 + 74*60,
			[]event{{0, "patient.carbon-monoxide", with{"concentration": "1000 ppm"}, 5 * 3600}, {5 * 3600, "patient.oxygen", with{"fio2": "100%"}, 0}},
			[]reading{{COHb, 5 * 3600, 40, 65}, {COHb, 5*3600 + 74*60, 12, 38}},
		},
		{
			"altitude and work", "SaO2 falls by some 5 % more at 3000 m and 100 W (Wagner 1987; Torre-Bueno 1985)", adult(), 1500,
			[]event{{0, "patient.altitude", with{"altitude": "3000 m"}, 0}, {900, "patient.exercise", with{"power": "100 W"}, 0}},
			[]reading{{SaO2, 890, 86, 91.5}, {SaO2, 1500, 79, 87}, {PaCO2, 1500, 28, 37}},
		},
		{
			"maximal work at sea level", "no desaturation in the untrained; lactate 6..12 mmol/L after 6 min, pH 7.2..7.35", adult(), 600,
			[]event{{60, "patient.exercise", with{"intensity": "100%"}, 0}},
			[]reading{{SaO2, 420, 93, 98}, {Lactate, 420, 5, 12}, {PH, 420, 7.15, 7.36}, {Potassium, 420, 4.3, 6.5}},
		},
		{
			"lethal blood loss", "lactate and base deficit of ATLS class IV (Mutschler 2013: base deficit > 10 late)", adult(), 3600,
			[]event{{60, "patient.hemorrhage", with{"volume": "45%", "over": "20m"}, 0}},
			[]reading{{Lactate, 3600, 4, 12}, {BaseExcess, 3600, -12, -3}, {SvO2, 3600, 25, 50}, {PaCO2, 3600, 28, 38}},
		},
		{
			"septic shock", "Sepsis-3: lactate above 2 mmol/L", adult(), 6 * 3600,
			[]event{{60, "patient.sepsis", with{"severity": 1, "to_shock": "4h"}, 0}},
			[]reading{{Lactate, 5 * 3600, 2, 8}, {PaCO2, 5 * 3600, 20, 34}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, c.who, 1, c.length, c.events...)
			for _, w := range c.want {
				if v := r.at(w.signal, w.at); v < w.low || v > w.high {
					t.Errorf("%s at %g s is %.4g, not %g..%g (%s)", w.signal, w.at, v, w.low, w.high, c.source)
				}
			}
		})
	}
}

// TestOxygenRetainsCO2InCOPD: PaCO2 rises with oxygen in the severe, by 5..23 mmHg in
// exacerbations and less in the stable (Aubier 1980, Robinson 2000), hardly in the mild
// and not in health.
func TestOxygenRetainsCO2InCOPD(t *testing.T) {
	last := 0.0
	for _, severity := range []float64{0, 0.4, 0.7, 0.85, 1} {
		who := living("copd", map[string]float64{"severity": severity})
		who.Age = 66
		r := run(t, who, 1, 2400, event{60, "patient.oxygen", with{"fio2": "60%"}, 0})
		rise, dead := r.at(PaCO2, 2400)-r.at(PaCO2, 0), r.at(DeadSpace, 2400)-r.at(DeadSpace, 0)
		if rise < last-1e-6 || severity >= 0.85 && (rise < 3.5 || rise > 23 || dead < 1) || severity == 0 && rise > 0.5 {
			t.Errorf("severity %g: PaCO2 rises by %.1f, dead space by %.1f %%", severity, rise, dead)
		}
		last = rise
		if severity >= 0.85 && (r.at(PaCO2, 0) < 47 || r.at(PaO2, 0) > 60 || r.at(HCO3, 0) < 27.5 || r.at(PH, 0) < 7.34 || r.at(PAPMean, 0) < 20) {
			t.Errorf("severity %g rests at PaO2 %.0f PaCO2 %.0f HCO3 %.1f pH %.2f PAP %.0f", severity, r.at(PaO2, 0), r.at(PaCO2, 0), r.at(HCO3, 0), r.at(PH, 0), r.at(PAPMean, 0))
		}
	}
}

// TestPEEP: it lowers output, more when bled (Cournand 1948; Morgan 1966: CO falls with
// mean airway pressure, by a third in the empty), and opens shunting alveoli.
func TestPEEP(t *testing.T) {
	output := func(blood, peep string) float64 {
		r := run(t, adult(), 1, 1500, event{0, "patient.hemorrhage", with{"volume": blood, "over": "10m"}, 0},
			event{900, "patient.ventilate", with{"peep": peep, "fio2": "40%"}, 0})
		return r.at(CO, 1500)
	}
	full, empty := output("1%", "15 cmH2O")/output("1%", "0 cmH2O"), output("20%", "15 cmH2O")/output("20%", "0 cmH2O")
	if full > 0.9 || full < 0.6 || empty > full-0.08 {
		t.Errorf("15 cmH2O leave %.2f of the output, %.2f when bled", full, empty)
	}
	last, out := 0.0, math.Inf(1)
	for _, peep := range []string{"0 cmH2O", "5 cmH2O", "10 cmH2O"} {
		r := run(t, living("shunt", map[string]float64{"fraction": 30}), 1, 900, event{0, "patient.ventilate", with{"peep": peep, "fio2": "60%"}, 0})
		if p, c := r.at(PaO2, 900), r.at(CO, 900); p <= last || c >= out {
			t.Errorf("PEEP of %s: PaO2 %.0f after %.0f, output %.2f after %.2f", peep, p, last, c, out)
		} else {
			last, out = p, c
		}
	}
}

// TestSeverityIsMonotone: more of an insult is worse, in the signal that it is known by.
func TestSeverityIsMonotone(t *testing.T) {
	for _, c := range []struct {
		action string
		signal Signal
		sign   float64
		most   float64
	}{
		{"patient.bronchospasm", SaO2, -1, 1},
		{"patient.bronchospasm", DeadSpace, 1, 0.9},
		{"patient.bronchospasm", BreathingEffort, 1, 0.9},
		{"patient.pulmonary-embolism", EtCO2, -1, 1},
		{"patient.pulmonary-embolism", PAPMean, 1, 1},
		{"patient.pneumothorax", SaO2, -1, 0.9},
		{"patient.pneumothorax", CO, -1, 0.9},
		{"patient.respiratory-infection", SaO2, -1, 1},
		{"patient.airway-obstruction", BreathingEffort, 1, 0.85},
	} {
		last := -c.sign * math.Inf(1)
		for s := 0.2; s <= c.most+1e-9; s += 0.1 {
			args := with{"severity": s}
			if c.action == "patient.respiratory-infection" {
				args["ramp"] = "1m"
			}
			v := run(t, adult(), 1, 900, event{0, c.action, args, 0}).at(c.signal, 900)
			if c.sign*(v-last) <= 0 && math.Abs(v-last) > 0.3 {
				t.Errorf("%s %.1f: %s is %.2f after %.2f", c.action, s, c.signal, v, last)
			}
			last = v
		}
	}
}

// TestLactateFollowsBleeding: lactate rises and mixed venous saturation falls with the
// blood that is lost.
func TestLactateFollowsBleeding(t *testing.T) {
	lactate, venous := 0.0, 100.0
	for _, volume := range []string{"0%", "10%", "20%", "30%", "40%"} {
		r := run(t, adult(), 1, 3600, event{60, "patient.hemorrhage", with{"volume": volume, "over": "20m"}, 0})
		l, v := r.at(Lactate, 3600), r.min(SvO2, 0, 3600)
		if l <= lactate || v >= venous {
			t.Errorf("%s: lactate %.2f after %.2f, SvO2 %.0f after %.0f", volume, l, lactate, v, venous)
		}
		lactate, venous = l, v
	}
}

// TestEndTidalGapAtRest: EtCO2 is 2-6 mmHg below PaCO2 in people with healthy lungs.
func TestEndTidalGapAtRest(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 17))
	for range 300 {
		who := SamplePerson(PersonKnown{}, rng)
		p, err := Sample(who, rng)
		if err != nil {
			t.Fatal(err)
		}
		b, err := New(&p, DefaultEnvironment())
		if err != nil {
			t.Fatal(err)
		}
		if gap := value(&b, &p, PaCO2) - value(&b, &p, EtCO2); gap < 2 || gap > 6 {
			t.Errorf("%+v: the gap is %.2f mmHg", who, gap)
		}
	}
}

// TestLungConditionsRest: COPD, asthma and obesity are solved at their ends, in sampled
// people, and do not drift.
func TestLungConditionsRest(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 23))
	for _, c := range []Condition{
		{Name: "copd", Params: map[string]float64{"severity": 0}},
		{Name: "copd", Params: map[string]float64{"severity": 0.5}},
		{Name: "copd", Params: map[string]float64{"severity": 1}},
		{Name: "asthma"},
	} {
		t.Run(fmt.Sprint(c.Name, c.Params), func(t *testing.T) {
			for range 40 {
				who := SamplePerson(PersonKnown{Conditions: []Condition{c}}, rng)
				p, err := Sample(who, rng)
				if err != nil {
					t.Fatalf("%+v: %v", who, err)
				}
				for _, pressure := range []float64{760, 620} {
					env := DefaultEnvironment()
					env.Pressure = pressure
					if d, s := drift(t, &p, env, 1); d > 0.005 {
						t.Errorf("%+v at %g mmHg: %s drifts by %.2g", who, pressure, s, d)
					}
				}
				b, err := New(&p, DefaultEnvironment())
				if err != nil {
					t.Fatal(err)
				}
				if v := value(&b, &p, BreathingEffort); v > 33 {
					t.Errorf("%+v rests at %.0f %% of the muscles' strength", who, v)
				}
			}
		})
	}
}

// TestAsthmaIsReactive: hard work closes the bronchi of the asthmatic and nobody else's.
func TestAsthmaIsReactive(t *testing.T) {
	work := event{60, "patient.exercise", with{"intensity": "80%"}, 480}
	if s := run(t, living("asthma", nil), 1, 530, work).body.Lungs.Insult.Spasm; s < 0.1 || s > 0.6 {
		t.Errorf("spasm of exercise is %.2f", s)
	}
	if s := run(t, adult(), 1, 530, work).body.Lungs.Insult.Spasm; s != 0 {
		t.Errorf("the healthy have a spasm of %.2f", s)
	}
}
