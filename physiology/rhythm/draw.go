package rhythm

import "math"

// purpose keys a stream of draws, so that what one part of the heart draws moves no
// other.
type purpose uint64

const (
	drawCycle    purpose = iota + 1 // of the sinus node
	drawPause                       // failures of the sinus node
	drawWave                        // of the atria
	drawDepth                       // of concealed conduction
	drawEarly                       // premature atrial beats
	drawEctopic                     // premature ventricular beats
	drawCoupling                    // of ectopic beats
	drawFocus                       // which focus
	drawTurn                        // of a circuit
	drawEscape                      // cycles of escape foci
	drawHazard                      // fibrillation of vulnerable ventricles
	drawSense                       // sensing by a device
	drawCapture                     // capture by a device
	drawNoise                       // over-sensing
	drawBurst                       // anti-tachycardia pacing
	drawShock                       // success of a shock
)

// draw is the n-th number of a purpose: a hash (the finaliser of SplitMix64, Steele GL,
// Lea D, Flood CH, OOPSLA 2014, doi:10.1145/2660193.2660195), no state.
func (h *Heart) draw(p purpose, n uint32) uint64 {
	x := h.Seed ^ uint64(p)*0x9E3779B97F4A7C15 + uint64(n)*0xD1B54A32D192ED03
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// uniform is a draw in 0..1, 1 excluded.
func (h *Heart) uniform(p purpose, n uint32) float64 {
	return float64(h.draw(p, n)>>11) / (1 << 53)
}

// normal is a draw of mean 0 and standard deviation 1, a sum of four uniform numbers:
// never beyond 3.5, which is what intervals of a heart want.
func (h *Heart) normal(p purpose, n uint32) float64 {
	x := h.draw(p, n)
	sum := x&0xFFFF + x>>16&0xFFFF + x>>32&0xFFFF + x>>48
	return (float64(sum)/65536 - 2) * 1.7320508075688772
}

// exponential is a draw of mean 1.
func (h *Heart) exponential(p purpose, n uint32) float64 {
	return -math.Log1p(-h.uniform(p, n))
}

// clamp holds x in lo..hi; what is not a number is lo.
func clamp(x, lo, hi float64) float64 {
	switch {
	case x >= hi: // branches are faster than min and max, which look for NaN
		return hi
	case x > lo:
		return x
	}
	return lo
}
