package pharma

import "math"

const receptorFit = "affinity calibrated in the whole body"

var norepinephrine = Drug{
	Name: "norepinephrine", Class: "vasopressor", Synonyms: []string{"noradrenaline", "levarterenol"}, Routes: intravenous,
	Bolus: Limit{0.5, 50, "ug"}, Infusion: Limit{0.001, 3, "ug/kg/min"}, least: 0.002,
	Models: []Model{
		{
			Name: "Li", Source: "Li 2024 Clin Pharmacokinet 63:1597, 36 healthy volunteers; without endogenous production and propofol's effect on clearance",
			Constants: []Constant{
				{"V1", "2.4*(W/70)", "L", ""},
				{"CL", "2.1*(W/70)^0.75*exp(-0.00344*(age-35))", "L/min", ""},
				{"Q", "0.6*(W/70)^0.75", "L/min", ""},
				{"V2", "3.6*(W/70)", "L", ""},
				{"ke0", "60/(13.7*(W/70)^0.25)", "1/min", "Li 2024: its lag of 13.7 s as a first-order lag"},
			},
			At: func(c Covariates) Kinetics {
				q := c.size(0.75)
				return clearances(2.4*c.size(1), 2.1*q*math.Exp(-0.00344*(c.Age-35)), 3.6*c.size(1), 0.6*q, 0, 0, 60/(13.7*c.size(0.25)))
			},
		},
		{
			Name: "Beloeil", Source: "Beloeil 2005 Br J Anaesth 95:782, septic and injured patients of SAPS II 30",
			Constants: []Constant{{"V1", "8.84", "L", ""}, {"CL", "2", "L/min", ""}},
			At:        func(Covariates) Kinetics { return clearances(8.84, 2, 0, 0, 0, 0, 0) },
		},
	},
	Responses: []Response{
		{alpha1, 0, 8, 0, 0, receptorFit + ": Ensinger 1992", Fitting},
		{beta1, 0, 92, 0, 0, receptorFit + ": the rate falls", Fitting},
	},
	Limits: "no tachyphylaxis, no ischaemia of the gut",
}

var epinephrine = Drug{
	Name: "epinephrine", Class: "inotrope", Synonyms: []string{"adrenaline"}, Routes: []Route{{"iv", 1, 0}, {"im", 0.9, 0.12}},
	Bolus: Limit{1, 2000, "ug"}, Infusion: Limit{0.001, 2, "ug/kg/min"}, least: 0.001,
	Models: []Model{{
		Name: "Stratton", Source: "one compartment; clearance 3.5..9 L/min, half-life 2..3 min",
		Constants: []Constant{
			{"V1", "12.6*(W/77)", "L", "Abboud 2009 Crit Care 13:R120"}, {"CL", "3.5*(W/77)", "L/min", "Abboud 2009 Crit Care 13:R120"},
		},
		At: func(c Covariates) Kinetics { return clearances(12.6*c.Weight/77, 3.5*c.Weight/77, 0, 0, 0, 0, 0) },
	}},
	Responses: []Response{
		{alpha1, 0, 6, 0, 0, receptorFit + ": Stratton 1985", Fitting},
		{beta1, 0, 6, 0, 0, receptorFit + ": Stratton 1985", Fitting},
		{beta2, 0, 0.95, 0, 0, receptorFit + ": Stratton 1985", Fitting},
	},
	Limits: "no lactate, no glucose",
}

const phenylephrineNote = "derived from Vss 340 L, CL 2.1 L/min and half-lives of 5 and 150 min: Hengstmann and Goronzy 1982 Eur J Clin Pharmacol 21:335"

var phenylephrine = Drug{
	Name: "phenylephrine", Class: "vasopressor", Routes: intravenous,
	Bolus: Limit{10, 500, "ug"}, Infusion: Limit{0.05, 10, "ug/kg/min"}, least: 0.01,
	Models: []Model{{
		Name: "Hengstmann", Source: "two compartments from Hengstmann and Goronzy 1982 and the label",
		Constants: []Constant{
			{"V1", "53", "L", phenylephrineNote},
			{"k10", "0.0393", "1/min", phenylephrineNote},
			{"k12", "0.0876", "1/min", phenylephrineNote},
			{"k21", "0.0163", "1/min", phenylephrineNote},
			{"ke0", "1", "1/min", phenylephrineNote},
		},
		At: func(Covariates) Kinetics { return micro(53, 0.0393, 0.0876, 0.0163, 0, 0, 1) },
	}},
	Responses: []Response{{alpha1, 0, 6, 0, 0, receptorFit + ": 150 ug raise systolic pressure by 12..20 mmHg awake (Smyth 1969 Circ Res 24:109); Cui 2002, resistance rises more than pressure", Fitting}},
	Limits:    "no tachyphylaxis",
}

var dobutamine = Drug{
	Name: "dobutamine", Class: "inotrope", Routes: intravenous,
	Infusion: Limit{0.5, 40, "ug/kg/min"}, least: 0.1,
	Models: []Model{{
		Name: "Kates", Source: "Kates and Leier 1978 Clin Pharmacol Ther 24:537",
		Constants: []Constant{
			{"V1", "0.2*W", "L", "Kates and Leier 1978"},
			{"CL", "2.35*BSA", "L/min", "Kates and Leier 1978"},
			{"ke0", "0.5", "1/min", "label: onset 1..2 min, peak up to 10"},
		},
		At: func(c Covariates) Kinetics { return clearances(0.2*c.Weight, 2.35*c.bsa(), 0, 0, 0, 0, 0.5) },
	}},
	Responses: []Response{
		{beta1, 0, 480, 0, 0, receptorFit + ": output in heart failure at 10 ug/kg/min", Fitting},
		{beta2, 0, 500, 0, 0, receptorFit + ": the same", Fitting},
		{alpha1, 0, 900, 0, 0, receptorFit + ": the same", Fitting},
	},
	Limits: "no tolerance, no arrhythmia",
}

const vasostrict = "label of Vasostrict 12.3"

var vasopressin = Drug{
	Name: "vasopressin", Class: "vasopressor", Synonyms: []string{"argipressin"}, Routes: intravenous, quantity: true,
	Bolus: Limit{0.01, 40, "U"}, Infusion: Limit{0.001, 0.2, "U/min"}, least: 0.05,
	Models: []Model{{
		Name: "label", Source: vasostrict,
		Constants: []Constant{{"V1", "0.14*W", "L", vasostrict}, {"CL", "0.012*W", "L/min", vasostrict + ": 9..25 mL/min/kg"}},
		At:        func(c Covariates) Kinetics { return clearances(0.14*c.Weight, 0.012*c.Weight, 0, 0, 0, 0, 0) },
	}},
	Responses: []Response{
		{v1, 0, 150, 0, 0, receptorFit + ": Mohring 1980 to check", Unread},
		{antidiuresis, 0, 8, 1, 0.85, "V2 receptors, Robertson 1976 to check", Unread},
	},
	Limits: "no coronary constriction",
}

var salbutamol = Drug{
	Name: "salbutamol", Class: "bronchodilator", Synonyms: []string{"albuterol"},
	Routes: []Route{{"inhaled", 0.45, 0.25}, {"iv", 1, 0}, {"oral", 0.5, 0.02}},
	Bolus:  Limit{0.05, 20, "mg"}, Infusion: Limit{1, 60, "ug/min"}, least: 0.01,
	Models: []Model{{
		Name: "Morgan", Source: "Morgan 1986 Br J Clin Pharmacol 22:587",
		Constants: []Constant{
			{"V1", "156", "L", ""}, {"CL", "0.48", "L/min", ""}, {"ke0", "0.1", "1/min", "label: onset 5, peak 30 min; the bronchi are reached locally"},
		},
		At: func(Covariates) Kinetics { return clearances(156, 0.48, 0, 0, 0, 0, 0.1) },
	}},
	Responses: []Response{
		{beta2, 0, 30, 0, 0, "partial agonist; heart rate and potassium of Lipworth 1989 to check", Unread},
		{beta1, 0, 330, 0, 0, "the same", Unread},
		{bronchi, 0, 0.7, 1, 1, "0.2 mg inhaled opens half, to check", Unread},
	},
	Limits: "the share that is inhaled is of what leaves the mouthpiece; local action follows plasma",
}
