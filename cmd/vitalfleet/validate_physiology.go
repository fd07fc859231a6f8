package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/physiology/validation"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// publishedAt is where a checkout keeps the pages of the validation.
const publishedAt = "docs/validation"

func (a *app) validatePhysiologyCommand() *cobra.Command {
	var dir string
	var only []string
	c := &cobra.Command{
		Use:   "validate-physiology",
		Short: "Hold the body against published figures",
		Long: `Repeats the protocol of every bar, a two-sided band for one number of a published
experiment, on the body at the default step, and prints value and verdict. Pages
with plots go to the folder of -o; in a checkout to ` + publishedAt + ` without it.

Exit 99 when fewer than nine bars in ten pass, or when a bar of evidence S misses
without a published cause. It says where the models agree with the literature and
nothing about fitness for clinical use.`,
		Example: "  vitalfleet validate-physiology --json --only P11 --only P31",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.validatePhysiology(dir, only) },
	}
	c.Flags().StringVarP(&dir, "output", "o", "", "folder for the pages (default: "+publishedAt+" where it is there, else none)")
	c.Flags().StringArrayVar(&only, "only", nil, "only this bar: P05 (repeatable); writes no pages")
	return c
}

func (a *app) validatePhysiology(dir string, only []string) error {
	if dir != "" && len(only) > 0 {
		return fail(scenarios.ExitInvalid, "-o writes the pages of all bars; leave out --only")
	}
	r, err := validation.Run(validation.Options{Only: only})
	if err != nil {
		return fail(scenarios.ExitInvalid, "--only: %v", err)
	}
	if dir == "" && len(only) == 0 {
		if info, err := os.Stat(publishedAt); err == nil && info.IsDir() {
			dir = publishedAt
		}
	}
	if dir != "" {
		if err := writePages(dir, r.Pages()); err != nil {
			return err
		}
	}
	if a.flags.json {
		err = a.printJSON(barsDocument(r))
	} else {
		err = a.printBars(r)
	}
	if err != nil {
		return err
	}
	if r.Failed() {
		return fail(scenarios.ExitFailed, "%d of %d bars pass; %d of evidence S miss without a published cause", r.Passed(), len(r.Results), len(r.Unexplained()))
	}
	return nil
}

// barRow is a bar as --json prints it; a value that could not be computed is null.
type barRow struct {
	Bar       string   `json:"bar"`
	Condition string   `json:"condition"`
	Quantity  string   `json:"quantity"`
	Unit      string   `json:"unit"`
	Low       float64  `json:"low"`
	High      float64  `json:"high"`
	Value     *float64 `json:"value"`
	Verdict   string   `json:"verdict"`
	Evidence  string   `json:"evidence"`
}

func barsDocument(r *validation.Report) any {
	rows := make([]barRow, len(r.Results))
	for i, x := range r.Results {
		rows[i] = barRow{x.ID, x.Condition, x.Quantity, x.Unit, x.Low, x.High, nil, x.Verdict(), x.Evidence}
		if !math.IsNaN(x.Value) {
			rows[i].Value = &x.Value
		}
	}
	return struct {
		Bars []barRow `json:"bars"`
	}{rows}
}

// printBars prints a line a bar and what is known about the misses.
func (a *app) printBars(r *validation.Report) error {
	t := tabwriter.NewWriter(a.stdout, 2, 8, 2, ' ', 0)
	fmt.Fprintln(t, "BAR\tVERDICT\tVALUE\tLOW\tHIGH\tUNIT\tQUANTITY\tCONDITION\t")
	for _, x := range r.Results {
		value := "-"
		if !math.IsNaN(x.Value) {
			value = fmt.Sprintf("%.4g", x.Value)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%g\t%g\t%s\t%s\t%s\t\n", x.ID, x.Verdict(), value, x.Low, x.High, x.Unit, x.Quantity, x.Condition)
	}
	if err := t.Flush(); err != nil {
		return fail(scenarios.ExitFile, "stdout: %v", err)
	}
	for _, x := range r.Results {
		if x.Pass {
			continue
		}
		a.printf("miss %s %s (%s)", x.ID, x.Quantity, x.Evidence)
		if x.Reason != "" {
			a.printf(": %s", x.Reason)
		}
		if c, known := x.Cause(); known {
			a.printf(": %s (%s)", c.Why, c.Source)
		}
		a.printf("\n")
	}
	a.printf("%d of %d bars pass\n", r.Passed(), len(r.Results))
	return nil
}

// writePages writes files into a folder, and makes it.
func writePages(dir string, pages map[string]string) error {
	for name, text := range pages {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fail(scenarios.ExitFile, "%v", err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return fail(scenarios.ExitFile, "%v", err)
		}
	}
	return nil
}
