package physiology

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/circulation/pulsatile"
)

// PulsatileParams are the constants of a patient's circulation within the beat.
func PulsatileParams(p *Patient) pulsatile.Params { return pulsatile.FromA(&p.Circulation, p.Height) }

// Pulsatile is what the circulation within the beat reads of the body now; the caller
// adds the breath. It only reads.
func (b *Body) Pulsatile() pulsatile.Drive { return pulsatile.Drive{Tone: b.Tone, Flow: b.Flow} }

// ChestSwing is how far a breath moves the pressure in the chest, mmHg, from its end to
// the height of inspiration: down in a spontaneous breath, which stretches the lungs and
// draws air through the airways, up under a ventilator, which stretches the chest's wall.
//
//	spontaneous −(Elung·VT + R·flow/2)     ventilated +Ewall·VT
//
// Source: Otis AB, Fenn WO, Rahn H, J Appl Physiol 2:592, 1950, a breath being a sine.
func (b *Body) ChestSwing() float64 {
	const cmH2O, wall = 0.7356, 5.0 // mmHg, cmH2O/L
	g := &b.Gas
	if g.Peak > 0 {
		return wall * g.VT * cmH2O
	}
	flow := math.Pi * g.VT * g.RR / 60 // L/s at its peak
	return -((g.Lung.E-wall)*g.VT + 0.5*g.Lung.R*flow) * cmH2O
}
