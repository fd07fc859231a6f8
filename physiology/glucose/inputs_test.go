package glucose_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

func TestParseInputs(t *testing.T) {
	const head = "t_min,insulin_U_per_min,meal_announced_g\n"
	for _, c := range []struct{ name, text, want string }{
		{"plain", head + "0,0.02,0\n1,0.02,45\n", ""},
		{"byte-order mark, other columns and their order", "\ufeffnote,meal_announced_g,t_min,insulin_U_per_min\nx,0,0,0.02\n", ""},
		{"negative", head + "0,0.02,0\n1,-0.02,45\n", "row 3, column insulin_U_per_min: -0.02 is negative"},
		{"text", head + "0,0.02,lunch\n", `row 2, column meal_announced_g: "lunch" is not a number`},
		{"not a number", head + "0,NaN,0\n", `row 2, column insulin_U_per_min: "NaN" is not a number`},
		{"a missing minute", head + "0,0.02,0\n2,0.02,0\n", "row 3, column t_min: 2, want 1"},
		{"a minute twice", head + "0,0.02,0\n0,0.02,0\n", "row 3, column t_min: 0, want 1"},
		{"another unit", "t_min,insulin_U_per_h,meal_announced_g\n0,1,0\n", "row 1: no column insulin_U_per_min"},
		{"a dose of another unit", head + "0,1200,0\n", "is above 100"},
		{"empty", "", "no rows"},
		{"ragged", head + "0,0.02\n", "wrong number of fields"},
	} {
		got, err := glucose.ParseInputs([]byte(c.text))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want == "" && got[0].Insulin != 0.02:
			t.Errorf("%s: %v", c.name, got)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v does not say %q", c.name, err, c.want)
		}
	}
}

func TestParseParams(t *testing.T) {
	good := func(change map[string]any) []byte {
		p := drawn(t)
		all := map[string]any{"EGPb": 2.4}
		for _, n := range glucose.Names() {
			all[n] = *p.Field(n)
		}
		for k, v := range change {
			if v == "absent" {
				delete(all, k)
				continue
			}
			all[k] = v
		}
		text, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for _, c := range []struct {
		name   string
		change map[string]any
		want   string
	}{
		{"whole", nil, ""},
		{"missing", map[string]any{"Vg": "absent", "x0_4": "absent"}, "missing Vg, x0_4"},
		{"text", map[string]any{"kabs": "fast"}, `kabs: "fast" is not a number`},
		{"null", map[string]any{"kabs": nil}, "kabs: null is not a number"},
		{"unknown", map[string]any{"kaps": 1}, "kaps: not a parameter of S2008"},
		{"zero", map[string]any{"Vi": 0}, "Vi is 0: it must be above 0"},
		{"b of 1", map[string]any{"b": 1}, "b is 1"},
		{"kmin above kmax", map[string]any{"kmin": 1}, "kmin 1 is above kmax"},
		{"a negative amount", map[string]any{"x0_4": -1}, "x0_4 is -1"},
	} {
		_, err := glucose.ParseParams(good(c.change))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v does not say %q", c.name, err, c.want)
		}
	}
	if _, err := glucose.ParseParams([]byte("[1]")); err == nil {
		t.Error("a list is not an object")
	}
}

func FuzzParseInputs(f *testing.F) {
	f.Add([]byte("t_min,insulin_U_per_min,meal_announced_g\n0,0.02,0\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := glucose.ParseInputs(text)
		for i, r := range rows {
			if err != nil || !(r.Insulin >= 0 && r.Meal >= 0) {
				t.Errorf("row %d: %v with %v", i, r, err)
			}
		}
	})
}
