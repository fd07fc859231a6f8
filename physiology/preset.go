package physiology

import (
	"fmt"
	"slices"
)

// preset is the name of an illness for an action with parameters that make it.
type preset struct {
	name, title, doc string
	action           string // the action that it is
	params           []Param
	with             func(a *Args) map[string]any // arguments of the action
}

// presets are the names that scenarios give to illnesses which another action makes.
func presets() []preset {
	text := func(x float64, unit string) string { return fmt.Sprintf("%g %s", x, unit) }
	return []preset{
		{
			"patient.hypotension", "Fall of pressure by bleeding", "A bleed of a volume at a rate; pressure falls when reflexes are spent.", "patient.hemorrhage",
			[]Param{
				usually(quantityParam("blood_loss", "lost in all", 50, 5000, "mL", "L"), "1500 mL"),
				usually(quantityParam("rate", "of the loss", 1, 500, "mL/min"), "50 mL/min"),
			},
			func(a *Args) map[string]any {
				return map[string]any{"volume": text(a.or("blood_loss", 0), "mL"), "over": text(max(60*a.or("blood_loss", 0)/a.or("rate", 50), 1), "s")}
			},
		},
		{
			"patient.asystole", "Asystole", "Standstill of the heart without electrical activity.", "patient.cardiac-arrest", nil,
			func(*Args) map[string]any { return map[string]any{"rhythm": "asystole"} },
		},
		{
			"patient.respiratory-depression", "Opioid breathing", "An intravenous bolus of fentanyl that slows and shallows breathing.", "patient.drug",
			[]Param{usually(quantityParam("dose", "of fentanyl", 0.5, 15, "ug/kg"), "4 ug/kg")},
			func(a *Args) map[string]any {
				return map[string]any{"drug": "fentanyl", "bolus": text(a.or("dose", 4), "ug/kg")}
			},
		},
	}
}

// named are the presets whose action is in a list.
func named(list []Action) []Action {
	var out []Action
	for i, p := range presets() {
		if !slices.ContainsFunc(list, func(a Action) bool { return a.Name == p.action }) {
			continue
		}
		out = append(out, Action{kind: presetKinds + actionKind(i), Name: p.name, Title: p.title, Doc: p.doc + " It is " + p.action + ".", Params: p.params, Preset: p.action})
	}
	return out
}

// bindPreset checks a preset's own parameters and binds the action that it is.
func (a *Action) bindPreset(args Args) (Args, []ArgError) {
	of, _ := ActionByName(a.Preset)
	for _, p := range presets() {
		if p.name == a.Name {
			return of.Bind(p.with(&args))
		}
	}
	return args, nil
}
