package main

import (
	"encoding/csv"
	"io"
	"math"
	"os"
	"strconv"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

// follow tracks the recording that goes on from the end of a twin's.
func (a *app) follow(twin *fit.Twin, f forecastFlags) error {
	file, err := os.Open(f.follow)
	if err != nil {
		return fail(scenarios.ExitFile, "--follow: %v", err)
	}
	defer file.Close()
	recording, err := fit.ReadCSV(file, f.bolus, true)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", f.follow, err)
	}
	minutes, err := quantityIn(f.ahead, "min")
	if err != nil || !(minutes >= 5 && minutes <= 360) {
		return fail(scenarios.ExitInvalid, "--ahead %s: write 5min to 6h", f.ahead)
	}
	seed, err := a.seedFlag()
	if err != nil {
		return err
	}
	rows, err := twin.Follow(recording, int(minutes), seed)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", f.follow, err)
	}
	a.note("followed %d rows; %s", len(rows), hits(rows, recording, int(minutes)))
	if f.output == "" || f.output == "-" {
		return writeFollowed(a.stdout, rows)
	}
	return a.writeWhole(f.output, func(w io.Writer) error { return writeFollowed(w, rows) })
}

// hits says how often what was recorded later lay within the band, where nothing was
// eaten or injected in between.
func hits(rows []fit.Followed, r *fit.Recording, ahead int) string {
	at := map[int]float64{}
	for _, row := range r.Rows {
		if !math.IsNaN(row.CGM) {
			at[row.Minute] = row.CGM
		}
	}
	var n, within, off float64
	for _, x := range rows {
		y, ok := at[x.Ahead.Minute]
		if !ok || !r.Quiet(x.Now.Minute, x.Ahead.Minute) {
			continue
		}
		n++
		off += 100 * math.Abs(x.Ahead.CGM-y) / y
		if x.Ahead.CGM05 <= y && y <= x.Ahead.CGM95 {
			within++
		}
	}
	if n == 0 {
		return "no reading was far enough ahead, with nothing eaten or injected before it, to compare"
	}
	return strconv.Itoa(ahead) + " min ahead, over times without food and bolus: MARD " + strconv.FormatFloat(off/n, 'f', 1, 64) + " %, 90 % band holds " + strconv.FormatFloat(100*within/n, 'f', 0, 64) + " %"
}

func writeFollowed(w io.Writer, rows []fit.Followed) error {
	out := csv.NewWriter(w)
	head := []string{
		"t_min", "recorded_mgdl", "glucose_interstitial_mgdl", "p05", "p25", "p75", "p95", "cgm_mgdl", "cgm_p05", "cgm_p95",
		"ahead_cgm_mgdl", "ahead_p05", "ahead_p95", "sensitivity", "production", "absorption", "bias_mgdl",
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for i := range rows {
		x := &rows[i]
		row := []string{strconv.Itoa(x.Now.Minute)}
		for _, v := range []float64{
			x.Recorded, x.Now.Glucose, x.Now.P05, x.Now.P25, x.Now.P75, x.Now.P95, x.Now.CGM, x.Now.CGM05, x.Now.CGM95,
			x.Ahead.CGM, x.Ahead.CGM05, x.Ahead.CGM95, x.Sensitivity, x.Production, x.Absorption, x.Bias,
		} {
			text := ""
			if !math.IsNaN(v) {
				text = strconv.FormatFloat(v, 'g', 8, 64)
			}
			row = append(row, text)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
