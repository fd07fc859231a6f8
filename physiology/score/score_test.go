package score_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/score"
)

type vectors struct {
	NEWS2 []struct {
		RR, SpO2, SBP, Pulse, Temp float64
		Scale                      int
		Oxygen                     bool
		ACVPU                      string
		Parts                      [7]int `json:"parts_rr_spo2_o2_sbp_pulse_acvpu_temp"`
		NEWS2                      int
		Any                        bool `json:"any_single_3"`
	}
	ShockIndex []struct{ HR, SBP, SI float64 } `json:"shock_index"`
}

func load(t *testing.T) (v vectors) {
	t.Helper()
	raw, err := os.ReadFile("testdata/scores.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNEWS2Vectors(t *testing.T) {
	scored := 0
	for i, v := range load(t).NEWS2 {
		scored++
		in := score.Vitals{RR: v.RR, SpO2: v.SpO2, Oxygen: v.Oxygen, SBP: v.SBP, Pulse: v.Pulse, Alert: v.ACVPU == "A", Temperature: v.Temp, Hypercapnic: v.Scale == 2}
		total, any3 := score.NEWS2(in)
		if total != v.NEWS2 || any3 != v.Any || score.Parts(in) != v.Parts {
			t.Errorf("vector %d %+v: %d %v %v", i, v, total, any3, score.Parts(in))
		}
	}
	if scored < 21 {
		t.Errorf("only %d vectors", scored)
	}
}

func TestDisplayedValuesAreScored(t *testing.T) {
	base := score.Vitals{RR: 16, SpO2: 98, SBP: 120, Pulse: 70, Alert: true, Temperature: 37}
	for _, c := range []struct {
		name   string
		change func(*score.Vitals)
		want   int
	}{
		{"38.05 shows as 38.1", func(v *score.Vitals) { v.Temperature = 38.05 }, 1},
		{"38.04 shows as 38.0", func(v *score.Vitals) { v.Temperature = 38.04 }, 0},
		{"95.5 % shows as 96", func(v *score.Vitals) { v.SpO2 = 95.5 }, 0},
		{"95.4 % shows as 95", func(v *score.Vitals) { v.SpO2 = 95.4 }, 1},
		{"20.5 shows as 21", func(v *score.Vitals) { v.RR = 20.5 }, 2},
		{"not alert", func(v *score.Vitals) { v.Alert = false }, 3},
	} {
		v := base
		c.change(&v)
		if got, _ := score.NEWS2(v); got != c.want {
			t.Errorf("%s: %d, not %d", c.name, got, c.want)
		}
	}
}

func TestShockIndex(t *testing.T) {
	for _, v := range load(t).ShockIndex {
		if got := score.ShockIndex(v.HR, v.SBP); math.Abs(got-v.SI) > 5e-4 {
			t.Errorf("%g/%g is %g, not %g", v.HR, v.SBP, got, v.SI)
		}
	}
	if score.ShockIndex(0, 0) != 0 {
		t.Error("no pressure has a shock index")
	}
}

func ExampleNEWS2() {
	total, any3 := score.NEWS2(score.Vitals{RR: 25, SpO2: 93, Oxygen: true, SBP: 101, Pulse: 112, Alert: true, Temperature: 38.4})
	fmt.Println(total, any3)
	// Output: 11 true
}
