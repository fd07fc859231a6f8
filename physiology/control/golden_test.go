package control_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

func table(t testing.TB, path string) (out []map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, v := range r {
			m[all[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

// reference finds a file that the repository does not hold, or skips.
func reference(t testing.TB, name string) string {
	t.Helper()
	for _, d := range []string{os.Getenv("VITALFLEET_REFERENCE"), "../../../shared/reference/glucose"} {
		path := filepath.Join(d, name)
		if _, err := os.Stat(path); d != "" && err == nil {
			return path
		}
	}
	t.Skipf("%s is not here: set VITALFLEET_REFERENCE to the folder of the glucose reference data", name)
	return ""
}

func number(t testing.TB, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// pump rounds as the pump of the golden file does, U/min.
func pump(rate float64) float64 {
	return min(math.RoundToEven(rate*6000/0.05)*0.05/6000, 30)
}

// TestGoldenLoop replays two days of the basal-bolus controller on an ideal sensor.
func TestGoldenLoop(t *testing.T) {
	var p glucose.Params
	for _, r := range table(t, reference(t, "params/vpatient_params.csv")) {
		if r["Name"] != "adolescent#003" {
			continue
		}
		all := map[string]float64{}
		for k, v := range r {
			if k != "Name" {
				all[strings.ReplaceAll(k, "x0_ ", "x0_")] = number(t, v)
			}
		}
		text, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		if p, err = glucose.ParseParams(text); err != nil {
			t.Fatal(err)
		}
	}
	c := control.BasalBolus{Basal: p.Basal(), CarbRatio: 23, Correction: 33.5259913553, Target: 140, Above: 150, Interval: 3}
	s := glucose.NewState(&p)
	held, sum, eaten := s.Interstitial(&p), 0.0, 0.0
	cgm, meal := held, 0.0
	var basal, bolus float64
	worst := 0.0
	for m, r := range table(t, "../glucose/testdata/adolescent003_D_bb_loop_48h.csv") {
		worst = max(worst, math.Abs(s.Plasma(&p)-number(t, r["plasma_glucose_mgdl"])), math.Abs(s.Interstitial(&p)-number(t, r["sub_glucose_mgdl"])))
		if m%3 == 0 {
			if m > 0 {
				cgm, meal, sum, eaten = sum/3, eaten/3, 0, 0
			}
			basal, bolus = c.Dose(cgm, meal)
		}
		announced := number(t, r["meal_announced_g"])
		eaten += announced
		glucose.Minute(&p, &s, glucose.Input{Insulin: pump(basal) + pump(bolus), Meal: announced}, glucose.DefaultStep)
		if (m+1)%3 == 0 {
			held = s.Interstitial(&p)
		}
		sum += held
	}
	t.Logf("largest deviation %.2g mg/dL", worst)
	if !(worst <= 0.1) {
		t.Errorf("deviates by %g mg/dL, limit 0.1", worst)
	}
}
