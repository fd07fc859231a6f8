package pulsatile

import "math"

// Limb is the tube from the aortic root to the wrist: what travels out and back.
//
// Source: Zhang G, Hahn JO, Mukkamala R. Tube-load model parameter estimation for
// monitoring arterial hemodynamics. Front Physiol 2:72, 2011,
// doi:10.3389/fphys.2011.00072: a lossless tube that ends in a load.
//
//	Pf(t) = Paorta(t) − Pb(t − τ)      forward wave at the root
//	Pb(t) = Γ ∗ Pf(t − τ)              what the load sends back
//	Pwrist(t) = Pf(t − τ) + Pb(t)
//
// The load reflects slow waves and lets fast ones pass: Γ is a low pass. Its mean is
// the aorta's. Limits: no loss along the tube, one reflection site.
//
//	symbol  value  unit  source
//	τ       0.06   s     resonance at 4 Hz, the peak of Karamanoglu M et al, Eur Heart J 14:160, 1993 (to check)
//	Γ0      0.42   1     calibrated to a pulse amplification of 1.2 in the old, 1.5 in the young
//	τΓ      0.02   s     calibrated to it
type Limb struct {
	Out, Back [64]float64 // waves of the last 64 steps, mmHg
	Echo      float64     // Pb at the wrist, mmHg
}

const (
	transit    = 0.06
	reflection = 0.42
	softening  = 0.02
)

// still fills the tube with a steady pressure.
func (l *Limb) still(pressure float64) {
	for i := range l.Out {
		l.Out[i] = pressure / (1 + reflection)
		l.Back[i] = pressure - l.Out[i]
	}
	l.Echo = l.Back[0]
}

// advance carries the aortic pressure of step n on and gives that of the wrist, a
// whole and a part of a step later; echo is the share of the way that the load's low
// pass goes in a step.
func (l *Limb) advance(n int64, aorta float64, whole int64, part, echo float64) float64 {
	const mask = int64(len(l.Out) - 1)
	near, far := (n-whole)&mask, (n-whole-1)&mask
	l.Out[n&mask] = aorta - (l.Back[near] + part*(l.Back[far]-l.Back[near]))
	out := l.Out[near] + part*(l.Out[far]-l.Out[near])
	l.Echo += echo * (reflection*out - l.Echo)
	l.Back[n&mask] = l.Echo
	return out + l.Echo
}

// steps is a lag in steps of dt, within what the tube holds.
func (l *Limb) steps(lag, dt float64) (whole int64, part float64) {
	lag = min(max(lag/dt, 1), float64(len(l.Out)-2))
	return int64(lag), lag - math.Floor(lag)
}
