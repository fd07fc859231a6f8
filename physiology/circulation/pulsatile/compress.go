package pulsatile

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/circulation"
)

// squeeze advances chest compressions by a share of their cycle: half of it presses
// both ventricles. It tells how hard, 0..1, and whether one begins.
func (s *State) squeeze(by float64) (phi float64, begins bool) {
	before := s.Squeeze
	s.Squeeze += by
	s.Squeeze -= math.Floor(s.Squeeze)
	if s.Squeeze < 0.5 {
		phi = bell(2 * s.Squeeze)
	}
	return phi, s.Squeeze < before
}

// squeezed are the elastances, mmHg/mL, that a compression lends the ventricles: such
// that each ejects the stroke of package circulation against its pressure.
func squeezed(a *circulation.Params, d *Drive) (left, right float64) {
	f := &d.Flow
	lv := diastolic(f.Ppv-d.Tone.Chest, a.P0, a.KElv) - f.SV - a.Vulv
	rv := diastolic(f.Pra-d.Tone.Chest, a.P0, a.KErv) - f.SV - a.Vurv
	return (max(f.Psa, 0) + 5) / max(lv, 20), (max(f.Ppa, 0) + 3) / max(rv, 20)
}
