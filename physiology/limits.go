package physiology

import "slices"

// limit is something that is not modelled, and when it matters: when one of the signals
// is asked for and one of the actions is done; an empty list is any.
type limit struct {
	what    string
	signals []Signal
	actions []string // names; of patient.drug also "drug " and the drug
}

// limits are what people expect of a body that ours does not have, by subsystem.
func limits() []limit {
	sugar := []Signal{GlucosePlasma, GlucoseInterstitial, InsulinPlasma}
	flow := []Signal{HR, SBP, DBP, MAP, PulsePressure, CO, SV, EF, CVP, PAPMean, PCWP, SVR, ShockIndex, PulseRate}
	air := []Signal{RR, VT, VE, EtCO2, PaO2, PaCO2, PH, HCO3, SaO2, SvO2, SpO2, DeadSpace, ShuntFraction}
	water := []Signal{UrineFlow, UrineVolume, Hct, BloodVolume, PlasmaVolume, Weight, Sodium, Potassium}
	mind := []Signal{Consciousness, GCS, Pain, BISEffect, NEWS2, NEWS2Any3}
	insulin := []string{"patient.insulin-bolus", "patient.insulin-basal", "patient.therapy", "drug insulin", "drug insulin lispro", "drug insulin aspart", "drug insulin glulisine"}
	return []limit{
		{"ketones and ketoacidosis, stress hormones of illness, alcohol, the menstrual cycle", sugar, nil},
		{"fat, protein and fibre of meals, and food that is not announced to the model", sugar, []string{"patient.meal"}},
		{"leaks, occlusion and wear of infusion sites, lipohypertrophy, insulin that was spoilt", sugar, insulin},
		{"intense exercise that raises glucose, and depletion of glycogen", sugar, []string{"patient.exercise"}},
		{"effects of illness on glucose: infection, fever and pain do not raise it here", sugar, []string{"patient.sepsis", "patient.endotoxin", "patient.fever", "patient.respiratory-infection", "patient.pain", "patient.stress", "patient.acute-coronary-syndrome"}},
		{"effects of catecholamines and beta blockers on glucose", sugar, []string{"drug epinephrine", "drug norepinephrine", "drug dobutamine", "drug salbutamol", "drug metoprolol", "drug propranolol"}},
		{"nausea of glucagon and metformin, lactate of metformin", nil, []string{"patient.glucagon", "patient.metformin", "drug glucagon", "drug metformin"}},
		{"disease of valves, shunts of the heart, blood flow of single organs", flow, nil},
		{"coagulation, injury of tissue, activation by blood products", flow, []string{"patient.hemorrhage", "patient.fluids"}},
		{"distribution of ventilation and perfusion beyond shunt, low ratios and dead space", air, nil},
		{"injury of the lung by ventilation, comfort and synchrony", air, []string{"patient.ventilate"}},
		{"tolerance, allergy, interactions in metabolism, and effects that the drug's entry does not name", nil, []string{"patient.drug", "patient.target-infusion"}},
		{"resistance of germs, choice and level of antibiotics, sources that need surgery", nil, []string{"patient.sepsis", "patient.treat-sepsis", "patient.endotoxin"}},
		{"regulation of sodium and potassium over days, dialysis", water, nil},
		{"delirium, seizures, language, and anything of the mind beyond its supply and drugs", mind, nil},
		{"what people do of their own accord: they neither eat, drink, move nor call for help unless told", nil, nil},
	}
}

// NotModelled lists what bears on some signals and on what is done, and is not in the
// models.
func NotModelled(signals []Signal, done []Args) []string {
	used := map[string]bool{}
	for _, a := range done {
		used[a.Action().Name] = true
		if name := a.choice("drug"); name != "" {
			used["drug "+name] = true
		}
	}
	var out []string
	for _, l := range limits() {
		asked := l.signals == nil || slices.ContainsFunc(signals, func(s Signal) bool { return slices.Contains(l.signals, s) })
		did := l.actions == nil || slices.ContainsFunc(l.actions, func(a string) bool { return used[a] })
		if asked && did {
			out = append(out, l.what)
		}
	}
	return out
}
