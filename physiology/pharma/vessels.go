package pharma

import "math"

// What driven receptors do to vessels and heart. The constants are calibrated in the
// whole body to the volunteers of Stratton 1985 (epinephrine) and Ensinger 1992
// (norepinephrine); grade G.
//
//	symbol  value  meaning
//	gα      1.8    resistance rises up to 2.8 times
//	gV1     1.5    the same of vasopressin
//	gβ2     2.6    conductance rises up to 3.6 times
//	vα, vβ  0.62, 0.33  share of the veins' mobilisable volume that is given
//	eβ      6.6    contractility rises up to 7.6 times, as far as there is calcium to take
//	hβ1,hβ2 43, 6  heart rate, 1/min, beside the reflex
const (
	alphaResistance, v1Resistance, betaConductance = 1.8, 1.5, 2.6
	alphaVenous, betaVenous, v1Venous              = 0.62, 0.33, 0.3
	betaInotropy                                   = 6.6
	beta1Rate, beta2Rate                           = 43.0, 6.0
)

// Resistance is the factor on the resistance of arterioles.
func (e *Effect) Resistance() float64 {
	return (1 + alphaResistance*e.Alpha1) * (1 + v1Resistance*e.V1) / ((1 + betaConductance*e.Beta2) * (1 + e.Dilation))
}

// Mobilised is how much of the veins' mobilisable volume, mL, is given: what the
// reflex has taken already cannot be given again.
func (e *Effect) Mobilised(mobilisable float64) float64 {
	share := alphaVenous*e.Alpha1 + betaVenous*e.Beta2 + v1Venous*e.V1
	return min(share, 0.9) * max(mobilisable, 0)
}

// Inotropy is the factor on contractility.
func (e *Effect) Inotropy() float64 { return (1 + betaInotropy*e.Beta1) * (1 - e.Depression) }

// Rate is what the sinus node gains directly, 1/min.
func (e *Effect) Rate() float64 { return beta1Rate*e.Beta1 + beta2Rate*e.Beta2 }

// Sympathetic is the drive of an organ that is left of ln(1 + firing), the form in
// which effectors respond, when firing is divided by sympatholysis and, on beta-1
// receptors, opposed by a competitive antagonist.
func (e *Effect) Sympathetic(ln float64, beta bool) float64 {
	ratio := 1 + e.Sympatholysis
	if beta {
		ratio *= 1 + e.BlockBeta1
	}
	if ratio == 1 {
		return ln
	}
	return math.Log1p(math.Expm1(ln) / ratio)
}

// Effort is the share of the sympathetic answer to exercise of an intensity, 0..1,
// that beta blockade leaves: noradrenaline at the heart rises with the intensity and
// competes.
func (e *Effect) Effort(intensity float64) float64 {
	if e.BlockBeta1 == 0 {
		return 1
	}
	const noradrenaline = 5.0 // relative to its constant at maximal exercise
	a := 1 + noradrenaline*intensity
	return a / (a + e.BlockBeta1)
}
