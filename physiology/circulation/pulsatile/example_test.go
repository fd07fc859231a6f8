package pulsatile_test

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/circulation/pulsatile"
)

// A shadow of a body at rest, with a regular rhythm: each contraction of the atria is
// followed by one of the ventricles. Beats may be given ahead.
func Example() {
	patient, _ := physiology.Reference(physiology.Person{Age: 40, Height: 180, Weight: 77})
	body, _ := physiology.New(&patient, physiology.DefaultEnvironment())

	p, d := physiology.PulsatileParams(&patient), body.Pulsatile()
	s := pulsatile.Rest(&p, &d)
	high, low := 0.0, 300.0
	beat := 0.5 / d.Tone.Rate // s since Rest
	for now := 0.0; now < 10; now += pulsatile.Grid {
		if beat-0.14 < now {
			s.Atrium(beat-0.14, 1)
			s.Beat(beat, 1)
			beat += 1 / d.Tone.Rate
		}
		wrist := s.Step(&p, &d, pulsatile.Grid).Radial
		high, low = max(high, wrist), min(low, wrist)
	}
	fmt.Printf("%.0f/%.0f mmHg\n", high, low)
	// Output: 118/75 mmHg
}
