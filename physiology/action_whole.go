package physiology

// heartActions stop, squeeze, shock, pace and starve the heart.
func heartActions() []Action {
	joule := quantityParam("energy", "of the biphasic shock; 100 J and more end fibrillation", 1, 400, "J")
	return []Action{
		{
			kind: doArrest, Name: "patient.cardiac-arrest", Title: "Stop the heart", Doc: "The heart stops pumping at once; it stays so until it is shocked, or compressed with flow enough, or is dead. With a duration it cannot be restarted before the end and converts by itself then, if it still lives.",
			Params: []Param{usually(Param{Name: "rhythm", Doc: "what is left of the rhythm", Kind: Choice, Choices: arrestRhythms()}, "vf")},
		},
		{
			kind: doCPR, Name: "patient.cpr", Title: "Compress the chest", Doc: "Compressions and two breaths after every thirty, while in force; they move blood only in arrest.",
			Params: []Param{
				usually(Param{Name: "quality", Doc: "share of the force and of the time with hands on", Kind: Number, Min: 0, Max: 1}, "1"),
				usually(quantityParam("rate", "of compressions", 40, 160, "1/min"), "110 /min"),
				usually(quantityParam("depth", "of compressions", 0, 8, "cm", "mm"), "5 cm"),
				usually(Param{Name: "breaths", Doc: "rescue breaths are given", Kind: Flag}, "true"),
			},
		},
		{
			kind: doDefibrillate, Name: "patient.defibrillate", Title: "Shock", Doc: "One shock. It ends ventricular fibrillation or pulseless tachycardia; whether the heart then beats depends on what the arrest left of it. A beating or silent heart is unchanged.",
			Params: []Param{usually(joule, "200 J")},
		},
		{
			kind: doPace, Name: "patient.pace", Title: "Pace the heart", Doc: "Beats at least at this rate while in force; starts a standstill whose muscle still lives.",
			Params: []Param{required(quantityParam("rate", "of pacing", 30, 180, "1/min"))},
		},
		{
			kind: doBradycardia, Name: "patient.bradycardia", Title: "Slow the sinus node", Doc: "A sick sinus node: the rate that it reaches at most falls to a target and stays there; reflexes and exercise cannot raise it.",
			Params: []Param{
				usually(quantityParam("target_hr", "at most", 20, 100, "1/min"), "38 /min"),
				usually(duration("ramp", "to the target", 1, day), "60s"),
			},
		},
		{
			kind: doCrisis, Name: "patient.hypertensive-crisis", Title: "Hypertensive crisis", Doc: "A servo on the resistance of arterioles, up to fourfold, and on the set point of pressure, that brings systolic pressure to a target; ending it lets vessels open over minutes.",
			Params: []Param{
				usually(quantityParam("target_sbp", "systolic pressure", 140, 260, "mmHg"), "210 mmHg"),
				usually(duration("ramp", "to the target", 10, day), "10m"),
			},
		},
		{
			kind: doHyperkalaemia, Name: "patient.hyperkalaemia", Title: "Raise potassium", Doc: "Potassium that cells and kidneys do not take away while in force; from 6.5 mmol/L the heart slows and weakens, above 8.5 it stands still. Ending it lets plasma return within the hour. What an electrocardiogram shows of it belongs to the rhythms.",
			Params: []Param{
				quantityParam("level", "of plasma that is reached", 5, 10, "mmol/L"),
				quantityParam("rise", "above the present level", 0, 6, "mmol/L"),
				usually(duration("over", "to the level", 60, 7*day), "30m"),
			},
			check: func(a *Args) []ArgError { return exactlyOne(a, "level", "rise") },
		},
		{
			kind: doCoronary, Name: "patient.acute-coronary-syndrome", Title: "Close a coronary artery", Doc: "The muscle behind the artery stops within a minute and dies over hours, the reserve of the rest is taken, and it hurts. Ending it opens the artery: what is alive recovers over an hour.",
			Params: []Param{
				required(Param{Name: "severity", Doc: "share of the left ventricle at risk, 1 is all of what one artery can feed", Kind: Number, Min: 0, Max: 1}),
			},
		},
	}
}

// stateActions are what happens to the person as a whole.
func stateActions() []Action {
	climate := func(low, high float64, usual string) []Param {
		return []Param{
			usually(quantityParam("temperature", "of air and walls", low, high, "degC", "degF"), usual),
			usually(quantityParam("humidity", "relative", 0, 100, "%"), "50%"),
		}
	}
	return []Action{
		{kind: doHeat, Name: "patient.heat", Title: "Heat wave", Doc: "Hot surroundings.", Params: climate(25, 60, "40 degC")},
		{kind: doCold, Name: "patient.cold", Title: "Cold", Doc: "Cold surroundings in the clothes that are worn.", Params: climate(-40, 20, "0 degC")},
		{
			kind: doImmersion, Name: "patient.immersion", Title: "Immerse in water", Doc: "Water to the neck, at rest, in wet clothes: it takes heat some ten times as fast as air, and its pressure moves blood into the chest.",
			Params: []Param{required(quantityParam("temperature", "of the water", 0, 42, "degC", "degF"))},
		},
		{
			kind: doSleep, Name: "patient.sleep", Title: "Sleep", Doc: "Asleep while in force: lower set points of pressure, heart rate, temperature and breathing.",
			Params: []Param{usually(Param{Name: "depth", Doc: "1 is deep non-REM sleep", Kind: Number, Min: 0, Max: 1}, "0.8")},
		},
		{
			kind: doValsalva, Name: "patient.valsalva", Title: "Strain", Doc: "Forced expiration against a closed airway; needs a step of 0.25 s to show its four phases. Lasts 15 s unless said otherwise.",
			Params: []Param{usually(quantityParam("pressure", "in the chest", 5, 80, "mmHg", "cmH2O", "kPa"), "40 mmHg")},
		},
		{
			kind: doStress, Name: "patient.stress", Title: "Stress", Doc: "Mental stress: sympathetic drive, vagal withdrawal, a higher set point of pressure and faster breathing.",
			Params: []Param{usually(Param{Name: "level", Doc: "1 is the most that a laboratory stressor does", Kind: Number, Min: 0, Max: 1}, "0.5")},
		},
		{
			kind: doPain, Name: "patient.pain", Title: "Pain", Doc: "Pain of a numeric rating, with the sympathetic drive that goes with it.",
			Params: []Param{required(Param{Name: "score", Doc: "numeric rating", Kind: Number, Min: 0, Max: 10})},
		},
		{kind: doColdPressor, Name: "patient.cold-pressor", Title: "Hand in ice water", Doc: "The cold pressor test: pain and narrowed vessels for as long as it is in force."},
		{
			kind: doFall, Name: "patient.fall", Title: "Fall", Doc: "The person falls and lies until the action ends; it hurts for a minute and more.",
			Params: []Param{usually(Param{Name: "impact", Doc: "peak acceleration, g", Kind: Number, Min: 1, Max: 30}, "4")},
		},
		{
			kind: doDehydration, Name: "patient.dehydration", Title: "Lose water and salt", Doc: "A loss of body weight by sweat, stool or vomit; the person drinks no more than the urine until the action ends.",
			Params: []Param{
				required(quantityParam("deficit", "of body weight", 0, 12, "%")),
				usually(duration("over", "the loss is spread over", 600, 14*day), "24h"),
				usually(quantityParam("sodium", "of the fluid lost", 0, 154, "mmol/L"), "70 mmol/L"),
			},
		},
		{
			kind: doDrink, Name: "patient.drink", Title: "Drink", Doc: "Water by mouth, on top of what is drunk anyway.",
			Params: []Param{
				required(quantityParam("volume", "drunk", 0, 5000, "mL", "L")),
				usually(duration("over", "the volume is absorbed over", 60, day), "30m"),
				usually(quantityParam("sodium", "of the drink", 0, 600, "mmol/L"), "0 mmol/L"),
			},
		},
		{
			kind: doFast, Name: "patient.fast", Title: "Fast", Doc: "No salt and, unless water is allowed, no water by mouth while in force.",
			Params: []Param{usually(Param{Name: "water", Doc: "water is allowed", Kind: Flag}, "true")},
		},
		{
			kind: doDecompensation, Name: "patient.heart-failure-decompensation", Title: "Decompensate", Doc: "Diuretics missed and too much salt: a failing heart's kidneys retain it, and weight, filling pressures and lung water rise over days. It acts on any patient, most on one with heart failure.",
			Params: []Param{
				usually(Param{Name: "salt", Doc: "intake relative to the usual 150 mmol a day", Kind: Number, Min: 0.2, Max: 5}, "2"),
				usually(Param{Name: "diuretic", Doc: "the diuretic is still taken", Kind: Flag}, "false"),
			},
		},
		{kind: doStopTreatment, Name: "patient.stop-treatment", Title: "Stop treatment", Doc: "The drugs that keep the patient's conditions at bay wear off over two days; ending it starts them again."},
		{
			kind: doNonAdherence, Name: "patient.non-adherence", Title: "Miss doses", Doc: "A share of the doses is not taken: so much of the treatment's effect wears off over two days.",
			Params: []Param{required(quantityParam("missed", "of the doses", 0, 100, "%"))},
		},
		{
			kind: doEndotoxin, Name: "patient.endotoxin", Title: "Give endotoxin", Doc: "A bolus of lipopolysaccharide into a vein, as volunteers get it: a sterile inflammation of some hours.",
			Params: []Param{required(quantityParam("dose", "per kg", 0, 8, "ng/kg"))},
		},
	}
}

func arrestRhythms() []string { return []string{"vf", "pulseless-vt", "asystole", "pea"} }
