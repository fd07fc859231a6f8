package physiology_test

import (
	"math"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

func altitudeBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+1800, event{t0, "patient.altitude", with{"altitude": "3000 m"}, 0})
	w := [2]float64{t0 + 900, t0 + 1800}
	return []check{{"P12", "", "SaO2", r.mean(SaO2, w[0], w[1])}, {"P12", "", "HR", r.percent(HR, rest, w)}, {"P12", "", "VE", r.percent(VE, rest, w)}}
}

func oxygenBars(t testing.TB, dt float64) []check {
	shunted := adult()
	shunted.Conditions = []Condition{{Name: "shunt", Params: map[string]float64{"fraction": 27}}}
	w := [2]float64{t0 + 540, t0 + 660}
	s := run(t, shunted, dt, t0+660, event{t0, "patient.oxygen", with{"fio2": "60%"}, 0})
	n := run(t, adult(), dt, t0+660, event{t0, "patient.oxygen", with{"fio2": "100%"}, 0})
	return []check{{"P13", "shunt", "PaO2", s.change(PaO2, rest, w)}, {"P13", "normal lung", "PaO2", n.mean(PaO2, w[0], w[1])}}
}

func apnoeaBars(t testing.TB, dt float64) []check {
	who := Person{Age: 40, Height: 180, Weight: 70}
	r := run(t, who, dt, t0+1140, event{t0, "patient.oxygen", with{"fio2": "100%"}, 300}, event{t0 + 300, "patient.apnoea", nil, 840})
	air := run(t, adult(), dt, t0+240, event{t0, "patient.apnoea", nil, 240})
	s := t0 + 300
	return []check{
		{"P14", "FiO2 1.0", "time to SaO2", r.below(SaO2, 90, s)},
		{"P14", "from air", "time to SaO2", air.below(SaO2, 90, t0)},
		{"P15", "", "PaCO2 rise", r.at(PaCO2, s+60) - r.at(PaCO2, s)},
		{"P15", "", "slope", (r.at(PaCO2, s+240) - r.at(PaCO2, s+60)) / 3},
	}
}

func carbonBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+900, event{t0, "patient.inspired-gas", with{"fio2": "21%", "fico2": "5%"}, 900})
	w := [2]float64{t0 + 600, t0 + 895}
	return []check{
		{"P16", "", "VE ratio", r.mean(VE, w[0], w[1]) / r.mean(VE, rest[0], rest[1])},
		{"P16", "", "PaCO2 rise", r.change(PaCO2, rest, w)},
	}
}

func feverBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+18000, event{t0, "patient.fever", with{"rise": "2 degC", "ramp": "1h"}, 0})
	w := [2]float64{t0 + 14400, t0 + 18000}
	if rise := r.change(TempCore, rest, w); rise < 1.6 || rise > 2.4 {
		t.Errorf("P17: core rises %.2f, not 1.6..2.4", rise)
	}
	return []check{{"P17", "", "HR", r.change(HR, rest, w)}, {"P17", "", "RR", r.change(RR, rest, w)}, {"P17", "", "VO2", r.percent(VO2, rest, w)}}
}

func failureBars(t testing.TB, dt float64) []check {
	who := Person{Age: 65, Height: 180, Weight: 77, Conditions: []Condition{{Name: "heart-failure", Params: map[string]float64{"ejection_fraction": 31}}}}
	r := run(t, who, dt, 1200)
	return []check{
		{"P25", "EF 0.31", "EF", r.at(EF, 1200) / 100},
		{"P25", "heart failure | 24 h", "HR", r.at(HR, 1200)},
		{"P25", "heart failure | 24 h", "PCWP", r.at(PCWP, 1200)},
	}
}

func identityBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+2400, event{t0, "patient.hemorrhage", with{"volume": "15%", "over": "10m"}, 0},
		event{t0 + 1800, "patient.exercise", with{"power": "60 W"}, 300})
	worst := 0.0
	for _, q := range r.rows {
		worst = math.Max(worst, 100*math.Abs(q[CO]-q[HR]*q[SV]/1000)/q[CO])
		worst = math.Max(worst, 100*math.Abs(q[SVR]*q[CO]+q[CVP]-q[MAP])/q[MAP])
	}
	still := run(t, adult(), dt, 60).body
	g := still.Gas
	fick := 0.06 * still.Flow.Ql * (g.CaO2 - still.Lungs.CvO2)
	return []check{{"P29", "", "|CO - HR*SV|", worst}, {"P29", "", "|VO2 - CO*(CaO2-CvO2)|", 100 * math.Abs(fick-still.Need.VO2) / still.Need.VO2}}
}

func standBars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+100, supine, event{t0, "patient.posture", with{"position": "standing"}, 0})
	before := [2]float64{t0 - 60, t0 - 5}
	base := r.mean(SBP, before[0], before[1])
	late := [2]float64{t0 + 45, t0 + 90}
	if d := r.change(SBP, before, late); d < -18 || d > 12 {
		t.Errorf("P31: SBP at 45-90 s is %.1f from rest, not -18..12", d)
	}
	if d := r.change(HR, before, late); d < 5 || d > 30 {
		t.Errorf("P31: HR at 45-90 s is %.1f from rest, not 5..30", d)
	}
	low := math.Inf(1)
	for s := t0 + 4; s <= t0+20; s++ {
		low = math.Min(low, r.mean(SBP, s-1, s+1))
	}
	return []check{{"P31", "", "SBP dip", low - base}}
}

func bleed45Bars(t testing.TB, dt float64) []check {
	r := run(t, adult(), dt, t0+1840, supine, event{t0, "patient.hemorrhage", with{"volume": "45%", "over": "30m"}, 0})
	w := [2]float64{t0 + 1800, t0 + 1830}
	if d := r.percent(CO, rest, w); d < -85 || d > -45 {
		t.Errorf("P32: CO changes by %.0f %%, not -85..-45", d)
	}
	return []check{{"P32", "", "MAP", r.mean(MAP, w[0], w[1])}}
}
