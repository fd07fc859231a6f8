package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/physiology/quantity"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

type fitFlags struct {
	weight, basal, carbRatio, output string
	mapping, from, recording         string
	age, sex, height                 string
	days, holdout                    float64
}

func (a *app) fitCommand() *cobra.Command {
	var f fitFlags
	c := &cobra.Command{
		Use:   "fit DATA... -o twin.json",
		Short: "Personalise a twin from recorded glucose or vital signs",
		Long: `Finds the patients that a recording allows, and writes them to a twin file.
TRAIN.csv has t_min,cgm_mgdl (or cgm_mmoll),basal_U_per_h,bolus_U,carbs_reported_g;
empty cells are gaps. Foreign tables are read by a mapping (--map) that declares
file, column, unit and order of dates (a column is cgm, basal, bolus, carbs or a vital sign); Tidepool and Nightscout JSON and FHIR Bundles as they are.
Every row that is dropped or repaired is reported.
A table of vital signs has t_min or time_s and columns named as in exports (hr_bpm,
sbp_mmhg, dbp_mmhg, map_mmhg, spo2_pct, rr_per_min, temp_core_c; activity_met if
known): the twin file then has the person's baselines, daily course and what activity
does, around people of that age and sex.

  vitalfleet fit train.csv --weight 62.8kg --basal 0.8U/h --carb-ratio 14g/U -o twin.json
  vitalfleet fit vitals.csv --age 67y --sex female -o twin.json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.fit(args, f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.weight, "weight", "", "body weight: 62.8kg")
	fs.StringVar(&f.basal, "basal", "", "basal insulin that is believed to hold fasting glucose: 0.8U/h")
	fs.StringVar(&f.carbRatio, "carb-ratio", "", "carbohydrate that one unit is believed to cover: 14g/U")
	fs.StringVar(&f.age, "age", "", "age of the person, for vital signs: 67y")
	fs.StringVar(&f.sex, "sex", "", "sex of the person, for vital signs: female or male")
	fs.StringVar(&f.height, "height", "", "height of the person, for vital signs: 172cm")
	fs.StringVar(&f.mapping, "map", "", "mapping of foreign tables, YAML")
	fs.StringVar(&f.recording, "recording", "", "write what was learned from as a table of ours, for forecast --replay")
	fs.StringVar(&f.from, "from", "", "first day to learn from, 2006-01-02 (default: the first reading; foreign data)")
	fs.Float64Var(&f.days, "days", 0, "days to learn from (default: all; foreign data)")
	fs.Float64Var(&f.holdout, "holdout", 0, "days after them to forecast and judge (foreign data)")
	fs.StringVar(&a.flags.seed, "seed", "", "seed of the draws")
	fs.StringVarP(&f.output, "output", "o", "", "twin file to write (.json)")
	return c
}

func oneDataFile(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fail(scenarios.ExitInvalid, "%s needs one file; got %d", c.CommandPath(), len(args))
	}
	return nil
}

func (a *app) fit(names []string, f fitFlags) error {
	data, err := a.readFitData(names, f)
	if err != nil {
		return err
	}
	if data.vitals != nil {
		return a.fitVitals(data, f)
	}
	therapy, err := f.therapy()
	if err != nil {
		return err
	}
	seed, err := a.seedFlag()
	if err != nil {
		return err
	}
	twin, err := fit.Glucose(data.train, therapy, fit.Options{Seed: seed, Beliefs: data.beliefs})
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", names[0], err)
	}
	twin.Provenance.Program = "vitalfleet " + version()
	twin.Provenance.Source, twin.Provenance.SHA256 = data.source, data.sum
	held, err := data.judge(twin)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", names[0], err)
	}
	if f.output != "" {
		if err := a.writeWhole(f.output, twin.Write); err != nil {
			return err
		}
	}
	if f.recording != "" {
		if err := a.writeWhole(f.recording, data.train.WriteCSV); err != nil {
			return err
		}
	}
	if a.flags.json {
		return a.printJSON(fitDocument{twin, held, data.notes})
	}
	a.printNotes(data.notes)
	a.printFit(twin)
	if held != nil {
		a.printf("\nheld out  open-loop MARD %.1f %% over %d readings; the 90 %% band is %.0f mg/dL wide and holds %.0f %%\n",
			held.MARD, held.Readings, held.Width, held.Coverage)
	}
	return nil
}

// therapy reads the flags that say what is known beside the data.
func (f *fitFlags) therapy() (t fit.Therapy, err error) {
	for _, q := range []struct {
		flag, text, unit string
		to               *float64
		need             bool
	}{
		{"--weight", f.weight, "kg", &t.Weight, true},
		{"--basal", f.basal, "U/h", &t.Basal, true},
		{"--carb-ratio", f.carbRatio, "g/U", &t.CarbRatio, false},
	} {
		if q.text == "" {
			if q.need {
				return t, fail(scenarios.ExitInvalid, "%s is needed: a value with its unit, %s", q.flag, q.unit)
			}
			continue
		}
		if *q.to, err = quantityIn(q.text, q.unit); err != nil {
			return t, fail(scenarios.ExitInvalid, "%s %s: %v", q.flag, q.text, err)
		}
	}
	return t, nil
}

// quantityIn reads a quantity in a unit; a bare number has no unit and is refused.
func quantityIn(text, unit string) (float64, error) {
	q, err := quantity.Parse(text)
	if err != nil {
		return 0, err
	}
	if q.Unit == "" {
		return 0, fmt.Errorf("it has no unit; write %s%s", text, unit)
	}
	return quantity.Convert(q.Value, q.Unit, unit)
}

// seedFlag is --seed, 0 without one.
func (a *app) seedFlag() (uint64, error) {
	if a.flags.seed == "" {
		return 0, nil
	}
	seed, err := strconv.ParseUint(a.flags.seed, 10, 64)
	if err != nil {
		return 0, fail(scenarios.ExitInvalid, "--seed %s: it is a whole number from 0", a.flags.seed)
	}
	return seed, nil
}

func (a *app) printFit(t *fit.Twin) {
	a.printf("data      %.1f days, %d readings, %.1f %% gaps, %d meals, %d boluses\n",
		float64(t.Data.Minutes)/1440, t.Data.Readings, t.Data.Gaps, t.Data.Meals, t.Data.Boluses)
	a.printf("fit       MARD %.1f %%, RMSE %.1f mg/dL, bias %+.1f mg/dL over the recording; prior: %s cohort\n",
		t.Quality.MARD, t.Quality.RMSE, t.Quality.Bias, t.Class)
	a.printf("residual  %.1f mg/dL an innovation, correlation %.2f over five minutes\n\n", t.Noise.SD, t.Noise.Phi)
	a.printf("%-20s %10s %22s  %-10s %s\n", "quantity", "value", "90 % of the draws", "unit", "posterior/prior SD")
	for _, l := range t.Learned {
		told := "learned"
		if !l.Told {
			told = "not learned: the cohort's, not the patient's"
		}
		a.printf("%-20s %10.3g %10.3g … %9.3g  %-10s %.2f %s\n", l.Name, l.Value, l.P05, l.P95, l.Unit, l.Ratio, told)
	}
}
