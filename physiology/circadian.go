package physiology

import "math"

// phase is the shift of the temperature set points that the body's clock asks for at
// t seconds of body time, degC: a cosine with its peak at five in the afternoon.
// With what sleep does, the core is lowest before dawn and goes 0.6-1.0 degC from
// trough to peak (Refinetti R, Menaker M, Physiol Behav 51:613, 1992). Metabolism goes
// with it; 0 for bodies without a clock.
//
// Limits: a fixed phase for everybody; no shift by light, travel or night work.
func (e *Environment) phase(t float64) float64 {
	if !e.Circadian {
		return 0
	}
	const drive, amplitude = 17.0 * 3600, 0.25
	return amplitude * math.Cos(2*math.Pi*math.Mod(e.Clock+t-drive, day)/day)
}

// wakefulness is the factor on resting metabolism of clock and sleep.
func (b *Body) wakefulness() float64 { return (1 + 0.10*b.Phase) * (1 - 0.08*b.Mood.Sleep) }
