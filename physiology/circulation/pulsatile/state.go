package pulsatile

import (
	"github.com/vitalfleet/vitalfleet/physiology/circulation"
)

// State is the circulation at an instant, a plain value: assigning it forks it.
// Pressures are those across a vessel's wall.
type State struct {
	N                  int64   // steps since Rest
	Psa, Psp           float64 // systemic arteries, peripheral vessels, mmHg
	Qsa, Qpa           float64 // flow into peripheral vessels and lungs, mL/s
	Vsv, Vev           float64 // splanchnic and other veins, mL
	Vra, Vrv, Vla, Vlv float64 // chambers, mL
	Lax, Rax           float64 // P0·e^{kE·V} of the ventricles, mmHg
	Ppa, Ppp, Ppv      float64 // pulmonary arteries, capillaries, veins, mmHg
	Beats, Kicks       Ring    // of ventricles and atria
	Cycle              float64 // smoothed interval of the beats, s
	Reflux             float64 // that closes the aortic valve, still to come, mL
	Squeeze            float64 // phase of chest compressions, 0..1
	Limb               Limb
	Hold               Hold
	Load               Load
}

// Drive is what the shadow reads of the body at an instant: held over a tick, or
// interpolated by the caller.
type Drive struct {
	Tone   circulation.Tone
	Flow   circulation.Flow
	Breath float64 // pressure in the chest now above its mean over the breath, mmHg
}

// Out is what can be measured at the end of a step: pressures in mmHg, flow in mL/s.
type Out struct {
	Aorta  float64 // at the root
	Radial float64 // at the wrist, where a cuff or a line sits
	RA, RV float64 // right atrium, which is the central venous pressure, and ventricle
	PA     float64 // pulmonary artery
	LA, LV float64 // left atrium, which a wedged catheter reads, and ventricle
	Flow   float64 // into the aorta
}
