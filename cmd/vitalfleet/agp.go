package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/report/agp"
)

func (a *app) agpCommand() *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "agp CGM.csv",
		Short: "Metrics and ambulatory glucose profile of a recording",
		Long: `Reads a CSV file with a time column (time, time_s or t_min) and cgm_mgdl or cgm_mmoll, and prints
the metrics of the consensus on time in range. With -o it writes the profile as one HTML file to print.
What can be read in two ways, as a unit or a date, is refused with its row and column.`,
		Example: `  vitalfleet agp cgm.csv
  vitalfleet agp cgm.csv -o agp.html --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.agp(args[0], output) },
	}
	c.Flags().StringVarP(&output, "output", "o", "", "HTML file to write")
	return c
}

func (a *app) agp(name, output string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fail(scenarios.ExitFile, "%v", err)
	}
	series, err := agp.Read(text)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", name, err)
	}
	r := agp.Make(series)
	if output != "" {
		if err := a.writeWhole(output, func(w io.Writer) error { return r.Write(w, filepath.Base(name)) }); err != nil {
			return err
		}
	}
	if a.flags.json {
		enc := json.NewEncoder(a.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(struct {
			Simulated bool `json:"simulated"`
			*agp.Report
		}{true, r})
	}
	a.printf("readings        %d on %d days, every %g min, %.1f %% active\n", r.N, r.Days, r.Interval, r.Active)
	a.printf("mean            %.1f mg/dL, SD %.1f, CV %.1f %%\n", r.Mean, r.SD, r.CV)
	a.printf("GMI             %.2f %%\n", r.GMI)
	a.printf("below 54        %.2f %%\n54 to 69        %.2f %%\n70 to 180       %.2f %%\n181 to 250      %.2f %%\nabove 250       %.2f %%\n", r.VeryLow, r.Low, r.InRange, r.High, r.VeryHigh)
	a.printf("GRI             %.1f, zone %s\nLBGI, HBGI      %.2f, %.2f\n", r.GRI, r.Zone, r.LBGI, r.HBGI)
	for _, n := range r.Notes {
		a.note("%s", n)
	}
	return nil
}
