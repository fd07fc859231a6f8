package respiration

import "math"

// Scatter of ventilation to perfusion in the form of Riley and Cournand: besides ideal
// alveoli there is shunt (no air), dead space (no blood), and here a third unit that
// gets a tenth of its share of air. Blood from it is nearly venous on air and nearly
// arterial on oxygen: that is the hypoxaemia that oxygen helps.
//
//	v·(PI − P) = 0.863·(C(P) − Cv),   v = 0.1·VA/Q     both gases, without a store
//
// Diffusion limits the ideal alveoli when blood passes fast or the gradient is small:
//
//	Cc = C(PA) − (C(PA) − Cv)·exp(−D/(Q·β)),  β = (C(PA) − Cv)/(PA − Pv)
//	D = 70·sqrt(Q/5.5)     mL/min/mmHg
//
// Sources: Riley RL, Cournand A, J Appl Physiol 1:825, 1949; Wagner PD, Saltzman HA,
// West JB, J Appl Physiol 36:588, 1974, doi:10.1152/jappl.1974.36.5.588 (units of low
// ratio); Piiper J, Scheid P, Respir Physiol 46:193, 1981,
// doi:10.1016/0034-5687(81)90121-3 (diffusion); Wagner PD et al, J Appl Physiol 63:2348,
// 1987 (capacity of 40..70 at rest to 120 in exercise; no limit at rest to 5000 m).
const (
	starved     = 0.1  // of the mean ratio of ventilation to perfusion
	diffusionO2 = 70.0 // mL/min/mmHg at a flow of 5.5 L/min
	unlimited   = 0.02 // disequilibrium that is neglected
)

// Unit solves the PO2 of alveoli that get v litres of gas of pi mmHg per litre of blood
// of content cv, and the content of the blood that leaves them.
func (b Blood) Unit(v, pi, cv, guess float64) (po2, content float64) {
	low, high := 0.0, max(pi, 1)
	if c, _ := b.O2(high); c < cv {
		low, high = high, 760
	}
	if po2 = guess; !(po2 > low && po2 < high) {
		po2 = 0.5 * (low + min(high, 120))
	}
	for range 40 {
		c, slope := b.O2(po2)
		f := stpd*(c-cv) - v*(pi-po2)
		if math.Abs(f) < 1e-9 {
			return po2, c
		}
		if f > 0 {
			high = po2
		} else {
			low = po2
		}
		if po2 -= f / (stpd*slope + v); !(po2 > low && po2 < high) {
			po2 = 0.5 * (low + high)
		}
	}
	content, _ = b.O2(po2)
	return po2, content
}

// unitCO2 is the content of the blood that leaves alveoli with v litres of gas of pi
// mmHg per litre of blood of content cv.
func unitCO2(v, pi, cv, saturation, bound float64) float64 {
	k := CO2(0, saturation, bound)
	p := (stpd*(cv-k) + v*pi) / (v + stpd*co2Slope)
	return CO2(max(p, 0), saturation, bound)
}

// notReached is the share of the oxygen step from venous to alveolar that blood leaves
// without: 0 at rest at sea level.
func (p *Params) notReached(b Blood, pao2, cc, cv, q, guess float64) (share, pvo2 float64) {
	if pao2 > 70 && q < 8*p.Scale {
		return 0, guess
	}
	pvo2 = b.PO2(cv, guess)
	if pao2-pvo2 < 0.5 || cc-cv < 1 || q < 0.1 {
		return 0, pvo2
	}
	beta := (cc - cv) / (pao2 - pvo2)
	d := diffusionO2 * math.Sqrt(q*p.Scale/5.5) // of a lung of this size
	return max(math.Exp(-d/(q*beta))-unlimited, 0), pvo2
}
