package rhythm

import "math"

// Train is a train of events, the zero value starts a full cycle before the first. An
// event falls where the integral of the rate passes a whole number (Hyndman and Mohn
// 1975); rates are interpolated linearly over a step, so the times do not depend on how
// time is cut into steps.
type Train struct {
	Phase float64 // of the cycle, 0..1
}

// Advance appends to dst the times of the events in (from, from+dt], s, for a rate
// in 1/min that goes linearly from rate0 to rate1. Negative rates count as none. It
// allocates only when dst has no room.
func (t *Train) Advance(from, dt, rate0, rate1 float64, dst []float64) []float64 {
	a, b := max(rate0, 0)/60, max(rate1, 0)/60
	whole := t.Phase + 0.5*(a+b)*dt
	for n := 1.0; n <= whole; n++ {
		dst = append(dst, from+crossing(a, (b-a)/dt, n-t.Phase, dt))
	}
	t.Phase = whole - math.Floor(whole)
	return dst
}

// crossing solves a·x + slope·x²/2 = area for x in 0..dt, in the form that stays
// exact when the slope vanishes.
func crossing(a, slope, area, dt float64) float64 {
	root := math.Sqrt(max(a*a+2*slope*area, 0))
	if a+root == 0 {
		return dt
	}
	return min(2*area/(a+root), dt)
}
