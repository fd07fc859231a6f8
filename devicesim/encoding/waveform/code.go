package waveform

// Coding is how a wave is called in the IEEE 11073-10101 nomenclature (MDC).
type Coding struct {
	MDC   uint32
	RefID string // "MDC_ECG_ELEC_POTL_II"
	Title string
}

// codings has the waves by id. No LOINC code is given: the codes that belong to
// these signals name values found in them, or, as 85354-9 for blood pressure,
// ask for components that a wave has not.
//
// The numbers of leads I and II and of the plethysmogram stand in the published
// examples of HL7's PHD implementation guide; those of the other waves in one
// implementation of a monitor's interface only.
var codings = map[string]Coding{
	"ecg_i":   {131329, "MDC_ECG_ELEC_POTL_I", "ECG lead I"},
	"ecg_ii":  {131330, "MDC_ECG_ELEC_POTL_II", "ECG lead II"},
	"ecg_iii": {131389, "MDC_ECG_ELEC_POTL_III", "ECG lead III"},
	"ecg_avr": {131390, "MDC_ECG_ELEC_POTL_AVR", "ECG lead aVR"},
	"ecg_avl": {131391, "MDC_ECG_ELEC_POTL_AVL", "ECG lead aVL"},
	"ecg_avf": {131392, "MDC_ECG_ELEC_POTL_AVF", "ECG lead aVF"},
	"ecg_v1":  {131331, "MDC_ECG_ELEC_POTL_V1", "ECG lead V1"},
	"ecg_v2":  {131332, "MDC_ECG_ELEC_POTL_V2", "ECG lead V2"},
	"ecg_v3":  {131333, "MDC_ECG_ELEC_POTL_V3", "ECG lead V3"},
	"ecg_v4":  {131334, "MDC_ECG_ELEC_POTL_V4", "ECG lead V4"},
	"ecg_v5":  {131335, "MDC_ECG_ELEC_POTL_V5", "ECG lead V5"},
	"ecg_v6":  {131336, "MDC_ECG_ELEC_POTL_V6", "ECG lead V6"},
	"ppg":     {150452, "MDC_PULS_OXIM_PLETH", "Plethysmogram"},
	"abp":     {150032, "MDC_PRESS_BLD_ART", "Arterial blood pressure wave"},
	"cvp":     {150084, "MDC_PRESS_BLD_VEN_CENT", "Central venous pressure wave"},
	"pap":     {150044, "MDC_PRESS_BLD_ART_PULM", "Pulmonary artery pressure wave"},
	"resp":    {151780, "MDC_IMPED_TTHOR", "Thoracic impedance"},
	"co2":     {151724, "MDC_AWAY_CO2", "Carbon dioxide in the airway"},
}

// CodingOf returns how the wave of an id is called; ok is false for a wave that
// the table has not, such as a heart sound or an acceleration.
func CodingOf(id string) (c Coding, ok bool) {
	c, ok = codings[id]
	return c, ok
}
