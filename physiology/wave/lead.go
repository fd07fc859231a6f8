package wave

// leadInfos describe the 12 leads. The codes are those of the potential of a lead,
// MDC_ECG_ELEC_POTL with the lead's number; LOINC has none for a single lead's wave.
var leadInfos = [...]Info{
	{"ecg_i", "ECG lead I", "mV", 200, 250, 50, 32000, 131329, ""},
	{"ecg_ii", "ECG lead II", "mV", 200, 250, 50, 32000, 131330, ""},
	{"ecg_iii", "ECG lead III", "mV", 200, 250, 50, 32000, 131389, ""},
	{"ecg_avr", "ECG lead aVR", "mV", 200, 250, 50, 32000, 131390, ""},
	{"ecg_avl", "ECG lead aVL", "mV", 200, 250, 50, 32000, 131391, ""},
	{"ecg_avf", "ECG lead aVF", "mV", 200, 250, 50, 32000, 131392, ""},
	{"ecg_v1", "ECG lead V1", "mV", 200, 250, 50, 32000, 131331, ""},
	{"ecg_v2", "ECG lead V2", "mV", 200, 250, 50, 32000, 131332, ""},
	{"ecg_v3", "ECG lead V3", "mV", 200, 250, 50, 32000, 131333, ""},
	{"ecg_v4", "ECG lead V4", "mV", 200, 250, 50, 32000, 131334, ""},
	{"ecg_v5", "ECG lead V5", "mV", 200, 250, 50, 32000, 131335, ""},
	{"ecg_v6", "ECG lead V6", "mV", 200, 250, 50, 32000, 131336, ""},
}
