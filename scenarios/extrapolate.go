package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Extrapolated says, before a run, what of it is outside the range for which the models of
// the body had data: what the scenario asks for, with its place, and who was drawn.
func (r *Runner) Extrapolated() []string { return slices.Clone(r.extrapolated) }

// extrapolations looks for it in a plan. Of each cohort one line a kind of excess is
// enough.
func (p *plan) extrapolations() []string {
	var out []string
	for _, w := range p.spec.Extrapolated() {
		out = append(out, w.Position.String()+": "+w.Message)
	}
	for _, text := range p.unusual() {
		if !slices.ContainsFunc(out, func(known string) bool { _, what, _ := strings.Cut(known, ": "); return strings.Contains(text, what) }) {
			out = append(out, text)
		}
	}
	return out
}

// unusual are the people beyond the data.
func (p *plan) unusual() []string {
	type excess struct{ cohort, of string }
	count, example := map[excess]int{}, map[excess]string{}
	var order []excess
	for i := range p.twins {
		t := &p.twins[i]
		for _, e := range t.person.Extrapolated() {
			k := excess{t.cohort, e.Param}
			if count[k]++; count[k] == 1 {
				order = append(order, k)
				example[k] = "patient " + t.id + ": " + e.Error()
			}
		}
	}
	var out []string
	for _, k := range order {
		text := "fleet." + k.cohort + ".demographics: " + example[k]
		if more := count[k] - 1; more > 0 {
			text += fmt.Sprintf(" (and %d more of the cohort)", more)
		}
		out = append(out, text)
	}
	return out
}

// beyond notes arguments of an event, as they were drawn for a patient, that are outside the
// data; what the scenario itself says is known before the run.
func (r *Runner) beyond(kind string, args physiology.Args) {
	for _, e := range args.Extrapolated() {
		text := kind + ": " + e.Error()
		said := func(known string) bool { // one of many drawn values is enough
			return strings.HasSuffix(known, e.Error()) || strings.HasPrefix(known, kind+": "+e.Param+":")
		}
		if !slices.ContainsFunc(r.extrapolated, said) {
			r.extrapolated = append(r.extrapolated, text)
			r.warn(text)
		}
	}
}
