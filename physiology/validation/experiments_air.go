package validation

func airExperiments() []Experiment {
	return append([]Experiment{altitudeExperiment(), oxygenExperiment()}, apnoeaExperiment(), carbonExperiment())
}

func altitudeExperiment() Experiment {
	w := after(900, 1800)
	return Experiment{
		ID: "altitude", Title: "Altitude", Doc: "3000 m, unacclimatised; means of minutes 15 to 30.",
		Plans: []Plan{{Name: "altitude", Who: adult(), Length: settled + 2700, Events: []Event{{At: settled, Do: "patient.altitude", With: with{"altitude": "3000 m"}}}}},
		Show:  []string{"sao2", "hr", "ve", "paco2"}, From: settled - 300,
		Measures: []Measure{
			{Bar: "P12", Quantity: "SaO2", Of: func(r *Reading) float64 { return r.mean("sao2", w) }},
			{Bar: "P12", Quantity: "HR", Of: func(r *Reading) float64 { return r.percent("hr", rest(), w) }},
			{Bar: "P12", Quantity: "VE", Of: func(r *Reading) float64 { return r.percent("ve", rest(), w) }},
		},
	}
}

func oxygenExperiment() Experiment {
	w := after(540, 660)
	oxygen := func(fio2 string) []Event {
		return []Event{{At: settled, Do: "patient.oxygen", With: with{"fio2": fio2}}}
	}
	return Experiment{
		ID: "oxygen", Title: "Oxygen", Doc: "Oxygen helps little against a true shunt of 27 % and fills a normal lung; read at 10 min.",
		Plans: []Plan{
			{Name: "shunt", Who: adult(), Conditions: []Condition{{"shunt", with{"fraction": "27%"}}}, Length: settled + 900, Events: oxygen("60%")},
			{Name: "normal", Who: adult(), Length: settled + 900, Events: oxygen("100%")},
		},
		Show: []string{"pao2", "sao2", "paco2", "ve"}, From: settled - 300,
		Measures: []Measure{
			{Bar: "P13", Where: "shunt", Quantity: "PaO2", Of: func(r *Reading) float64 { return r.change("pao2", rest(), w) }},
			{Bar: "P13", Where: "normal lung", Quantity: "PaO2", Of: func(r *Reading) float64 { return r.of("normal").mean("pao2", w) }},
		},
	}
}

func apnoeaExperiment() Experiment {
	who := adult()
	who.Weight = 70
	closed := settled + 300
	return Experiment{
		ID: "apnoea", Title: "Apnoea", Doc: "A closed airway after five minutes of pure oxygen (70 kg), and from air. CO2 is read in the first of them.",
		Plans: []Plan{
			{Name: "oxygen", Who: who, Length: closed + 840, Events: []Event{
				{At: settled, For: 300, Do: "patient.oxygen", With: with{"fio2": "100%"}}, {At: closed, For: 840, Do: "patient.apnoea"},
			}},
			{Name: "air", Who: adult(), Length: settled + 240, Events: []Event{{At: settled, For: 240, Do: "patient.apnoea"}}},
		},
		Show: []string{"sao2", "paco2", "pao2", "ph", "hr"}, From: settled - 120,
		Measures: []Measure{
			{Bar: "P14", Where: "FiO2 1.0", Quantity: "time", Of: func(r *Reading) float64 { return r.until("sao2", closed, 90) }},
			{Bar: "P14", Where: "from air", Quantity: "time", Of: func(r *Reading) float64 { return r.of("air").until("sao2", settled, 90) }},
			{Bar: "P15", Quantity: "PaCO2 rise", Of: func(r *Reading) float64 { return r.at("paco2", closed+60) - r.at("paco2", closed) }},
			{Bar: "P15", Quantity: "slope", Of: func(r *Reading) float64 { return (r.at("paco2", closed+240) - r.at("paco2", closed+60)) / 3 }},
		},
	}
}

func carbonExperiment() Experiment {
	w := after(600, 895)
	return Experiment{
		ID: "carbon-dioxide", Title: "Breathing carbon dioxide", Doc: "5 % of inspired CO2 for 15 min; means of the last five.",
		Plans: []Plan{{Name: "co2", Who: adult(), Length: settled + 1500, Events: []Event{
			{At: settled, For: 900, Do: "patient.inspired-gas", With: with{"fio2": "21%", "fico2": "5%"}},
		}}},
		Show: []string{"ve", "paco2", "rr", "vt", "ph"}, From: settled - 300,
		Measures: []Measure{
			{Bar: "P16", Quantity: "VE", Of: func(r *Reading) float64 { return r.mean("ve", w) / r.mean("ve", rest()) }},
			{Bar: "P16", Quantity: "PaCO2", Of: func(r *Reading) float64 { return r.change("paco2", rest(), w) }},
		},
	}
}
