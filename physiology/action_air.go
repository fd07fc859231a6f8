package physiology

// airActions change what is breathed and the surroundings.
func airActions() []Action {
	return []Action{
		{
			kind: doAltitude, Name: "patient.altitude", Title: "Go up", Doc: "Barometric pressure of an altitude, ISO 2533; unacclimatised.",
			Params: []Param{required(quantityParam("altitude", "above the sea", -400, 9000, "m", "km", "ft"))},
		},
		{
			kind: doApnoea, Name: "patient.apnoea", Title: "Close the airway", Doc: "A closed airway: no gas moves, the drive to breathe goes on. There is no apnoeic oxygenation.",
			Params: []Param{usually(Param{Name: "severity", Doc: "closed share of the breath; 1 is apnoea", Kind: Number, Min: 0, Max: 1}, "1")},
		},
		{
			kind: doClimate, Name: "patient.climate", Title: "Change the air around", Doc: "Temperature and humidity of the surroundings.",
			Params: []Param{
				required(quantityParam("temperature", "of air and walls", -40, 60, "degC", "degF")),
				usually(quantityParam("humidity", "relative", 0, 100, "%"), "50%"),
			},
		},
	}
}

// bodyActions act on the body as a whole.
func bodyActions() []Action {
	return []Action{
		{
			kind: doExercise, Name: "patient.exercise", Title: "Exercise", Doc: "Cycling at a power, or any work that needs an oxygen uptake, up to the patient's maximum.",
			Params: []Param{
				quantityParam("power", "on the pedals", 0, 600, "W"),
				{Name: "mets", Doc: "uptake in multiples of 3.5 mL/kg/min", Kind: Number, Min: 1, Max: 25},
				quantityParam("intensity", "of sea-level VO2max", 0, 100, "%"),
			},
			check: func(a *Args) []ArgError { return exactlyOne(a, "power", "mets", "intensity") },
		},
		{
			kind: doFever, Name: "patient.fever", Title: "Raise the temperature set point", Doc: "Rigor and vasoconstriction warm the core towards the new set point; ending it lowers the set point by 1 degC an hour.",
			Params: []Param{
				required(quantityParam("rise", "of the set point", 0, 5, "degC")),
				usually(duration("ramp", "from the old to the new set point", 1, day), "1h"),
			},
		},
		{
			kind: doFluids, Name: "patient.fluids", Title: "Infuse", Doc: "Into a vein: crystalloid leaves the vessels within the hour, colloid and blood stay longer.",
			Params: append([]Param{required(Param{Name: "kind", Doc: "what is infused; blood is whole blood of haematocrit 40 %", Kind: Choice, Choices: []string{"crystalloid", "colloid", "blood"}})},
				bleedParams("to infuse")...), check: flowing,
		},
		{
			kind: doHemorrhage, Name: "patient.hemorrhage", Title: "Bleed", Doc: "Whole blood lost; the flow fades when arterial pressure falls below 25 mmHg.",
			Params: bleedParams("to lose, % of the resting blood volume"), check: flowing,
		},
		{
			kind: doHypoxia, Name: "patient.hypoxia", Title: "Shunt the lungs", Doc: "A servo on the shunt fraction, up to 75 %, that brings arterial saturation to a target and holds it, oxygen or not; it never raises saturation above what the lungs give. Ending it heals the lungs with 1 min.",
			Params: []Param{
				required(quantityParam("target_spo2", "functional saturation", 40, 100, "%")),
				usually(duration("ramp", "to the target", 0, day), "60s"),
			},
		},
		{
			kind: doInspiredGas, Name: "patient.inspired-gas", Title: "Breathe a gas", Doc: "A gas mixture in place of air; the rest is nitrogen.",
			Params: []Param{
				usually(quantityParam("fio2", "oxygen of dry gas", 0, 100, "%"), "20.93%"),
				usually(quantityParam("fico2", "carbon dioxide of dry gas", 0, 15, "%"), "0%"),
				usually(quantityParam("co", "carbon monoxide, on top of the surroundings", 0, 5000, "ppm"), "0 ppm"),
			},
			check: func(a *Args) []ArgError {
				if a.or("fio2", 0)+a.or("fico2", 0) > 100 {
					return []ArgError{{Message: "fio2 and fico2 are more than 100 % together"}}
				}
				return nil
			},
		},
		{
			kind: doOxygen, Name: "patient.oxygen", Title: "Give oxygen", Doc: "Supplementary oxygen at an inspired fraction.",
			Params: []Param{required(quantityParam("fio2", "inspired fraction", 21, 100, "%"))},
		},
		{
			kind: doPosture, Name: "patient.posture", Title: "Change posture", Doc: "Tilting passively to an angle, or taking a position; gravity pools blood and lowers pressure at the carotid sinus and the brain.",
			Params: []Param{
				quantityParam("angle", "head up", -30, 90, "deg"),
				{Name: "position", Doc: "taken by oneself", Kind: Choice, Choices: []string{"supine", "sitting", "standing"}},
			},
			check: func(a *Args) []ArgError { return exactlyOne(a, "angle", "position") },
		},
		sepsisAction(), treatSepsisAction(),
	}
}

func bleedParams(doc string) []Param {
	return []Param{
		volumeParam("volume", doc, 10000),
		duration("over", "the volume is spread over", 1, 7*day),
		quantityParam("rate", "instead of over; without a volume until the action ends", 0, 2000, "mL/min", "L/min", "mL/h", "mL/s"),
	}
}

func sepsisAction() Action {
	return Action{
		kind: doSepsis, Name: "patient.sepsis", Title: "Infect", Doc: "A growing source of infection whose inflammation raises the set point, opens vessels, leaks, shunts and weakens the heart over hours; ending it drains the source.",
		Params: []Param{
			required(Param{Name: "severity", Doc: "1 ends in septic shock", Kind: Number, Min: 0, Max: 1}),
			{Name: "source", Doc: "for the record", Kind: Text},
			duration("to_shock", "time from now in which severity 1 reaches shock", 600, 14*day),
		},
	}
}

func treatSepsisAction() Action {
	return Action{
		kind: doTreatSepsis, Name: "patient.treat-sepsis", Title: "Treat the infection", Doc: "Antibiotics that kill with a lag of an hour while in force, and a crystalloid bolus.",
		Params: []Param{
			usually(Param{Name: "antibiotics", Doc: "that act on this infection", Kind: Flag}, "true"),
			volumeParam("fluids", "crystalloid", 10000),
			usually(duration("over", "of the fluids", 60, day), "1h"),
		},
	}
}
