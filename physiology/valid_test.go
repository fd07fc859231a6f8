package physiology_test

import (
	"strings"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

// TestRangesWithDataLieWithinTheAllowed, every one of them belongs to a parameter, and
// beyond them arguments are taken and say so.
func TestRangesWithDataLieWithinTheAllowed(t *testing.T) {
	n := 0
	look := func(of string, params []Param) {
		for _, p := range params {
			if p.Valid[0] >= p.Valid[1] {
				continue
			}
			n++
			if p.Valid[0] < p.Min || p.Valid[1] > p.Max || p.Valid == [2]float64{p.Min, p.Max} {
				t.Errorf("%s %s: %v is not within %g..%g", of, p.Name, p.Valid, p.Min, p.Max)
			}
		}
	}
	for _, a := range Actions() {
		look(a.Name, a.Params)
	}
	for _, c := range Conditions() {
		look(c.Name, c.Params)
	}
	if n != 34 {
		t.Errorf("%d ranges are in force: a name in the table is wrong", n)
	}
}

func TestExtrapolationIsSaid(t *testing.T) {
	for _, c := range []struct {
		do   string
		with with
		says string
	}{
		{"patient.hemorrhage", with{"volume": "2000 mL", "over": "10m"}, ""},
		{"patient.hemorrhage", with{"volume": "3 L", "over": "10m"}, "volume: 3000 mL is extrapolated: the models had data for 0..2200 mL"},
		{"patient.hemorrhage", with{"volume": "60%", "over": "10m"}, "volume: 60 % is extrapolated: the models had data for 0..42.31 %"},
		{"patient.hemorrhage", with{"volume": "40 mL/kg", "over": "10m"}, "volume: 40 mL/kg is extrapolated"},
		{"patient.exercise", with{"power": "500 W"}, "power: 500 W is extrapolated"},
		{"patient.hypotension", with{"blood_loss": "4000 mL"}, "volume: 4000 mL is extrapolated"},
		{"patient.altitude", with{"altitude": "18000 ft"}, ""},
		{"patient.altitude", with{"altitude": "24000 ft"}, "altitude: 7315 m is extrapolated"},
	} {
		var said []string
		for _, e := range bind(t, c.do, c.with).Extrapolated() {
			said = append(said, e.Error())
		}
		text := strings.Join(said, "; ")
		if (text == "") != (c.says == "") || !strings.HasPrefix(text, c.says) {
			t.Errorf("%s %v: %q, not %q", c.do, c.with, text, c.says)
		}
	}
	weak, errs := BindCondition("anaemia", with{"hb": "6.5 g/dL"})
	if len(errs) > 0 || len(weak.Extrapolated()) != 1 {
		t.Errorf("anaemia: %v, %v", errs, weak.Extrapolated())
	}
	for name, c := range map[string]struct {
		who  Person
		want int
	}{
		"reference": {adult(), 0}, "old": {Person{Age: 92, Height: 170, Weight: 70}, 1}, "child": {Person{Age: 8, Height: 130, Weight: 27}, 1},
		"heavy and tall": {Person{Age: 40, Height: 210, Weight: 200}, 2}, "fit": {Person{Age: 25, Height: 180, Weight: 70, VO2Max: 85}, 1},
	} {
		if got := c.who.Extrapolated(); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if (Args{}).Extrapolated() != nil {
		t.Error("no arguments go beyond something")
	}
}
