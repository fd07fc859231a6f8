package validation

func drug(at float64, name string, dose with) Event {
	args := with{"drug": name}
	for k, v := range dose {
		args[k] = v
	}
	return Event{At: at, Do: "patient.drug", With: args}
}

func pressorExperiments() []Experiment {
	late, last := after(720, 840), after(1500, 1800)
	shown := []string{"hr", "sbp", "map", "co", "svr"}
	return []Experiment{
		{
			ID: "epinephrine", Title: "Epinephrine", Doc: "50 ng/kg/min for 14 min; means of the last two.",
			Plans: []Plan{{Name: "epinephrine", Who: adult(), Length: settled + 1500, Events: []Event{
				supine(), {At: settled, For: 840, Do: "patient.drug", With: with{"drug": "epinephrine", "infusion": "0.05 ug/kg/min"}},
			}}},
			Show: shown, From: settled - 300,
			Measures: []Measure{
				{Bar: "P19", Quantity: "HR", Of: func(r *Reading) float64 { return r.change("hr", rest(), late) }},
				{Bar: "P19", Quantity: "SBP", Of: func(r *Reading) float64 { return r.change("sbp", rest(), late) }},
				{Bar: "P19", Quantity: "CO", Of: func(r *Reading) float64 { return r.percent("co", rest(), late) }},
				{Bar: "P19", Quantity: "SVR", Of: func(r *Reading) float64 { return r.percent("svr", rest(), late) }},
			},
		},
		{
			ID: "norepinephrine", Title: "Norepinephrine", Doc: "0.1 ug/kg/min for 30 min; means of the last five.",
			Plans: []Plan{{Name: "norepinephrine", Who: adult(), Length: settled + 2400, Events: []Event{
				supine(), {At: settled, For: 1800, Do: "patient.drug", With: with{"drug": "norepinephrine", "infusion": "0.1 ug/kg/min"}},
			}}},
			Show: shown, From: settled - 300,
			Measures: []Measure{
				{Bar: "P20", Quantity: "MAP", Of: func(r *Reading) float64 { return r.change("map", rest(), last) }},
				{Bar: "P20", Quantity: "HR", Of: func(r *Reading) float64 { return r.change("hr", rest(), last) }},
			},
		},
	}
}

func drugExperiments() []Experiment {
	return []Experiment{propofolExperiment(), kineticsExperiment(), morphineExperiment(), fentanylExperiment(), furosemideExperiment()}
}

func propofolExperiment() Experiment {
	before := window{settled - 200, settled - 10}
	events := []Event{
		supine(),
		{At: settled - 300, Do: "patient.oxygen", With: with{"fio2": "100%"}},
		drug(settled, "propofol", with{"bolus": "2.5 mg/kg", "over": "30s"}),
	}
	ventilated := append(events[:3:3], Event{At: settled + 30, Do: "patient.ventilate", With: with{"tidal_volume": "7 mL/kg", "rate": "14 /min", "fio2": "100%"}})
	return Experiment{
		ID: "propofol", Title: "Propofol", Doc: "An induction dose of 2.5 mg/kg over 30 s under oxygen, with ventilation and without; lowest means of 5 s and of 15 s.",
		Plans: []Plan{{Name: "ventilated", Who: adult(), Length: settled + 900, Events: ventilated}, {Name: "unaided", Who: adult(), Length: settled + 600, Events: events}},
		Show:  []string{"sbp", "map", "hr", "ve", "bis_effect"}, From: settled - 300,
		Measures: []Measure{
			{Bar: "P21", Quantity: "SBP", Of: func(r *Reading) float64 {
				return 100 * (r.low("sbp", after(60, 480), 5)/r.mean("sbp", before) - 1)
			}},
			{Bar: "P21", Quantity: "minute ventilation", Of: func(r *Reading) float64 {
				u := r.of("unaided")
				return 100 * u.low("ve", after(60, 240), 15) / u.mean("ve", before)
			}},
		},
	}
}

func morphineExperiment() Experiment {
	w := after(1800, 4800)
	return Experiment{
		ID: "morphine", Title: "Morphine", Doc: "11 mg over 4 min on air; means of minutes 30 to 80.",
		Plans: []Plan{{Name: "morphine", Who: adult(), Length: settled + 7200, Every: 5, Events: []Event{drug(settled, "morphine", with{"bolus": "11 mg", "over": "4m"})}}},
		Show:  []string{"rr", "ve", "paco2", "sao2", "hr"}, From: settled - 300,
		Measures: []Measure{
			{Bar: "P23", Where: "morphine", Quantity: "RR", Of: func(r *Reading) float64 { return r.percent("rr", rest(), w) }},
			{Bar: "P23", Where: "morphine", Quantity: "PaCO2", Of: func(r *Reading) float64 { return r.change("paco2", rest(), w) }},
			{Bar: "P23", Where: "morphine", Quantity: "SaO2", Of: func(r *Reading) float64 { return r.mean("sao2", w) }},
		},
	}
}

func fentanylExperiment() Experiment {
	w := after(1200, 1800)
	before := window{settled - 250, settled - 10}
	return Experiment{
		ID: "fentanyl", Title: "Fentanyl at a constant effect site", Doc: "A target of 1.5 ng/mL at the effect site, reached and held, under 40 % oxygen; means of minutes 20 to 30. CO2 rises until ventilation settles, so the closed loop is less depressed than the open-loop potency says.",
		Plans: []Plan{{Name: "fentanyl", Who: adult(), Length: settled + 2700, Every: 5, Events: []Event{
			{At: settled - 300, Do: "patient.oxygen", With: with{"fio2": "40%"}},
			{At: settled, Do: "patient.target-infusion", With: with{"drug": "fentanyl", "effect_site": "1.5 ng/mL"}},
		}}},
		Show: []string{"ve", "rr", "paco2", "sao2"}, From: settled - 300,
		Measures: []Measure{
			{Bar: "P23", Where: "fentanyl", Quantity: "minute ventilation", Of: func(r *Reading) float64 { return 100 * r.mean("ve", w) / r.mean("ve", before) }},
			{Bar: "P23", Where: "the same", Quantity: "PaCO2", Of: func(r *Reading) float64 { return r.mean("paco2", w) }},
		},
	}
}

func furosemideExperiment() Experiment {
	w := after(0, 2*hour)
	return Experiment{
		ID: "furosemide", Title: "Furosemide", Doc: "40 mg intravenously over 2 min, nothing replaced; urine of six hours.",
		Plans: []Plan{{Name: "furosemide", Who: adult(), Length: settled + 7*hour, Every: 30, Events: []Event{drug(settled, "furosemide", with{"bolus": "40 mg", "over": "2m"})}}},
		Show:  []string{"urine_flow", "urine_volume", "plasma_volume", "weight"}, From: settled - 600,
		Measures: []Measure{
			{Bar: "P24", Quantity: "urine volume", Of: func(r *Reading) float64 { return r.at("urine_volume", settled+6*hour) - r.at("urine_volume", settled) }},
			{Bar: "P24", Quantity: "time to peak", Of: func(r *Reading) float64 { return r.peak("urine_flow", w) / 60 }},
			{Bar: "P24", Quantity: "urine flow", Of: func(r *Reading) float64 { return r.high("urine_flow", w, 30) / r.mean("urine_flow", rest()) }},
		},
	}
}

// kineticsExperiment compares the solver of the drugs with the matrix exponential.
func kineticsExperiment() Experiment {
	return Experiment{
		ID: "pharmacokinetics", Title: "Pharmacokinetics", Doc: "Every model of every drug: a bolus and an infusion of an hour at steps of 0.1, 1 and 10 s; plasma and effect-site concentrations over 240 min against the matrix exponential of the published equations.",
		Measures: []Measure{{Bar: "P22", Direct: func(Options) (float64, error) { return kineticsError() }}},
	}
}
