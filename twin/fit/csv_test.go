package fit

import (
	"math"
	"strings"
	"testing"
)

const head = "t_min,cgm_mgdl,basal_U_per_h,bolus_U,carbs_reported_g\n"

func TestReadCSV(t *testing.T) {
	r, err := ReadCSV(strings.NewReader("\ufeff"+head+"0,120,0.8,0,0\n5,,0.8,1.5,30\n"), "bolus_U", true)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 2 || r.Rows[0].CGM != 120 || !math.IsNaN(r.Rows[1].CGM) || r.Rows[1].Bolus != 1.5 || r.Rows[1].Carbs != 30 || r.Minutes() != 10 {
		t.Errorf("%+v", r)
	}
	r, err = ReadCSV(strings.NewReader("t_min,cgm_mmoll,basal_U_per_h,bolus_U,asked_U,carbs_reported_g\n0,6,0.8,4,3,0\n5,7,0.8,0,0,30\n"), "asked_U", true)
	if err != nil {
		t.Fatal(err)
	}
	if r.Rows[0].Bolus != 3 || r.given()[0] != 4 || math.Abs(r.Rows[0].CGM-108.096) > 1e-9 {
		t.Errorf("%+v", r)
	}
}

func TestReadCSVNamesRowAndColumn(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"mmol among mg":     {head + "0,120,0.8,0,0\n5,7.2,0.8,0,0\n", "row 3, column cgm_mgdl"},
		"mg among mmol":     {"t_min,cgm_mmoll,basal_U_per_h,bolus_U,carbs_reported_g\n0,120,1,0,0\n5,6,1,0,0\n", "row 2, column cgm_mmoll"},
		"negative dose":     {head + "0,120,0.8,-1,0\n5,121,0.8,0,0\n", "row 2, column bolus_U"},
		"negative basal":    {head + "0,120,-0.8,1,0\n5,121,0.8,0,0\n", "row 2, column basal_U_per_h"},
		"no number":         {head + "0,120,0.8,0,0\n5,high,0.8,0,0\n", "row 3, column cgm_mgdl"},
		"not a number":      {head + "0,NaN,0.8,0,0\n5,120,0.8,0,0\n", "row 2, column cgm_mgdl"},
		"overlap":           {head + "0,120,0.8,0,0\n0,121,0.8,0,0\n", "row 3, column t_min"},
		"half a minute":     {head + "0.5,120,0.8,0,0\n", "row 2, column t_min"},
		"no unit":           {"t_min,glucose,basal_U_per_h,bolus_U,carbs_reported_g\n", "glucose"},
		"two glucoses":      {"t_min,cgm_mgdl,cgm_mmoll,basal_U_per_h,bolus_U,carbs_reported_g\n", "cgm_mmoll"},
		"no bolus":          {"t_min,cgm_mgdl,basal_U_per_h,carbs_reported_g\n", "bolus"},
		"a short row":       {head + "0,120\n", "line 2"},
		"nothing":           {"", "first row"},
		"more than any eat": {head + "0,120,0.8,0,5000\n5,1,1,1,1\n", "row 2, column carbs_reported_g"},
	} {
		_, err := ReadCSV(strings.NewReader(c.text), "bolus_U", true)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add(head + "0,120,0.8,0,0\n5,,0.8,1.5,30\n")
	f.Add("\ufeff" + head)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ReadCSV(strings.NewReader(text), "bolus_U", true)
		if err != nil {
			return
		}
		for i := range r.Rows {
			x := &r.Rows[i]
			if x.Bolus < 0 || x.Basal < 0 || x.Carbs < 0 || x.CGM < 20 || i > 0 && x.Minute <= r.Rows[i-1].Minute {
				t.Fatalf("row %d: %+v", i, x)
			}
		}
	})
}
