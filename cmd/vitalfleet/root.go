package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// app is one call of the command line.
type app struct {
	stdout, stderr io.Writer
	flags          shared
}

// shared are the flags that several commands have.
type shared struct {
	params, sets       []string
	seed               string
	time               string
	speed              float64
	broker             string
	out                string
	capture            bool
	pluginDirs         []string
	json, quiet, plain bool
	verbose            bool
}

// exitError ends the program with a code and, unless it is empty, a message.
type exitError struct {
	code int
	text string
}

func (e *exitError) Error() string { return e.text }

// exit prints what went wrong and gives the exit code for it.
func (a *app) exit(err error) int {
	if err == nil {
		return 0
	}
	if ps, ok := errors.AsType[spec.Problems](err); ok {
		ps.Print(a.stderr, a.colour(a.stderr))
		return scenarios.ExitInvalid
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(a.stderr, "vitalfleet: "+strings.ReplaceAll(text, "\n", "\nvitalfleet: "))
	}
	if e, ok := errors.AsType[*exitError](err); ok {
		return e.code
	}
	return scenarios.ExitCode(err, scenarios.ExitInvalid)
}

// fail is an error with an exit code.
func fail(code int, format string, args ...any) error {
	return &scenarios.RunError{Code: code, Err: fmt.Errorf(format, args...)}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "vitalfleet",
		Short: "Digital twins of patients and the devices on them, for testing IoMT platforms",
		Long: `vitalfleet runs scenarios of simulated patients with simulated devices against a
platform over MQTT, and judges the platform by the truth that only a simulator
knows. All patients are simulated: not for clinical use.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          unknownCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fail(scenarios.ExitInvalid, "%v; see %s --help", err, c.CommandPath())
	})
	f := root.PersistentFlags()
	f.BoolVar(&a.flags.json, "json", false, "print one JSON document")
	f.BoolVar(&a.flags.quiet, "quiet", false, "print the result only")
	f.BoolVar(&a.flags.plain, "no-color", false, "no colour")
	f.BoolVar(&a.flags.verbose, "verbose", false, "log more")
	root.AddCommand(
		a.serveCommand(), a.runCommand(), a.validateCommand(), a.explainCommand(), a.newCommand(), a.simulateCommand(),
		a.scoreCommand(), a.verifyCommand(), a.signalsCommand(), a.eventsCommand(), a.devicesCommand(), a.metricsCommand(),
		a.schemaCommand(), a.versionCommand(), a.deviceProcessCommand(), a.pluginCommand(), a.agpCommand(), a.validatePhysiologyCommand(), a.docsCommand(),
		a.fitCommand(), a.forecastCommand(), a.whatifCommand(),
	)
	return root
}

// unknownCommand refuses what is no command, and names the one that was meant.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	return fail(scenarios.ExitInvalid, "unknown command %q%s; see %s --help", args[0], spec.DidYouMean(args[0], names), c.CommandPath())
}

// scenarioFlags adds the flags of commands that read a scenario.
func (a *app) scenarioFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&a.flags.params, "param", nil, "set a parameter: name=value (repeatable)")
	f.StringArrayVar(&a.flags.sets, "set", nil, "set a value of the scenario: fleet.ward.patients=500 (repeatable)")
	f.StringVar(&a.flags.seed, "seed", "", "seed of every random stream")
	f.StringVar(&a.flags.time, "time", "", "clock: real, accelerated or virtual")
	f.Float64Var(&a.flags.speed, "speed", 0, "simulated seconds a second, with --time accelerated")
	f.StringVar(&a.flags.broker, "broker", "", "URL of the broker, for every target")
	f.StringArrayVar(&a.flags.pluginDirs, "plugin-dir", nil, "folder with plugins: vitalfleet-device-NAME (repeatable)")
}

// logger writes to stderr: progress and faults, never results.
func (a *app) logger() *slog.Logger {
	level := slog.LevelWarn
	if a.flags.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
}

// colour reports whether to use colour on an output.
func (a *app) colour(w io.Writer) bool {
	if _, set := os.LookupEnv("NO_COLOR"); set || a.flags.plain {
		return false
	}
	return terminal(w)
}

// terminal reports whether an output is one.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
