package main

import (
	"context"
	"encoding/json"
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
with the baseline, pair by pair. Writes every value as CSV, or the summary as JSON, as
one HTML page or as a FHIR R4 Bundle, by the file's name; prints bands, paired
differences, how often the ranges that you set were left, what is extrapolated, and what
is not modelled for the question. Everything is simulated, in this model, relative to
the baseline: not for clinical use.`,
		Example: `  vitalfleet whatif meal-bolus -o out.csv
  vitalfleet whatif meal-bolus --set whatif.ensemble=20 -o out.fhir.json
  vitalfleet whatif meal-bolus --sweep early.b.dose=2U..6U/5 --set whatif.ensemble=20`,
		Args: oneFile,
		RunE: func(c *cobra.Command, args []string) error { return a.whatif(c.Context(), args[0], f) },
	}
	a.scenarioFlags(c)
	c.Flags().StringVar(&f.every, "every", "", "interval of the values (default: by the horizon)")
	c.Flags().StringArrayVar(&f.sweeps, "sweep", nil, "branches over a range: BRANCH.EVENT.PARAM=FROM..TO/POINTS (repeatable)")
	c.Flags().StringVar(&f.report, "report", "", "report to write, one .html file")
	c.Flags().StringVarP(&f.output, "output", "o", "", "file to write, .csv, .json, .html or .fhir.json (a FHIR R4 Bundle)")
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
	if err := f.check(); err != nil {
		return err
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
	doc := whatifDocument{
		Provenance: "simulated, in this model, relative to the baseline; not for clinical use",
		Program:    "vitalfleet " + version(), Scenario: s.Name, Seed: s.Seed, Patient: s.WhatIf.Patient,
		Command: a.repeatWhatif(name, s, f), At: q.At, Horizon: q.Horizon, Members: len(q.Members), Whole: r.Whole,
		Times: r.Times, Results: r.Summarise(whatif.Parameters(q.Members, r.Whole)),
		Extrapolated: q.Extrapolated(), NotModelled: q.NotModelled(),
	}
	for _, file := range []string{f.output, f.report} {
		if file == "" {
			continue
		}
		if err := a.writeWhole(file, func(w io.Writer) error { return doc.write(w, file, r, s.Time.Start.Time) }); err != nil {
			return err
		}
	}
	if a.flags.json {
		return a.printJSON(doc)
	}
	a.printWhatif(&doc)
	return nil
}

// check refuses files of a form that is not written.
func (f *whatifFlags) check() error {
	if f.output != "" && form(f.output) == "" {
		return fail(scenarios.ExitInvalid, "-o %s: name it .csv, .json, .html or .fhir.json", f.output)
	}
	if f.report != "" && form(f.report) != "html" {
		return fail(scenarios.ExitInvalid, "--report %s: name it .html", f.report)
	}
	return nil
}

// form is what a file's name asks for: csv, json, html or fhir; "" is none of them.
func form(name string) string {
	switch ext := filepath.Ext(name); {
	case ext == ".fhir", strings.HasSuffix(name, ".fhir.json"):
		return "fhir"
	case ext == ".csv", ext == ".json", ext == ".html":
		return ext[1:]
	}
	return ""
}

// write writes the result in the form that a file's name asks for.
func (d *whatifDocument) write(w io.Writer, file string, r *whatif.Result, start time.Time) error {
	page := whatif.Report{
		Title: d.Scenario, Command: d.Command, Made: fmt.Sprintf("%s, seed %d", d.Program, d.Seed), Times: d.Times, Summaries: d.Results,
		Lead:         fmt.Sprintf("Patient %s, %d members, %v from %v on.", d.Patient, d.Members, time.Duration(d.Horizon*1e9), time.Duration(d.At*1e9)),
		Extrapolated: d.Extrapolated, NotModelled: d.NotModelled,
	}
	switch form(file) {
	case "csv":
		return r.WriteCSV(w)
	case "html":
		return page.WriteHTML(w)
	case "fhir":
		b := whatif.Bundle{Report: page, Patient: d.Patient, Members: d.Members, Start: start.Add(time.Duration(d.At * 1e9))}
		return b.WriteFHIR(w)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d)
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

	Extrapolated []string `json:"extrapolated"` // people and actions outside the data of the models
	NotModelled  []string `json:"not_modelled"`
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
