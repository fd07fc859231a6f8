package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

func (a *app) runCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Run a scenario and judge the platform: verdict and exit code",
		Long: `Runs a scenario headless. The report goes to stdout, progress to stderr, ledgers
and reports into the run directory (the scenario's report.dir, or --out).

Exit codes: 0 pass, 96 inconclusive, 98 the generator could not keep up, 99 a
must expectation failed, 100 target unreachable, 103 stopped from the console,
104 scenario or flags invalid, 105 interrupted, 106 address in use, 107 plugin
or hook failed, 108 a file cannot be read or written, 109 internal fault.`,
		Example: `  vitalfleet run smoke --time virtual --set fleet.ward.patients=5
  vitalfleet run ward --time virtual --set duration=1m --set fleet.ward.patients=3 --set fleet.step-down.patients=2 --capture --out runs/ward`,
		Args: oneFile,
		RunE: func(c *cobra.Command, args []string) error { return a.runRun(c.Context(), args[0]) },
	}
	a.scenarioFlags(c)
	c.Flags().StringVar(&a.flags.out, "out", "", "run directory (default: the scenario's report.dir)")
	c.Flags().BoolVar(&a.flags.capture, "capture", false, "write every message to capture.ndjson")
	return c
}

// oneFile is the arguments of commands that take one scenario.
func oneFile(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fail(scenarios.ExitInvalid, "%s needs one scenario file; got %d", c.CommandPath(), len(args))
	}
	return nil
}

func (a *app) runRun(ctx context.Context, name string) error {
	s, err := a.load(name)
	if err != nil {
		return err
	}
	if len(s.Cells) == 0 {
		return a.runCell(ctx, s, a.runFolder(s))
	}
	return a.runMatrix(ctx, name, s)
}

// runMatrix runs every cell; the worst decides.
func (a *app) runMatrix(ctx context.Context, name string, s *spec.Scenario) error {
	var worst error
	for _, cell := range s.Cells {
		src, err := source(name)
		if err != nil {
			return err
		}
		opt, err := a.options()
		if err != nil {
			return err
		}
		opt.Cell = cell
		one, problems := spec.Parse(src, opt)
		if problems.Err() != nil {
			return problems
		}
		a.note("cell %v", cell)
		folder := a.runFolder(one)
		if a.flags.out != "" {
			folder = filepath.Join(a.flags.out, cellName(cell))
		}
		err = a.runCell(ctx, one, folder)
		if worst == nil || code(err) > code(worst) {
			worst = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return worst
}

func cellName(cell spec.Cell) string {
	return fmt.Sprint(map[string]string(cell))[4:]
}

func code(err error) int {
	if e, ok := errors.AsType[*exitError](err); ok {
		return e.code
	}
	if err == nil {
		return 0
	}
	return scenarios.ExitCode(err, scenarios.ExitInvalid)
}

// runFolder is where a run's results go: --out, the scenario's own, or a folder
// of the scenario's name.
func (a *app) runFolder(s *spec.Scenario) string {
	switch {
	case a.flags.out != "":
		return a.flags.out
	case s.Report.Dir != "":
		return s.Report.Dir
	}
	return filepath.Join("runs", s.Name)
}

// runCell runs one scenario into a folder.
func (a *app) runCell(ctx context.Context, s *spec.Scenario, folder string) error {
	w := a.newWorld(ctx, s)
	env := w.env(version())
	env.Capture = a.flags.capture
	r, err := scenarios.Prepare(s, withProgress(a, env))
	if err != nil {
		return errors.Join(w.plugins.blame(err), w.close())
	}
	dir, err := openFolder(folder)
	if err != nil {
		return errors.Join(err, w.close())
	}
	r.Into(dir, w.plugins.digests())
	res, err := r.Run(ctx)
	if closeErr := w.close(); err == nil && closeErr != nil {
		err = fail(scenarios.ExitFile, "%v", closeErr)
	}
	if err != nil {
		return err
	}
	return a.printResult(res, s)
}

// printResult prints the report and turns a verdict into an exit code.
func (a *app) printResult(res *scenarios.Result, _ *spec.Scenario) error {
	var err error
	if a.flags.json {
		err = res.Report.WriteJSON(a.stdout)
	} else {
		err = res.Report.WriteTerminal(a.stdout, a.colour(a.stdout))
		a.note("run directory: %s", res.Dir)
	}
	if err != nil {
		return fail(scenarios.ExitFile, "report: %v", err)
	}
	if res.Exit != 0 {
		return &exitError{code: res.Exit, text: res.Reason}
	}
	return nil
}

// openFolder makes a run directory. A run that is there already is kept: it is
// moved aside to the next free number.
func openFolder(path string) (*rundir.Dir, error) {
	if _, err := os.Stat(filepath.Join(path, rundir.ManifestFile)); err == nil {
		if err := os.Rename(path, freeName(path)); err != nil {
			return nil, fail(scenarios.ExitFile, "run directory %s: the run in it cannot be moved aside: %v", path, err)
		}
	}
	dir, err := rundir.Create(path)
	if err != nil {
		return nil, &scenarios.RunError{Code: scenarios.ExitFile, Err: err}
	}
	return dir, nil
}

func freeName(path string) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s.%d", filepath.Clean(path), n)
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
}
