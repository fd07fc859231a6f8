package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

func (a *app) validateCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "validate FILE...",
		Short:   "Report every problem of scenario files, with its place",
		Example: "  vitalfleet validate smoke ward",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fail(scenarios.ExitInvalid, "validate needs at least one scenario file")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.validate(args) },
	}
	a.scenarioFlags(c)
	return c
}

// jsonProblem is a problem as --json prints it.
type jsonProblem struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Col      int    `json:"col"`
	Path     string `json:"path,omitempty"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	Severity string `json:"severity"`
}

func (a *app) validate(files []string) error {
	var all spec.Problems
	bad := false
	opt, err := a.options()
	if err != nil {
		return err
	}
	for _, name := range files {
		src, err := source(name)
		if err != nil {
			return err
		}
		sc, problems := spec.Parse(src, opt)
		if problems.Err() == nil {
			for _, u := range sc.Unavailable() {
				u.Severity = spec.Warning // the file is right; this program cannot run it yet
				problems = append(problems, u)
			}
		}
		all = append(all, problems...)
		bad = bad || problems.Err() != nil
		if a.flags.json {
			continue
		}
		problems.Print(a.stderr, a.colour(a.stderr))
		if problems.Err() == nil {
			a.printf("%s: valid\n", name)
		}
	}
	if a.flags.json {
		out := make([]jsonProblem, len(all))
		for i, p := range all {
			out[i] = jsonProblem{p.File, p.Line, p.Col, p.Path, p.Message, p.Hint, p.Severity.String()}
		}
		if err := a.printJSON(struct {
			Valid    bool          `json:"valid"`
			Problems []jsonProblem `json:"problems"`
		}{!bad, out}); err != nil {
			return err
		}
	}
	if bad {
		return &exitError{code: scenarios.ExitInvalid}
	}
	return nil
}

// printJSON prints one indented JSON document.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fail(scenarios.ExitFile, "stdout: %v", err)
	}
	return nil
}
