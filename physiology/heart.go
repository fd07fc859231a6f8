package physiology

import (
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// atrialKick is the share of the stroke that the atria add, a sixth (Naito M et al, Am J
// Cardiol 46:625, 1980: 15-20 %).
const atrialKick = 0.16

// beats is the rate at which the ventricles beat, 1/min: the sinus node's, unless the
// heart has another rhythm or is paced from outside.
func (n *influence) beats(sinus float64, v *Vital) float64 {
	switch {
	case v.Arrest:
		return 0
	case n.beating.Own:
		return n.beating.Rate
	}
	return max(sinus, n.paced)
}

// unfilled is the share of the stroke that the rhythm takes: atria that do not contract
// or not in time, ventricles that contract early or one after the other.
func (n *influence) unfilled(p *Patient) float64 {
	if !n.beating.Own {
		return p.Atria
	}
	return 1 - (1-max(p.Atria, atrialKick*n.beating.Atria))*min(n.beating.Stroke, 1)
}

// Drive is what the body makes of its heart now, for a rhythm that breathing moves.
func (in *Inputs) Drive(p *Patient, b *Body) rhythm.Drive {
	return rhythm.Drive{Sinus: 60 * b.Tone.Sinus}
}
