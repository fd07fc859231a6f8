package wave

import "math"

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

// dipole is a dipole, mV, in Frank's axes: x to the left, y to the feet, z to the back.
type dipole [3]float64

// times is the dipole multiplied.
func (v dipole) times(a float64) dipole { return dipole{a * v[0], a * v[1], a * v[2]} }

// dot is the scalar product.
func (v dipole) dot(u dipole) float64 { return v[0]*u[0] + v[1]*u[1] + v[2]*u[2] }

// rolled is the dipole turned in the frontal plane, clockwise as seen from the front
// for positive angles: from left to down.
func (v dipole) rolled(angle float64) dipole {
	s, c := math.Sincos(angle)
	return dipole{c*v[0] - s*v[1], s*v[0] + c*v[1], v[2]}
}

// yawed is the dipole turned in the horizontal plane: from left to back.
func (v dipole) yawed(angle float64) dipole {
	s, c := math.Sincos(angle)
	return dipole{c*v[0] - s*v[2], v[1], s*v[0] + c*v[2]}
}

// leadVector is how a lead sees a dipole: its potential is the scalar product. The
// rows are those of Dower GE, Machado HB, Osborne JA, On deriving the electrocardiogram
// from vectorcardiographic leads, Clin Cardiol 3:87, 1980 (to check), the matrix by
// which a vectorcardiogram is turned into 12 leads. It is of a torso of one form; body
// build moves it by more than its digits say. Only the eight leads that depend on no
// other have a row: the rest follow from Einthoven and Goldberger.
func leadVector(k Kind) dipole {
	return [...]dipole{
		ECGI:  {0.632, -0.235, 0.059},
		ECGII: {0.235, 1.066, -0.132},
		ECGV1: {-0.515, 0.157, -0.917},
		ECGV2: {0.044, 0.164, -1.387},
		ECGV3: {0.882, 0.098, -1.277},
		ECGV4: {1.213, 0.127, -0.601},
		ECGV5: {1.125, 0.127, -0.086},
		ECGV6: {0.831, 0.076, 0.230},
	}[k]
}

// derive makes a limb lead of leads I and II, exactly as an electrocardiograph does.
func derive(k Kind, dst, one, two []float32) {
	for i := range dst {
		switch a, b := one[i], two[i]; k {
		case ECGIII:
			dst[i] = b - a
		case ECGaVR:
			dst[i] = -(a + b) / 2
		case ECGaVL:
			dst[i] = a - b/2
		case ECGaVF:
			dst[i] = b - a/2
		}
	}
}
