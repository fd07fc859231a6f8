package pulsatile

import "math"

// Beat activates the ventricles at a time, s since Rest: now or later, after the last
// beat that was given, with at most three still to come. Strength is that of the
// contraction, 0..1; 0 is a beat that only the electrocardiogram sees.
func (s *State) Beat(at, strength float64) {
	last := &s.Beats[(s.Beaten-1)%4]
	s.Cycle += adapting * (min(max(at-last.Start, 0.2), 2) - s.Cycle)
	s.Beats[s.Beaten%4] = Activation{Start: at, Duration: systole(s.Cycle), Strength: strength}
	s.Beaten++
}

// Atrium activates the atria at a time, s since Rest, under the same rules. Without it
// they are passive, as they are in fibrillation.
func (s *State) Atrium(at, strength float64) {
	s.Kicks[s.Kicked%4] = Activation{Start: at, Duration: min(atrial, 0.4*s.Cycle), Strength: strength}
	s.Kicked++
}

const (
	adapting = 0.3  // share of a new interval in the duration of systole
	atrial   = 0.15 // s, contraction of the atria
)

// systole is the duration of a ventricle's activation, s, at an interval between
// beats: aortic closure comes at three quarters of it, which puts the closure at the
// end of the electromechanical systole of Weissler AM et al, Circulation 37:149, 1968
// (413 − 1.7·HR and 131 − 0.4·HR ms, less 40 ms of electromechanical delay; to check);
// above his rates it is the line of Ursino 1998.
func systole(cycle float64) float64 {
	const closes = 0.75
	return max((0.504-0.0021*60/cycle)/closes, 0.5-0.075/cycle)
}

// begun tells whether one of the activations began in the last step.
func begun(ring *[4]Activation, now, dt float64) bool {
	for i := range ring {
		if age := now - ring[i].Start; age > 0 && age <= dt && ring[i].Duration > 0 {
			return true
		}
	}
	return false
}

// active is the activation now, 0..1: the strongest of those under way.
func active(ring *[4]Activation, now float64) float64 {
	phi := 0.0
	for i := range ring {
		a := &ring[i]
		if age := now - a.Start; age > 0 && age < a.Duration {
			phi = max(phi, a.Strength*bell(age/a.Duration))
		}
	}
	return phi
}

// bell is sin²(π·x) for x in 0..1, as the series of the cosine around its middle.
func bell(x float64) float64 {
	y := math.Pi * (x - 0.5)
	y *= y
	c := 1 + y*(-1.0/2+y*(1.0/24+y*(-1.0/720+y*(1.0/40320-y/3628800))))
	return c * c
}

// wall is the isovolumetric pressure of a ventricle, mmHg, and its slope over volume.
//
//	Pmax = φ·Emax·(V − Vu) + (1 − φ)·P0·(e^{kE·V} − 1)
func wall(v, vu, phi, emax, p0, kE float64) (pressure, slope float64) {
	relaxed := p0 * math.Exp(kE*v)
	return phi*emax*(v-vu) + (1-phi)*(relaxed-p0), phi*emax + (1-phi)*kE*relaxed
}

// valve is the flow through an ideal diode whose both ends give way to it: give is
// the sum of their elastances times the step.
func valve(up, down, resistance, give float64) float64 {
	if up <= down {
		return 0
	}
	return (up - down) / (resistance + give)
}
