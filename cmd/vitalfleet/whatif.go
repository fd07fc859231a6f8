package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

type whatifFlags struct {
	every, output, report string
	sweeps                []string
}

func (a *app) whatifCommand() *cobra.Command {
	var f whatifFlags
	c := &cobra.Command{
		Use:   "whatif FILE -o out.csv",
		Short: "Branch a patient and compare what follows, over an ensemble",
		Long: `Runs every branch of a scenario with the same ensemble of bodies and compares each
with the baseline, pair by pair. Writes every value as CSV, and prints bands, paired
differences and how often the ranges that you set were left. Everything is
simulated, in this model, relative to the baseline: not for clinical use.`,
		Example: `  vitalfleet whatif meal-bolus -o out.csv
  vitalfleet whatif meal-bolus --sweep early.b.dose=2U..6U/5 --set whatif.ensemble=20`,
		Args: oneFile,
		RunE: func(c *cobra.Command, args []string) error { return a.whatif(c.Context(), args[0], f) },
	}
	a.scenarioFlags(c)
	c.Flags().StringVar(&f.every, "every", "", "interval of the values (default: by the horizon)")
	c.Flags().StringArrayVar(&f.sweeps, "sweep", nil, "branches over a range: BRANCH.EVENT.PARAM=FROM..TO/POINTS (repeatable)")
	c.Flags().StringVar(&f.report, "report", "", "report to write, one .html file")
	c.Flags().StringVarP(&f.output, "output", "o", "", "file to write, .csv")
	return c
}

func (a *app) whatif(ctx context.Context, name string, f whatifFlags) error {
	a.flags.time = "virtual"
	s, err := a.load(name)
	if err != nil {
		return err
	}
	var every time.Duration
	if f.every != "" {
		if every, err = spec.ParseDuration(f.every); err != nil || every <= 0 {
			return fail(scenarios.ExitInvalid, "--every %s: write a duration such as 1s or 5m", f.every)
		}
	}
	var sweeps []scenarios.Sweep
	for _, text := range f.sweeps {
		x, err := scenarios.ParseSweep(text)
		if err != nil {
			return fail(scenarios.ExitInvalid, "--%v", err)
		}
		sweeps = append(sweeps, x)
	}
	if f.output != "" && filepath.Ext(f.output) != ".csv" {
		return fail(scenarios.ExitInvalid, "-o %s: this version writes .csv", f.output)
	}
	q, err := scenarios.WhatIf(s, every, sweeps...)
	if err != nil {
		return err
	}
	r, err := whatif.Run(ctx, q)
	if err != nil {
		if ctx.Err() != nil {
			return fail(scenarios.ExitInterrupted, "interrupted")
		}
		return fail(scenarios.ExitInvalid, "%v", err)
	}
	if f.output != "" {
		if err := a.writeWhole(f.output, r.WriteCSV); err != nil {
			return err
		}
	}
	doc := whatifDocument{
		Provenance: "simulated, in this model, relative to the baseline; not for clinical use",
		Program:    "vitalfleet " + version(), Scenario: s.Name, Seed: s.Seed, Patient: s.WhatIf.Patient,
		Command: a.repeatWhatif(name, s, f), At: q.At, Horizon: q.Horizon, Members: len(q.Members), Whole: r.Whole,
		Times: r.Times, Results: r.Summarise(whatif.Parameters(q.Members, r.Whole)),
	}
	if f.report != "" {
		page := whatif.Report{
			Title: doc.Scenario, Command: doc.Command, Made: fmt.Sprintf("%s, seed %d", doc.Program, doc.Seed), Times: doc.Times, Summaries: doc.Results,
			Lead: fmt.Sprintf("Patient %s, %d members, %v from %v on.", doc.Patient, doc.Members, time.Duration(doc.Horizon*1e9), time.Duration(doc.At*1e9)),
		}
		if err := a.writeWhole(f.report, page.WriteHTML); err != nil {
			return err
		}
	}
	if a.flags.json {
		return a.printJSON(doc)
	}
	a.printWhatif(&doc)
	return nil
}

// whatifDocument is the JSON of a what-if.
type whatifDocument struct {
	Provenance string           `json:"provenance"`
	Program    string           `json:"program"`
	Command    string           `json:"command"` // that repeats it byte for byte
	Scenario   string           `json:"scenario"`
	Seed       uint64           `json:"seed"`
	Patient    string           `json:"patient"`
	At         float64          `json:"at_s"`
	Horizon    float64          `json:"horizon_s"`
	Members    int              `json:"members"`
	Whole      bool             `json:"whole_body"`
	Times      []float64        `json:"t_s"`
	Results    []whatif.Summary `json:"results"`
}

// repeatWhatif is the command that gives the same bytes again.
func (a *app) repeatWhatif(name string, s *spec.Scenario, f whatifFlags) string {
	parts := []string{"vitalfleet whatif", name, fmt.Sprintf("--seed %d", s.Seed)}
	for _, p := range a.flags.params {
		parts = append(parts, "--param "+p)
	}
	for _, p := range a.flags.sets {
		parts = append(parts, "--set "+p)
	}
	for _, x := range f.sweeps {
		parts = append(parts, "--sweep "+x)
	}
	if f.every != "" {
		parts = append(parts, "--every "+f.every)
	}
	if f.report != "" {
		parts = append(parts, "--report "+f.report)
	}
	if f.output != "" {
		parts = append(parts, "-o "+f.output)
	}
	return strings.Join(parts, " ")
}

// printWhatif prints the end of the horizon and the ranges.
func (a *app) printWhatif(d *whatifDocument) {
	a.printf("patient %s, %d members, %v from %v; simulated, in this model, relative to baseline\n\n",
		d.Patient, d.Members, time.Duration(d.Horizon*1e9), time.Duration(d.At*1e9))
	a.printf("%-16s %-22s %10s %21s %10s %21s\n", "branch", "signal at the end", "median", "5 … 95 %", "difference", "5 … 95 %")
	last := len(d.Times) - 1
	for _, r := range d.Results {
		a.printf("%-16s %-22s", r.Branch, r.Signal+" "+r.Unit)
		if b := r.Bands; b != nil {
			a.printf(" %10.4g %9.4g … %9.4g", b.P50[last], b.P05[last], b.P95[last])
		}
		if b := r.Difference; b != nil {
			a.printf(" %+10.4g %+9.4g … %+9.4g", b.P50[last], b.P05[last], b.P95[last])
		}
		a.printf("\n")
	}
	if d.Members < whatif.Fewest {
		a.printf("\nfewer than %d members: no bands; the file has every run\n", whatif.Fewest)
	}
	printOutside(a.stdout, d)
}

// printOutside prints how often the ranges were left.
func printOutside(w io.Writer, d *whatifDocument) {
	for _, r := range d.Results {
		o := r.Outside
		if o == nil {
			continue
		}
		first := "never"
		if o.First != nil {
			first = time.Duration(*o.First * 1e9).String()
		}
		fmt.Fprintf(w, "\n%s: %s left the range that you set in %.0f %% of members (%+.0f %% from baseline); median time outside %v, first at %s",
			r.Branch, r.Signal, 100*o.Probability, 100*o.Change, time.Duration(o.Seconds*1e9), first)
	}
	fmt.Fprintln(w)
	for _, r := range d.Results {
		if len(r.Influential) == 0 {
			continue
		}
		var parts []string
		for _, i := range r.Influential {
			parts = append(parts, fmt.Sprintf("%s %+.2f", i.Parameter, i.Correlation))
		}
		fmt.Fprintf(w, "\n%s: the difference of %s goes with %s", r.Branch, r.Signal, strings.Join(parts, ", "))
	}
	fmt.Fprintln(w)
}
