package pharma

// opioidPotency: EC50 falls with age, Minto 1997.
func opioidPotency(c Covariates) float64 { return 13.1 / max(13.1-0.148*(c.Age-40), 4) }

const (
	openLoop    = "isohypercapnic potency; fitted to Mildh 2001 and Gelberg 2012 in closed loop"
	dowlingNote = "Dowling over-predicts (Papathanasiou 2019); Yassen 2007 Clin Pharmacokinet 46:965 to check"
)

var fentanyl = Drug{
	Name: "fentanyl", Class: "opioid", Routes: intravenous, opioid: true, potency: opioidPotency,
	Bolus: Limit{0.1, 20, "ug/kg"}, Infusion: Limit{0.1, 10, "ug/kg/h"}, Target: Limit{0.1, 20, "ng/mL"}, least: 0.001,
	Models: []Model{{
		Name: "Shafer", Source: "Shafer 1990 Anesthesiology 73:1091, ke0 of STANPUMP",
		Constants: []Constant{
			{"V1", "6.09", "L", ""},
			{"k10", "0.0827", "1/min", ""},
			{"k12", "0.471", "1/min", ""},
			{"k13", "0.225", "1/min", ""},
			{"k21", "0.102", "1/min", ""},
			{"k31", "0.006", "1/min", ""},
			{"ke0", "0.147", "1/min", "Scott and Stanski 1987; another encoding has 0.12"},
		},
		At: func(Covariates) Kinetics { return micro(6.09, 0.0827, 0.471, 0.102, 0.225, 0.006, 0.147) },
	}},
	Responses: []Response{
		{mu, 0, 1.1, 2, 0, openLoop, Fitting},
		{hypnosis, 0, 14, 0, 0, "remifentanil's of Bouillon 2004 by relative potency 1.4, to check", Unread},
		{analgesia, 0, 1.2, 2, 1, "minimum effective concentration 0.6 ng/mL, Gourlay 1988 to check", Unread},
		{setPoint, 0, 3, 1, -14, "vagal tone, Reitan 1978 to check", Unread},
		{vagotonia, 0, 3, 1, 3, "central vagal drive, Reitan 1978 to check; rate falls by 5..15 %", Unread},
		{sympatholysis, 0, 10, 0, 0, "bradycardia and a small fall of pressure, Stanski 1984 to check", Unread},
	},
	Limits: "no rigidity, no release of histamine",
}

var remifentanil = Drug{
	Name: "remifentanil", Class: "opioid", Routes: intravenous, opioid: true, potency: opioidPotency,
	Bolus: Limit{0.05, 4, "ug/kg"}, Infusion: Limit{0.005, 2, "ug/kg/min"}, Target: Limit{0.1, 20, "ng/mL"}, least: 0.001,
	Models: []Model{{
		Name: "Minto", Source: "Minto 1997 Anesthesiology 86:10",
		Constants: []Constant{
			{"V1", "5.1-0.0201*(age-40)+0.072*(LBM-55)", "L", ""},
			{"V2", "9.82-0.0811*(age-40)+0.108*(LBM-55)", "L", ""},
			{"V3", "5.42", "L", ""},
			{"CL1", "2.6-0.0162*(age-40)+0.0191*(LBM-55)", "L/min", ""},
			{"CL2", "2.05-0.0301*(age-40)", "L/min", ""},
			{"CL3", "0.076-0.00113*(age-40)", "L/min", ""},
			{"ke0", "0.595-0.007*(age-40)", "1/min", ""},
		},
		At: func(c Covariates) Kinetics {
			a, l := c.Age-40, c.lbm()-55
			return clearances(max(5.1-0.0201*a+0.072*l, 1), max(2.6-0.0162*a+0.0191*l, 0.5), max(9.82-0.0811*a+0.108*l, 1),
				max(2.05-0.0301*a, 0.1), 5.42, max(0.076-0.00113*a, 0.005), max(0.595-0.007*a, 0.1))
		},
	}, remifentanilEleveld},
	Responses: []Response{
		{mu, 0, 1.3, 2, 0, "Glass 1999 Anesthesiology 90:1556 EC50 1.17 (0.85..1.49) ng/mL; steepness as fentanyl's", Read},
		{hypnosis, 0, 19.3, 0, 0, "Bouillon 2004 Anesthesiology 100:1353", Read},
		{analgesia, 0, 1.7, 2, 1, "by potency relative to fentanyl, to check", Unread},
		{setPoint, 0, 4, 1, -14, "as fentanyl, to check", Unread},
		{vagotonia, 0, 4, 1, 3, "as fentanyl, to check", Unread},
		{sympatholysis, 0, 14, 0, 0, "as fentanyl, to check", Unread},
	},
	Limits: "no rigidity, no hyperalgesia",
}

// morphineMass turns nmol/L of the papers into ug/L.
const morphineMass = 0.2853

var morphine = Drug{
	Name: "morphine", Class: "opioid", opioid: true, potency: opioidPotency,
	Routes: []Route{{"iv", 1, 0}, {"im", 1, 0.08}, {"oral", 0.24, 0.02}},
	Bolus:  Limit{0.01, 3, "mg/kg"}, Infusion: Limit{0.005, 3, "mg/kg/h"}, Target: Limit{1, 150, "ng/mL"}, least: 0.02, second: 2,
	Models: []Model{{
		Name: "Sarton", Source: "Sarton 2000 Anesthesiology 93:1245; respiratory ke0 Romberg 2003 Anesthesiology 99:788",
		Constants: []Constant{
			{"V1", "0.075*W", "L", ""},
			{"k10", "0.3", "1/min", ""},
			{"k12", "0.183", "1/min", ""},
			{"k13", "0.29", "1/min", ""},
			{"k21", "0.087", "1/min", ""},
			{"k31", "0.013", "1/min", ""},
			{"ke0", "0.0073-0.0049*female", "1/min", ""},
			{"ke0 breath", "0.693/(3.8*60)", "1/min", ""},
		},
		At: func(c Covariates) Kinetics {
			k := micro(0.075*c.Weight, 0.3, 0.183, 0.087, 0.29, 0.013, 0.0073)
			if c.Female {
				k.Ke[0] = 0.0024
			}
			k.Ke[1] = 0.6931472 / (3.8 * 60)
			return k
		},
	}},
	Responses: []Response{
		{mu, 1, 84 * morphineMass, 1, 0, "Romberg 2003: C25 28 nmol/L at gamma 1, so C50 84", Read},
		{hypnosis, 0, 1200 * morphineMass, 0, 0, "1 mg/kg leaves patients rousable, Lowenstein 1969 N Engl J Med 281:1389 to check", Unread},
		{analgesia, 0, 32 * morphineMass, 1, 1, "Dahan 2004 Anesthesiology 101:1201 (potency 32 nmol/L, there for breath) to check", Unread},
		{setPoint, 0, 100 * morphineMass, 1, -8, "as fentanyl, to check", Unread},
		{vagotonia, 0, 100 * morphineMass, 1, 3, "heart rate -4..-10 % after 11 mg (Thompson 1995), under 60 after 197 mg", Fitting},
		{sympatholysis, 0, 150 * morphineMass, 0, 0, "heart rate -4..-10 % after 11 mg; histamine is not modelled apart", Fitting},
		{pooling, 0, 150 * morphineMass, 1, 100, "venodilatation, Zelis 1974 to check", Unread},
	},
	Limits: "no active glucuronide, no histamine",
}

var naloxone = Drug{
	Name: "naloxone", Class: "opioid antagonist",
	Routes: []Route{{"iv", 1, 0}, {"im", 0.36, 0.65 / 60}, {"intranasal", 0.04, 1.52 / 60}},
	Bolus:  Limit{0.5, 150, "ug/kg"}, Infusion: Limit{0.5, 20, "ug/kg/h"}, least: 0.002,
	Models: []Model{{
		Name: "Dowling", Source: "Dowling 2008 Ther Drug Monit 30:490",
		Constants: []Constant{
			{"V1", "2.87", "L", ""},
			{"V2", "1.49", "L", ""},
			{"V3", "33.6", "L", ""},
			{"CL1", "91/60", "L/min", ""},
			{"CL2", "5.66/60", "L/min", ""},
			{"CL3", "29.8/60", "L/min", ""},
			{"ke0", "0.693/6.5", "1/min", dowlingNote},
		},
		At: func(Covariates) Kinetics {
			return clearances(2.87, 91.0/60, 1.49, 5.66/60, 33.6, 29.8/60, 0.6931472/6.5)
		},
	}},
	Responses: []Response{{blockMu, 0, 1, 0, 0, "KB; " + dowlingNote, Unread}},
	Limits:    "reversal is not slowed by the receptor's own off-rate (Olofsen 2010); no withdrawal, no catecholamine surge",
}
