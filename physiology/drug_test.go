package physiology_test

import (
	"maps"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/pharma"
)

func drug(at float64, name string, more with) event {
	w := with{"drug": name}
	maps.Copy(w, more)
	return event{at, "patient.drug", w, 0}
}

// TestDrugBars holds the published reactions to drugs in both steps.
func TestDrugBars(t *testing.T) {
	table := bars(t)
	for name, experiment := range map[string]experiment{
		"P19 epinephrine": epinephrineBars, "P20 norepinephrine": norepinephrineBars, "P21 propofol": propofolBars,
		"P23 opioids": opioidBars, "P24 furosemide": furosemideBars,
	} {
		t.Run(name, func(t *testing.T) {
			for _, dt := range []float64{1, 0.25} {
				for _, c := range experiment(t, dt) {
					b := find(t, table, c)
					t.Logf("%-4s dt %-4g %-42s %9.4g  %g..%g", c.bar, dt, c.quantity+" "+c.condition, c.value, b.low, b.high)
					if !(c.value >= b.low && c.value <= b.high) {
						t.Errorf("dt %g %s %s: %.4g %s is outside %g..%g", dt, c.bar, b.quantity, c.value, b.unit, b.low, b.high)
					}
				}
			}
		})
	}
}

func epinephrineBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+840, supine, drug(t0, "epinephrine", with{"infusion": "0.05 ug/kg/min"}))
	w := [2]float64{t0 + 720, t0 + 840}
	return []check{
		{"P19", "", "HR", r.change(HR, rest, w)},
		{"P19", "", "SBP", r.change(SBP, rest, w)},
		{"P19", "", "CO", r.percent(CO, rest, w)},
		{"P19", "", "SVR", r.percent(SVR, rest, w)},
	}
}

func norepinephrineBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+1800, supine, drug(t0, "norepinephrine", with{"infusion": "0.1 ug/kg/min"}))
	w := [2]float64{t0 + 1500, t0 + 1800}
	return []check{{"P20", "", "MAP", r.change(MAP, rest, w)}, {"P20", "", "HR", r.change(HR, rest, w)}}
}

func propofolBars(t testing.TB, dt float64) []check {
	oxygen := event{t0 - 300, "patient.oxygen", with{"fio2": "100%"}, 0}
	dose := drug(t0, "propofol", with{"bolus": "2.5 mg/kg", "over": "30s"})
	breaths := event{t0 + 30, "patient.ventilate", with{"tidal_volume": "7 mL/kg", "rate": "14 /min", "fio2": "100%"}, 0}
	b := [2]float64{t0 - 200, t0 - 10}
	helped := run(t, adult(), dt, t0+480, supine, oxygen, dose, breaths)
	alone := run(t, adult(), dt, t0+240, supine, oxygen, dose)
	return []check{
		{"P21", "", "SBP", 100 * (helped.min(SBP, t0+60, t0+480)/helped.mean(SBP, b[0], b[1]) - 1)},
		{"P21", "unventilated", "minute ventilation", 100 * alone.min(VE, t0+60, t0+240) / alone.mean(VE, b[0], b[1])},
	}
}

func opioidBars(t testing.TB, dt float64) []check {
	m := run(t, adult(), dt, t0+4800, drug(t0, "morphine", with{"bolus": "11 mg", "over": "4m"}))
	w := [2]float64{t0 + 1800, t0 + 4800}
	f := run(t, adult(), dt, t0+1800, event{t0 - 300, "patient.oxygen", with{"fio2": "40%"}, 0},
		event{t0, "patient.target-infusion", with{"drug": "fentanyl", "effect_site": "1.5 ng/mL"}, 0})
	b, late := [2]float64{t0 - 250, t0 - 10}, [2]float64{t0 + 1200, t0 + 1800}
	return []check{
		{"P23", "", "RR", m.percent(RR, rest, w)},
		{"P23", "morphine", "PaCO2", m.change(PaCO2, rest, w)},
		{"P23", "morphine", "SaO2", m.mean(SaO2, w[0], w[1])},
		{"P23", "fentanyl", "minute ventilation", 100 + f.percent(VE, b, late)},
		{"P23", "the same", "PaCO2", f.mean(PaCO2, late[0], late[1])},
	}
}

func furosemideBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+6*3600, drug(t0, "furosemide", with{"bolus": "40 mg", "over": "2m"}))
	peak, when := r.max(UrineFlow, t0, t0+7200), 0.0
	for r.at(UrineFlow, t0+when) < peak {
		when++
	}
	return []check{
		{"P24", "", "urine volume", r.at(UrineVolume, t0+6*3600) - r.at(UrineVolume, t0)},
		{"P24", "", "urine flow", peak / r.mean(UrineFlow, rest[0], rest[1])},
		{"P24", "", "time to peak", when / 60},
	}
}

// TestNaloxone reverses fentanyl within minutes and wears off before it.
func TestNaloxone(t *testing.T) {
	oxygen := event{0, "patient.oxygen", with{"fio2": "40%"}, 0}
	dose := []event{oxygen, drug(t0, "fentanyl", with{"bolus": "500 ug", "over": "30s"})}
	alone := run(t, adult(), 1, t0+5400, dose...)
	r := run(t, adult(), 1, t0+5400, append(dose, drug(t0+600, "naloxone", with{"bolus": "400 ug"}))...)
	before, after := r.mean(VE, t0+590, t0+599), r.mean(VE, t0+780, t0+840)
	later := r.min(VE, t0+1200, t0+5400)
	t.Logf("VE %.1f, reversed %.1f, again %.1f; PaCO2 %.1f, %.1f", before, after, later, r.at(PaCO2, t0+599), r.at(PaCO2, t0+840))
	if before > 0.7*r.at(VE, t0-10) || after < 1.5*before || after < 0.9*r.at(VE, t0-10) {
		t.Errorf("ventilation %.1f before, %.1f after naloxone", before, after)
	}
	if later > 0.9*r.at(VE, t0-10) {
		t.Errorf("ventilation stays at %.1f: no renarcotisation", later)
	}
	if d := math.Abs(r.at(VE, t0+5400) - alone.at(VE, t0+5400)); d > 0.3 {
		t.Errorf("after 80 min naloxone still changes ventilation by %.2f L/min", d)
	}
}

// TestBetaBlockade: exercise raises the heart rate by a quarter less, and the rate at
// rest hardly falls (Johnsson 1975; Coltart and Shand 1970).
func TestBetaBlockade(t *testing.T) {
	work := event{t0 + 1800, "patient.exercise", with{"power": "150 W"}, 0}
	free := run(t, adult(), 1, t0+2300, work)
	for _, dose := range []event{drug(t0, "metoprolol", with{"bolus": "15 mg", "over": "10m"}), drug(t0, "propranolol", with{"bolus": "10 mg", "over": "10m"})} {
		r := run(t, adult(), 1, t0+2300, work, dose)
		at := r.at(HR, t0+2280)/free.at(HR, t0+2280) - 1
		if at > -0.15 || at < -0.38 {
			t.Errorf("%v: exercise heart rate changes by %.0f %%", dose.with, 100*at)
		}
		if d := r.at(HR, t0+1790) - free.at(HR, t0+1790); d > -2 || d < -14 {
			t.Errorf("%v: resting heart rate changes by %.1f", dose.with, d)
		}
		if co := r.at(CO, t0+2280) / free.at(CO, t0+2280); co < 0.75 || co > 1 {
			t.Errorf("%v: exercise output is %.2f of the free heart's", dose.with, co)
		}
	}
}

// TestDrugsMeetVolume: the same dose does less for output and more harm to pressure in
// a bled patient, the more the blood that is lost.
func TestDrugsMeetVolume(t *testing.T) {
	effect := func(lost string, dose event, s Signal, at float64) float64 {
		events := []event{}
		if lost != "0%" {
			events = append(events, event{0, "patient.hemorrhage", with{"volume": lost, "over": "8m"}, 0})
		}
		base := run(t, adult(), 1, t0+at, events...)
		r := run(t, adult(), 1, t0+at, append(events, dose)...)
		return r.at(s, t0+at)/base.at(s, t0+at) - 1
	}
	pressor := drug(t0, "norepinephrine", with{"infusion": "0.2 ug/kg/min"})
	hypnotic := drug(t0, "propofol", with{"bolus": "1 mg/kg", "over": "30s"})
	output, pressure := math.Inf(1), math.Inf(1)
	for _, lost := range []string{"0%", "15%", "28%"} {
		co, sbp := effect(lost, pressor, CO, 600), effect(lost, hypnotic, SBP, 180)
		t.Logf("%s lost: norepinephrine CO %+.1f %%, propofol SBP %+.1f %%", lost, 100*co, 100*sbp)
		if co >= output || sbp >= pressure {
			t.Errorf("%s lost: norepinephrine CO %+.3f after %+.3f, propofol SBP %+.3f after %+.3f", lost, co, output, sbp, pressure)
		}
		output, pressure = co, sbp
	}
}

// TestDrugsMeetDrugs: interactions of textbooks come out of shared receptors.
func TestDrugsMeetDrugs(t *testing.T) {
	at := func(s Signal, events ...event) float64 { return run(t, adult(), 1, t0+900, events...).at(s, t0+900) }
	epi := drug(t0+300, "epinephrine", with{"infusion": "0.1 ug/kg/min"})
	blocker := drug(t0, "propranolol", with{"bolus": "10 mg", "over": "4m"})
	if free, blocked := at(DBP, epi), at(DBP, epi, blocker); blocked < free+8 {
		t.Errorf("unopposed alpha: diastolic pressure %.0f with and %.0f without propranolol", blocked, free)
	}
	remi := drug(t0+300, "remifentanil", with{"infusion": "0.05 ug/kg/min"})
	prop := drug(t0+300, "propofol", with{"infusion": "3 mg/kg/h"})
	none, one, other, both := at(VE), at(VE, remi), at(VE, prop), at(VE, remi, prop)
	if both > one || both > other || both > one*other/none {
		t.Errorf("ventilation %.1f: remifentanil %.1f, propofol %.1f, both %.1f", none, one, other, both)
	}
	if a, b := at(BISEffect, prop), at(BISEffect, remi, prop); b >= a || a > 90 {
		t.Errorf("BIS %.0f, with remifentanil %.0f", a, b)
	}
	slow, fast := at(HR), at(HR, drug(t0+300, "atropine", with{"bolus": "1 mg"}))
	if fast < slow+8 {
		t.Errorf("atropine takes the rate from %.0f to %.0f", slow, fast)
	}
}

func TestDrugsOfOtherOrgans(t *testing.T) {
	fever := event{0, "patient.fever", with{"rise": "2 degC", "ramp": "10m"}, 0}
	hot := run(t, adult(), 1, 6*3600, fever)
	cool := run(t, adult(), 1, 6*3600, fever, drug(3*3600, "paracetamol", with{"bolus": "1 g", "over": "15m"}))
	if d := cool.at(TempCore, 5.5*3600) - hot.at(TempCore, 5.5*3600); d > -0.8 || d < -2 {
		t.Errorf("paracetamol lowers a fever by %.2f degC", d)
	}
	asthma := event{0, "patient.bronchospasm", with{"severity": 0.7}, 0}
	tight := run(t, adult(), 1, t0+1800, asthma)
	open := run(t, adult(), 1, t0+1800, asthma, drug(t0, "salbutamol", with{"bolus": "5 mg", "over": "10m"}))
	if a, b := tight.at(BreathingEffort, t0+1800), open.at(BreathingEffort, t0+1800); b > 0.8*a {
		t.Errorf("salbutamol takes the effort of breathing from %.1f to %.1f %%", a, b)
	}
	if d := run(t, adult(), 1, t0+3600, drug(t0, "salbutamol", with{"bolus": "10 mg", "over": "10m"})).change(Potassium, rest, [2]float64{t0 + 3000, t0 + 3600}); d > -0.2 || d < -1.2 {
		t.Errorf("salbutamol changes potassium by %.2f mmol/L", d)
	}
	hurt := event{0, "patient.pain", with{"score": 8}, 0}
	if pain := run(t, adult(), 1, t0+1200, hurt, drug(t0, "fentanyl", with{"bolus": "100 ug"})); pain.at(Pain, t0-1) < 7.5 || pain.at(Pain, t0+400) > 6 {
		t.Errorf("fentanyl takes pain from %.1f to %.1f", pain.at(Pain, t0-1), pain.at(Pain, t0+400))
	}
	high := Person{Age: 60, Height: 175, Weight: 80, Conditions: []Condition{{Name: "hypertension"}}}
	day := 8 * 3600.0
	with10 := drug(t0, "amlodipine", with{"bolus": "10 mg"})
	down := run(t, high, 1, t0+day, with10).at(SBP, t0+day) - run(t, high, 1, t0+day).at(SBP, t0+day)
	normal := run(t, adult(), 1, t0+day, with10).at(SBP, t0+day) - run(t, adult(), 1, t0+day).at(SBP, t0+day)
	if down > -5 || down < -20 || normal < down {
		t.Errorf("amlodipine lowers systolic pressure by %.1f mmHg in hypertension, %.1f in health", down, normal)
	}
}

// TestDoseIsChecked: what is wrong with a dose is said with the allowed range.
func TestDoseIsChecked(t *testing.T) {
	for _, c := range []struct {
		action string
		with   with
		says   string
	}{
		{"patient.drug", with{"drug": "noradrenaline", "infusion": "0.1 ug/kg/min"}, "did you mean norepinephrine"},
		{"patient.drug", with{"drug": "propofl", "bolus": "100 mg"}, "did you mean propofol"},
		{"patient.drug", with{"drug": "propofol", "bolus": "20 mL"}, "strength of the solution"},
		{"patient.drug", with{"drug": "propofol", "infusion": "20 mL/h"}, "strength of the solution"},
		{"patient.drug", with{"drug": "propofol", "bolus": "25 mg/kg"}, "25 mg/kg is outside 0.1..5 mg/kg"},
		{"patient.drug", with{"drug": "propofol", "bolus": "5"}, "no unit"},
		{"patient.drug", with{"drug": "norepinephrine", "infusion": "5 ug/kg/min"}, "5 ug/kg/min is outside 0.001..3 ug/kg/min"},
		{"patient.drug", with{"drug": "morphine", "bolus": "10 U"}, "not dosed in"},
		{"patient.drug", with{"drug": "morphine"}, "exactly one of bolus or infusion"},
		{"patient.drug", with{"drug": "morphine", "bolus": "10 mg", "infusion": "1 mg/h"}, "exactly one"},
		{"patient.drug", with{"drug": "morphine", "infusion": "1 mg/h", "over": "1h"}, "goes with a bolus"},
		{"patient.drug", with{"drug": "amlodipine", "bolus": "10 mg", "route": "iv"}, "not given iv; known are oral"},
		{"patient.drug", with{"drug": "propofol", "bolus": "100 mg", "model": "minto"}, "no model minto; known are schnider, marsh, eleveld"},
		{"patient.target-infusion", with{"drug": "propofol", "effect_site": "30 ug/mL"}, "0.1..10 ug/mL"},
		{"patient.target-infusion", with{"drug": "fentanyl", "effect_site": "3 mg"}, "does not fit"},
		{"patient.target-infusion", with{"drug": "furosemide", "effect_site": "3 mg/L"}, "not one of"},
	} {
		a, _ := ActionByName(c.action)
		_, errs := a.Bind(c.with)
		if len(errs) == 0 || !strings.Contains(errs[0].Error(), c.says) {
			t.Errorf("%v: %v does not say %q", c.with, errs, c.says)
		}
	}
}

// TestInfusionStops: `for` ends an infusion, a second dose adds to the first, the ninth
// drug is refused, and a drug that is gone makes room.
func TestInfusionStops(t *testing.T) {
	r := run(t, adult(), 1, t0+1500, event{t0, "patient.drug", with{"drug": "remifentanil", "infusion": "0.1 ug/kg/min"}, 600})
	if r.at(RR, t0+600) > 0.8*r.at(RR, t0) || r.at(RR, t0+1500) < 0.93*r.at(RR, t0) {
		t.Errorf("rate %.1f, %.1f under remifentanil, %.1f after", r.at(RR, t0), r.at(RR, t0+600), r.at(RR, t0+1500))
	}
	p, b, in := resting(t)
	for i, d := range pharma.Drugs()[:9] {
		dose, other := d.Bolus, "bolus"
		if dose.Unit == "" {
			dose, other = d.Infusion, "infusion"
		}
		args := bind(t, "patient.drug", with{"drug": d.Name, other: amount(dose.Low, dose.Unit)})
		for range 2 {
			_, err := in.Begin(&p, &b, args, math.Inf(1))
			if (err != nil) != (i >= pharma.Slots) || err != nil && !strings.Contains(err.Error(), "8 drugs at once") {
				t.Errorf("drug %d: %v", i+1, err)
			}
		}
		steps(&b, &p, &in, 3)
	}
	if b.Drugs.Active != 0xff {
		t.Errorf("slots %b", b.Drugs.Active)
	}
}

func amount(x float64, unit string) string { return strconv.FormatFloat(x, 'g', -1, 64) + " " + unit }

// TestDrugsAtExtremes: random drugs at the ends of their ranges never break a body,
// whatever else is done to it.
func TestDrugsAtExtremes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		who := SamplePerson(PersonKnown{}, rng)
		p, err := Sample(who, rng)
		if err != nil {
			t.Fatalf("%+v: %v", who, err)
		}
		b, err := New(&p, DefaultEnvironment())
		if err != nil {
			t.Fatalf("%+v: %v", who, err)
		}
		in := NewInputs(DefaultEnvironment())
		dt := rapid.SampledFrom([]float64{0.05, 0.25, 1}).Draw(t, "dt")
		give, _ := ActionByName("patient.drug")
		for range rapid.IntRange(1, 9).Draw(t, "drugs") {
			d := rapid.SampledFrom(pharma.Drugs()).Draw(t, "drug")
			how, l := "bolus", d.Bolus
			if l.Unit == "" || d.Infusion.Unit != "" && rapid.Bool().Draw(t, "infusion") {
				how, l = "infusion", d.Infusion
			}
			dose := rapid.SampledFrom([]float64{l.Low, l.High}).Draw(t, "dose")
			args, errs := give.Bind(with{"drug": d.Name, how: amount(dose, l.Unit)})
			if len(errs) > 0 {
				t.Fatalf("%s %g %s: %v", d.Name, dose, l.Unit, errs)
			}
			if _, err := in.Begin(&p, &b, args, b.Time+rapid.SampledFrom([]float64{60, 900, math.Inf(1)}).Draw(t, "for")); err != nil && !strings.Contains(err.Error(), "at once") {
				t.Fatalf("%s: %v", d.Name, err)
			}
			if rapid.Bool().Draw(t, "more") {
				a := rapid.SampledFrom(Actions()).Draw(t, "action")
				if args, errs := a.Bind(extreme(t, a)); len(errs) == 0 {
					_, _ = in.Begin(&p, &b, args, b.Time+300) // refused where a patient does not fit
				}
			}
			for range rapid.SampledFrom([]int{5, 60, 600}).Draw(t, "steps") {
				b.Step(&p, &in, dt)
				sane(t, &b, &p)
			}
		}
	})
}

// TestMedicatedStepsAllocateNothing holds for a body with drugs, too.
func TestMedicatedStepsAllocateNothing(t *testing.T) {
	p, b, in := resting(t)
	for _, e := range []event{drug(0, "propofol", with{"infusion": "4 mg/kg/h"}), {do: "patient.target-infusion", with: with{"drug": "remifentanil", "effect_site": "3 ng/mL"}}} {
		if _, err := in.Begin(&p, &b, bind(t, e.do, e.with), math.Inf(1)); err != nil {
			t.Fatal(err)
		}
	}
	want := allSignals()
	dst := make([]float64, len(want))
	if n := testing.AllocsPerRun(200, func() { b.Step(&p, &in, 1); b.Observe(&p, want, dst) }); n != 0 {
		t.Errorf("Step and Observe allocate %g times", n)
	}
}

// BenchmarkStepMedicated is a patient-second with four drugs.
func BenchmarkStepMedicated(b *testing.B) {
	p, body, in := resting(b)
	for _, e := range []event{
		drug(0, "propofol", with{"infusion": "4 mg/kg/h"}), drug(0, "remifentanil", with{"infusion": "0.1 ug/kg/min"}),
		drug(0, "norepinephrine", with{"infusion": "0.05 ug/kg/min"}), drug(0, "metoprolol", with{"bolus": "5 mg"}),
	} {
		if _, err := in.Begin(&p, &body, bind(b, e.do, e.with), math.Inf(1)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		body.Step(&p, &in, 1)
	}
}
