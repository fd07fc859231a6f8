package artefact

import "math"

// Converter turns a wave into the counts of a recording.
type Converter struct {
	Gain      float64 // counts per unit
	Offset    int16   // count of 0
	Low, High int16   // range of the converter; both 0 is the whole range of 16 bits
}

// Invalid is the count of a sample that there is not, as in WFDB's format 16.
const Invalid = math.MinInt16

// Convert rounds samples to counts, at most those of the range; what is no number is
// Invalid. dst is as long as samples.
func (c Converter) Convert(dst []int16, samples []float32) {
	low, high := float32(c.Low), float32(c.High)
	if c.Low == 0 && c.High == 0 {
		low, high = math.MinInt16+1, math.MaxInt16
	}
	gain, offset := float32(c.Gain), float32(c.Offset)
	for i, v := range samples {
		x := float32(v*gain) + offset
		if !(x > low && x < high) {
			x = held(x, low, high)
		}
		dst[i] = int16(int32(x+(half+0.5)) - half) // rounds also what is negative
	}
}

// held is what a converter makes of a value that it cannot hold.
func held(x, low, high float32) float32 {
	switch {
	case x >= high:
		return high
	case x <= low:
		return low
	}
	return Invalid
}

const half = 1 << 15

// Saturate holds samples within ±limit, as an amplifier at its rails does.
func Saturate(samples []float32, limit float64) {
	l := float32(limit)
	for i, v := range samples {
		samples[i] = min(max(v, -l), l)
	}
}

// LeadOff is an electrode that can come off. The input then goes to the rail, within a
// tenth of a second, and back when the electrode is on again.
type LeadOff struct {
	Rail float64 // unit of the wave
	Rate float64 // Hz
	Off  bool
	part float32 // of the way to the rail
}

// Apply changes the samples.
func (l *LeadOff) Apply(samples []float32) {
	to := float32(0)
	if l.Off {
		to = 1
	}
	if l.part == to {
		if to == 0 {
			return
		}
		for i := range samples {
			samples[i] = float32(l.Rail)
		}
		return
	}
	keep := float32(math.Exp(-1 / (0.02 * l.Rate)))
	for i, v := range samples {
		l.part = to + float32((l.part-to)*keep)
		if d := l.part - to; d < 1e-4 && d > -1e-4 {
			l.part = to
		}
		samples[i] = v + float32(l.part*(float32(l.Rail)-v))
	}
}
