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
	MEWS []struct {
		SBP, HR, RR, Temp float64
		AVPU              string
		MEWS              int
	}
	QSOFA []struct {
		RR, SBP float64
		GCS, Q  int
	} `json:"qSOFA"`
	ShockIndex []struct{ HR, SBP, SI float64 } `json:"shock_index"`
}

func load(t *testing.T) (v vectors) {
	t.Helper()
	raw, err := os.ReadFile("../validation/data/scores.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors *vectors `json:"test_vectors"`
	}
	file.Vectors = &v
	if err := json.Unmarshal(raw, &file); err != nil {
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

func TestMEWSVectors(t *testing.T) {
	list := load(t).MEWS
	for i, v := range list {
		level, ok := score.ParseACVPU(v.AVPU)
		if got := score.MEWS(score.Vitals{RR: v.RR, SBP: v.SBP, Pulse: v.HR, Temperature: v.Temp}, level); !ok || got != v.MEWS {
			t.Errorf("vector %d %+v: %d", i, v, got)
		}
	}
	if len(list) < 11 {
		t.Errorf("only %d vectors", len(list))
	}
}

func TestQSOFAVectors(t *testing.T) {
	list := load(t).QSOFA
	for i, v := range list {
		if got := score.QSOFA(v.RR, v.SBP, v.GCS); got != v.Q {
			t.Errorf("vector %d %+v: %d", i, v, got)
		}
	}
	if len(list) < 4 {
		t.Errorf("only %d vectors", len(list))
	}
}

// TestSIRS walks each criterion over its limits, of displayed values.
func TestSIRS(t *testing.T) {
	well := score.Inflammation{Temperature: 37, HR: 70, RR: 14, PaCO2: 40, WBC: 7}
	for _, c := range []struct {
		name   string
		change func(*score.Inflammation)
		want   int
	}{
		{"well", func(*score.Inflammation) {}, 0},
		{"38.0 is normal", func(v *score.Inflammation) { v.Temperature = 38.04 }, 0},
		{"38.1 is not", func(v *score.Inflammation) { v.Temperature = 38.05 }, 1},
		{"36.0 is normal", func(v *score.Inflammation) { v.Temperature = 36 }, 0},
		{"35.9 is not", func(v *score.Inflammation) { v.Temperature = 35.94 }, 1},
		{"rate 90", func(v *score.Inflammation) { v.HR = 90.4 }, 0},
		{"rate 91", func(v *score.Inflammation) { v.HR = 90.5 }, 1},
		{"20 breaths", func(v *score.Inflammation) { v.RR = 20 }, 0},
		{"21 breaths", func(v *score.Inflammation) { v.RR = 21 }, 1},
		{"low CO2", func(v *score.Inflammation) { v.PaCO2 = 31 }, 1},
		{"breaths and CO2 are one criterion", func(v *score.Inflammation) { v.RR, v.PaCO2 = 28, 28 }, 1},
		{"unmeasured CO2 and cells count nothing", func(v *score.Inflammation) { v.PaCO2, v.WBC = 0, 0 }, 0},
		{"12.0 white cells", func(v *score.Inflammation) { v.WBC = 12 }, 0},
		{"12.1 white cells", func(v *score.Inflammation) { v.WBC = 12.1 }, 1},
		{"3.9 white cells", func(v *score.Inflammation) { v.WBC = 3.9 }, 1},
		{"all", func(v *score.Inflammation) { *v = score.Inflammation{39, 120, 30, 30, 16} }, 4},
	} {
		v := well
		c.change(&v)
		if got := score.SIRS(v); got != c.want {
			t.Errorf("%s: %d, not %d", c.name, got, c.want)
		}
	}
}

// TestLevels holds the Glasgow scale to the medians of Kelly 2004.
func TestLevels(t *testing.T) {
	for letter, gcs := range map[string]int{"A": 15, "C": 14, "V": 13, "P": 8, "U": 3} {
		level, ok := score.ParseACVPU(letter)
		if !ok || level.GCS() != gcs || level.String() != letter {
			t.Errorf("%s is %v with a GCS of %d", letter, level, level.GCS())
		}
	}
	if _, ok := score.ParseACVPU("X"); ok {
		t.Error("X is a level")
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
