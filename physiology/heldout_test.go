package physiology_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// TestShockBreathesAndSours: a man of 40 after a bleed of ten minutes, half an hour
// later. Rates of breathing follow ATLS (classes I to III: 14-20, 20-30, 30-40 a minute;
// cohorts breathe less, Mutschler M et al, Injury 45S:S35, 2014, so the bands reach down),
// base excess ATLS 10 (to −2, −6 and −10).
func TestShockBreathesAndSours(t *testing.T) {
	for _, c := range []struct {
		loss              string
		rrLow, rrHigh     float64
		baseLow, baseHigh float64
	}{
		{"10 %", 12, 20, -2, 0.1}, {"25 %", 16, 30, -6, -1}, {"35 %", 22, 40, -10, -2.5}, {"40 %", 26, 40, -14, -4.5},
	} {
		tr := run(t, adult(), 1, 2460, event{60, "patient.hemorrhage", with{"volume": c.loss, "over": "10m"}, 0})
		if rr := tr.at(physiology.RR, 1800); rr < c.rrLow || rr > c.rrHigh {
			t.Errorf("%s: %.1f breaths a minute, not %g..%g", c.loss, rr, c.rrLow, c.rrHigh)
		}
		if be := tr.at(physiology.BaseExcess, 2460); be < c.baseLow || be > c.baseHigh {
			t.Errorf("%s: base excess %.1f, not %g..%g", c.loss, be, c.baseLow, c.baseHigh)
		}
	}
}

// TestWhatTheHeartCannotSurvive: tension that blocks return kills in minutes (Leigh-Smith
// S, Harris T, Emerg Med J 22:8, 2005); air with 5 % of oxygen kills in minutes and with
// 12 % it does not; asphyxia stops the heart in 4..11 min (DeBehnke DJ et al,
// Resuscitation 30:169, 1995, in animals); grave anaemia at rest is lived with.
func TestWhatTheHeartCannotSurvive(t *testing.T) {
	for _, c := range []struct {
		name      string
		who       physiology.Person
		do        string
		with      with
		low, high float64 // min to arrest; high 0: none within the hour
	}{
		{"tension pneumothorax", adult(), "patient.pneumothorax", with{"severity": 1}, 3, 20},
		{"pneumothorax under little tension", adult(), "patient.pneumothorax", with{"severity": 0.6}, 0, 0},
		{"5 % of oxygen", adult(), "patient.inspired-gas", with{"fio2": "5 %"}, 2, 12},
		{"6 % of oxygen", adult(), "patient.inspired-gas", with{"fio2": "6 %"}, 3, 40},
		{"12 % of oxygen", adult(), "patient.inspired-gas", with{"fio2": "12 %"}, 0, 0},
		{"closed airway", adult(), "patient.apnoea", with{}, 3, 11},
		{"asthma that exhausts", adult(), "patient.bronchospasm", with{"severity": 0.97}, 20, 100},
		{"anaemia of 5 g/dL", physiology.Person{Age: 40, Height: 180, Weight: 77, Conditions: []physiology.Condition{{Name: "anaemia", Params: map[string]float64{"hb": 5}}}}, "patient.posture", with{"position": "supine"}, 0, 0},
		{"28 L/min by ventilator", adult(), "patient.ventilate", with{"rate": "40 /min", "tidal_volume": "700 mL"}, 0, 0},
	} {
		span := 3660.0
		if c.high > 60 {
			span = 60*c.high + 60
		}
		tr := run(t, c.who, 1, span, event{60, c.do, c.with, 0})
		minutes := tr.below(physiology.HR, 1, 60) / 60
		switch {
		case c.high == 0 && minutes == minutes:
			t.Errorf("%s: arrest after %.1f min", c.name, minutes)
		case c.high != 0 && !(minutes >= c.low && minutes <= c.high):
			t.Errorf("%s: arrest after %.1f min, not %g..%g", c.name, minutes, c.low, c.high)
		}
	}
}

// TestDrugsAtOtherDoses: what is known of doses that nothing was calibrated to.
func TestDrugsAtOtherDoses(t *testing.T) {
	give := func(drug, how, dose string) []event {
		return []event{{60, "patient.drug", with{"drug": drug, how: dose}, 0}}
	}
	rest := [2]float64{0, 55}
	for _, c := range []struct {
		name      string
		events    []event
		signal    physiology.Signal
		from, to  float64 // s
		low, high float64 // change
	}{
		{"phenylephrine 150 ug, Smyth 1969", give("phenylephrine", "bolus", "150 ug"), physiology.SBP, 120, 240, 6, 20},
		{"norepinephrine 1 ug/kg/min saturates, Beloeil 2005", give("norepinephrine", "infusion", "1 ug/kg/min"), physiology.MAP, 840, 900, 25, 70},
		{"epinephrine 0.2 ug/kg/min", give("epinephrine", "infusion", "0.2 ug/kg/min"), physiology.HR, 840, 900, 18, 45},
		{"atropine 1 mg after half an hour", give("atropine", "bolus", "1 mg"), physiology.HR, 1740, 1860, 12, 35},
		{"morphine 11 mg, Thompson 1995: -4..-10 %", give("morphine", "bolus", "11 mg"), physiology.HR, 1200, 3600, -9, -2.5},
		{"morphine 60 mg, Lowenstein 1969: rousable", give("morphine", "bolus", "60 mg"), physiology.Consciousness, 300, 900, 0, 2.5},
		{"dexmedetomidine 1 ug/kg, Ebert 2000", []event{{60, "patient.drug", with{"drug": "dexmedetomidine", "bolus": "1 ug/kg", "over": "10m"}, 0}}, physiology.HR, 900, 1200, -19, -7},
		{"7 % of CO2, Bailey 2005", []event{{60, "patient.inspired-gas", with{"fico2": "7 %"}, 0}}, physiology.HR, 900, 1200, 4, 22},
		{"7 % of CO2, Bailey 2005", []event{{60, "patient.inspired-gas", with{"fico2": "7 %"}, 0}}, physiology.MAP, 900, 1200, 4, 20},
	} {
		tr := run(t, adult(), 1, c.to, c.events...)
		if d := tr.change(c.signal, rest, [2]float64{c.from, c.to}); d < c.low || d > c.high {
			t.Errorf("%s: %s changes by %.1f, not %g..%g", c.name, physiology.Signals()[c.signal].ID, d, c.low, c.high)
		}
	}
}
