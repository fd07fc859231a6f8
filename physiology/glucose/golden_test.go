package glucose_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// deviation replays the inputs of a golden file and gives the largest differences of
// plasma glucose, interstitial glucose (mg/dL) and plasma insulin (pmol/L).
func deviation(t testing.TB, p *glucose.Params, file string, step float64) (worst [3]float64) {
	s := glucose.NewState(p)
	for _, r := range rows(t, file) {
		got := [3]float64{s.Plasma(p), s.Interstitial(p), s.Insulin(p)}
		for i, c := range []string{"plasma_glucose_mgdl", "sub_glucose_mgdl", "plasma_insulin_pmolL"} {
			worst[i] = max(worst[i], math.Abs(got[i]-r[c]))
		}
		glucose.Minute(p, &s, glucose.Input{Insulin: r["insulin_U_per_min"], Meal: r["meal_announced_g"]}, step)
	}
	return worst
}

func TestGoldenTrajectories(t *testing.T) {
	for _, who := range []string{"adult001", "adolescent003"} {
		for _, c := range []struct {
			scenario    string
			step, limit float64
		}{
			{"A_mdi_day", glucose.DefaultStep, 0.05},
			{"B_disturbed_48h", glucose.DefaultStep, 0.05},
			{"C_basal_hold", glucose.DefaultStep, 0.001},
			{"B_disturbed_48h_tight", glucose.PreciseStep, 0.005},
		} {
			t.Run(fmt.Sprintf("%s %s", who, c.scenario), func(t *testing.T) {
				p := patient(t, who)
				got := deviation(t, &p, fmt.Sprintf("testdata/%s_%s.csv", who, c.scenario), c.step)
				t.Logf("plasma %.2g mg/dL, interstitial %.2g mg/dL, insulin %.2g pmol/L", got[0], got[1], got[2])
				for _, e := range got {
					if !(e <= c.limit) {
						t.Errorf("deviates by %v, limit %g", got, c.limit)
					}
				}
			})
		}
	}
}

// TestReferencePatients: each of the thirty patients is accepted, and a coarse step is
// as good as a fine one on a day with meals.
func TestReferencePatients(t *testing.T) {
	list := records(t, outside(t, "params/vpatient_params.csv"))
	if len(list) != 30 {
		t.Fatalf("%d patients", len(list))
	}
	for _, r := range list {
		name := strings.ReplaceAll(r["Name"], "#", "")
		p := patient(t, name)
		coarse, fine := glucose.NewState(&p), glucose.NewState(&p)
		worst := 0.0
		for m := range 1440 {
			in := glucose.Input{Insulin: p.Basal()}
			if m%360 == 60 {
				in.Meal, in.Insulin = 60, in.Insulin+3
			}
			glucose.Minute(&p, &coarse, in, glucose.DefaultStep)
			glucose.Minute(&p, &fine, in, 0.05)
			worst = max(worst, math.Abs(coarse.Plasma(&p)-fine.Plasma(&p)), math.Abs(coarse.Insulin(&p)-fine.Insulin(&p)))
		}
		if !(worst < 0.05) {
			t.Errorf("%s: the shipped step is off by %g", name, worst)
		}
	}
}
