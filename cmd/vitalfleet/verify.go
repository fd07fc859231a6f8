package main

import (
	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify DIR",
		Short: "Check a run directory against its manifest",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fail(scenarios.ExitInvalid, "verify needs one run directory; got %d", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.verify(args[0]) },
	}
}

func (a *app) verify(path string) error {
	v, err := rundir.Verify(path)
	if err != nil {
		return &scenarios.RunError{Code: scenarios.ExitFile, Err: err}
	}
	if a.flags.json {
		if err := a.printJSON(v); err != nil {
			return err
		}
	} else {
		state := "complete"
		if !v.Complete {
			state = "incomplete: the run was stopped on its way"
		}
		a.printf("%s: %s, %d files, %d patients\n", path, state, len(v.Files), len(v.Patients))
		for _, m := range v.Mismatches {
			a.printf("  %s\n", m)
		}
	}
	if !v.Complete || len(v.Mismatches) > 0 {
		return &exitError{code: scenarios.ExitFailed}
	}
	return nil
}
