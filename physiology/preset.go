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
			"patient.ventricular-tachycardia", "Ventricular tachycardia", "A circuit in the ventricles that goes round on its own, with little pulse; fast ones leave too little flow to live on.", "patient.rhythm",
			[]Param{
				usually(quantityParam("rate", "of the ventricles", 110, 250, "1/min"), "180 /min"),
				{Name: "sustained", Doc: "for the record: it lasts while in force", Kind: Flag},
			},
			func(a *Args) map[string]any {
				return map[string]any{"rhythm": "VTM", "rate": text(a.or("rate", 180), "1/min")}
			},
		},
		{
			"patient.atrial-fibrillation", "Atrial fibrillation", "The atria fibrillate: irregular beats, no atrial contraction; the rate that the AV node lets through unless one is given.", "patient.rhythm",
			[]Param{quantityParam("rate", "mean of the ventricles", 40, 220, "1/min")},
			func(a *Args) map[string]any {
				with := map[string]any{"rhythm": "AFIB"}
				if rate, _, ok := a.get("rate"); ok {
					with["rate"] = text(rate, "1/min")
				}
				return with
			},
		},
		{
			"patient.hypoglycaemia", "Low glucose by too much insulin", "Rapid-acting insulin that no meal asks for; glucose falls within the hour. A patient on a loop or a pump is low until it suspends.", "patient.insulin-bolus",
			[]Param{
				usually(quantityParam("insulin_excess", "more than was needed", 0.5, 60, "U"), "10 U"),
				{Name: "meal_skipped", Doc: "for the record: the excess is the bolus of a meal that was not eaten", Kind: Flag},
			},
			func(a *Args) map[string]any { return map[string]any{"dose": text(a.or("insulin_excess", 10), "U")} },
		},
		{
			"patient.hyperglycaemia", "High glucose by a meal without insulin", "A meal whose bolus was missed; in diabetes glucose climbs over 250 mg/dL within two hours.", "patient.meal",
			[]Param{
				usually(quantityParam("carbs", "of the meal", 20, 300, "g"), "120 g"),
				usually(Param{Name: "missed_bolus", Doc: "a controlled therapy is not told of the meal", Kind: Flag}, "true"),
			},
			func(a *Args) map[string]any {
				return map[string]any{"carbs": text(a.or("carbs", 120), "g"), "over": "15 min", "announced": a.or("missed_bolus", 1) == 0}
			},
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
