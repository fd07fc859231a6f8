package module

import "math"

// bandPass is a second-order band-pass of unit gain at its centre (Bristow-Johnson R,
// Audio EQ cookbook).
type bandPass struct{ b, a1, a2, x1, x2, y1, y2 float64 }

// newBandPass passes low to high, Hz.
func newBandPass(rate, low, high float64) bandPass {
	high = min(high, 0.45*rate)
	f := math.Sqrt(low * high)
	w := 2 * math.Pi * f / rate
	alpha := math.Sin(w) * (high - low) / f / 2
	return bandPass{b: alpha / (1 + alpha), a1: -2 * math.Cos(w) / (1 + alpha), a2: (1 - alpha) / (1 + alpha)}
}

func (f *bandPass) next(x float64) float64 {
	y := f.b*(x-f.x2) - f.a1*f.y1 - f.a2*f.y2
	f.x2, f.x1 = f.x1, x
	f.y2, f.y1 = f.y1, y
	return y
}
