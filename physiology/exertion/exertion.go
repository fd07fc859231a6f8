// Package exertion is oxygen uptake of muscular work and what it asks of heart,
// vessels and breathing.
//
// Sources: Ozyener F et al, J Appl Physiol 2001 and Whipp BJ 1971 (kinetics, 10.3
// mL/min/W); Tanaka H, J Am Coll Cardiol 37:153, 2001,
// doi:10.1016/S0735-1097(00)01054-8 (maximal heart rate); Magosso E, Ursino M 2002
// (central command and reset of the baroreflex); Swain DP 1998 (%HRR = %VO2R).
//
// Equations used:
//
//	VO2 → rest + 250·(unloaded) + 10.3·W, first order, τ 30 s, at most VO2max
//	I = (VO2 − VO2rest)/(VO2max − VO2rest)
//	conductance of muscle = kG·(VO2 − VO2rest), τ 15 s
//	heart rate + I·(HRmax − HRrest);  Pn + 28·I;  Emax + 4.6·I;  Vu − 1400·(1 − e^(−I/0.35))
//
// Validity: cycling of minutes, adults. Limits: no slow component, no lactate, no
// fatigue: what cannot be sustained is sustained at VO2max. The constants were
// calibrated at 100 W and at the maximum; see the package tests.
package exertion

import "math"

// Params are the constants of one patient.
//
//	symbol   reference adult       unit            source
//	VO2max   40 − 0.3·(age − 40)   mL/kg/min       men; women · 0.83
//	HRmax    208 − 0.7·age         1/min           Tanaka 2001
//	τ        30                    s               Ozyener 2001
//	kG       1.05                  mL/s/mmHg per L/min   calibrated: +5.3 L/L
type Params struct {
	VO2Max float64 // mL/min
	HRMax  float64 // 1/min
	Tau    float64 // s
	KG     float64 // conductance, mL/s/mmHg per L/min
	VuEx   float64 // venous recruitment, mL
}

// State is the uptake above rest, mL/min, its lagged copy that opens muscle vessels,
// and the short effort of getting up with the dilatation that follows it.
type State struct{ VO2, Opened, Effort, Dilated float64 }

// Effect is what exercise asks of the rest of the body.
type Effect struct {
	Intensity   float64 // share of the VO2 reserve, 0..1
	Conductance float64 // mL/s/mmHg
	Recruited   float64 // mL of unstressed volume
	Inotropy    float64 // mmHg/mL of left Emax
	Reset       float64 // mmHg
}

const (
	unloaded, perWatt = 250.0, 10.3 // mL/min, mL/min/W
	tauOpen           = 15.0        // s
	recruitScale      = 0.35
	inotropy, reset   = 4.6, 28.0 // mmHg/mL, mmHg

	tauEffort, tauDilate = 5.0, 4.0 // s
	dilation             = 2.0      // calibrated: resistance falls by 38 % at 7 s
)

// Rise is the effort of getting up: a burst of muscle work, 1 from lying to standing,
// that opens vessels for some seconds (Sprangers RL et al, J Appl Physiol 70:523,
// 1991: resistance falls by 38 % within 7 s of standing up, not of passive tilt).
func (s *State) Rise(effort float64) { s.Effort = max(s.Effort, effort) }

// OfPower is the steady uptake above rest of cycling at a power in W.
func OfPower(watt float64) float64 {
	if watt <= 0 {
		return 0
	}
	return unloaded + perWatt*watt
}

// Advance moves the uptake towards target, mL/min above rest, by dt seconds.
func Advance(p *Params, s *State, target, rest, dt float64) {
	target = min(target, max(p.VO2Max-rest, 0))
	s.VO2 += (1 - math.Exp(-dt/p.Tau)) * (target - s.VO2)
	s.Opened += (1 - math.Exp(-dt/tauOpen)) * (s.VO2 - s.Opened)
	if s.Effort > 1e-9 || s.Dilated > 1e-9 {
		s.Dilated += (1 - math.Exp(-dt/tauDilate)) * (dilation*s.Effort - s.Dilated)
		s.Effort *= math.Exp(-dt / tauEffort)
	}
}

// Derive gives the effects of a state with a resting uptake, mL/min.
func Derive(p *Params, s *State, rest float64) (e Effect) {
	if s.VO2 < 1e-6 && s.Opened < 1e-6 {
		return e
	}
	e.Intensity = min(max(s.VO2/max(p.VO2Max-rest, 1), 0), 1)
	e.Conductance = p.KG * s.Opened / 1000
	e.Recruited = p.VuEx * (1 - math.Exp(-e.Intensity/recruitScale))
	e.Inotropy = inotropy * e.Intensity
	e.Reset = reset * e.Intensity
	return e
}
