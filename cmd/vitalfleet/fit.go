package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/physiology/quantity"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

type fitFlags struct {
	weight, basal, carbRatio, output string
}

func (a *app) fitCommand() *cobra.Command {
	var f fitFlags
	c := &cobra.Command{
		Use:   "fit TRAIN.csv --weight W --basal RATE -o twin.json",
		Short: "Personalise a twin from recorded glucose, insulin and carbohydrate",
		Long: `Finds the patients that a recording allows, and writes them to a twin file.
TRAIN.csv has t_min,cgm_mgdl (or cgm_mmoll),basal_U_per_h,bolus_U,carbs_reported_g;
empty cells are gaps. What the data did not tell is marked as such: it is the
cohort's, not the patient's. Simulated, in this model: not for clinical use.`,
		Args: oneDataFile,
		RunE: func(_ *cobra.Command, args []string) error { return a.fit(args[0], f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.weight, "weight", "", "body weight: 62.8kg")
	fs.StringVar(&f.basal, "basal", "", "basal insulin that is believed to hold fasting glucose: 0.8U/h")
	fs.StringVar(&f.carbRatio, "carb-ratio", "", "carbohydrate that one unit is believed to cover: 14g/U")
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

func (a *app) fit(name string, f fitFlags) error {
	therapy, err := f.therapy()
	if err != nil {
		return err
	}
	seed, err := a.seedFlag()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return fail(scenarios.ExitFile, "fit: %v", err)
	}
	recording, err := fit.ReadCSV(bytes.NewReader(text), "bolus_U", true)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", name, err)
	}
	twin, err := fit.Glucose(recording, therapy, fit.Options{Seed: seed})
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", name, err)
	}
	sum := sha256.Sum256(text)
	twin.Provenance.Program = "vitalfleet " + version()
	twin.Provenance.Source = filepath.Base(name)
	twin.Provenance.SHA256 = hex.EncodeToString(sum[:])
	if f.output != "" {
		if err := a.writeWhole(f.output, twin.Write); err != nil {
			return err
		}
	}
	if a.flags.json {
		short := *twin
		short.Members = nil
		return a.printJSON(&short)
	}
	a.printFit(twin)
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

// writeWhole writes a file so that it appears whole or not at all.
func (a *app) writeWhole(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".vitalfleet-*")
	if err != nil {
		return fail(scenarios.ExitFile, "-o %s: %v", name, err)
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		_ = f.Close() // The file is thrown away.
		return err
	}
	if err := f.Close(); err != nil {
		return fail(scenarios.ExitFile, "-o %s: %v", name, err)
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return fail(scenarios.ExitFile, "-o %s: %v", name, err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fail(scenarios.ExitFile, "-o %s: %v", name, err)
	}
	return nil
}
