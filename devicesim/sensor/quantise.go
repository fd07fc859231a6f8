package sensor

import "math"

// Display is the range and the resolution of what a device shows.
type Display struct {
	Low, High  float64
	Resolution float64 // 0: as fine as it comes
}

// Show rounds x to the resolution and keeps it within the range; clipped says
// that it lay outside.
func (d Display) Show(x float64) (shown float64, clipped bool) {
	if d.Resolution > 0 {
		x = math.Round(x/d.Resolution) * d.Resolution
	}
	if x < d.Low {
		return d.Low, true
	}
	if x > d.High {
		return d.High, true
	}
	return x, false
}

// Decimals is the number of digits after the point that the resolution needs,
// at most 9.
func (d Display) Decimals() int {
	if d.Resolution <= 0 {
		return 9
	}
	r, n := d.Resolution, 0
	for ; n < 9 && math.Abs(r-math.Round(r)) > 1e-9*r; n++ {
		r *= 10
	}
	return n
}
