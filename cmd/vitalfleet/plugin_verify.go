package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/plugins/plugintest"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

func (a *app) pluginVerifyCommand() *cobra.Command {
	var conf plugintest.Config
	var junit string
	c := &cobra.Command{
		Use:   "verify PATH",
		Short: "Check that a plugin keeps the protocol and the contract of determinism",
		Long: `Starts the plugin as a run does and checks it: handshake, description, schemas,
configs, payloads, determinism, snapshots, faults, kill and restore, misuse,
memory, throughput. PATH is an executable, or the name of a plugin that is found.
With --recording it replays recorded traffic of a real device (the lines of a
run's capture.ndjson) and says how alike both are, for each type of message.

Exit codes: 0 every check passed, 99 a check failed, 108 a file cannot be read.`,
		Args: oneArgument("plugin verify", "executable"),
		RunE: func(c *cobra.Command, args []string) error {
			path, err := a.pluginFile(args[0])
			if err != nil {
				return err
			}
			conf.Path = path
			return a.verifyPlugin(c.Context(), conf, junit)
		},
	}
	c.Flags().StringVar(&junit, "junit", "", "also write JUnit XML into this file")
	c.Flags().StringVar(&conf.Recording, "recording", "", "recorded traffic of a real device to compare with")
	c.Flags().StringVar(&conf.Model, "model", "", "check this model only")
	c.Flags().StringSliceVar(&conf.Only, "only", nil, "check these only, by name")
	a.pluginDirFlag(c)
	return c
}

func (a *app) verifyPlugin(ctx context.Context, conf plugintest.Config, junit string) error {
	conf.Log = a.logger()
	if !a.flags.json {
		conf.Heard = func(r plugintest.Result) { a.note("%s %s %s", r.Outcome, r.Model, r.Check) }
	}
	r, err := plugintest.Verify(ctx, conf)
	if ctx.Err() != nil {
		return fail(scenarios.ExitInterrupted, "interrupted")
	}
	if err != nil {
		return fail(scenarios.ExitFile, "%v", err)
	}
	write := r.WriteText
	if a.flags.json {
		write = r.WriteJSON
	}
	if err := write(a.stdout); err != nil {
		return fail(scenarios.ExitFile, "report: %v", err)
	}
	if junit != "" {
		if err := writeTo(junit, r.WriteJUnit); err != nil {
			return fail(scenarios.ExitFile, "--junit: %v", err)
		}
	}
	if !r.OK() {
		return &exitError{code: scenarios.ExitFailed, text: fmt.Sprintf("%d of %d checks failed", len(r.Failures()), len(r.Results))}
	}
	return nil
}

// writeTo writes a file.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
