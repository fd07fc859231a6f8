package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

func (a *app) explainCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "explain FILE",
		Short:   "Show the expanded plan: who, what, when, and where each value came from",
		Example: "  vitalfleet explain smoke --set fleet.ward.patients=3",
		Args:    oneFile,
		RunE:    func(c *cobra.Command, args []string) error { return a.explain(c.Context(), args[0]) },
	}
	a.scenarioFlags(c)
	return c
}

func (a *app) explain(ctx context.Context, name string) error {
	s, err := a.load(name)
	if err != nil {
		return err
	}
	w := a.newWorld(ctx, s)
	r, err := scenarios.Prepare(s, w.env(version()))
	if err := errors.Join(w.plugins.blame(err), w.close()); err != nil {
		return err
	}
	if a.flags.json {
		return a.printJSON(r.Plan())
	}
	if err := r.Explain(a.stdout); err != nil {
		return fail(scenarios.ExitFile, "stdout: %v", err)
	}
	return a.printOrigins(a.stdout, s.Provenance())
}

// printOrigins lists the values that the scenario or a flag set.
func (a *app) printOrigins(w io.Writer, values []spec.Provenance) error {
	fmt.Fprintln(w, "\nVALUES")
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	for _, v := range values {
		fmt.Fprintf(t, "  %s\t%s\t%s\n", v.Path, v.Value, v.Origin)
	}
	if err := t.Flush(); err != nil {
		return fail(scenarios.ExitFile, "stdout: %v", err)
	}
	return nil
}
