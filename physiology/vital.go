package physiology

import "math"

// Vital is what decides over life: the injury of the heart muscle that a supply
// under its need builds up, arrest, and the function of the brain.
//
// A first form of our own, without a published model behind it: the heart can raise
// its oxygen supply to four times rest (coronary reserve), so supply over need is
// 4·(MAP − 20)/70·CaO2/195 over (HR/70)·(MAP/90); below 1 injury grows and at 1 the
// heart stands still, for good. The brain follows blood flow (autoregulated above 60
// mmHg), saturation, haemoglobin and the narcosis of CO2.
type Vital struct {
	Injury float64 // of the heart, 0..1
	Awake  float64 // function of the brain, 0..1
	Arrest bool
}

const (
	tauInjury, tauHeal = 60.0, 600.0 // s
	tauAwake           = 8.0         // s
)

// advance moves injury and wakefulness by dt seconds.
func (v *Vital) advance(b *Body, p *Patient, dt float64) {
	v.advanceHeart(b, p, dt)
	v.Awake += (1 - math.Exp(-dt/tauAwake)) * (b.supplied(p) - v.Awake)
}

// supplied is the function that the brain would settle at in the present state; the
// whole column of blood above the heart counts, not the carotid share of it.
func (b *Body) supplied(p *Patient) float64 {
	const carotidShare = 0.6
	return brain(b.Flow.Psa-hydrostatic(p)*b.Tilt/carotidShare, b.Gas.SaO2*(1-b.Lungs.COHb), b.Gas.CaO2, b.Gas.PaCO2, b.Heat.Core)
}

func (v *Vital) advanceHeart(b *Body, p *Patient, dt float64) {
	if v.Arrest {
		return
	}
	supply := 4 * (b.Flow.Psa - 20) / 70 * b.Gas.CaO2 / 195
	need := max(b.Tone.Rate*60/70*b.Flow.Psa/p.Reflex.Pn, 0.15)
	if b.Heat.Core < 28 { // the cold heart fibrillates
		supply *= max((b.Heat.Core-22)/6, 0)
	}
	if b.Heat.Core > 42 {
		supply *= max((45-b.Heat.Core)/3, 0)
	}
	if short := 1 - supply/need; short > 0 {
		v.Injury += min(short, 1) * dt / tauInjury
	} else {
		v.Injury -= (1 - math.Exp(-dt/tauHeal)) * v.Injury
	}
	if v.Injury >= 1 {
		v.Injury, v.Arrest = 1, true
	}
}

// brain is the steady function, 0..1, of pressure at the brain (mmHg), fractional
// saturation, O2 content (mL/L), PaCO2 (mmHg) and temperature (degC).
func brain(pressure, saturation, content, pco2, core float64) float64 {
	f := min(max((pressure-15)/45, 0), 1)
	f *= min(saturation/0.75, 1) * min(content/70, 1)
	f *= min(max(1-(pco2-80)/80, 0.1), 1)
	return f * min(max((core-26)/6, 0), 1)
}

// stem is how far the brain stem breathes, 0..1: it outlasts consciousness.
func (v *Vital) stem() float64 { return min(max((v.Awake-0.1)/0.25, 0), 1) }

// acvpu is consciousness as a number, 0 alert to 4 unresponsive.
func (v *Vital) acvpu() float64 {
	for i, limit := range [...]float64{0.85, 0.70, 0.50, 0.30} {
		if v.Awake >= limit {
			return float64(i)
		}
	}
	return 4
}

// hydrostatic is the pressure that the carotid sinus loses when upright, mmHg.
func hydrostatic(p *Patient) float64 { return 9.6 * p.Height / 180 }
