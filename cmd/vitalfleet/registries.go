package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// registry is a command that lists one of the registries, or one entry of it.
func (a *app) registry(use, short string, list func(name string) (rows [][]string, doc any, err error)) *cobra.Command {
	return &cobra.Command{
		Use:     use + " [NAME]",
		Short:   short,
		Example: "  vitalfleet " + use,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			rows, doc, err := list(name)
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(doc)
			}
			t := tabwriter.NewWriter(a.stdout, 2, 8, 2, ' ', 0)
			for _, r := range rows {
				fmt.Fprintln(t, strings.Join(r, "\t"))
			}
			if err := t.Flush(); err != nil {
				return fail(scenarios.ExitFile, "stdout: %v", err)
			}
			return nil
		},
	}
}

// pick keeps the entry of that name; no name keeps all.
func pick[T any](what, name string, all []T, id func(T) string) ([]T, error) {
	if name == "" {
		return all, nil
	}
	var names []string
	for _, x := range all {
		if id(x) == name {
			return []T{x}, nil
		}
		names = append(names, id(x))
	}
	return nil, fail(scenarios.ExitInvalid, "there is no %s %s%s", what, name, spec.DidYouMean(name, names))
}

func (a *app) signalsCommand() *cobra.Command {
	return a.registry("signals", "List the signals of a twin with units and codes", func(name string) ([][]string, any, error) {
		all, err := pick("signal", name, physiology.Signals(), func(s physiology.SignalInfo) string { return s.ID })
		rows := [][]string{{"ID", "COLUMN", "UNIT", "LOINC", "MDC", "DESCRIPTION"}}
		for _, s := range all {
			mdc := ""
			if s.MDC != 0 {
				mdc = fmt.Sprint(s.MDC)
			}
			rows = append(rows, []string{s.ID, s.Column, s.Unit, s.LOINC, mdc, s.Description})
		}
		return rows, all, err
	})
}

// eventInfo is an event kind as this program can do it.
type eventInfo struct {
	spec.EventKind
	Params    []paramDoc `json:"params"` // instead of the kind's own
	Available bool       `json:"available"`
}

// paramDoc is a parameter of an event as events --json prints it.
type paramDoc struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	Units    []string `json:"units,omitempty"` // the first is that of min and max
	Min      float64  `json:"min"`
	Max      float64  `json:"max"`
	Choices  []string `json:"choices,omitempty"`
	Required bool     `json:"required"`
	Default  string   `json:"default,omitempty"`
	Doc      string   `json:"doc,omitempty"`
}

func paramDocs(params []physiology.Param) []paramDoc {
	out := []paramDoc{}
	for _, p := range params {
		out = append(out, paramDoc{p.Name, p.Kind.String(), p.Units, p.Min, p.Max, p.Choices, p.Required, p.Default, p.Doc})
	}
	return out
}

func (a *app) eventsCommand() *cobra.Command {
	return a.registry("events", "List the kinds of events with their parameters", func(name string) ([][]string, any, error) {
		kinds, err := pick("event kind", name, spec.Events(), func(e spec.EventKind) string { return e.Name })
		rows := [][]string{{"NAME", "AVAILABLE", "PARAMETERS", "TITLE"}}
		var all []eventInfo
		for _, k := range kinds {
			e := eventInfo{k, paramDocs(k.Params), scenarios.Executable(k.Name, knownFault)}
			all = append(all, e)
			rows = append(rows, []string{k.Name, map[bool]string{true: "yes", false: "not yet"}[e.Available], paramNames(k.Params), k.Title})
		}
		if name != "" && err == nil {
			rows = append(rows, paramRows(kinds[0].Params)...)
		}
		return rows, all, err
	})
}

func paramNames(params []physiology.Param) string {
	var out []string
	for _, p := range params {
		n := p.Name
		if p.Required {
			n += "*"
		}
		out = append(out, n)
	}
	return strings.Join(out, " ")
}

func paramRows(params []physiology.Param) [][]string {
	rows := [][]string{{"", "", "", ""}, {"PARAMETER", "KIND", "RANGE", "MEANING"}}
	for _, p := range params {
		limits := strings.Join(p.Choices, "|")
		if len(p.Units) > 0 {
			limits = fmt.Sprintf("%g..%g %s", p.Min, p.Max, p.Units[0])
		}
		rows = append(rows, []string{p.Name, p.Kind.String(), limits, p.Doc})
	}
	return rows
}

func (a *app) metricsCommand() *cobra.Command {
	return a.registry("metrics", "List the metrics that expectations can name", func(name string) ([][]string, any, error) {
		all, err := pick("metric", name, scenarios.Metrics(), func(m scenarios.Metric) string { return m.Name })
		rows := [][]string{{"NAME", "UNIT", "MEANING"}}
		for _, m := range all {
			rows = append(rows, []string{m.Name, m.Unit, m.Doc})
		}
		return rows, all, err
	})
}

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of scenario files, for editors", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { a.printf("%s\n", spec.Schema()); return nil },
	}
}
