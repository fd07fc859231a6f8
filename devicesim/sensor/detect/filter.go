package detect

import "math"

// biquad is a section of second order, direct form II transposed.
type biquad struct {
	b0, b1, b2, a1, a2 float64
	z1, z2             float64
}

// The damping of sections: Butterworth's is flat, the critical one overshoots
// nothing.
const (
	flat     = math.Sqrt2
	critical = 2.0
)

// lowPass returns a low-pass with its corner at f Hz; at rates that are too low
// for the corner it lets everything through.
func lowPass(rate, f, damping float64) biquad {
	if f > 0.4*rate {
		return biquad{b0: 1}
	}
	k := math.Tan(math.Pi * f / rate)
	n := 1 / (1 + damping*k + k*k)
	return biquad{b0: k * k * n, b1: 2 * k * k * n, b2: k * k * n, a1: 2 * (k*k - 1) * n, a2: (1 - damping*k + k*k) * n}
}

// highPass returns a high-pass with its corner at f Hz.
func highPass(rate, f, damping float64) biquad {
	k := math.Tan(math.Pi * f / rate)
	n := 1 / (1 + damping*k + k*k)
	return biquad{b0: n, b1: -2 * n, b2: n, a1: 2 * (k*k - 1) * n, a2: (1 - damping*k + k*k) * n}
}

// settle makes the filter stand still at a constant input.
func (q *biquad) settle(x float64) {
	y := x * (q.b0 + q.b1 + q.b2) / (1 + q.a1 + q.a2)
	q.z2 = q.b2*x - q.a2*y
	q.z1 = q.b1*x - q.a1*y + q.z2
}

func (q *biquad) push(x float64) float64 {
	y := q.b0*x + q.z1
	q.z1 = q.b1*x - q.a1*y + q.z2
	q.z2 = q.b2*x - q.a2*y
	return y
}
