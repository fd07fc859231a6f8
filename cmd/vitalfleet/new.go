package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/library"
)

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new [TEMPLATE] [FILE]",
		Short: "Write a scenario to start from",
		Example: `  vitalfleet new
  vitalfleet new minimal
  vitalfleet new smoke my-smoke.yaml`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return a.newScenario(args) },
	}
}

func (a *app) newScenario(args []string) error {
	if len(args) == 0 {
		a.printf("templates: %s\nwrite one with: vitalfleet new TEMPLATE FILE\n", strings.Join(library.Templates(), ", "))
		return nil
	}
	src, err := library.Template(args[0])
	if err != nil {
		return fail(scenarios.ExitInvalid, "there is no template %s; there are %s", args[0], strings.Join(library.Templates(), ", "))
	}
	if len(args) == 1 {
		a.printf("%s", src.Text)
		return nil
	}
	f, err := os.OpenFile(args[1], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fail(scenarios.ExitFile, "%s is there already; name another file or remove it", args[1])
	}
	if err == nil {
		_, err = f.Write(src.Text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fail(scenarios.ExitFile, "%v", err)
	}
	a.printf("%s: run it with: vitalfleet run %s\n", args[1], args[1])
	return nil
}
