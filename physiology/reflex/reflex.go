// Package reflex is the autonomic control of the circulation: carotid baroreflex
// with sympathetic and vagal arm, low-pressure receptors, chemoreflex and the
// ischaemic response of the brain.
//
// Sources: Ursino M, Am J Physiol 275:H1733-H1747, 1998,
// doi:10.1152/ajpheart.1998.275.5.H1733 (baroreflex; the pure delays are folded
// into the lags); Magosso E, Ursino M, 2002 (cap of sympathetic firing). Volume
// receptors, chemoreflex and ischaemic response are linear terms calibrated to
// published bleeds and altitude; that a high arterial pressure mutes the volume receptors is
// of Koike H et al, Am J Physiol 228:73, 1975 (to check).
//
// Equations used:
//
//	τp·dP~/dt = P + τz·dP/dt − P~
//	fcs = (fmin + fmax·e^x)/(1 + e^x),  x = (P~ − Pn)/ka
//	fes = fes∞ + (fes0 − fes∞)·exp(−kes·fcs) + volume·min(exp(−2·kes·(fcs − fcs0 − 8)), 1) + chemo + ischaemic + arousal ≤ 60
//	fev = (fev0 + fev∞·e^y)/(1 + e^y),  y = (fcs − 25)/kev
//	effector = base + G·ln(fes − fesmin + 1), each behind its own lag
//	T = T0 + GTs·lnₛ + GTv·fev
//
// Units: mmHg, s, spikes/s. Validity: adults awake or asleep. Limits: no cardiopulmonary
// reflex on filling above rest, no Bezold-Jarisch reflex, no respiratory coupling.
package reflex

import "math"

// Params are the constants of one patient's reflexes.
//
//	symbol    reference adult  unit              source
//	Pn        92               mmHg              Ursino 1998; + 0.2 a year from 40 to 65
//	gain      1                1                 1 − 0.011·(age − 40), 0.35..1.25
//	T0        0.58 m, 0.53 f   s                 Ursino 1998; women calibrated to +3 /min
//	Gvol      1.8              1/s/mmHg          calibrated: bleeds of 10..35 %
//	Gisch     0.6              1/s/mmHg          calibrated
//	Gchemo    20               1/s per unit SaO2 calibrated: heart rate at 3000 m
type Params struct {
	Pn     float64 // set point of arterial pressure, mmHg
	Gain   float64 // of the baroreflex and the volume receptors, 1
	T0     float64 // period of the denervated sinus node, s
	Gvol   float64 // low-pressure receptors, spikes/s/mmHg
	Gisch  float64 // ischaemic response, spikes/s/mmHg
	Gchemo float64 // chemoreflex, spikes/s per unit of saturation
	Pisch  float64 // pressure at the brain below which it responds, mmHg
}

// Constants of Ursino 1998 that are the same for everybody.
const (
	fmin, fmax, ka       = 2.52, 47.78, 11.758 // 1/s, 1/s, mmHg
	fcs0                 = (fmin + fmax) / 2   // firing at the set point, 1/s
	fesInf, fes0, kes    = 2.1, 16.11, 0.0675  // 1/s, 1/s, s
	fesMin, fesMax       = 2.66, 60            // 1/s
	fev0, fevInf, kev    = 3.2, 6.3, 7.06      // 1/s
	tauZ, tauP           = 6.37, 2.076         // s
	tauR, tauV, tauTs    = 8.0, 25.0, 4.0      // s, delay included
	tauTv, tauE          = 1.7, 10.0           // s, delay included
	gTs, gTv             = -0.13, 0.09         // s, s²
	rsp0, gRsp           = 2.49, 0.695         // mmHg·s/mL
	rep0, gRep           = 0.78, 0.53          // mmHg·s/mL
	vu0, gVu             = 1435.4 + 1537, -265.4 - 132.5
	emaxL0, gEmaxL       = 2.392, 0.475 // mmHg/mL
	emaxR0, gEmaxR       = 1.412, 0.282 // mmHg/mL
	volumeVagal          = 0.6          // of the volume receptors' drive that the vagus loses
	chemoVagal, chemoMax = 3.0, 8.0     // the same for the chemoreflex; its ceiling, 1/s
	volumeLow, volumeTop = -0.2, 6.0    // range of the volume receptors, mmHg below rest
	chemoThreshold       = 0.95         // saturation below which it fires
	loaded               = 8.0          // 1/s, carotid firing above rest that begins to mute the volume receptors
)

// Input is what the receptors feel.
type Input struct {
	P      float64 // pressure at the carotid sinus, mmHg
	Shift  float64 // upward reset of the set point, mmHg
	Empty  float64 // central venous pressure lost since rest, mmHg
	SaO2   float64 // arterial saturation, 0..1
	Damped float64 // share of the gain that drugs take, 0..1
	Arousal
}

// Arousal is what the brain adds to the reflexes: stress and pain, and less than
// nothing in sleep.
type Arousal struct {
	Sympathetic float64 // spikes/s
	Vagal       float64 // withdrawal, as carotid firing, spikes/s
	Reset       float64 // of the set point, mmHg
}

// State is the baroreceptor's memory and the five effectors behind their lags. The
// sympathetic ones share the logarithm of firing, so it is what is lagged.
type State struct {
	W                           float64 // lag part of the baroreceptor, mmHg
	LnR, LnV, LnT, LnE, VagalHz float64
}

// Drive is the firing that an input calls for: ln(fes − fesmin + 1) and fev.
func Drive(p *Params, sensed float64, in Input) (ln, vagal float64) {
	e := math.Exp((sensed - p.Pn - in.Shift - in.Reset) / ka)
	gain := p.Gain * (1 - in.Damped)
	fcs := fcs0 + gain*((fmin+fmax*e)/(1+e)-fcs0)
	volume := p.Gvol * gain * min(max(in.Empty, volumeLow), volumeTop)
	// A loaded carotid sinus mutes the receptors of low pressure.
	if fcs > fcs0+loaded {
		volume *= math.Exp(-2 * kes * (fcs - fcs0 - loaded))
	}
	chemo := min(p.Gchemo*max(chemoThreshold-in.SaO2, 0), chemoMax)
	fes := fesInf + (fes0-fesInf)*math.Exp(-kes*fcs) + volume + chemo + in.Sympathetic + p.Gisch*max(p.Pisch-sensed, 0)
	if fes = min(fes, fesMax); fes > fesMin {
		ln = math.Log(fes - fesMin + 1)
	}
	y := math.Exp((fcs - volumeVagal*volume - chemoVagal*chemo - in.Vagal - 25) / kev)
	return ln, (fev0 + fevInf*y) / (1 + y)
}

// Rest is the state that has listened to the same input for ever.
func Rest(p *Params, in Input) State {
	ln, vagal := Drive(p, in.P, in)
	return State{W: (1 - tauZ/tauP) * in.P, LnR: ln, LnV: ln, LnT: ln, LnE: ln, VagalHz: vagal}
}

// Advance moves the state by dt seconds, exact for inputs held over the step.
func Advance(p *Params, s *State, in Input, dt float64) {
	sensed := s.W + tauZ/tauP*in.P
	s.W += lag(dt, tauP) * (in.P - sensed)
	sensed = max(s.W+tauZ/tauP*in.P, 0)
	ln, vagal := Drive(p, sensed, in)
	s.LnR += lag(dt, tauR) * (ln - s.LnR)
	s.LnV += lag(dt, tauV) * (ln - s.LnV)
	s.LnT += lag(dt, tauTs) * (ln - s.LnT)
	s.LnE += lag(dt, tauE) * (ln - s.LnE)
	s.VagalHz += lag(dt, tauTv) * (vagal - s.VagalHz)
}

func lag(dt, tau float64) float64 { return 1 - math.Exp(-dt/tau) }

// Resistance is the parallel of splanchnic and other beds, mmHg·s/mL.
func (s *State) Resistance() float64 {
	rsp, rep := rsp0+gRsp*s.LnR, rep0+gRep*s.LnR
	return rsp * rep / (rsp + rep)
}

// Unstressed is the unstressed volume of the veins, mL.
func (s *State) Unstressed() float64 { return vu0 + gVu*s.LnV }

// Emax are the end-systolic elastances of the left and right ventricle, mmHg/mL.
func (s *State) Emax() (left, right float64) { return emaxL0 + gEmaxL*s.LnE, emaxR0 + gEmaxR*s.LnE }

// Period is the cycle of the sinus node, s.
func (s *State) Period(p *Params) float64 { return max(p.T0+gTs*s.LnT+gTv*s.VagalHz, 0.25) }
