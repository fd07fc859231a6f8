package fit

import "math"

// sampling is the interval that noise is defined over, minutes.
const sampling = 5

// The residual of a sensor is an autoregressive process of order 2, as the errors of
// continuous monitors are (Vettoretti M et al., Sensors 19:5320, 2019):
//
//	r_k = φ1·r_(k−1) + φ2·r_(k−2) + w,  φ1 = ρ1·(1 − φ2)
//
// With the correlation ρ1 over five minutes and φ2 = 0 it is one of order 1. SD is what
// a residual has beyond the one before it; knowing both before leaves √(1 − φ2²) of it.

// first is φ1.
func (n Noise) first() float64 { return n.Phi * (1 - n.Second) }

// whole is the standard deviation of the residual itself.
func (n Noise) whole() float64 {
	return n.SD / math.Sqrt(1-n.Phi*n.Phi)
}

// innovation is the standard deviation of w.
func (n Noise) innovation() float64 { return n.SD * math.Sqrt(1-n.Second*n.Second) }

// over is the correlation over an interval and the standard deviation of what the
// residual then is beyond it; beyond six hours nothing is left of the past.
func (n Noise) over(minutes int) (phi, sd float64) {
	whole := n.whole()
	if minutes > 360 {
		return 0, whole
	}
	before, now := 1.0, n.Phi
	for range minutes/sampling - 1 {
		before, now = now, n.first()*now+n.Second*before
	}
	if minutes < sampling {
		now = math.Pow(n.Phi, float64(minutes)/sampling)
	}
	return now, whole * math.Sqrt(1-now*now)
}

// residuals follows one residual through times; where two before it are five minutes
// apart each it knows both, else the last alone.
type residuals struct {
	noise        Noise
	last, before float64
	at           int  // minute of last
	two          bool // before is five minutes before last
}

// unknown is a residual of which nothing was seen.
func unknown(n Noise) residuals { return residuals{noise: n, at: -1000000} }

// expect is mean and standard deviation of the residual at a minute.
func (r *residuals) expect(minute int) (mean, sd float64) {
	if r.two && minute-r.at == sampling {
		return r.noise.first()*r.last + r.noise.Second*r.before, r.noise.innovation()
	}
	phi, sd := r.noise.over(minute - r.at)
	return phi * r.last, sd
}

// see takes note of the residual at a minute.
func (r *residuals) see(minute int, value float64) {
	r.two = minute-r.at == sampling
	r.last, r.before, r.at = value, r.last, minute
}

// innovations writes the standardised innovations of readings around what is shown.
func (n Noise) innovations(minutes []int, readings, shown, dst []float64) {
	r := unknown(n)
	for i, m := range minutes {
		mean, sd := r.expect(m)
		left := readings[i] - shown[i]
		dst[i] = (left - mean) / sd
		r.see(m, left)
	}
}

// Limits of estimated noise.
const (
	lowPhi     = 0.70
	lowSD      = 1.0
	lowSecond  = -0.60
	highSecond = 0.10
)

// estimate is the noise that residuals show, by the moments of neighbours [Yule and
// Walker].
func estimate(minutes []int, left []float64, highPhi float64) Noise {
	var zero, one, two float64
	n := 0
	for i := 2; i < len(minutes); i++ {
		if minutes[i]-minutes[i-2] == 2*sampling {
			zero += (left[i]*left[i] + left[i-1]*left[i-1] + left[i-2]*left[i-2]) / 3
			one += left[i-1] * (left[i] + left[i-2]) / 2
			two += left[i] * left[i-2]
			n++
		}
	}
	if n < 50 {
		return Noise{Phi: 0.9, SD: 4}
	}
	phi := min(max(one/zero, lowPhi), highPhi)
	second := min(max((two/zero-phi*phi)/(1-phi*phi), lowSecond), highSecond)
	out := Noise{Phi: phi, Second: second}
	sum := 0.0
	for i := 2; i < len(minutes); i++ {
		if minutes[i]-minutes[i-2] == 2*sampling {
			e := left[i] - out.first()*left[i-1] - second*left[i-2]
			sum += e * e
		}
	}
	out.SD = max(math.Sqrt(sum/float64(n)/(1-second*second)), lowSD)
	return out
}
