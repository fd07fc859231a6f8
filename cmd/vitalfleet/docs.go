package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// docsCommand writes the pages that the registries and the source's doc comments
// give. It is for those who change the code, in a checkout.
func (a *app) docsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "docs", Short: "Write the documentation that comes from code, in a checkout", Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			pages, err := generatedPages(".")
			if err != nil {
				return fail(scenarios.ExitFile, "%v; run it at the root of a checkout", err)
			}
			return writePages("docs", pages)
		},
	}
}

// generatedPages are the files under docs that come from code, by name; root is the
// checkout.
func generatedPages(root string) (map[string]string, error) {
	models, err := modelsPage(root)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"signals.md": signalsPage(), "events.md": eventsPage(), "devices.md": devicesPage(), "metrics.md": metricsPage(),
		"validation/models.md": models,
	}, nil
}

const generatedHead = "<!-- Written by vitalfleet docs from the code; a test holds it to the code. -->\n\n"

// table is a Markdown table.
func table(b *strings.Builder, head []string, rows [][]string) {
	b.WriteString("| " + strings.Join(head, " | ") + " |\n|" + strings.Repeat("---|", len(head)) + "\n")
	for _, r := range rows {
		for i, c := range r {
			r[i] = strings.ReplaceAll(c, "|", "\\|")
		}
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
	}
}

func signalsPage() string {
	var b strings.Builder
	b.WriteString(generatedHead + "# Signals\n\nThe true values that a twin shows: ids are used in expressions and by `simulate --signals`, columns in exports. Codes are given where they are certain. `vitalfleet signals --json` prints the same.\n\n")
	var rows [][]string
	for _, s := range physiology.Signals() {
		mdc := ""
		if s.MDC != 0 {
			mdc = fmt.Sprint(s.MDC)
		}
		rows = append(rows, []string{"`" + s.ID + "`", "`" + s.Column + "`", s.Unit, s.UCUM, s.LOINC, mdc, s.Description})
	}
	table(&b, []string{"id", "column", "unit", "UCUM", "LOINC", "MDC", "description"}, rows)
	return b.String()
}

func eventsPage() string {
	var b strings.Builder
	b.WriteString(generatedHead + "# Events\n\nWhat can happen in a scenario: `do` names the kind, `with` gives the parameters, `for` reverts it. Quantities carry units. What this version cannot make happen yet is marked; a scenario that asks for it is refused at its line. `vitalfleet events NAME` prints one.\n")
	var groups []string
	byGroup := map[string][]spec.EventKind{}
	for _, e := range spec.Events() {
		if byGroup[e.Group] == nil {
			groups = append(groups, e.Group)
		}
		byGroup[e.Group] = append(byGroup[e.Group], e)
	}
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n", g)
		for _, e := range byGroup[g] {
			eventSection(&b, e)
		}
	}
	return b.String()
}

func eventSection(b *strings.Builder, e spec.EventKind) {
	fmt.Fprintf(b, "\n### %s\n\n%s", e.Name, e.Title)
	if a, ok := physiology.ActionByName(e.Name); ok && a.Doc != "" {
		fmt.Fprintf(b, ". %s", strings.TrimSuffix(a.Doc, "."))
	}
	b.WriteString(".")
	if !scenarios.Executable(e.Name, knownFault) {
		b.WriteString(" **Not available in this version.**")
	}
	fmt.Fprintf(b, " Scope: %s.\n", e.Scope)
	for _, line := range [][2]string{{"Shows", e.Shows}, {"A good platform", e.Expected}, {"Truth", e.Truth}} {
		if line[1] != "" {
			fmt.Fprintf(b, "\n- %s: %s", line[0], line[1])
		}
	}
	if e.Shows != "" || e.Expected != "" || e.Truth != "" {
		b.WriteString("\n")
	}
	if len(e.Params) == 0 {
		return
	}
	b.WriteString("\n")
	var rows [][]string
	for _, p := range e.Params {
		rows = append(rows, []string{"`" + p.Name + "`", requiredOr(p), p.Kind.String(), rangeOf(p), strings.Join(p.Units, ", "), p.Doc})
	}
	table(b, []string{"parameter", "default", "kind", "range", "units", "meaning"}, rows)
}

func requiredOr(p physiology.Param) string {
	if p.Required {
		return "required"
	}
	return p.Default
}

// rangeOf is what a parameter may be.
func rangeOf(p physiology.Param) string {
	switch p.Kind {
	case physiology.Choice:
		return strings.Join(p.Choices, ", ")
	case physiology.Flag:
		return "true, false"
	case physiology.Text:
		return ""
	}
	s := fmt.Sprintf("%g … %g", p.Min, p.Max)
	if len(p.Units) > 0 {
		s += " " + p.Units[0]
	}
	for _, r := range p.Also {
		s += fmt.Sprintf("; %g … %g %s", r.Min, r.Max, r.Unit)
	}
	return s
}

func devicesPage() string {
	var b strings.Builder
	b.WriteString(generatedHead + "# Devices\n\nThe built-in device types. Vendors add more as plugins. `vitalfleet devices --json` prints the same.\n")
	for _, m := range builtIn() {
		deviceSection(&b, m.Describe())
	}
	return b.String()
}

func deviceSection(b *strings.Builder, d devicesim.Description) {
	fmt.Fprintf(b, "\n## %s\n\n%s: %s\n\nSegment %s; reports every %v, from %v to %v.", d.Type, d.Title, d.Help, d.Segment, d.Interval.Default, d.Interval.Min, d.Interval.Max)
	var inputs []string
	for _, s := range d.Inputs {
		inputs = append(inputs, "`"+s.String()+"`")
	}
	if d.WantsWaves {
		inputs = append(inputs, "waves")
	}
	fmt.Fprintf(b, " Reads %s of its twin.", strings.Join(inputs, ", "))
	if waves := wavesOf(d.ConfigSchema); len(waves) > 0 {
		fmt.Fprintf(b, " Waves that `settings: {waves: […]}` switches on: `%s`.", strings.Join(waves, "`, `"))
	}
	b.WriteString("\n\n")
	var codes, streams, faults [][]string
	for _, c := range d.Codes {
		mdc := ""
		if c.MDC != 0 {
			mdc = fmt.Sprint(c.MDC)
		}
		codes = append(codes, []string{"`" + c.ID + "`", c.Unit, c.LOINC, mdc})
	}
	table(b, []string{"code", "UCUM", "LOINC", "MDC"}, codes)
	b.WriteString("\n")
	for _, s := range d.Streams {
		when := "on event"
		if s.Period > 0 {
			when = "every " + s.Period.String()
		}
		streams = append(streams, []string{"`" + s.Name + "`", s.ContentType, when})
	}
	table(b, []string{"stream", "content", "sent"}, streams)
	if len(d.Faults) == 0 {
		return
	}
	b.WriteString("\n")
	for _, f := range d.Faults {
		faults = append(faults, []string{"`" + f.Name + "`", f.Title, strings.Join(propertiesOf(f.ParamsSchema), ", ")})
	}
	table(b, []string{"fault", "title", "parameters"}, faults)
}

// propertiesOf names the properties of a JSON Schema in alphabetical order.
func propertiesOf(schema string) []string {
	var doc struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if schema == "" || json.Unmarshal([]byte(schema), &doc) != nil {
		return nil
	}
	var out []string
	for name := range doc.Properties {
		out = append(out, "`"+name+"`")
	}
	slices.Sort(out)
	return out
}

func metricsPage() string {
	var b strings.Builder
	b.WriteString(generatedHead + "# Metrics\n\nWhat expectations of a scenario can name; the run's report and `/metrics` carry the same numbers.\n\n")
	var rows [][]string
	for _, m := range scenarios.Metrics() {
		rows = append(rows, []string{"`" + m.Name + "`", m.Unit, m.Doc})
	}
	table(&b, []string{"name", "unit", "meaning"}, rows)
	return b.String()
}
