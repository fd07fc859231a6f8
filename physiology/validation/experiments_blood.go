package validation

import "math"

func bleed(volume, over string) Event {
	return Event{At: settled, Do: "patient.hemorrhage", With: with{"volume": volume, "over": over}}
}

func bleedingExperiments() []Experiment {
	at5 := after(290, 310)
	at16 := after(955, 965)
	before, later := after(1005, 1018), after(1375, 1385)
	at25 := after(1490, 1510)
	shown := []string{"hr", "sbp", "dbp", "co", "svr", "urine_flow"}
	return []Experiment{
		{
			ID: "bleed-10", Title: "A tenth of the blood, fast", Doc: "10 % of the blood volume is removed in 30 s; read at 5 min.",
			Plans: []Plan{{Name: "bleed", Who: adult(), Length: settled + 900, Events: []Event{supine(), bleed("10%", "30s")}}},
			Show:  shown, From: settled - 300,
			Measures: []Measure{
				{Bar: "P04", Quantity: "CO", Of: func(r *Reading) float64 { return r.percent("co", rest(), at5) }},
				{Bar: "P04", Quantity: "SVR", Of: func(r *Reading) float64 { return r.percent("svr", rest(), at5) }},
				{
					Bar: "P04", Quantity: "HR", Of: func(r *Reading) float64 { return r.change("hr", rest(), at5) },
					Also: []Side{{"heart rate", 0, 100, func(r *Reading) float64 { return r.mean("hr", at5) }}},
				},
			},
		},
		{
			ID: "bleed-20", Title: "A fifth of the blood, then saline", Doc: "20 % in 15 min, read at 16 min; 500 mL of saline from minute 17 to 22, read one minute after its end against the minute before.",
			Plans: []Plan{{Name: "bleed", Who: adult(), Length: settled + 2400, Events: []Event{
				supine(), bleed("20%", "15m"),
				{At: settled + 1020, Do: "patient.fluids", With: with{"kind": "crystalloid", "volume": "500 mL", "over": "5m"}},
			}}},
			Show: shown, From: settled - 300,
			Measures: []Measure{
				{Bar: "P05", Quantity: "HR", Of: func(r *Reading) float64 { return r.change("hr", rest(), at16) }},
				{Bar: "P05", Quantity: "SBP", Of: func(r *Reading) float64 { return r.percent("sbp", rest(), at16) }},
				{Bar: "P05", Quantity: "pulse pressure", Of: func(r *Reading) float64 { return r.percent("pulse_pressure", rest(), at16) }},
				{Bar: "P05", Quantity: "stroke volume", Of: func(r *Reading) float64 { return r.percent("sv", rest(), at16) }},
				{Bar: "P07", Quantity: "HR", Of: func(r *Reading) float64 { return r.change("hr", before, later) }},
				{Bar: "P07", Quantity: "SBP", Of: func(r *Reading) float64 { return r.change("sbp", before, later) }},
				{Bar: "P07", Quantity: "CO", Of: func(r *Reading) float64 { return r.percent("co", before, later) }},
			},
		},
		{
			ID: "bleed-35", Title: "A third of the blood", Doc: "35 % in 20 min without fluid; read at 25 min.",
			Plans: []Plan{{Name: "bleed", Who: adult(), Length: settled + 2400, Events: []Event{supine(), bleed("35%", "20m")}}},
			Show:  shown, From: settled - 300,
			Measures: []Measure{
				{Bar: "P06", Quantity: "SBP", Of: func(r *Reading) float64 { return r.mean("sbp", at25) }},
				{
					Bar: "P06", Quantity: "HR", Of: func(r *Reading) float64 { return r.change("hr", rest(), at25) },
					Also: []Side{{"heart rate", 95, math.Inf(1), func(r *Reading) float64 { return r.mean("hr", at25) }}},
				},
				{Bar: "P06", Quantity: "urine", Of: func(r *Reading) float64 { return r.mean("urine_flow", at25) }},
				{Bar: "P06", Quantity: "shock index", Of: func(r *Reading) float64 { return r.mean("shock_index", at25) }},
			},
		},
	}
}

func bloodlessExperiments() []Experiment {
	kept := func(r *Reading, t float64) float64 {
		return (r.at("plasma_volume", settled+t) - r.mean("plasma_volume", rest())) / 10
	}
	return []Experiment{{
		ID: "ringer", Title: "A litre of Ringer's", Doc: "1 L of crystalloid in 30 min into a healthy adult; the share that is still in the plasma.",
		Plans: []Plan{{Name: "ringer", Who: adult(), Length: settled + 5400, Events: []Event{
			{At: settled, Do: "patient.fluids", With: with{"kind": "crystalloid", "volume": "1 L", "over": "30m"}},
		}}},
		Show: []string{"plasma_volume", "blood_volume", "hct", "urine_flow", "cvp"}, From: settled - 300,
		Measures: []Measure{
			{Bar: "P08", Where: "end of infusion", Quantity: "plasma", Of: func(r *Reading) float64 { return kept(r, 1800) }},
			{Bar: "P08", Where: "30 min after end", Quantity: "plasma", Of: func(r *Reading) float64 { return kept(r, 3600) }},
		},
	}}
}

// lastExperiments come last in the table of bars.
func lastExperiments() []Experiment {
	before, late := window{settled - 60, settled - 5}, after(45, 90)
	end := after(1800, 1830)
	return []Experiment{
		{
			ID: "stand", Title: "Standing up", Doc: "Active standing from supine: the first dip of pressure (mean of 3 s) and the recovery at 45-90 s.",
			Plans: []Plan{{Name: "stand", Who: adult(), Length: settled + 300, Events: []Event{supine(), {At: settled, Do: "patient.posture", With: with{"position": "standing"}}}}},
			Show:  []string{"sbp", "dbp", "hr", "co"}, From: settled - 60, To: settled + 180,
			Measures: []Measure{{
				Bar: "P31", Quantity: "SBP dip", Of: func(r *Reading) float64 { return r.low("sbp", after(2, 20), 3) - r.mean("sbp", before) },
				Also: []Side{
					{"the SBP change at 45-90 s", -18, 12, func(r *Reading) float64 { return r.change("sbp", before, late) }},
					{"the HR change at 45-90 s", 5, 30, func(r *Reading) float64 { return r.change("hr", before, late) }},
				},
			}},
		},
		{
			ID: "bleed-45", Title: "Nearly half of the blood", Doc: "45 % in 30 min without fluid; read at the end. Alive with the ischaemic response or dead as a state.",
			Plans: []Plan{{Name: "bleed", Who: adult(), Length: settled + 2700, Events: []Event{supine(), bleed("45%", "30m")}}},
			Show:  []string{"map", "hr", "co", "svr"}, From: settled - 300,
			Measures: []Measure{{
				Bar: "P32", Quantity: "MAP", Of: func(r *Reading) float64 { return r.mean("map", end) },
				Also: []Side{
					{"the change of CO in percent", -100, -45, func(r *Reading) float64 { return r.percent("co", rest(), end) }},
					{"the lowest pressure", 0, math.Inf(1), func(r *Reading) float64 { return r.low("dbp", after(0, 2700), 1) }},
				},
			}},
		},
	}
}
