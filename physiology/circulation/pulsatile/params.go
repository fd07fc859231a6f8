// Package pulsatile is the circulation within the beat: pressures and flows of
// arteries, veins, lungs and the four chambers at 500 Hz, for whoever looks at a
// wave. It is a shadow of package circulation: it reads that model's tone, pressures
// and flows and never writes to it.
//
// Source: Ursino M. Interaction between carotid baroregulation and the pulsating
// heart: a mathematical model. Am J Physiol 275:H1733-H1747, 1998,
// doi:10.1152/ajpheart.1998.275.5.H1733, its 14 states in full.
//
// Equations used (the paper's; a is an artery, p the vessels behind it, ξ the time since
// the ventricle was activated):
//
//	Pmax = φ(ξ)·Emax·(V − Vu) + (1 − φ(ξ))·P0·(e^{kE·V} − 1)
//	F = (Pmax − Pa)/(kR·Pmax) forwards, else 0     P = Pmax − kR·Pmax·F
//	Ca·dPa/dt = F − Qa     La·dQa/dt = Pa − Pp − Ra·Qa
//	Cp·dPp/dt = Qa − Σ(Pp − Pv)/R     and so on through veins and atria
//
// What differs from the paper, and why:
//
//   - ξ is not integrated: each activation comes from outside, from a rhythm.
//   - φ rises as a sine and falls as a squared cosine instead of sin²(π·ξ/Tsys), and
//     Tsys follows measured systolic intervals: with the paper's, ejection is a third
//     too short (heart.go).
//   - The aortic valve closes with some blood that falls back, which makes the incisura.
//   - The atria contract, hold less than the paper's, whose compliance is for the most
//     part that of their veins, and are drawn on by the valve plane (chambers.go).
//   - A ventricle fills with the time constant of package circulation (load.go), and
//     the arteries follow its pulse, which knows age and stiffness (arteries.go).
//   - A tube carries the aortic pressure to the wrist (limb.go).
//   - Means are held to package circulation by nudging (assimilate.go).
//
// Time runs on a grid of steps of Grid seconds, and beats at any time between them are
// part of the state, so that the same beats give the same bytes however a run is cut.
//
// Units: mmHg, mL, s. Validity: that of package circulation, steps up to 4 ms, rates
// 0..220 /min. Limits: no valve disease, no pericardium, no septum between the
// ventricles, no coronary flow, no reflected wave in the aorta itself, no
// potentiation after a pause, one length of systole for both sexes. Not for anything
// that feeds back on the body.
package pulsatile

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/circulation"
)

// Params are the constants of one patient, derived from those of package circulation
// so that each of its reservoirs is the sum of the vessels here.
//
//	symbol   reference adult  unit        source
//	Csv      61.11            mL/mmHg     Ursino 1998
//	Cev      68.25            mL/mmHg     Ursino 1998, 50.0, and what is left of Cra
//	Cra      13.0             mL/mmHg     calibrated to the venous pulse (1998: 31.25)
//	Cpa      0.76             mL/mmHg     Ursino 1998
//	Cpp      5.80             mL/mmHg     Ursino 1998
//	Cpv      34.6             mL/mmHg     Ursino 1998, 25.37, and what is left of Cla
//	Cla      10.0             mL/mmHg     calibrated to the venous pulse (1998: 19.23)
//	Rsv      0.038            mmHg·s/mL   Ursino 1998
//	Rev      0.016            mmHg·s/mL   Ursino 1998
//	Lpa      0.00018          mmHg·s²/mL  Ursino 1998
//	KRlv     0.000375         s/mL        Ursino 1998
//	KRrv     0.0014           s/mL        Ursino 1998
//	Vura     25               mL          Ursino 1998
//	Vula     25               mL          Ursino 1998
//	Reflux   2.5              mL          calibrated to the incisura
//	Transit  0.06             s           see Limb
type Params struct {
	Mean          circulation.Params // the model that this one shadows
	Csv, Cev, Cra float64            // splanchnic and other veins, right atrium, mL/mmHg
	Cpa, Cpp, Cpv float64            // pulmonary arteries, capillaries and veins, mL/mmHg
	Cla           float64            // left atrium, mL/mmHg
	Rsv, Rev      float64            // veins to right atrium, mmHg·s/mL
	Lpa           float64            // inertance of the pulmonary artery, mmHg·s²/mL
	KRlv, KRrv    float64            // viscous resistance of a ventricle relative to its pressure, s/mL
	Vura, Vula    float64            // unstressed volumes of the atria, mL
	Vlv, Vrv      float64            // volumes that the valve plane is at rest at, mL
	Reflux        float64            // blood that falls back while the aortic valve closes, mL
	Transit       float64            // of a pulse from the aortic root to the wrist, s
}

// Shares of what package circulation lumps.
const (
	splanchnic  = 0.2985 // of the systemic conductance, 1/3.307 of 1/3.307 + 1/1.407
	splanchnicV = 0.449  // of the veins' unstressed volume, 1121 of 2496 mL
	arterial    = 0.195  // of the pulmonary resistance, 0.023 of 0.118
	capillary   = 0.7576 // of it, 0.0894
	ostial      = 1 - arterial - capillary
)

// FromA derives the constants of a patient of a height, cm, from those of package
// circulation, tier A. A heart's resistances fall and a wave's way grows with size.
func FromA(a *circulation.Params, height float64) Params {
	v, l, w := a.Csv/142.36, a.Cpa/6.56, a.Cpv/44.6
	left, right := a.Vulv/16.77, a.Vurv/40.8 // size of the ventricles
	soft := a.Cpp / (1.75 * a.Qrest / 92)    // relative to 40 years
	return Params{
		Mean: *a,
		Csv:  61.11 * v, Cev: 68.25 * v, Cra: 13 * v,
		Cpa: 0.76 * l, Cpp: 5.8 * l, Cpv: 34.6 * w, Cla: 10 * w,
		Rsv: 0.038 * a.Rv / 0.01126, Rev: 0.016 * a.Rv / 0.01126,
		Lpa:  0.00018 * 92 / a.Qrest,
		KRlv: 0.000375 / left, KRrv: 0.0014 / right,
		Vura: 25 * v, Vula: 25 * w,
		Vlv: diastolic(8, a.P0, a.KElv), Vrv: diastolic(4, a.P0, a.KErv),
		Reflux: reflux * left, Transit: transit * height / 180 * math.Sqrt(soft),
	}
}

// diastolic is the volume of a relaxed ventricle at a pressure, mL.
func diastolic(pressure, p0, kE float64) float64 { return math.Log(1+max(pressure, 0)/p0) / kE }
