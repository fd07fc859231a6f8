package respiration

import "math"

// Blood is what carries the gases: the constants of one arterial sample's curve.
type Blood struct {
	Capacity float64 // O2 that saturated haemoglobin carries, mL/L; bound CO is taken off
	Shift    float64 // factor on PO2 for pH, temperature and bound CO, 1
}

const (
	huefner    = 13.4   // mL O2 per L of blood per g/dL
	o2Dissolve = 0.03   // mL/L/mmHg
	severing   = 23400. // constant of the curve, mmHg³

	co2Base    = 480. // CO2 content at 40 mmHg and full saturation, mL/L
	co2Slope   = 4.6  // mL/L/mmHg
	haldane    = 50.  // more CO2 in reduced blood, mL/L per unit of saturation
	co2Dissolv = 0.0307
)

// NewBlood of hb g/dL with the fraction cohb bound to CO, at a pH and a temperature in
// degC. Bound CO shifts the curve left (Haldane's first law for arterial blood).
func NewBlood(hb, cohb, ph, temperature float64) Blood {
	return Blood{
		Capacity: huefner * hb * (1 - cohb),
		Shift:    math.Exp(ln10*(0.48*(ph-7.4)-0.024*(temperature-37))) / (1 - cohb),
	}
}

// Saturation of the haemoglobin that is free of CO, 0..1, at a PO2 in mmHg.
//
//	S = 1/(23400/(P³ + 150·P) + 1)    [Severinghaus 1979]
func (b Blood) Saturation(po2 float64) float64 {
	x := po2 * b.Shift
	d := x * (x*x + 150)
	return d / (d + severing)
}

// O2 is the oxygen content, mL/L, at a PO2 in mmHg, and its slope, mL/L/mmHg.
func (b Blood) O2(po2 float64) (content, slope float64) {
	x := po2 * b.Shift
	d := x * (x*x + 150)
	k := 1 / (d + severing)
	content = b.Capacity*d*k + o2Dissolve*po2
	slope = b.Capacity*severing*(3*x*x+150)*k*k*b.Shift + o2Dissolve
	return content, slope
}

// PO2 solves the oxygen content, mL/L, for its partial pressure, mmHg: Newton's
// method inside a bracket that always shrinks, started at guess. The saturation is
// never inverted, so PaO2 on pure oxygen is right.
func (b Blood) PO2(content, guess float64) float64 {
	low, high := 0.0, content/o2Dissolve
	if content <= 0 {
		return 0
	}
	x := guess
	if !(x > low && x < high) {
		x = 0.5 * min(high, 80)
	}
	for range 24 {
		c, slope := b.O2(x)
		if math.Abs(c-content) < 1e-7 {
			return x
		}
		if c > content {
			high = x
		} else {
			low = x
		}
		if x -= (c - content) / slope; !(x > low && x < high) {
			x = 0.5 * (low + high)
		}
	}
	return x
}

// CO2 is the carbon dioxide content, mL/L, of blood at a PCO2, a saturation and the CO2
// that its base excess binds.
func CO2(pco2, saturation, bound float64) float64 {
	return co2Base + co2Slope*(pco2-40) + haldane*(1-saturation) + bound
}

// PCO2 is the partial pressure, mmHg, of a content: the inverse of CO2.
func PCO2(content, saturation, bound float64) float64 {
	return 40 + (content-co2Base-haldane*(1-saturation)-bound)/co2Slope
}
