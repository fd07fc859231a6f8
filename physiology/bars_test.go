package physiology_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

// check is one measured value against a row of testdata/bars.csv, found by bar, by a
// part of its condition or protocol and by the start of its quantity; or, where the
// row has no band of its own, against low and high.
type check struct {
	bar, condition, quantity string
	value                    float64
}

type bar struct {
	bar, condition, quantity, unit string
	low, high                      float64
}

func bars(t testing.TB) []bar {
	t.Helper()
	f, err := os.Open("testdata/bars.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []bar
	for _, r := range rows[1:] {
		low, errLow := strconv.ParseFloat(r[5], 64)
		high, errHigh := strconv.ParseFloat(r[6], 64)
		if errLow != nil || errHigh != nil {
			t.Fatalf("bars.csv: %v", r)
		}
		list = append(list, bar{r[0], r[1] + " | " + r[2], r[3], r[4], low, high})
	}
	return list
}

const t0 = 600.0 // s of rest before anything happens

var (
	rest   = [2]float64{300, 590}
	supine = event{0, "patient.posture", with{"position": "supine"}, 0}
)

// TestBars holds the published reactions in both steps.
func TestBars(t *testing.T) {
	table := bars(t)
	for name, experiment := range experiments() {
		t.Run(name, func(t *testing.T) {
			for _, dt := range []float64{1, 0.25} {
				for _, c := range experiment(t, dt) {
					b := find(t, table, c)
					verdict := "pass"
					if !(c.value >= b.low && c.value <= b.high) {
						verdict = "miss"
						t.Errorf("dt %g %s %s: %.4g %s is outside %g..%g", dt, c.bar, b.quantity, c.value, b.unit, b.low, b.high)
					}
					t.Logf("%-4s dt %-4g %-42s %9.4g  %g..%g %s", c.bar, dt, c.quantity+" "+c.condition, c.value, b.low, b.high, verdict)
				}
			}
		})
	}
}

func find(t testing.TB, table []bar, c check) bar {
	t.Helper()
	for _, b := range table {
		if b.bar == c.bar && strings.Contains(b.condition, c.condition) && strings.HasPrefix(b.quantity, c.quantity) {
			return b
		}
	}
	t.Fatalf("no row for %+v", c)
	return bar{}
}

type experiment func(t testing.TB, dt float64) []check

func experiments() map[string]experiment {
	return map[string]experiment{
		"P01 rest": restBars, "P02 female": femaleBars, "P03 age": ageBars, "P04 bleed 10": bleed10Bars,
		"P05 bleed 20, P07 saline": bleed20Bars, "P06 bleed 35": bleed35Bars, "P08 Ringer": ringerBars,
		"P09 exercise": exerciseBars, "P10 HRmax": maximumBars, "P11 tilt": tiltBars, "P12 altitude": altitudeBars,
		"P13 oxygen": oxygenBars, "P14 P15 apnoea": apnoeaBars, "P16 CO2": carbonBars, "P17 fever": feverBars,
		"P25 heart failure": failureBars, "P29 identities": identityBars, "P31 stand": standBars, "P32 bleed 45": bleed45Bars,
	}
}

func restBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, 900)
	v := func(s Signal) float64 { return r.mean(s, 300, 900) }
	c := func(q string, x float64) check { return check{"P01", "", q, x} }
	return []check{
		c("heart rate", v(HR)), c("SBP", v(SBP)), c("DBP", v(DBP)), c("MAP", v(MAP)), c("cardiac output", v(CO)), c("stroke volume", v(SV)),
		c("EF", v(EF)/100), c("CVP", v(CVP)), c("mean PAP", v(PAPMean)), c("PCWP", v(PCWP)), c("RR", v(RR)), c("VE", v(VE)), c("PaO2", v(PaO2)),
		c("PaCO2", v(PaCO2)), c("pH", v(PH)), c("SaO2", v(SaO2)/100), c("EtCO2", v(EtCO2)), c("VO2", v(VO2)), c("core temperature", v(TempCore)),
		c("mean skin temperature", v(TempSkin)), c("urine output", v(UrineFlow)/77),
	}
}

func femaleBars(t testing.TB, dt float64) []check {
	m := run(t, adult(), dt, 300)
	f := run(t, Person{Age: 40, Sex: Female, Height: 165, Weight: 62}, dt, 300)
	return []check{
		{"P02", "", "heart rate", f.at(HR, 300) - m.at(HR, 300)},
		{"P02", "", "CO", f.at(CO, 300) / m.at(CO, 300)},
		{"P02", "", "haematocrit", f.at(Hct, 300) / 100},
		{"P02", "", "blood volume", f.at(BloodVolume, 300) / 62},
	}
}

func ageBars(t testing.TB, dt float64) []check {
	v := map[float64]trace{}
	for _, age := range []float64{32, 52, 77} {
		v[age] = run(t, Person{Age: age, Height: 180, Weight: 77}, dt, 60)
	}
	at := func(s Signal, age float64) float64 { return v[age].at(s, 60) }
	return []check{
		{"P03", "", "slope of SBP", (at(SBP, 77) - at(SBP, 32)) / 4.5},
		{"P03", "", "DBP", at(DBP, 77) - at(DBP, 52)},
		{"P03", "", "PP", at(PulsePressure, 77) - at(PulsePressure, 32)},
	}
}

func bleed10Bars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+320, supine, event{t0, "patient.hemorrhage", with{"volume": "10%", "over": "30s"}, 0})
	w := [2]float64{t0 + 290, t0 + 310}
	return []check{{"P04", "", "CO", r.percent(CO, rest, w)}, {"P04", "", "SVR", r.percent(SVR, rest, w)}, {"P04", "", "HR", r.change(HR, rest, w)}}
}

func bleed20Bars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+1400, supine, event{t0, "patient.hemorrhage", with{"volume": "20%", "over": "15m"}, 0},
		event{t0 + 1020, "patient.fluids", with{"kind": "crystalloid", "volume": "500 mL", "over": "5m"}, 0})
	w, a, b := [2]float64{t0 + 955, t0 + 965}, [2]float64{t0 + 1005, t0 + 1018}, [2]float64{t0 + 1375, t0 + 1385}
	return []check{
		{"P05", "", "HR", r.change(HR, rest, w)},
		{"P05", "", "SBP", r.percent(SBP, rest, w)},
		{"P05", "", "pulse pressure", r.percent(PulsePressure, rest, w)},
		{"P05", "", "stroke volume", r.percent(SV, rest, w)},
		{"P07", "", "HR", r.change(HR, a, b)},
		{"P07", "", "SBP", r.change(SBP, a, b)},
		{"P07", "", "CO", r.percent(CO, a, b)},
	}
}

func bleed35Bars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+1520, supine, event{t0, "patient.hemorrhage", with{"volume": "35%", "over": "20m"}, 0})
	w := [2]float64{t0 + 1490, t0 + 1510}
	if hr := r.mean(HR, w[0], w[1]); hr < 95 {
		t.Errorf("P06: heart rate %.1f is under 95", hr)
	}
	return []check{
		{"P06", "", "SBP", r.mean(SBP, w[0], w[1])},
		{"P06", "", "HR", r.change(HR, rest, w)},
		{"P06", "", "urine", r.mean(UrineFlow, w[0], w[1])},
		{"P06", "", "shock index", r.mean(ShockIndex, w[0], w[1])},
	}
}

func ringerBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+3700, event{t0, "patient.fluids", with{"kind": "crystalloid", "volume": "1 L", "over": "30m"}, 0})
	p0 := r.mean(PlasmaVolume, rest[0], rest[1])
	return []check{
		{"P08", "end of infusion", "plasma expansion", (r.at(PlasmaVolume, t0+1800) - p0) / 10},
		{"P08", "30 min after end", "plasma expansion", (r.at(PlasmaVolume, t0+3600) - p0) / 10},
	}
}

func exerciseBars(t testing.TB, dt float64) []check {
	young := Person{Age: 30, Height: 180, Weight: 77}
	cycle := func(watt string) trace {
		return run(t, young, dt, t0+360, event{t0, "patient.exercise", with{"power": watt}, 360})
	}
	w := [2]float64{t0 + 300, t0 + 355}
	r, low, high := cycle("100 W"), cycle("50 W"), cycle("120 W")
	dv := r.change(VO2, rest, w)
	reserve := dv / (43*77 - r.mean(VO2, rest[0], rest[1]))
	hrr := r.mean(HR, rest[0], rest[1]) + reserve*(208-0.7*30-r.mean(HR, rest[0], rest[1]))
	tau := 0.0
	for r.at(VO2, t0+tau)-r.at(VO2, t0) < 0.632*dv {
		tau++
	}
	return []check{
		{"P09", "", "VO2 slope", (high.mean(VO2, w[0], w[1]) - low.mean(VO2, w[0], w[1])) / 70},
		{"P09", "", "VO2 on-kinetics", tau},
		{"P09", "", "VO2 minus rest", dv},
		{"P09", "", "CO rise", r.change(CO, rest, w) / (dv / 1000)},
		{"P09", "", "SBP rise", r.change(SBP, rest, w)},
		{"P09", "", "PaCO2", r.mean(PaCO2, w[0], w[1])},
		{"P09", "", "HR - HR", r.mean(HR, w[0], w[1]) - hrr},
	}
}

func maximumBars(t testing.TB, dt float64) []check {
	var c []check
	for _, age := range []float64{25, 60} {
		r := run(t, Person{Age: age, Height: 180, Weight: 77}, dt, t0+480, event{t0, "patient.exercise", with{"intensity": "100%"}, 480})
		c = append(c, check{"P10", "", "HRmax", r.max(HR, t0, t0+480) - (208 - 0.7*age)})
	}
	return c
}

func tiltBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+600, supine, event{t0, "patient.posture", with{"angle": "60 deg"}, 0})
	w := [2]float64{t0 + 300, t0 + 600}
	return []check{
		{"P11", "", "CO", r.change(CO, rest, w)},
		{"P11", "", "HR", r.change(HR, rest, w)},
		{"P11", "", "SBP", r.change(SBP, rest, w)},
		{"P11", "", "DBP", r.change(DBP, rest, w)},
	}
}
