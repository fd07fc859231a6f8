package artefact

import (
	"fmt"
	"math"
)

// Filter is an amplifier's band: a Butterworth high-pass of first order and a low-pass
// of second order, both by the bilinear transform with the corner where it was asked
// for (Oppenheim and Schafer, Discrete-Time Signal Processing).
type Filter struct {
	high, low section
}

// section is a filter of second order in transposed direct form II.
type section struct {
	b0, b1, b2, a1, a2 float64
	z1, z2             float64
}

// Band is one of the bands that electrocardiographs have.
type Band struct{ Low, High float64 } // Hz; 0 leaves an end open

// The bands of a patient monitor and of an electrocardiograph whose ST segments may be
// measured.
var (
	Monitor    = Band{0.5, 40}
	Diagnostic = Band{0.05, 150}
)

// NewFilter is a filter at rest for samples at a rate, Hz. A corner above 0.45 of the
// rate is left out: there is nothing above it. It fails on a band that is none.
func NewFilter(rate float64, b Band) (Filter, error) {
	if !(rate > 0) || !(b.Low >= 0) || !(b.High >= 0) || b.High > 0 && b.Low >= b.High {
		return Filter{}, fmt.Errorf("filter of %g..%g Hz at %g samples/s: no such band: give 0 <= low < high", b.Low, b.High, rate)
	}
	f := Filter{high: section{b0: 1}, low: section{b0: 1}}
	if b.Low > 0 && b.Low < 0.45*rate {
		k := math.Tan(math.Pi * b.Low / rate)
		f.high = section{b0: 1 / (1 + k), b1: -1 / (1 + k), a1: (k - 1) / (k + 1)}
	}
	if b.High > 0 && b.High < 0.45*rate {
		k := math.Tan(math.Pi * b.High / rate)
		d := 1 + math.Sqrt2*k + k*k
		f.low = section{b0: k * k / d, b1: 2 * k * k / d, b2: k * k / d, a1: 2 * (k*k - 1) / d, a2: (1 - math.Sqrt2*k + k*k) / d}
	}
	return f, nil
}

// Apply filters the samples that follow those of the call before.
func (f *Filter) Apply(samples []float32) {
	h, l := f.high, f.low
	for i, v := range samples {
		samples[i] = float32(l.step(h.step(float64(v))))
	}
	f.high, f.low = h, l
}

// step takes one sample through the section.
func (s *section) step(x float64) float64 {
	y := s.b0*x + s.z1
	s.z1 = s.b1*x - s.a1*y + s.z2
	s.z2 = s.b2*x - s.a2*y
	return y
}
