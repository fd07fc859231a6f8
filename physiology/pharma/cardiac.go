package pharma

const (
	regardh = "Regardh and Johnsson 1980 Clin Pharmacokinet 5:557"
	gilman  = "Goodman and Gilman, appendix II"
)

var metoprolol = Drug{
	Name: "metoprolol", Class: "beta-1 blocker", Routes: []Route{{"iv", 1, 0}, {"oral", 0.45, 0.025}},
	Bolus: Limit{0.5, 400, "mg"}, Infusion: Limit{0.5, 20, "mg/h"}, least: 0.05,
	Models: []Model{{
		Name: "Johnsson", Source: "Johnsson 1975 Eur J Clin Pharmacol 8:11 (half-life 3 h, bioavailability)",
		Constants: []Constant{
			{"V1", "4*W", "L", regardh}, {"CL", "0.0154*W", "L/min", regardh}, {"ke0", "0.15", "1/min", "Johnsson 1975: maximal effect by 20 min"},
		},
		At: func(c Covariates) Kinetics { return clearances(4*c.Weight, 0.0154*c.Weight, 0, 0, 0, 0, 0.15) },
	}},
	Responses: []Response{
		{blockBeta1, 0, 8, 0, 0, "half of the effect on exercise at 40 ng/mL, Kelly 1985 to check", Unread},
		{blockBeta2, 0, 60, 0, 0, "selectivity 7 to 8, Wellstein 1988 to check", Unread},
	},
	Limits: "extensive metabolisers; no renin, no withdrawal",
}

var propranolol = Drug{
	Name: "propranolol", Class: "beta blocker", Routes: []Route{{"iv", 1, 0}, {"oral", 0.26, 0.02}},
	Bolus: Limit{0.1, 320, "mg"}, Infusion: Limit{0.1, 10, "mg/h"}, least: 0.02,
	Models: []Model{{
		Name: "textbook", Source: gilman,
		Constants: []Constant{{"V1", "4*W", "L", gilman}, {"CL", "0.95", "L/min", gilman}, {"ke0", "0.15", "1/min", "as metoprolol"}},
		At:        func(c Covariates) Kinetics { return clearances(4*c.Weight, 0.95, 0, 0, 0, 0, 0.15) },
	}},
	Responses: []Response{
		{blockBeta1, 0, 3.4, 0, 0, "dose ratios of Coltart and Shand 1970 BMJ 3:731, derived", Unread},
		{blockBeta2, 0, 3.4, 0, 0, "the same", Unread},
	},
	Limits: "no active metabolite of the oral drug, no effect on the liver's blood flow",
}

const hinderling = "from Hinderling 1985 J Pharm Sci 74:703: half-lives of 1 and 140 min, Vss 210 L"

var atropine = Drug{
	Name: "atropine", Class: "vagolytic", Routes: []Route{{"iv", 1, 0}, {"im", 0.9, 0.08}},
	Bolus: Limit{0.1, 6, "mg"}, least: 0.02,
	Models: []Model{{
		Name: "Hinderling", Source: "two compartments from Hinderling 1985",
		Constants: []Constant{
			{"V1", "25", "L", hinderling},
			{"CL", "1.1", "L/min", hinderling},
			{"k12", "0.575", "1/min", hinderling},
			{"k21", "0.079", "1/min", hinderling},
			{"ke0", "0.5", "1/min", "label: rate peaks 2..4 min after injection"},
		},
		At: func(Covariates) Kinetics { return micro(25, 1.1/25, 0.575, 0.079, 0, 0, 0.5) },
	}},
	Responses: []Response{
		{vagolysis, 0, 4.5, 1, 0.95, "0.04 mg/kg blocks the vagus, Jose and Collison 1970 to check; it lasts 30 min and more", Unread},
		{bronchi, 0, 4, 1.5, 0.4, "to check", Unread},
	},
	Limits: "no paradoxical slowing by small doses, no delirium",
}

const meredith = "Meredith and Elliott 1992 Clin Pharmacokinet 22:22"

var amlodipine = Drug{
	Name: "amlodipine", Class: "calcium antagonist", Routes: []Route{{"oral", 0.62, 0.5 / 60}},
	Bolus: Limit{1, 50, "mg"}, least: 0.005,
	Models: []Model{{
		Name: "Meredith", Source: meredith,
		Constants: []Constant{{"V1", "21*W", "L", ""}, {"CL", "23/60*(W/70)", "L/min", "derived from V and a half-life of 45 h, " + meredith}},
		At:        func(c Covariates) Kinetics { return clearances(21*c.Weight, 23.0/60*c.Weight/70, 0, 0, 0, 0, 0) },
	}},
	Responses: []Response{{calcium, 0, 10, 1, 1, "-3.1 mmHg per ng/mL in hypertension, Donnelly 1993 Clin Pharmacol Ther 54:303", Read}},
	Limits:    "single doses; no oedema",
}

const vanGriensven = "van Griensven 1995 Eur J Clin Pharmacol 47:513"

var ramipril = Drug{
	Name: "ramipril", Class: "ACE inhibitor", Routes: []Route{{"oral", 0.44, 0.8 / 60}},
	Bolus: Limit{0.5, 20, "mg"}, least: 0.01,
	Models: []Model{{
		Name: "label", Source: "label of Altace, as ramiprilat",
		Constants: []Constant{
			{"V1", "275", "L", vanGriensven}, {"CL", "0.21*renal", "L/min", "from an effective half-life of 15 h; " + vanGriensven},
		},
		At: func(c Covariates) Kinetics { return clearances(275, 0.21*max(c.renal(), 0.2), 0, 0, 0, 0, 0) },
	}},
	Responses: []Response{{ace, 0, 3, 1, 1, "IC50 2..4 ng/mL, " + vanGriensven + " to check", Unread}},
	Limits:    "saturable binding is not modelled; potassium and kidneys are left alone",
}

const hammarlund = "Hammarlund 1985 J Pharmacokinet Biopharm 13:1"

var furosemide = Drug{
	Name: "furosemide", Class: "loop diuretic", Synonyms: []string{"frusemide"}, Routes: []Route{{"iv", 1, 0}, {"oral", 0.5, 0.02}},
	Bolus: Limit{1, 500, "mg"}, Infusion: Limit{0.5, 100, "mg/h"}, least: 5,
	Models: []Model{{
		Name: "Hammarlund", Source: hammarlund,
		Constants: []Constant{{"V1", "0.11*W", "L", hammarlund}, {"CL", "0.12*renal", "L/min", hammarlund}, {"ke0", "0.12", "1/min", "onset 5, peak before 30 min; " + hammarlund}},
		At: func(c Covariates) Kinetics {
			return clearances(0.11*c.Weight, 0.12*max(c.renal(), 0.1), 0, 0, 0, 0, 0.12)
		},
	}},
	Responses: []Response{{loop, 0, 1200, 1.3, 9, "calibrated: peak and 6 h volume after 40 mg", Fitting}},
	Limits:    "no braking with repeated doses, no potassium",
}

const (
	allegaert = "Allegaert 2014 BMC Anesthesiol 14:77"
	anderson  = "Anderson 2005 Paediatr Anaesth 15:282"
)

var paracetamol = Drug{
	Name: "paracetamol", Class: "antipyretic", Synonyms: []string{"acetaminophen"}, Routes: []Route{{"iv", 1, 0}, {"oral", 0.85, 2.0 / 60}},
	Bolus: Limit{50, 4000, "mg"}, least: 20,
	Models: []Model{
		{
			Name: "Allegaert", Source: allegaert,
			Constants: []Constant{
				{"V1", "24.6*(W/70)", "L", ""},
				{"V2", "23.1*(W/70)", "L", ""},
				{"V3", "30.6*(W/70)", "L", ""},
				{"CL1", "16.7/60*(W/70)^0.75", "L/min", ""},
				{"CL2", "67.3/60*(W/70)^0.75", "L/min", ""},
				{"CL3", "2.04/60*(W/70)^0.75", "L/min", ""},
				{"ke0", "0.69/60", "1/min", ""},
			},
			At: func(c Covariates) Kinetics {
				v, q := c.size(1), c.size(0.75)/60
				return clearances(24.6*v, 16.7*q, 23.1*v, 67.3*q, 30.6*v, 2.04*q, 0.69/60)
			},
		},
		{
			Name: "Anderson", Source: anderson,
			Constants: []Constant{{"V1", "0.9*W", "L", anderson}, {"CL", "18/60*(W/70)^0.75", "L/min", anderson}, {"ke0", "0.8/60", "1/min", anderson}},
			At: func(c Covariates) Kinetics {
				return clearances(0.9*c.Weight, 18.0/60*c.size(0.75), 0, 0, 0, 0, 0.8/60)
			},
		},
	},
	Responses: []Response{
		{antipyresis, 0, 5000, 1, 0.95, "effect-site target 5 mg/L, Gibb and Anderson 2008 Arch Dis Child 93:241", Read},
		{analgesia, 0, 10000, 1, 0.4, "Anderson 2001 to check", Unread},
	},
	Limits: "no liver injury, no effect on a normal temperature",
}
