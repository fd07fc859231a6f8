package physiology

import "github.com/vitalfleet/vitalfleet/physiology/circulation/pulsatile"

// PulsatileParams are the constants of a patient's circulation within the beat.
func PulsatileParams(p *Patient) pulsatile.Params { return pulsatile.FromA(&p.Circulation, p.Height) }

// Pulsatile is what the circulation within the beat reads of the body now; the
// caller adds the breath. It reads and never writes.
func (b *Body) Pulsatile() pulsatile.Drive { return pulsatile.Drive{Tone: b.Tone, Flow: b.Flow} }
