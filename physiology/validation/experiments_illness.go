package validation

const days = 24 * hour

func illnessExperiments() []Experiment {
	return []Experiment{failureExperiment(), endotoxinExperiment(), asthmaExperiment()}
}

// failureExperiment is a week of a person with heart failure; the decompensation
// begins on the second day.
func failureExperiment() Experiment {
	sick := []Condition{{"heart-failure", with{"ejection_fraction": "31%"}}}
	stable := window{23 * hour, 24 * hour}
	admitted := window{7*days + 23*hour, 8 * days}
	decompensate := []Event{{At: 1 * days, Do: "patient.heart-failure-decompensation"}}
	return Experiment{
		ID: "heart-failure", Title: "Heart failure", Doc: "An ejection fraction of 31 % at 65 years: the first day is stable, then a week of missed diuretic and salt. The stable state is read in the last hour of the first day; weight and the state at admission in the last hour of the seventh day of decompensation.",
		Plans: []Plan{
			{Name: "decompensation", Who: aged(65), Conditions: sick, Length: 8 * days, Every: 300, Events: decompensate},
			{Name: "stable", Who: aged(65), Conditions: sick, Length: 24 * hour, Every: 300},
		},
		Show: []string{"weight", "pcwp", "hr", "ef", "spo2", "rr"},
		Measures: []Measure{
			{Bar: "P25", Where: "EF 0.31", Quantity: "EF", Of: func(r *Reading) float64 { return r.of("stable").mean("ef", stable) / 100 }},
			{Bar: "P25", Where: "| heart failure |", Quantity: "HR", Of: func(r *Reading) float64 { return r.of("stable").mean("hr", stable) }},
			{Bar: "P25", Where: "| heart failure |", Quantity: "PCWP", Of: func(r *Reading) float64 { return r.of("stable").mean("pcwp", stable) }},
			{Bar: "P25", Where: "decompensation", Quantity: "weight", Of: func(r *Reading) float64 { return r.at("weight", 8*days) - r.at("weight", 1*days) }},
			{Bar: "P25", Where: "hospitalised", Quantity: "HR", Of: func(r *Reading) float64 { return r.mean("hr", admitted) }},
			{Bar: "P25", Where: "hospitalised", Quantity: "PCWP", Of: func(r *Reading) float64 { return r.mean("pcwp", admitted) }},
		},
	}
}

func endotoxinExperiment() Experiment {
	return Experiment{
		ID: "endotoxin", Title: "Experimental endotoxaemia", Doc: "2 ng/kg of endotoxin into a volunteer: highest temperature and heart rate of hours 2 to 5, lowest pressure of hours 3 to 8 (means of 5 min).",
		Plans: []Plan{{Name: "endotoxin", Who: adult(), Length: settled + 12*hour, Every: 30, Events: []Event{supine(), {At: settled, Do: "patient.endotoxin", With: with{"dose": "2 ng/kg"}}}}},
		Show:  []string{"temp_core", "hr", "map", "rr", "wbc"},
		Measures: []Measure{
			{Bar: "P26", Quantity: "core", Of: func(r *Reading) float64 {
				return r.high("temp_core", after(2*hour, 5*hour), 300) - r.mean("temp_core", rest())
			}},
			{Bar: "P26", Quantity: "HR", Of: func(r *Reading) float64 { return r.high("hr", after(2*hour, 5*hour), 300) - r.mean("hr", rest()) }},
			{Bar: "P26", Quantity: "MAP", Of: func(r *Reading) float64 {
				return 100 * (r.low("map", after(3*hour, 8*hour), 300)/r.mean("map", rest()) - 1)
			}},
		},
	}
}

// asthmaExperiment grades two attacks by the severity of the obstruction.
func asthmaExperiment() Experiment {
	w := after(870, 930)
	attack := func(name string, severity float64) Plan {
		return Plan{Name: name, Who: aged(30), Conditions: []Condition{{"asthma", nil}}, Length: settled + 1800, Events: []Event{
			{At: settled, Do: "patient.bronchospasm", With: with{"severity": severity}},
		}}
	}
	e := Experiment{
		ID: "asthma", Title: "Asthma", Doc: "An attack on air in a person of 30 with asthma, read at 15 min. The severities are the middles of the grades that patient.bronchospasm states by peak flow: 0.75 is severe (0.65 to 0.85), 0.93 life-threatening (from 0.86).",
		Plans: []Plan{attack("life-threatening", 0.93), attack("severe", 0.75)},
		Show:  []string{"rr", "hr", "spo2", "paco2", "vt"}, From: settled - 300,
	}
	for _, grade := range [][2]string{{"life-threatening", "life-threatening"}, {"severe asthma", "severe"}} {
		for _, q := range [][2]string{{"RR", "rr"}, {"HR", "hr"}, {"SpO2", "spo2"}, {"PaCO2", "paco2"}} {
			e.Measures = append(e.Measures, Measure{Bar: "P27", Where: grade[0], Quantity: q[0], Of: func(r *Reading) float64 { return r.of(grade[1]).mean(q[1], w) }})
		}
	}
	return e
}
