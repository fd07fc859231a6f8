package physiology

import "github.com/vitalfleet/vitalfleet/physiology/rhythm"

// HeartDrive is what the body makes of its heart now.
func (b *Body) HeartDrive(_ *Patient) rhythm.Drive {
	return rhythm.Drive{Sinus: 60 * b.Tone.Rate}
}
