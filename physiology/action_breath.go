package physiology

// breathActions act on airways, lungs and the vessels of the lungs.
func breathActions() []Action {
	severity := func(doc string) Param {
		return required(Param{Name: "severity", Doc: doc, Kind: Number, Min: 0, Max: 1})
	}
	tidal := quantityParam("tidal_volume", "of a breath", 2, 15, "mL/kg", "mL", "L")
	tidal.Also = []Range{{Unit: "mL", Min: 50, Max: 2000}}
	return []Action{
		{
			kind: doObstruction, Name: "patient.airway-obstruction", Title: "Narrow the upper airway", Doc: "A share of the cross-section is closed: the work of breathing rises with its cube, and what the muscles cannot move is not breathed. 1 is closed.",
			Params: []Param{severity("closed share of the cross-section")},
		},
		{
			kind: doBronchospasm, Name: "patient.bronchospasm", Title: "Close the bronchi", Doc: "Airway resistance, trapped air, small breaths and scatter of ventilation. Peak flow is 1 − 0.78·severity of usual: severe acute asthma is 0.65..0.85, life-threatening from 0.85.",
			Params: []Param{severity("peak flow falls by 78 % at 1")},
		},
		{
			kind: doCarbonMonoxide, Name: "patient.carbon-monoxide", Title: "Poison with carbon monoxide", Doc: "Carbon monoxide in the air around; breathed less with supplementary oxygen. A pulse oximeter does not see it.",
			Params: []Param{required(quantityParam("concentration", "in the air", 0, 10000, "ppm"))},
		},
		{
			kind: doCough, Name: "patient.cough", Title: "Cough", Doc: "A bout of coughing: the mean of its pressures in the chest, for some seconds.",
			Params: []Param{
				usually(quantityParam("pressure", "mean of the bout", 0, 60, "mmHg", "cmH2O", "kPa"), "25 mmHg"),
				usually(duration("duration", "of the bout", 1, 120), "5s"),
			},
		},
		{
			kind: doPneumothorax, Name: "patient.pneumothorax", Title: "Collapse a lung", Doc: "A lung collapses within minutes: shunt, a stiff chest, and above 0.4 tension that keeps blood from the heart. Ending it drains the chest.",
			Params: []Param{severity("1 is tension that is survived for minutes")},
		},
		{
			kind: doEmbolism, Name: "patient.pulmonary-embolism", Title: "Embolise the lungs", Doc: "Clots close vessels of the lungs at once: dead space, scatter and a load on the right heart. Ending it dissolves them.",
			Params: []Param{severity("0.5 is submassive, 1 massive")},
		},
		{
			kind: doInfection, Name: "patient.respiratory-infection", Title: "Infect the lungs", Doc: "Pneumonia without sepsis: consolidation that shunts and stiffens, and fever. Ending it clears the lungs.",
			Params: []Param{
				severity("1 is both lower lobes"),
				usually(duration("ramp", "to the full severity", 1, 14*day), "6h"),
			},
		},
		{
			kind: doVentilate, Name: "patient.ventilate", Title: "Ventilate", Doc: "Positive pressure breaths through a tube, in place of the patient's own; they pass an apnoea and a narrow upper airway. The end-expiratory pressure opens shunting alveoli and keeps blood from the chest.",
			Params: []Param{
				usually(tidal, "7 mL/kg"),
				usually(quantityParam("rate", "of breaths", 2, 60, "1/min", "/min"), "14 /min"),
				quantityParam("fio2", "inspired fraction; what is breathed already, when it is not given", 21, 100, "%"),
				usually(quantityParam("peep", "end-expiratory pressure", 0, 30, "cmH2O", "mmHg"), "5 cmH2O"),
			},
		},
	}
}
