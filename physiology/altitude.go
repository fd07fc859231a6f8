package physiology

import "math"

// PressureAtAltitude is the barometric pressure, mmHg, of the standard atmosphere
// at an altitude of -400 to 9000 m (ISO 2533).
func PressureAtAltitude(m float64) float64 {
	return 760 * math.Pow(1-2.25577e-5*m, 5.25588)
}
