package physiology

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/fluid"
)

// Treated is what the drugs of a patient's conditions hold back, so that it returns
// when they are stopped or missed.
type Treated struct {
	Pressure float64 // mmHg of the set point of pressure
	Salt     float64 // avidity of the kidneys for salt, 0..1
	Nerves   float64 // sympathetic drive, spikes/s, that a beta blocker holds
}

// relapse is the rise of the set point when a share of the treatment is missed, mmHg.
func (p *Patient) relapse(missed float64) float64 { return p.Treated.Pressure * missed }

// squeeze is the factor on systemic resistance of missed treatment, of a hand in ice
// water, of the muscles that open in alarm (Blair DA et al, J Physiol 148:633, 1959)
// and of arrest.
func (b *Body) squeeze(p *Patient) float64 {
	r := (1 + b.Mood.Missed*p.Treated.Pressure/p.Reflex.Pn) * (1 + 0.25*b.Mood.Icy) * (1 - 0.22*b.Mood.aroused())
	if b.Mood.Crisis > 0 {
		r *= math.Exp(b.Mood.Crisis)
	}
	if b.Vital.Arrest { // vessels slacken when nobody commands them
		r *= 1 - 0.45*(1-b.Vital.stem())
	}
	return r
}

// kidney is what drugs, disease and behaviour make of the kidneys now.
func (b *Body) kidney(p *Patient, now *influence) fluid.Control {
	c := fluid.Control{
		Dry: now.dry, Saltless: now.saltless, Withheld: now.withheld,
		Loop: now.loop, Held: now.drug.Antidiuresis, Avid: b.Mood.Missed * max(p.Treated.Salt, now.avid), Asleep: b.Mood.Sleep, Dead: b.Vital.Arrest,
	}
	if now.diet > 0 {
		c.Diet = now.diet - 1
	}
	return c
}

// beyond is the arterial pressure that capillaries and kidneys feel behind the arterioles
// that a crisis narrows, mmHg.
func (b *Body) beyond() float64 {
	if b.Mood.Crisis == 0 {
		return b.Flow.Psa
	}
	return b.Flow.Psa * math.Exp(-0.6*b.Mood.Crisis)
}

// unspent is the share of its work that muscle still does in acid blood: none that would
// bring the blood under a pH of 6.95 (Fitts RH, Physiol Rev 74:49, 1994: hydrogen ions
// weaken cross bridges).
func (b *Body) unspent() float64 { return min(max((b.Gas.PH-6.95)/0.15, 0), 1) }

// soaked is the blood that water around the body moves into the chest, mL (Arborelius
// M et al, Aerosp Med 43:592, 1972: some 700 mL).
func (n *influence) soaked(p *Patient) float64 {
	if !n.immersed {
		return 0
	}
	return 500 * p.Vessels
}

// usualGFR is the glomerular filtration of an age, mL/min: 125, and 1 less a year after
// 40 (Lindeman RD et al, J Am Geriatr Soc 33:278, 1985: 0.75-1 a year).
func usualGFR(age float64) float64 { return 125 - 0.9*max(age-40, 0) }

// watson is the water of the body, L: Watson PE et al, Am J Clin Nutr 33:27, 1980.
func watson(q *Patient) float64 {
	if q.Sex == Female {
		return max(-2.097+0.1069*q.Height+0.2466*q.Weight, 8)
	}
	return max(2.447-0.09516*q.Age+0.1074*q.Height+0.3362*q.Weight, 8)
}
