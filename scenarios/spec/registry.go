package spec

import (
	_ "embed" // the table of kinds is data
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// EventKind is one kind of event that a scenario can ask for.
type EventKind struct {
	Name     string             `json:"name"`  // patient.hypoxia
	Title    string             `json:"title"` // Desaturation
	Group    string             `json:"group"` // patient, sensor, device, power, …
	Scope    string             `json:"scope"` // what one occurrence hits: patient, device, gateway, network, broker, …
	Params   []physiology.Param `json:"params"`
	Shows    string             `json:"shows,omitempty"`    // how it shows in telemetry
	Expected string             `json:"expected,omitempty"` // what a good platform does
	Truth    string             `json:"truth,omitempty"`    // what goes into the truth ledger
}

//go:embed events.csv
var eventsCSV string

//go:embed actions.csv
var actionsCSV string

// eventTable is the registry, built once.
var eventTable = sync.OnceValue(buildEvents)

// Events lists every kind of event, sorted by name: the failure modes and all
// actions of physiology.
func Events() []EventKind { return slices.Clone(eventTable()) }

// EventByName finds a kind of event.
func EventByName(name string) (EventKind, bool) {
	i, ok := slices.BinarySearchFunc(eventTable(), name, func(k EventKind, n string) int { return strings.Compare(k.Name, n) })
	if !ok {
		return EventKind{}, false
	}
	return eventTable()[i], true
}

// kindNames are the names of all kinds, sorted.
func kindNames() []string {
	out := make([]string, len(eventTable()))
	for i, k := range eventTable() {
		out[i] = k.Name
	}
	return out
}

// buildEvents joins the tables with physiology, whose parameters win.
func buildEvents() []EventKind {
	kinds := map[string]EventKind{}
	for _, table := range []string{actionsCSV, eventsCSV} {
		for _, k := range readKinds(table) {
			kinds[k.Name] = k
		}
	}
	for _, a := range physiology.Actions() {
		k, ok := kinds[a.Name]
		if !ok {
			k = EventKind{Name: a.Name, Group: "patient", Scope: "patient"}
		}
		k.Params = a.Params
		if k.Title == "" {
			k.Title = a.Title
		}
		kinds[a.Name] = k
	}
	out := make([]EventKind, 0, len(kinds))
	for _, k := range kinds {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b EventKind) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// readKinds reads a table of kinds; the tables are embedded and tested, so a fault in one is a bug.
func readKinds(table string) []EventKind {
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("spec: table of events: %v", err))
	}
	var out []EventKind
	for _, r := range rows[1:] {
		k := EventKind{Name: r[0], Group: r[1], Scope: r[2], Title: r[3], Shows: r[5], Expected: r[6], Truth: r[7]}
		for p := range strings.SplitSeq(r[4], ";") {
			if p = strings.TrimSpace(p); p != "" {
				k.Params = append(k.Params, readParam(p))
			}
		}
		out = append(out, k)
	}
	return out
}

// readParam reads one parameter: name, kind, units or choices, range, and ! when it is required.
func readParam(text string) physiology.Param {
	words := strings.Fields(text)
	p := physiology.Param{Name: words[0]} // Min equal to Max is no range, as JSON has no infinity
	switch words[1] {
	case "dur":
		p.Kind, p.Units = physiology.Quantity, []string{"s"}
	case "pct":
		p.Kind, p.Units, p.Min, p.Max = physiology.Quantity, []string{"%"}, 0, 100
	case "qty":
		p.Kind, p.Units = physiology.Quantity, strings.Split(words[2], ",")
	case "num":
		p.Kind = physiology.Number
	case "flag":
		p.Kind = physiology.Flag
	case "choice":
		p.Kind, p.Choices = physiology.Choice, strings.Split(words[2], "|")
	default:
		p.Kind = physiology.Text
	}
	for _, w := range words[2:] {
		if w == "!" {
			p.Required = true
		}
		low, high, ok := strings.Cut(w, "..")
		a, aerr := strconv.ParseFloat(low, 64)
		b, berr := strconv.ParseFloat(high, 64)
		if ok && aerr == nil && berr == nil {
			p.Min, p.Max = a, b
		}
	}
	return p
}

// eventSchemas say for each kind which parameters it has; they help editors,
// while units and ranges are checked by meaning.
func eventSchemas() []any {
	var out []any
	for _, k := range eventTable() {
		props := object{}
		for _, p := range k.Params {
			props[p.Name] = object{"description": describeParam(p)}
		}
		out = append(out, object{
			"if":   object{"properties": object{"do": object{"const": k.Name}}, "required": []any{"do"}},
			"then": object{"properties": object{"with": object{"properties": props}}},
		})
	}
	return out
}

// describeParam is one line about a parameter.
func describeParam(p physiology.Param) string {
	out := p.Doc
	add := func(s string) {
		if out != "" {
			out += "; "
		}
		out += s
	}
	if p.Hint != "" { // the range depends on other parameters
		add(p.Hint)
	}
	if len(p.Units) > 0 {
		add("unit " + strings.Join(p.Units, ", "))
	}
	if p.Min < p.Max && p.Hint == "" {
		add(fmt.Sprintf("%g to %g", p.Min, p.Max))
	}
	if len(p.Choices) > 0 {
		add("one of " + strings.Join(p.Choices, ", "))
	}
	if p.Required {
		add("required")
	}
	if out == "" {
		return p.Kind.String()
	}
	return out
}
