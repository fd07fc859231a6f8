package physiology

import "github.com/vitalfleet/vitalfleet/physiology/rhythm"

// Signal is an index into the vocabulary of true values that a Body shows.
type Signal uint8

// The signals, in the order of Signals. Units are in the table below and in Info.
const (
	HR Signal = iota
	SBP
	DBP
	MAP
	PulsePressure
	CO
	SV
	EF
	CVP
	PAPMean
	PCWP
	SVR
	ShockIndex
	RR
	VT
	VE
	FiO2
	EtCO2
	PaO2
	PaCO2
	PH
	HCO3
	SaO2
	SvO2
	SpO2
	PulseRate
	COHb
	VO2
	VCO2
	TempCore
	TempSkin
	Age
	MetabolicRate
	UrineFlow
	UrineVolume
	Hct
	Hb
	BloodVolume
	PlasmaVolume
	Weight
	NEWS2
	NEWS2Any3
	Consciousness
	Activity
	CompressionFlow
	GCS
	Pain
	WBC
	Falls
	Lactate
	BaseExcess
	Potassium
	Sodium
	PeakPressure
	ShuntFraction
	DeadSpace
	BreathingEffort
	GlucosePlasma
	GlucoseInterstitial
	InsulinPlasma
	BISEffect
	NEWS2Scale2
	MEWS
	QSOFA
	SIRS
	Rhythm

	signalEnd
	signalCount = int(signalEnd)
)

// SignalInfo describes a signal to people and to encoders.
type SignalInfo struct {
	ID          string `json:"id"`              // short name used in expressions
	Column      string `json:"column"`          // name in exports, carries the unit
	Unit        string `json:"unit"`            // unit for people; "1" is dimensionless
	UCUM        string `json:"ucum"`            // the unit in UCUM
	LOINC       string `json:"loinc,omitempty"` // LOINC code, "" where none is certain
	MDC         uint32 `json:"mdc,omitempty"`   // IEEE 11073-10101 code, 0 where none is certain
	Description string `json:"description"`
}

// signalTable is a function, not a variable, so that nobody can change it.
func signalTable() [signalCount]SignalInfo {
	return [signalCount]SignalInfo{
		HR:              {"hr", "hr_bpm", "1/min", "/min", "8867-4", 147842, "heart rate of the sinus node's effective beats; 0 in arrest"},
		SBP:             {"sbp", "sbp_mmhg", "mmHg", "mm[Hg]", "8480-6", 150037, "systolic arterial pressure at heart level"},
		DBP:             {"dbp", "dbp_mmhg", "mmHg", "mm[Hg]", "8462-4", 150038, "diastolic arterial pressure at heart level"},
		MAP:             {"map", "map_mmhg", "mmHg", "mm[Hg]", "8478-0", 150039, "mean arterial pressure at heart level"},
		PulsePressure:   {"pulse_pressure", "pulse_pressure_mmhg", "mmHg", "mm[Hg]", "", 0, "systolic minus diastolic arterial pressure"},
		CO:              {"co", "co_lpm", "L/min", "L/min", "8741-1", 150276, "cardiac output, the flow of the left ventricle"},
		SV:              {"sv", "sv_ml", "mL", "mL", "", 0, "stroke volume of the left ventricle"},
		EF:              {"ef", "ef_pct", "%", "%", "10230-1", 0, "ejection fraction of the left ventricle"},
		CVP:             {"cvp", "cvp_mmhg", "mmHg", "mm[Hg]", "60985-9", 150084, "central venous pressure, the downstream pressure of the systemic circulation"},
		PAPMean:         {"pap_mean", "pap_mean_mmhg", "mmHg", "mm[Hg]", "8414-5", 0, "mean pulmonary arterial pressure"},
		PCWP:            {"pcwp", "pcwp_mmhg", "mmHg", "mm[Hg]", "", 0, "pulmonary capillary wedge pressure"},
		SVR:             {"svr", "svr_mmhg_min_per_l", "mmHg·min/L", "mm[Hg].min/L", "", 0, "systemic vascular resistance that carries the left ventricle's flow; 0 when nothing flows"},
		ShockIndex:      {"shock_index", "shock_index", "1", "1", "", 0, "heart rate divided by systolic pressure; 0 without a pulse"},
		RR:              {"rr", "rr_per_min", "1/min", "/min", "9279-1", 151562, "breaths that move air"},
		VT:              {"vt", "vt_ml", "mL", "mL", "20112-9", 0, "tidal volume"},
		VE:              {"ve", "ve_lpm", "L/min", "L/min", "20139-2", 0, "minute ventilation, BTPS"},
		FiO2:            {"fio2", "fio2_pct", "%", "%", "3150-6", 0, "inspired oxygen fraction of dry gas"},
		EtCO2:           {"etco2", "etco2_mmhg", "mmHg", "mm[Hg]", "19891-1", 151708, "end-tidal partial pressure of carbon dioxide; 0 without breaths"},
		PaO2:            {"pao2", "pao2_mmhg", "mmHg", "mm[Hg]", "2703-7", 0, "arterial partial pressure of oxygen"},
		PaCO2:           {"paco2", "paco2_mmhg", "mmHg", "mm[Hg]", "2019-8", 0, "arterial partial pressure of carbon dioxide"},
		PH:              {"ph", "ph", "1", "[pH]", "2744-1", 0, "arterial pH"},
		HCO3:            {"hco3", "hco3_mmoll", "mmol/L", "mmol/L", "1960-4", 0, "arterial bicarbonate"},
		SaO2:            {"sao2", "sao2_pct", "%", "%", "2708-6", 150324, "arterial saturation, fractional: oxyhaemoglobin of all haemoglobin"},
		SvO2:            {"svo2", "svo2_pct", "%", "%", "", 0, "mixed venous saturation, fractional"},
		SpO2:            {"spo2", "spo2_pct", "%", "%", "59408-5", 150456, "functional saturation at the fingertip after the blood's delay, without sensor error"},
		PulseRate:       {"pulse_rate", "pulse_rate_bpm", "1/min", "/min", "8867-4", 149530, "beats that raise a pulse at the periphery"},
		COHb:            {"cohb", "cohb_pct", "%", "%", "20563-3", 0, "carboxyhaemoglobin of all haemoglobin"},
		VO2:             {"vo2", "vo2_ml_per_min", "mL/min", "mL/min", "", 0, "oxygen consumption of the tissues, STPD"},
		VCO2:            {"vco2", "vco2_ml_per_min", "mL/min", "mL/min", "", 0, "carbon dioxide production of the tissues, STPD"},
		TempCore:        {"temp_core", "temp_core_c", "degC", "Cel", "8329-5", 150368, "core temperature"},
		TempSkin:        {"temp_skin", "temp_skin_c", "degC", "Cel", "39106-0", 150388, "mean skin temperature"},
		Age:             {"age", "age_y", "y", "a", "30525-0", 0, "age"},
		MetabolicRate:   {"metabolic_rate", "metabolic_rate_w", "W", "W", "", 0, "metabolic rate of the whole body"},
		UrineFlow:       {"urine_flow", "urine_flow_ml_per_h", "mL/h", "mL/h", "", 0, "urine flow"},
		UrineVolume:     {"urine_volume", "urine_volume_ml", "mL", "mL", "9187-6", 0, "urine made since the start"},
		Hct:             {"hct", "hct_pct", "%", "%", "4544-3", 0, "haematocrit"},
		Hb:              {"hb", "hb_g_per_dl", "g/dL", "g/dL", "718-7", 0, "haemoglobin concentration"},
		BloodVolume:     {"blood_volume", "blood_volume_ml", "mL", "mL", "", 0, "blood volume"},
		PlasmaVolume:    {"plasma_volume", "plasma_volume_ml", "mL", "mL", "", 0, "plasma volume"},
		Weight:          {"weight", "weight_kg", "kg", "kg", "29463-7", 188736, "body weight, with what was infused, bled and excreted"},
		NEWS2:           {"news2", "news2", "1", "{score}", "", 0, "National Early Warning Score 2, scale 1, of the displayed true values"},
		NEWS2Any3:       {"news2_any3", "news2_any3", "1", "{score}", "", 0, "1 when a single parameter of NEWS2 scores 3, else 0"},
		NEWS2Scale2:     {"news2_scale2", "news2_scale2", "1", "{score}", "", 0, "National Early Warning Score 2 with SpO2 on scale 2, for a target of 88-92 %, of the displayed true values"},
		MEWS:            {"mews", "mews", "1", "{score}", "", 0, "Modified Early Warning Score, Subbe 2001, of the displayed true values"},
		QSOFA:           {"qsofa", "qsofa", "1", "{score}", "", 0, "quick SOFA, 0..3, of the displayed true values"},
		SIRS:            {"sirs", "sirs", "1", "{score}", "", 0, "criteria of the systemic inflammatory response syndrome, 0..4, of the displayed true values, PaCO2 and white cells among them"},
		Rhythm:          {"rhythm", "rhythm", "1", "{code}", "", 0, "rhythm of the heart, its number in the catalogue of rhythms"},
		Consciousness:   {"consciousness", "consciousness", "1", "{score}", "", 0, "ACVPU as a number: 0 alert, 1 new confusion, 2 voice, 3 pain, 4 unresponsive"},
		Activity:        {"activity", "activity_met", "MET", "{MET}", "", 0, "oxygen uptake of exercise as a multiple of rest; 1 at rest"},
		CompressionFlow: {"compression_flow", "compression_flow_lpm", "L/min", "L/min", "", 0, "blood flow that chest compressions move through an arrested heart"},
		GCS:             {"gcs", "gcs", "1", "{score}", "9269-2", 0, "Glasgow Coma Scale, 3..15"},
		BISEffect:       {"bis_effect", "bis_effect", "1", "{index}", "", 0, "bispectral index that drugs leave, 97.4 awake; without the brain's state and without a monitor's delay"},
		Pain:            {"pain", "pain", "1", "{score}", "72514-3", 0, "pain on a numeric rating, 0..10"},
		WBC:             {"wbc", "wbc_1e9_per_l", "10^9/L", "10*9/L", "6690-2", 0, "white blood cells"},
		Falls:           {"falls", "falls", "1", "{count}", "", 0, "falls since the start"},

		Lactate:         {"lactate", "lactate_mmoll", "mmol/L", "mmol/L", "2524-7", 0, "lactate of plasma"},
		BaseExcess:      {"base_excess", "base_excess_mmoll", "mmol/L", "mmol/L", "1925-7", 0, "standard base excess of arterial blood"},
		Potassium:       {"potassium", "potassium_mmoll", "mmol/L", "mmol/L", "2823-3", 0, "potassium of plasma"},
		Sodium:          {"sodium", "sodium_mmoll", "mmol/L", "mmol/L", "2951-2", 0, "sodium of plasma"},
		PeakPressure:    {"airway_pressure_peak", "airway_pressure_peak_cmh2o", "cmH2O", "cm[H2O]", "76531-3", 151973, "highest airway pressure of a ventilator's breath; 0 without one"},
		ShuntFraction:   {"shunt", "shunt_pct", "%", "%", "", 0, "share of cardiac output that meets no air in the lungs"},
		DeadSpace:       {"dead_space", "dead_space_pct", "%", "%", "", 0, "share of the tidal volume that meets no blood, Bohr; 0 without breaths"},
		BreathingEffort: {"breathing_effort", "breathing_effort_pct", "%", "%", "", 0, "mean inspiratory pressure as a share of the muscles' strength; 0 with unloaded airways"},

		GlucosePlasma:       {"glucose_plasma", "glucose_plasma_mgdl", "mg/dL", "mg/dL", "2345-7", 160368, "glucose of plasma"},
		GlucoseInterstitial: {"glucose_interstitial", "glucose_interstitial_mgdl", "mg/dL", "mg/dL", "99504-3", 160212, "glucose of interstitial fluid, where sensors read it"},
		InsulinPlasma:       {"insulin_plasma", "insulin_plasma_pmoll", "pmol/L", "pmol/L", "", 0, "insulin of plasma"},
	}
}

// Signals lists the vocabulary in the order of Signal.
func Signals() []SignalInfo {
	t := signalTable()
	return t[:]
}

// Named is the number of a signal that its name stands for: a code of the catalogue
// for Rhythm.
func (s Signal) Named(name string) (float64, bool) {
	if s != Rhythm {
		return 0, false
	}
	code, ok := rhythm.Lookup(name)
	return float64(code), ok
}

// Info describes the signal. It panics for a value outside the vocabulary.
func (s Signal) Info() SignalInfo { return signalTable()[s] }

// String is the signal's id, for example "hr".
func (s Signal) String() string {
	if int(s) >= signalCount {
		return "signal(?)"
	}
	return signalTable()[s].ID
}

// SignalByID finds a signal by its id.
func SignalByID(id string) (Signal, bool) {
	for i, info := range signalTable() {
		if info.ID == id {
			return Signal(i), true
		}
	}
	return 0, false
}
