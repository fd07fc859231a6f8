package physiology

import "math"

// Vital is what decides over life: the injury of the heart muscle that a supply
// under its need builds up, arrest, and the function of the brain.
//
// A form of our own, without one published model behind it: the heart can raise its
// oxygen supply to four times rest (coronary reserve, less what a narrowed artery
// takes), so supply over need is
//
//	4·(MAP − Pz)/70·(CaO2 − Cmin)/170/viscosity   over   (HR/70)·(MAP/90)
//
// Pz is the pressure at which coronary flow stops: 20 mmHg, and more when the right
// atrium, into which the heart drains, is fuller than usual (Bellamy RF, Circ Res 43:92,
// 1978; Uhlig PN et al, Circ Res 55:241, 1984). Cmin is the content at a PO2 of 10 mmHg:
// less does not leave the blood for the mitochondria. Thin blood flows more easily. An
// injured heart is slower, but spares nothing by it: it is wider. Below
// 1 injury grows and at 1 the heart stands still. What follows is in arrest.go.
// The brain follows blood flow (autoregulated above 60 mmHg), saturation,
// haemoglobin and the narcosis of CO2; what starves for minutes is lost.
type Vital struct {
	Injury    float64 // of the heart, 0..1; heals
	Awake     float64 // function of the brain, 0..1, as far as oxygen lets it
	Energy    float64 // phosphates of the arrested heart, 1 full, 0 none
	Blocked   float64 // share of the heart whose artery is closed, as far as it stopped working, 0..1
	Infarct   float64 // share of the heart that died of it, 0..1
	Harm      float64 // share of the brain that is lost for good, 0..1
	Arrest    bool    // the heart does not pump
	Dead      bool    // and cannot be brought back
	Pulseless Pulseless

	Glucopenia float64 // share of consciousness that low glucose takes, 0..1
}

const (
	tauInjury, tauHeal = 100.0, 600.0 // s
	tauAwake           = 8.0          // s

	reserve           = 4.0       // coronary flow over that of rest
	closing, backFrom = 20.0, 6.0 // mmHg
	leastCoronary     = 10.0      // mmHg of PO2

	compressedSkull = 12.0 // mmHg that compressions add within the skull
)

// advance moves injury and wakefulness by dt seconds.
func (v *Vital) advance(b *Body, p *Patient, now *influence, dt float64) {
	v.occlude(now.blocked, dt)
	if v.Arrest {
		v.arrested(b, now, dt)
	} else {
		v.advanceHeart(b, p, now, dt)
	}
	supplied := b.supplied(p)
	v.starve(supplied, b.Heat.Core, dt)
	v.Awake += (1 - math.Exp(-dt/tauAwake)) * (supplied*(1-v.Harm) - v.Awake)
}

// starve counts the minutes that a brain lives without supply.
func (v *Vital) starve(supplied, core, dt float64) {
	const enough, tauHarm = 0.2, 900.0
	if supplied < enough {
		v.Harm = min(v.Harm+(1-supplied/enough)*dt/tauHarm*pace(core), 1)
	}
}

// supplied is the function that the brain would settle at in the present state; the
// whole column of blood above the heart counts, not the carotid share of it.
func (b *Body) supplied(p *Patient) float64 {
	const carotidShare = 0.6
	behind := 0.0
	if b.Vital.Arrest {
		behind = compressedSkull
	}
	return brain(b.Flow.Psa-behind-hydrostatic(p)*b.Tilt/carotidShare, b.Gas.SaO2*(1-b.Lungs.COHb), b.Gas.CaO2, b.Gas.PaCO2, b.Heat.Core)
}

func (v *Vital) advanceHeart(b *Body, p *Patient, now *influence, dt float64) {
	floor, _ := b.Gas.Blood.O2(leastCoronary)
	back := closing + max(b.Flow.Pra-backFrom, 0)
	supply := reserve * (b.Flow.Psa - back) / 70 * (b.Gas.CaO2 - floor) / 170 * (1 - 0.6*v.Blocked) / min(b.viscosity(p), 1)
	need := max(b.Tone.Rate/(1-slowed*v.Injury)*60/70*b.Flow.Psa/p.Reflex.Pn, 0.15)
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
	v.Energy += (1 - math.Exp(-dt/tauRefill)) * (1 - v.Energy)
	switch {
	case now.arrest != beating:
		v.stop(now.arrest)
	case now.beating.Fibrillates:
		v.stop(Fibrillation)
	case v.Injury >= 1 && b.Heat.Core < 28:
		v.stop(Fibrillation)
	case v.Injury >= 1, b.Blood.Potassium > standstill:
		v.stop(Asystole)
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
// Compressions keep it alive but not at work.
func (v *Vital) stem() float64 {
	if v.Arrest {
		return 0
	}
	return min(max((v.Awake-0.1)/0.25, 0), 1)
}

// acvpu is consciousness as a number, 0 alert to 4 unresponsive.
func acvpu(awake float64) float64 {
	for i, limit := range [...]float64{0.85, 0.70, 0.50, 0.30} {
		if awake >= limit {
			return float64(i)
		}
	}
	return 4
}

// hydrostatic is the pressure that the carotid sinus loses when upright, mmHg.
func hydrostatic(p *Patient) float64 { return 9.6 * p.Height / 180 }
