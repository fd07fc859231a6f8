package fit

import "math"

// sampling is the interval that noise is defined over, minutes.
const sampling = 5

// over is correlation over an interval and the innovation's standard deviation in it;
// beyond six hours nothing is left of the past.
func (n Noise) over(minutes int) (phi, sd float64) {
	whole := n.SD / math.Sqrt(1-n.Phi*n.Phi)
	if minutes == sampling {
		return n.Phi, n.SD
	}
	if minutes > 360 {
		return 0, whole
	}
	phi = math.Pow(n.Phi, float64(minutes)/sampling)
	return phi, whole * math.Sqrt(1-phi*phi)
}

// innovations writes the standardised innovations of readings around what is shown.
func (n Noise) innovations(minutes []int, readings, shown, dst []float64) {
	before, at := 0.0, -1000000
	for i, m := range minutes {
		r := readings[i] - shown[i]
		phi, sd := n.over(m - at)
		dst[i] = (r - phi*before) / sd
		before, at = r, m
	}
}

// Limits of estimated noise.
const (
	lowPhi = 0.70
	lowSD  = 1.0
)

// estimate is the noise that residuals show, by moments of neighbours.
func estimate(minutes []int, residuals []float64, highPhi float64) Noise {
	var xy, xx, ee float64
	n := 0
	for i := 1; i < len(minutes); i++ {
		if minutes[i]-minutes[i-1] == sampling {
			xy += residuals[i] * residuals[i-1]
			xx += residuals[i-1] * residuals[i-1]
			n++
		}
	}
	if n < 50 {
		return Noise{Phi: 0.9, SD: 4}
	}
	phi := min(max(xy/xx, lowPhi), highPhi)
	for i := 1; i < len(minutes); i++ {
		if minutes[i]-minutes[i-1] == sampling {
			e := residuals[i] - phi*residuals[i-1]
			ee += e * e
		}
	}
	return Noise{Phi: phi, SD: max(math.Sqrt(ee/float64(n)), lowSD)}
}
