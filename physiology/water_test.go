package physiology_test

import (
	"math"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

func sick(age float64, conditions ...Condition) Person {
	return Person{Age: age, Height: 180, Weight: 77, Conditions: conditions}
}

func condition(name string, params map[string]float64) Condition {
	return Condition{Name: name, Params: params}
}

// plasmaSodium of the end of a run, mmol/L.
func plasmaSodium(t *testing.T, who Person, r trace) float64 {
	t.Helper()
	p, err := Reference(who)
	if err != nil {
		t.Fatal(err)
	}
	return p.Fluid.Concentration(&r.body.Water)
}

// TestDehydration: the weight is what was asked for, water leaves the cells too, and
// the circulation gives way late (Institute of Medicine, Dietary Reference Intakes for
// Water, 2005: heart rate and orthostasis from 3 %, sodium above 145 when water is lost).
func TestDehydration(t *testing.T) {
	const day = 86400
	for _, c := range []struct {
		deficit, sodium string
		kg              float64
		hr, plasma, na  [2]float64 // change, %, mmol/L
	}{
		{"3%", "70 mmol/L", 2.31, [2]float64{0.5, 12}, [2]float64{-16, -3}, [2]float64{140.5, 148}},
		{"8%", "70 mmol/L", 6.16, [2]float64{6, 45}, [2]float64{-40, -15}, [2]float64{143, 156}},
		{"8%", "140 mmol/L", 6.16, [2]float64{6, 75}, [2]float64{-50, -18}, [2]float64{136, 144}},
	} {
		r := days(t, adult(), 1.2, event{600, "patient.dehydration", with{"deficit": c.deficit, "over": "24h", "sodium": c.sodium}, 0})
		end := 1.15 * day
		if lost := 77 - r.at(Weight, end); math.Abs(lost-c.kg) > 0.03*c.kg {
			t.Errorf("%s: %.2f kg are lost", c.deficit, lost)
		}
		hr, plasma, na := r.at(HR, end)-r.at(HR, 0), 100*(r.at(PlasmaVolume, end)/r.at(PlasmaVolume, 0)-1), plasmaSodium(t, adult(), r)
		for _, q := range []struct {
			name string
			got  float64
			band [2]float64
		}{{"HR", hr, c.hr}, {"plasma %", plasma, c.plasma}, {"sodium", na, c.na}} {
			if q.got < q.band[0] || q.got > q.band[1] {
				t.Errorf("%s of %s: %s %.1f, not %v", c.deficit, c.sodium, q.name, q.got, q.band)
			}
		}
		if r.at(UrineFlow, end) > 40 {
			t.Errorf("%s: %.0f mL/h of urine", c.deficit, r.at(UrineFlow, end))
		}
	}
}

// TestALitreOfWater is excreted within hours without moving pressure, and dilutes a
// little (Baldes and Smirk 1934); kidneys that filter less take longer.
func TestALitreOfWater(t *testing.T) {
	drink := event{600, "patient.drink", with{"volume": "1 L", "over": "20m"}, 0}
	r := run(t, adult(), 1, 5*3600, drink)
	extra := r.at(UrineVolume, 4*3600+600) - 4*r.at(UrineFlow, 0)
	if extra < 450 || extra > 1050 {
		t.Errorf("%.0f mL are excreted on top within 4 h", extra)
	}
	if peak := r.max(UrineFlow, 600, 3*3600); peak < 250 || peak > 1100 {
		t.Errorf("urine peaks at %.0f mL/h", peak)
	}
	if d := math.Abs(r.at(MAP, 3600) - r.at(MAP, 0)); d > 2 {
		t.Errorf("pressure moves by %.1f mmHg", d)
	}
	who := sick(40, condition("ckd", map[string]float64{"gfr": 15}))
	load := event{600, "patient.fluids", with{"kind": "crystalloid", "volume": "1 L", "over": "30m"}, 0}
	healthy, ckd := run(t, adult(), 1, 6*3600, load), run(t, who, 1, 6*3600, load)
	if a, b := healthy.at(UrineVolume, 6*3600), ckd.at(UrineVolume, 6*3600); b > 0.85*a {
		t.Errorf("six hours after a litre of crystalloid: healthy %.0f mL, GFR 15 %.0f mL", a, b)
	}
}

// TestSaltAndTreatment: a week of twice the salt is half a kilogram to a healthy person and
// several to a failing heart without its diuretic (Chaudhry 2007), which congests.
func TestSaltAndTreatment(t *testing.T) {
	const week = 7 * 86400
	salt := event{600, "patient.heart-failure-decompensation", with{"salt": 2, "diuretic": true}, 0}
	if kg := days(t, adult(), 7, salt).at(Weight, week) - 77; kg < 0.05 || kg > 1 {
		t.Errorf("a healthy person keeps %.2f kg", kg)
	}
	who := sick(65, condition("heart-failure", map[string]float64{"ejection_fraction": 31}))
	r := days(t, who, 7, event{600, "patient.heart-failure-decompensation", nil, 0})
	for _, c := range []struct {
		name      string
		got       float64
		low, high float64
	}{
		{"weight", r.at(Weight, week) - 77, 1.2, 5},
		{"weight after two days", r.at(Weight, 2*86400) - 77, 0.3, 2},
		{"PCWP", r.at(PCWP, week), 18, 32},
		{"HR", r.at(HR, week) - r.at(HR, 0), 4, 30},
		{"SpO2", r.at(SpO2, week), 85, 95},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("heart failure: %s %.2f, not %g..%g", c.name, c.got, c.low, c.high)
		}
	}
}

// TestNonAdherence: treated hypertension rises over days towards the untreated.
func TestNonAdherence(t *testing.T) {
	treated := sick(55, condition("hypertension", map[string]float64{"rise": 20, "control": 80}))
	untreated := run(t, sick(55, condition("hypertension", map[string]float64{"rise": 20})), 1, 60)
	r := days(t, treated, 5, event{3600, "patient.stop-treatment", nil, 4 * 86400})
	before, off := r.at(MAP, 3000), r.at(MAP, 4*86400)
	if off-before < 10 || math.Abs(off-untreated.at(MAP, 60)) > 5 || r.at(MAP, 5*3600)-before > 0.5*(off-before) {
		t.Errorf("MAP %.1f, off %.1f, never treated %.1f, after 4 h %.1f", before, off, untreated.at(MAP, 60), r.at(MAP, 5*3600))
	}
	half := days(t, treated, 4, event{3600, "patient.non-adherence", with{"missed": "50%"}, 0})
	if share := (half.at(MAP, 4*86400) - before) / (off - before); share < 0.3 || share > 0.7 {
		t.Errorf("half of the doses missed is %.2f of the rise", share)
	}
}

// TestFasting of water concentrates; of salt alone it does little.
func TestFasting(t *testing.T) {
	dry := days(t, adult(), 1, event{600, "patient.fast", with{"water": false}, 0})
	if kg := 77 - dry.at(Weight, 86400); kg < 0.3 || kg > 1.8 || plasmaSodium(t, adult(), dry) < 140.5 {
		t.Errorf("a day without water: %.2f kg, sodium %.1f", kg, plasmaSodium(t, adult(), dry))
	}
	wet := days(t, adult(), 1, event{600, "patient.fast", nil, 0})
	if kg := 77 - wet.at(Weight, 86400); kg < -0.2 || kg > 1 {
		t.Errorf("a day without salt: %.2f kg", kg)
	}
}
