package pulsatile

import "github.com/vitalfleet/vitalfleet/physiology/circulation"

// The systemic arteries are scaled from one number of package circulation, the pulse
// pressure that a millilitre of stroke makes: compliances fall with it, impedance and
// inertance rise, so that the wave keeps its course in time while age, pressure and
// speed of ejection change its height (dynamic similarity).
//
//	symbol  at 0.571 mmHg/mL  unit         source
//	Csa     0.46              mL/mmHg      calibrated (1998: 0.28)
//	Csp     1.78              mL/mmHg      calibrated: what the stroke meets of 1998's 3.72
//	Rsa     0.048             mmHg·s/mL    calibrated (1998: 0.06)
//	Lsa     0.0009            mmHg·s²/mL   calibrated to the incisura (1998: 0.00022)
//
// What changes the stiffness keeps the pressures, and so not the arteries' blood: that
// is for the nudging.
const (
	unitSa  = 0.46 * 0.571
	unitSp  = 1.78 * 0.571
	unitRsa = 0.048 / 0.571
	unitLsa = 0.0009 / 0.571
)

// stiffness is the pulse pressure per stroke volume in package circulation, mmHg/mL,
// by the formula of circulation.Pulse.
func stiffness(a *circulation.Params, d *Drive) float64 {
	k := max(1+0.004*(d.Flow.Psa-a.Pref), 0.3) * max(1+a.Zc*(d.Tone.EmaxL/a.EmaxRef-1), 0.3)
	return k / a.Cpp
}
