package pulsatile

import "math"

// Ring holds the latest eight activations of ventricles or atria.
type Ring struct {
	Of         [8]Activation
	Live, Next uint8 // count of those that ended, and of all
}

// Activation is one contraction.
type Activation struct {
	Start    float64 // s since Rest
	Speed    float64 // 1/s, one over its duration; 0 is none
	Strength float64 // relative, 0..1
}

func (r *Ring) last() Activation { return r.Of[(r.Next-1)%8] }

func (r *Ring) add(a Activation) {
	r.Of[r.Next%8] = a
	r.Next++
	if r.Next-r.Live > 8 {
		r.Live = r.Next - 8
	}
}

// at is the activation at a time, 0..1, the strongest of those under way, and whether
// one began since the step before.
func (r *Ring) at(before, now float64, course func(float64) float64) (phi float64, begins bool) {
	for i := r.Live; i != r.Next; i++ {
		a := &r.Of[i%8]
		if now <= a.Start {
			break
		}
		x := (now - a.Start) * a.Speed
		if x >= 1 {
			if i == r.Live {
				r.Live++
			}
			continue
		}
		begins = begins || a.Start >= before
		if y := a.Strength * course(x); y > phi {
			phi = y
		}
	}
	return phi, begins
}

// Beat activates the ventricles at a time, s since Rest, which is Delay after the QRS:
// now or later, after the last beat that was given, with at most seven still to come.
// Strength is that of the contraction, 0..1; 0 is a beat that only the
// electrocardiogram sees.
func (s *State) Beat(at, strength float64) {
	s.Cycle += adapting * (min(max(at-s.Beats.last().Start, 0.2), 2) - s.Cycle)
	s.Beats.add(Activation{Start: at, Speed: 1 / systole(s.Cycle), Strength: strength})
}

// Atrium activates the atria at a time, s since Rest, which is AtrialDelay after the P
// wave, under the same rules; atria and ventricles are told in the order of time.
// Without it the atria are passive, as they are in fibrillation.
func (s *State) Atrium(at, strength float64) {
	s.Kicks.add(Activation{Start: at, Speed: 1 / min(atrial, 0.4*s.Cycle), Strength: strength})
}

// Delay and AtrialDelay are the times from the start of the electrocardiogram's QRS
// complex and P wave to the activation of the muscle, s; calibrated to the ejection time
// and to a contraction of the atria that ends before that of the ventricles begins.
const (
	Delay       = 0.054
	AtrialDelay = 0.070
)

const (
	adapting = 0.3  // share of a new interval in the duration of systole
	atrial   = 0.15 // s, contraction of the atria
	closure  = 0.75 // share of the activation at which the outflow valves close
)

// systole is the duration of a ventricle's activation, s, at an interval between beats.
// The outflow valve closes at three quarters of it, and then electromechanical systole
// ends, 544 − 2.1·HR ms (the sum of pre-ejection and ejection time of Weissler AM et al,
// Circulation 37:149, 1968, to check), of which 54 ms pass before the muscle acts. Above
// his rates the duration is the line of Ursino 1998.
func systole(cycle float64) float64 {
	return max((0.544-Delay-0.0021*60/cycle)/closure, 0.5-0.075/cycle)
}

// twitch is the activation at a share x of its duration: it rises as a sine to the
// closure of the outflow valve and falls as a squared cosine.
func twitch(x float64) float64 {
	if x < closure {
		return sine(x / closure)
	}
	c := sine((1 - x) / (1 - closure))
	return c * c
}

// sine is sin(π/2·x) for x in 0..1, by its series.
func sine(x float64) float64 {
	y := math.Pi / 2 * x
	z := y * y
	return y * (1 + z*(-1.0/6+z*(1.0/120+z*(-1.0/5040+z*(1.0/362880)))))
}

// bell is sin²(π·x) for x in 0..1.
func bell(x float64) float64 {
	c := sine(1 - math.Abs(2*x-1))
	return c * c
}

// wall is the isovolumetric pressure of a ventricle, mmHg, and its slope over volume;
// relaxed is P0·e^{kE·V}. Below its unstressed volume contraction does nothing.
//
//	Pmax = φ·Emax·(V − Vu) + (1 − φ)·P0·(e^{kE·V} − 1)
func wall(v, vu, phi, emax, p0, kE, relaxed float64) (pressure, slope float64) {
	e := phi * emax
	if v < vu {
		e = 0
	}
	return e*(v-vu) + (1-phi)*(relaxed-p0), e + (1-phi)*kE*relaxed
}

// grown is y·e^x for the small x of a step, by its series.
func grown(y, x float64) float64 { return y + y*x*(1+x*(1.0/2+x*(1.0/6))) }
