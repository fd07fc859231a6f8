package main

import (
	"encoding/csv"
	"io"
	"math"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

type forecastFlags struct{ inputs, bolus, replay, follow, ahead, output string }

func (a *app) forecastCommand() *cobra.Command {
	var f forecastFlags
	c := &cobra.Command{
		Use:   "forecast TWIN --inputs DAY.csv -o forecast.csv",
		Short: "Play new inputs on a fitted twin, from the end of its recording",
		Long: `Writes median and bands of true interstitial glucose and of what the sensor would
show. DAY.csv has t_min,basal_U_per_h,bolus_U,carbs_reported_g and goes on from the
end of the recording. Two forecasts of one twin differ by their inputs alone.
With --replay, the recording that the twin was fitted to is played again with other
inputs: what twin and recording differed by stays, and unchanged inputs give the
recording back exactly. What is further than six hours from the first change, or beyond
what the data support, is not supported: effects of the former are left out, the latter is
said on stderr and in a column.
With --follow, a recording that goes on from the end (as for fit, with its readings) is
followed by an ensemble Kalman filter: each row is what it believes after the reading,
and what it expects ahead if nothing is eaten or injected.
Simulated, in this model: not for clinical use.`,
		Args: oneDataFile,
		RunE: func(_ *cobra.Command, args []string) error { return a.forecast(args[0], f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.inputs, "inputs", "", "insulin and carbohydrate, CSV")
	fs.StringVar(&f.bolus, "bolus-column", "bolus_U", "column of the boluses")
	fs.StringVar(&f.replay, "replay", "", "the recording, CSV: --inputs are then other inputs at its times")
	fs.StringVar(&f.follow, "follow", "", "readings, insulin and carbohydrate to follow, CSV")
	fs.StringVar(&f.ahead, "ahead", "30min", "with --follow: how far ahead to expect")
	fs.StringVar(&a.flags.seed, "seed", "", "with --follow: seed of the filter")
	fs.StringVarP(&f.output, "output", "o", "", "file to write (default: CSV to stdout)")
	return c
}

func (a *app) forecast(name string, f forecastFlags) error {
	file, err := os.Open(name)
	if err != nil {
		return fail(scenarios.ExitFile, "forecast: %v", err)
	}
	defer file.Close()
	twin, err := fit.Read(file)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", name, err)
	}
	if !twin.HasGlucose() {
		return fail(scenarios.ExitInvalid, "%s: it was fitted to vital signs and has no glucose to forecast", name)
	}
	if f.follow != "" {
		return a.follow(twin, f)
	}
	if f.inputs == "" {
		return fail(scenarios.ExitInvalid, "--inputs is needed: a CSV of insulin and carbohydrate")
	}
	day, err := os.Open(f.inputs)
	if err != nil {
		return fail(scenarios.ExitFile, "--inputs: %v", err)
	}
	defer day.Close()
	inputs, err := fit.ReadCSV(day, f.bolus, false)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", f.inputs, err)
	}
	if f.replay != "" {
		return a.replayResidual(twin, inputs, f)
	}
	points, err := twin.Forecast(inputs)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", f.inputs, err)
	}
	if f.output == "" || f.output == "-" {
		return writeForecast(a.stdout, points)
	}
	return a.writeWhole(f.output, func(w io.Writer) error { return writeForecast(w, points) })
}

func writeForecast(w io.Writer, points []fit.Point) error {
	out := csv.NewWriter(w)
	row := []string{"t_min", "glucose_interstitial_mgdl", "p05", "p25", "p75", "p95", "cgm_mgdl", "cgm_p05", "cgm_p95"}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, p := range points {
		row = append(row[:0], strconv.Itoa(p.Minute))
		for _, v := range []float64{p.Glucose, p.P05, p.P25, p.P75, p.P95, p.CGM, p.CGM05, p.CGM95} {
			row = append(row, strconv.FormatFloat(v, 'g', -1, 64))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// replayResidual writes the recording as it would have been with other inputs, and
// says on stderr what the data do not support.
func (a *app) replayResidual(twin *fit.Twin, changed *fit.Recording, f forecastFlags) error {
	file, err := os.Open(f.replay)
	if err != nil {
		return fail(scenarios.ExitFile, "--replay: %v", err)
	}
	defer file.Close()
	recording, err := fit.ReadCSV(file, "bolus_U", true)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", f.replay, err)
	}
	answer, err := twin.Replay(recording, changed)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%v", err)
	}
	guard := twin.Guard(recording, changed, answer)
	for _, why := range guard {
		a.note("beyond what the data support: %s", why)
	}
	if f.output == "" || f.output == "-" {
		return writeReplay(a.stdout, answer, len(guard) == 0)
	}
	return a.writeWhole(f.output, func(w io.Writer) error { return writeReplay(w, answer, len(guard) == 0) })
}

func writeReplay(w io.Writer, answer []fit.Replayed, supported bool) error {
	out := csv.NewWriter(w)
	row := []string{"t_min", "effect_mgdl", "effect_p05", "effect_p95", "recorded_mgdl", "cgm_mgdl", "supported"}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, p := range answer {
		row = append(row[:0], strconv.Itoa(p.Minute))
		if p.Beyond {
			p.Effect, p.P05, p.P95, p.CGM = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		}
		for _, v := range []float64{p.Effect, p.P05, p.P95, p.Recorded, p.CGM} {
			text := ""
			if !math.IsNaN(v) {
				text = strconv.FormatFloat(v, 'g', -1, 64)
			}
			row = append(row, text)
		}
		row = append(row, strconv.FormatBool(supported && !p.Beyond))
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
