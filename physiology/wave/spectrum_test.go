package wave_test

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// spectrum is the power of x by frequency: element k is that at k·rate/len(x) Hz.
func spectrum(x []float64) []float64 {
	mean := 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	w := make([]float64, len(x))
	for i, v := range x {
		w[i] = (v - mean) * (0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(len(x))))
	}
	c := fourier.NewFFT(len(x)).Coefficients(nil, w)
	p := make([]float64, len(c))
	for i, v := range c {
		p[i] = real(v)*real(v) + imag(v)*imag(v)
	}
	return p
}

// centroid is the mean frequency, Hz, weighted by power.
func centroid(x []float64, rate float64) float64 {
	sum, all := 0.0, 0.0
	for k, p := range spectrum(x) {
		sum += p * float64(k) * rate / float64(len(x))
		all += p
	}
	return sum / all
}

// peak is the frequency of the loudest tone, Hz, and its share of the power.
func peak(x []float64, rate float64) (hertz, share float64) {
	p := spectrum(x)
	best, all := 0, 0.0
	for k, v := range p {
		all += v
		if v > p[best] {
			best = k
		}
	}
	near := 0.0
	for k := max(best-3, 0); k <= min(best+3, len(p)-1); k++ {
		near += p[k]
	}
	return float64(best) * rate / float64(len(x)), near / all
}

// between is the share of the power from a to b Hz.
func between(x []float64, rate, a, b float64) float64 {
	in, all := 0.0, 0.0
	for k, v := range spectrum(x) {
		all += v
		if f := float64(k) * rate / float64(len(x)); f >= a && f <= b {
			in += v
		}
	}
	return in / all
}
