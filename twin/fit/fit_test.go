package fit

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"testing"
	"time"
)

func readRec(path, bolus string) (*Recording, map[string][]float64) {
	f, _ := os.Open(path)
	defer f.Close()
	rows, _ := csv.NewReader(f).ReadAll()
	cols := map[string][]float64{}
	for i, n := range rows[0] {
		for _, r := range rows[1:] {
			v, err := strconv.ParseFloat(r[i], 64)
			if err != nil {
				v = math.NaN()
			}
			cols[n] = append(cols[n], v)
		}
	}
	var rec Recording
	for i := range cols["t_min"] {
		row := Row{Minute: int(cols["t_min"][i]), CGM: math.NaN()}
		if c := cols["cgm_mgdl"]; c != nil {
			row.CGM = c[i]
		}
		if c := cols["basal_U_per_h"]; c != nil {
			row.Basal, row.Bolus, row.Carbs = c[i], cols[bolus][i], cols["carbs_reported_g"][i]
		}
		rec.Rows = append(rec.Rows, row)
	}
	return &rec, cols
}

func TestScratch(t *testing.T) {
	dir := "/work/shared/reference/glucose/fit"
	metas, _ := filepath.Glob(dir + "/*_meta.json")
	sort.Strings(metas)
	for _, m := range metas {
		base := m[:len(m)-len("_meta.json")]
		var meta struct {
			BW float64 `json:"bw_kg"`
			B  float64 `json:"basal_U_per_h"`
			CR float64 `json:"carb_ratio_g_per_U"`
		}
		b, _ := os.ReadFile(m)
		json.Unmarshal(b, &meta)
		rec, _ := readRec(base+"_train.csv", "bolus_U")
		day, _ := readRec(base+"_day4_inputs.csv", "bolus_U")
		alt, _ := readRec(base+"_day4_inputs.csv", "bolus_counterfactual_U")
		_, truth := readRec(base+"_day4_truth.csv", "")
		fmt.Println(filepath.Base(base))
		score(t, rec, day, alt, truth, Therapy{meta.BW, meta.B, meta.CR})
	}
}

func score(t *testing.T, rec, day, alt *Recording, truth map[string][]float64, th Therapy) (mard, eff, cover float64) {
	begin := time.Now()
	tw, err := Glucose(rec, th, Options{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return math.NaN(), math.NaN(), math.NaN()
	}
	took := time.Since(begin)
	for i := range day.Rows {
		alt.Given = append(alt.Given, day.Rows[i].Bolus)
	}
	x, _ := tw.Forecast(day)
	y, _ := tw.Forecast(alt)
	var num, den, bias, den2 float64
	for i := range x {
		c := truth["cgm_mgdl"][i]
		mard += math.Abs(x[i].CGM-c) / c
		te := truth["sub_glucose_cf_mgdl"][i] - truth["sub_glucose_mgdl"][i]
		pe := y[i].Glucose - x[i].Glucose
		num += (pe - te) * (pe - te)
		den += te * te
		den2 += pe * te
		bias += x[i].Glucose - truth["sub_glucose_mgdl"][i]
		if x[i].CGM05 <= c && c <= x[i].CGM95 {
			cover++
		}
	}
	n := float64(len(x))
	fmt.Printf("   %-10s mard %.1f eff %.2f (%.2f) cover %.0f igbias %.1f noise %.2f %.2f  %v %v %v\n", tw.Class, 100*mard/n, math.Sqrt(num/den), den2/den, 100*cover/n, bias/n,
		tw.Noise.Phi, tw.Noise.SD, tw.Best.Sensor, tw.Best.Rhythm, took)
	return 100 * mard / n, math.Sqrt(num / den), 100 * cover / n
}
