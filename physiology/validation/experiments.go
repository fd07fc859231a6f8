package validation

import "github.com/vitalfleet/vitalfleet/physiology"

// Experiments is the table of all experiments, in the order of the bars.
func Experiments() []Experiment {
	var all []Experiment
	for _, part := range [][]Experiment{
		restExperiments(), bleedingExperiments(), bloodlessExperiments(), exertionExperiments(), airExperiments(), heatExperiments(),
		pressorExperiments(), drugExperiments(), illnessExperiments(), engineeringExperiments(), lastExperiments(),
	} {
		all = append(all, part...)
	}
	return all
}

// resting maps the quantities of the resting table to signals and to the factor from
// the signal's unit to the bar's.
func resting() []restingRow {
	return []restingRow{
		{"heart rate", "hr", 1},
		{"SBP", "sbp", 1},
		{"DBP", "dbp", 1},
		{"MAP", "map", 1},
		{"cardiac output", "co", 1},
		{"stroke volume", "sv", 1},
		{"EF", "ef", 0.01},
		{"CVP", "cvp", 1},
		{"mean PAP", "pap_mean", 1},
		{"PCWP", "pcwp", 1},
		{"RR", "rr", 1},
		{"VE", "ve", 1},
		{"PaO2", "pao2", 1},
		{"PaCO2", "paco2", 1},
		{"pH", "ph", 1},
		{"SaO2", "sao2", 0.01},
		{"EtCO2", "etco2", 1},
		{"VO2", "vo2", 1},
		{"core temperature", "temp_core", 1},
		{"mean skin temperature", "temp_skin", 1},
		{"urine output", "urine_flow", 1.0 / 77},
	}
}

type restingRow struct {
	quantity, signal string
	scale            float64
}

func restingSignal(quantity string) (physiology.Signal, float64, bool) {
	for _, r := range resting() {
		if r.quantity == quantity {
			s, ok := physiology.SignalByID(r.signal)
			return s, r.scale, ok
		}
	}
	return 0, 0, false
}

func restExperiments() []Experiment {
	still := window{settled, settled + 600}
	normal := Experiment{
		ID: "rest", Title: "Rest", Doc: "The reference adult lies at rest for 40 minutes; the numbers are means of the last ten. Beside them stand 200 sampled people of the same age, sex, height and weight.",
		Plans: []Plan{{Name: "man", Who: adult(), Length: settled + 600}},
		Show:  []string{"hr", "sbp", "dbp", "co", "paco2", "temp_core"},
	}
	for _, r := range resting() {
		normal.Measures = append(normal.Measures, Measure{Bar: "P01", Quantity: r.quantity, Of: func(rd *Reading) float64 { return r.scale * rd.mean(r.signal, still) }})
	}
	woman := physiology.Person{Age: 40, Sex: physiology.Female, Height: 165, Weight: 62}
	female := Experiment{
		ID: "female", Title: "A woman beside her male twin", Doc: "A woman of 40 years, 165 cm and 62 kg at rest against the reference man. The cohort pairs each of 200 women with the man who drew the same scores.",
		Plans: []Plan{{Name: "man", Who: adult(), Length: settled + 600}, {Name: "woman", Who: woman, Length: settled + 600}},
		Show:  []string{"hr", "co", "hct"},
		Measures: []Measure{
			{Bar: "P02", Quantity: "heart rate", Of: func(r *Reading) float64 { return r.of("woman").mean("hr", still) - r.mean("hr", still) }},
			{Bar: "P02", Quantity: "CO", Of: func(r *Reading) float64 { return r.of("woman").mean("co", still) / r.mean("co", still) }},
			{Bar: "P02", Quantity: "haematocrit", Of: func(r *Reading) float64 { return r.of("woman").mean("hct", still) / 100 }},
			{Bar: "P02", Quantity: "blood volume", Of: func(r *Reading) float64 { return r.of("woman").mean("blood_volume", still) / 62 }},
		},
	}
	return []Experiment{normal, female, ageExperiment(still)}
}

// ageExperiment reads the reference adult at three ages; the cohorts decide.
func ageExperiment(still window) Experiment {
	at := func(age string) func(r *Reading, id string) float64 {
		return func(r *Reading, id string) float64 { return r.of(age).mean(id, still) }
	}
	young, middle, old := at("32 y"), at("52 y"), at("77 y")
	e := Experiment{
		ID: "age", Title: "Age", Doc: "Pressure over age. The bars are of cohorts of 200 sampled people each, of 30, 50, 70 and 80 years and of the bands 30-35, 50-55 and 75-80 years; the plot shows the reference adult at 77.",
		Show: []string{"sbp", "dbp", "pulse_pressure", "hr"},
		Measures: []Measure{
			{Bar: "P03", Quantity: "slope", Of: func(r *Reading) float64 { return (old(r, "sbp") - young(r, "sbp")) / 4.5 }},
			{Bar: "P03", Quantity: "DBP", Of: func(r *Reading) float64 { return old(r, "dbp") - middle(r, "dbp") }},
			{Bar: "P03", Quantity: "PP", Of: func(r *Reading) float64 { return old(r, "pulse_pressure") - young(r, "pulse_pressure") }},
		},
	}
	for _, p := range []struct {
		name string
		age  float64
	}{{"77 y", 77}, {"52 y", 52}, {"32 y", 32}} {
		e.Plans = append(e.Plans, Plan{Name: p.name, Who: aged(p.age), Length: settled + 600})
	}
	return e
}
