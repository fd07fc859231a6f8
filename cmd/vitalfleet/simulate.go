package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// defaultSignals are exported when --signals does not say.
const defaultSignals = "hr,sbp,dbp,map,co,sv,cvp,svr,rr,ve,etco2,pao2,paco2,ph,sao2,spo2,temp_core,news2"

type simulateFlags struct {
	waveFlags
	patient, signals, every, step, output string
	precise                               bool
}

func (a *app) simulateCommand() *cobra.Command {
	var f simulateFlags
	c := &cobra.Command{
		Use:   "simulate FILE",
		Short: "Write the true course of a scenario's patients, without devices or network",
		Example: `  vitalfleet simulate smoke --signals hr,spo2 --every 10s -o truth.csv
  vitalfleet simulate smoke --patient ward-0001 --every 30s
  vitalfleet simulate smoke --param patients=3 -o truth.parquet
  vitalfleet simulate smoke --param patients=2 --waves ecg12 -o waves.wfdb
  vitalfleet simulate smoke --patient ward-0001 --waves ecg_ii,ppg,abp -o waves.edf`,
		Args: oneFile,
		RunE: func(c *cobra.Command, args []string) error { return a.simulate(c.Context(), args[0], f) },
	}
	a.scenarioFlags(c)
	c.Flags().StringVar(&f.patient, "patient", "", "only this patient")
	c.Flags().StringVar(&f.signals, "signals", defaultSignals, "signals, see vitalfleet signals")
	c.Flags().StringVar(&f.every, "every", "1s", "sampling interval; it never changes the step")
	c.Flags().StringVar(&f.step, "step", "", "step of the physiology, 50ms to 1s (default: the scenario's)")
	c.Flags().BoolVar(&f.precise, "precise", false, "integrate glucose and insulin with a step of 0.1 min in place of 0.5")
	c.Flags().StringVarP(&f.output, "output", "o", "", "file to write, .csv, .parquet or .edf, or a folder .wfdb (default: CSV to stdout)")
	f.waveFlags.register(c)
	return c
}

func (a *app) simulate(ctx context.Context, name string, f simulateFlags) error {
	a.flags.time = "virtual"
	var extra []string
	if f.step != "" {
		extra = append(extra, "step="+f.step)
	}
	s, err := a.load(name, extra...)
	if err != nil {
		return err
	}
	want, err := signalList(f.signals)
	if err != nil {
		return err
	}
	every, err := spec.ParseDuration(f.every)
	if err != nil || every <= 0 {
		return fail(scenarios.ExitInvalid, "--every %s: write a duration such as 1s or 5m", f.every)
	}
	if every%s.Step.D() != 0 && s.Step.D() > every {
		return fail(scenarios.ExitInvalid, "--every %s: it is shorter than the step of %v; set --step %s too", f.every, s.Step.D(), f.every)
	}
	if s.Duration == 0 && len(s.Phases) == 0 {
		return fail(scenarios.ExitInvalid, "%s: duration: simulate needs one", name)
	}
	if recorded(f.output) {
		return a.simulateWaves(ctx, s, f)
	}
	series := &seriesSink{want: want, every: every, patient: f.patient}
	r, err := scenarios.Prepare(s, scenarios.Env{Version: version(), Bare: true, Precise: f.precise, Log: a.logger(), Sinks: []scenarios.Sink{series}})
	if err != nil {
		return err
	}
	known := r.Extrapolated()
	for _, text := range known {
		if !slices.ContainsFunc(s.Problems(), func(p spec.Problem) bool { return strings.HasSuffix(text, p.Message) }) { // those were printed
			a.note("warning: %s", text)
		}
	}
	return a.writeFile(f.output, func(w io.Writer) error {
		series.open = func(columns []string, named bool) (rowWriter, error) { return newCSV(w, columns, named) }
		if filepath.Ext(f.output) == ".parquet" {
			series.open = func(columns []string, named bool) (rowWriter, error) {
				return newParquet(w, columns, named, about{s.Name, s.Seed, version(), known}), nil
			}
		}
		res, err := r.Run(ctx)
		if err != nil {
			return err
		}
		for _, text := range append(r.Extrapolated()[len(known):], series.beyond.notes()...) { // drawn, or come to, on the way
			a.note("warning: %s", text)
		}
		if res.Reason != "" {
			return fail(scenarios.ExitInterrupted, "%s", res.Reason)
		}
		return series.finish()
	})
}

func signalList(text string) ([]physiology.Signal, error) {
	var out []physiology.Signal
	for id := range strings.SplitSeq(text, ",") {
		s, ok := physiology.SignalByID(strings.TrimSpace(id))
		if !ok {
			return nil, fail(scenarios.ExitInvalid, "--signals: there is no signal %q%s; vitalfleet signals lists them", id, spec.DidYouMean(id, signalNames()))
		}
		out = append(out, s)
	}
	return out, nil
}

func signalNames() []string {
	var out []string
	for _, s := range physiology.Signals() {
		out = append(out, s.ID)
	}
	return out
}

// seriesSink writes true values at an interval.
type seriesSink struct {
	want    []physiology.Signal
	every   time.Duration
	patient string
	open    func(columns []string, named bool) (rowWriter, error)
	out     rowWriter
	roster  *scenarios.Roster
	values  []float64
	next    time.Duration
	err     error
	beyond  beyond
}

// Begin is Sink's: it writes the head.
func (s *seriesSink) Begin(r *scenarios.Roster) {
	s.roster, s.values = r, make([]float64, len(s.want))
	if s.patient != "" && !slices.ContainsFunc(r.Twins, func(t scenarios.RosterTwin) bool { return t.ID == s.patient }) {
		s.err = fail(scenarios.ExitInvalid, "--patient %s: there is no such patient in the scenario; the first is %s", s.patient, firstTwin(r))
		return
	}
	var columns []string
	for _, x := range s.want {
		columns = append(columns, x.Info().Column)
	}
	s.out, s.err = s.open(columns, s.named())
}

func firstTwin(r *scenarios.Roster) string {
	if len(r.Twins) == 0 {
		return "none"
	}
	return r.Twins[0].ID
}

// named reports whether rows say whose they are.
func (s *seriesSink) named() bool { return len(s.roster.Twins) > 1 }

// Tick is Sink's: it writes a row for every patient when the time has come.
func (s *seriesSink) Tick(f *scenarios.Frame) {
	if f.Elapsed < s.next || s.err != nil {
		return
	}
	s.next += s.every
	for i := range s.roster.Twins {
		id := s.roster.Twins[i].ID
		if s.patient != "" && s.patient != id {
			continue
		}
		f.Observe(i, s.want, s.values)
		s.beyond.look(s.want, f.Elapsed, id, s.values)
		if s.err = s.out.Row(f.Elapsed.Seconds(), id, s.values); s.err != nil {
			return
		}
	}
}

// Happened is Sink's.
func (s *seriesSink) Happened(scenarios.LogEntry) {}

// End is Sink's.
func (s *seriesSink) End(*scenarios.Result) {}

// finish writes what is still in memory.
func (s *seriesSink) finish() error {
	if s.err != nil {
		return s.err
	}
	return s.out.Close()
}

// writeFile writes a file so that it appears whole or not at all; no name is stdout.
func (a *app) writeFile(name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		return write(a.stdout)
	}
	if ext := filepath.Ext(name); ext != ".csv" && ext != ".parquet" {
		return fail(scenarios.ExitInvalid, "-o %s: name a file .csv, .parquet or .edf, or a folder .wfdb", name)
	}
	return a.writeWhole(name, write)
}

// writeWhole writes a file of any name so that it appears whole or not at all.
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
		return fail(scenarios.ExitFile, "-o %s: %v", name, fmt.Errorf("%w", err))
	}
	return nil
}
