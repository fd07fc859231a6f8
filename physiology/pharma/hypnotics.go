package pharma

import "math"

// hypnoticPotency: the same concentration does more in the old, Eleveld 2018.
func hypnoticPotency(c Covariates) float64 { return math.Exp(0.00635 * (c.Age - 35)) }

const kazama = "Kazama 1999 Anesthesiology 90:1517"

// circulatoryKe0 is the equilibration of propofol with its effect on pressure, 1/min:
// a half-time of 5.7 min at 30 years and 10.2 at 78.
func circulatoryKe0(c Covariates) float64 {
	return math.Ln2 / (5.7 + (min(max(c.Age, 30), 78)-30)*4.5/48)
}

var propofol = Drug{
	Name: "propofol", Class: "hypnotic", Routes: intravenous,
	Bolus: Limit{0.1, 5, "mg/kg"}, Infusion: Limit{0.1, 30, "mg/kg/h"}, Target: Limit{0.1, 10, "ug/mL"},
	potency: hypnoticPotency, least: 2, second: 1,
	Models: []Model{
		{
			Name: "Schnider", Source: "Schnider 1998 Anesthesiology 88:1170, 1999 90:1502",
			Constants: []Constant{
				{"V1", "4.27", "L", ""},
				{"V2", "18.9-0.391*(age-53)", "L", ""},
				{"V3", "238", "L", ""},
				{"CL1", "1.89+0.0456*(W-77)-0.0681*(LBM-59)+0.0264*(H-177)", "L/min", ""},
				{"CL2", "1.29-0.024*(age-53)", "L/min", ""},
				{"CL3", "0.836", "L/min", ""},
				{"ke0", "0.456", "1/min", ""},
				{"ke0 circulation", "0.693/(5.7+(age-30)*4.5/48)", "1/min", kazama},
			},
			At: func(c Covariates) Kinetics {
				cl := 1.89 + 0.0456*(c.Weight-77) - 0.0681*(c.lbm()-59) + 0.0264*(c.Height-177)
				k := clearances(4.27, max(cl, 0.3), max(18.9-0.391*(c.Age-53), 2), max(1.29-0.024*(c.Age-53), 0.1), 238, 0.836, 0.456)
				k.Ke[1] = circulatoryKe0(c)
				return k
			},
		},
		{
			Name: "Marsh", Source: "Marsh 1991 Br J Anaesth 67:41, ke0 of Diprifusor",
			Constants: []Constant{
				{"V1", "0.228*W", "L", ""},
				{"k10", "0.119", "1/min", ""},
				{"k12", "0.112", "1/min", ""},
				{"k13", "0.042", "1/min", ""},
				{"k21", "0.055", "1/min", ""},
				{"k31", "0.0033", "1/min", ""},
				{"ke0", "0.26", "1/min", ""},
				{"ke0 circulation", "0.693/(5.7+(age-30)*4.5/48)", "1/min", kazama},
			},
			At: func(c Covariates) Kinetics {
				k := micro(0.228*c.Weight, 0.119, 0.112, 0.055, 0.042, 0.0033, 0.26)
				k.Ke[1] = circulatoryKe0(c)
				return k
			},
		},
		propofolEleveld,
	},
	Responses: []Response{
		{hypnosis, 0, 4470, 0, 0, "Bouillon 2004 Anesthesiology 100:1353: BIS", Read},
		{hypnoticBreath, 0, 2200, 3, 0, "calibrated: apnoea after 2.5 mg/kg", Fitting},
		{dilation, 1, 3000, 1.5, 1.0, "calibrated with Kazama's ke0: pressure after 2.5 mg/kg", Fitting},
		{pooling, 1, 3000, 1.5, 700, "the same", Fitting},
		{depression, 1, 3000, 1.5, 0.35, "the same", Fitting},
		{reflexLoss, 1, 3000, 1.5, 0.6, "heart rate stays while pressure falls", Fitting},
		{setPoint, 1, 3000, 1.5, -12, "the same", Fitting},
	},
	Limits: "no pain on injection, no change of lipids; thermoregulation is not depressed",
}

var midazolam = Drug{
	Name: "midazolam", Class: "hypnotic", Routes: []Route{{"iv", 1, 0}, {"im", 0.9, 0.07}},
	Bolus: Limit{0.01, 0.5, "mg/kg"}, Infusion: Limit{0.01, 0.5, "mg/kg/h"}, Target: Limit{20, 600, "ng/mL"},
	potency: hypnoticPotency, least: 0.5,
	Models: []Model{{
		Name: "Albrecht", Source: "Albrecht 1999 Clin Pharmacol Ther 65:630; the elderly from 65 years",
		Constants: []Constant{
			{"V1", "7.9+0.6*elderly", "L", ""},
			{"CL", "0.399-0.011*elderly", "L/min", ""},
			{"k12", "0.19-0.09*elderly", "1/min", ""},
			{"k13", "0.065+0.001*elderly", "1/min", ""},
			{"k21", "0.06-0.009*elderly", "1/min", ""},
			{"k31", "0.0083-0.0014*elderly", "1/min", ""},
			{"ke0", "0.11-0.03*elderly", "1/min", ""},
		},
		At: func(c Covariates) Kinetics {
			if c.Age >= 65 {
				return micro(8.5, 0.388/8.5, 0.10, 0.051, 0.066, 0.0069, 0.08)
			}
			return micro(7.9, 0.399/7.9, 0.19, 0.06, 0.065, 0.0083, 0.11)
		},
	}},
	Responses: []Response{
		{hypnosis, 0, 280, 0, 0, "sedation at 100 ng/mL, sleep at 250: Albrecht 1999 to check", Unread},
		{hypnoticBreath, 0, 350, 2, 0, "mild alone: Forster 1980 to check", Unread},
		{dilation, 0, 250, 1, 0.2, "Samuelson 1981 to check", Unread},
		{reflexLoss, 0, 250, 1, 0.3, "Marty 1986 to check", Unread},
	},
	Limits: "no active metabolite, no flumazenil",
}

var dexmedetomidine = Drug{
	Name: "dexmedetomidine", Class: "alpha-2 agonist", Routes: intravenous,
	Bolus: Limit{0.05, 2, "ug/kg"}, Infusion: Limit{0.05, 2.5, "ug/kg/h"}, Target: Limit{0.1, 5, "ng/mL"}, least: 0.001,
	Models: []Model{{
		Name: "Hannivoort", Source: "Hannivoort 2015 Anesthesiology 123:357",
		Constants: []Constant{
			{"V1", "1.78*(W/70)", "L", ""},
			{"V2", "30.3*(W/70)", "L", ""},
			{"V3", "52*(W/70)", "L", ""},
			{"CL1", "0.686*(W/70)^0.75", "L/min", ""},
			{"CL2", "2.98*(W/70)^0.75", "L/min", ""},
			{"CL3", "0.602*(W/70)^0.75", "L/min", ""},
			{"ke0", "0.0428", "1/min", ""},
		},
		At: func(c Covariates) Kinetics {
			v, q := c.size(1), c.size(0.75)
			return clearances(1.78*v, 0.686*q, 30.3*v, 2.98*q, 52*v, 0.602*q, 0.0428)
		},
	}},
	Responses: []Response{
		{hypnosis, 0, 2.63, 0, 0, "Colin 2017 Br J Anaesth 119:211 (BIS) to check", Unread},
		{setPoint, 0, 0.8, 1, -16, "central, Ebert 2000 to check", Unread},
		{sympatholysis, 0, 0.8, 0, 0, "calibrated: pressure and rate fall by a tenth at 1 ng/mL, Ebert 2000 to check", Unread},
		{alpha1, 0, 9, 0, 0, "alpha-2B: pressure rises above 2 ng/mL, Ebert 2000 to check", Unread},
		{vagotonia, 0, 0.8, 1, 4, "rate falls by 15..25 % at 1 ng/mL, Ebert 2000 Anesthesiology 93:382 to check", Unread},
		{analgesia, 0, 2, 1, 0.4, "Ebert 2000 to check", Unread},
	},
	Limits: "no block of conduction",
}

var ketamine = Drug{
	Name: "ketamine", Class: "dissociative", Routes: []Route{{"iv", 1, 0}, {"im", 0.93, 0.1}},
	Bolus: Limit{0.05, 6, "mg/kg"}, Infusion: Limit{0.05, 6, "mg/kg/h"}, Target: Limit{0.05, 5, "ug/mL"}, least: 1,
	Models: []Model{{
		Name: "Domino", Source: "Domino 1982 Anesth Analg 61:87",
		Constants: []Constant{
			{"V1", "0.063*W", "L", ""},
			{"k10", "0.4381", "1/min", ""},
			{"k12", "0.5921", "1/min", ""},
			{"k13", "0.59", "1/min", ""},
			{"k21", "0.247", "1/min", ""},
			{"k31", "0.0146", "1/min", ""},
			{"ke0", "0.652", "1/min", ""},
		},
		At: func(c Covariates) Kinetics {
			return micro(0.063*c.Weight, 0.4381, 0.5921, 0.247, 0.59, 0.0146, 0.652)
		},
	}},
	Responses: []Response{
		{alpha1, 0, 1500, 2, 0.25, "sympathomimetic, Tweed 1972 to check", Unread},
		{setPoint, 0, 1500, 2, 18, "the same, central", Unread},
		{vagolysis, 0, 1500, 2, 0.3, "the same", Unread},
		{beta1, 0, 1500, 2, 0.6, "the same", Unread},
		{depression, 0, 6000, 2, 0.3, "direct effect on muscle without catecholamines, Gelissen 1996 to check", Unread},
		{dissociation, 0, 900, 0, 0, "loss of responsiveness at 1 ug/mL, Idvall 1979 to check", Unread},
		{analgesia, 0, 160, 1, 0.8, "Clements 1981 to check", Unread},
		{bronchi, 0, 1500, 1, 0.4, "Huber 1972 to check", Unread},
		{hypnoticBreath, 0, 4500, 2, 0, "brief after a fast bolus, Bourke 1987 to check", Unread},
	},
	Limits: "no emergence reactions; racemate only",
}
