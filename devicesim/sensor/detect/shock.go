package detect

import (
	"fmt"
	"math"
)

// Rhythm is what a window of an ECG looks like as a whole.
type Rhythm uint8

// The rhythms that are told apart.
const (
	Unsure       Rhythm = iota // the window is not full yet
	Organised                  // complexes, or one regular wave: a pulse is possible
	Fibrillation               // ventricular fibrillation, or another irregular wave without rest
	Flat                       // asystole
)

// String returns the rhythm's name.
func (r Rhythm) String() string {
	return [...]string{"unsure", "organised", "fibrillation", "flat"}[min(r, Flat)]
}

// Shock tells ventricular fibrillation from organised rhythms and from asystole,
// as the shock advice of a defibrillator does, over windows of 6 s that begin each
// second.
//
// Sources: VF filter leakage, Kuo S, Dillman R, Computer detection of ventricular
// fibrillation, Comput Cardiol 1978, 347-349 (to check): the share that remains of
// a wave when its copy of half a mean period ago is added; near 0 for a wave that
// swings about 0. Threshold crossing, Arafat MA, Chowdhury AW, Hasan MK, A simple
// time domain algorithm for the detection of ventricular fibrillation in
// electrocardiogram, Signal Image Video Process 5:1-10, 2011 (to check): the share
// of time spent above a fifth of the peak; low where there are complexes with rest
// between. A regular tachycardia looks the same to both and is told by the highest
// autocorrelation, as Chen S, Thakor NV, Mower MM did in 1987.
//
// The limits in the table are ours, found on synthetic waves of each kind:
//
//	limit       value   unit  meaning
//	flatBelow   0.08    mV    peak to peak of a flat line; the finest fibrillation
//	unrestful   0.40    -     share of time above a fifth of the peak
//	leaking     0.55    -     leakage of a wave with rest or with complexes
//	regular     0.79    -     autocorrelation of a regular wave
//
// Limits: one lead; torsades count as fibrillation; compressions of the chest
// disturb it; P waves alone are organised to it, so ask QRS.Asystole too.
type Shock struct {
	thin, held  int64
	sum, before float64
	begun       bool // something was measured
	high, low   biquad
	wave        [windowSize]float32
	count       int64
	length, hop int64
	rate        float64
	rhythm      Rhythm
}

const (
	windowSize    = 1024 // 6 s at up to 170 internal samples per second
	windowSeconds = 6.0

	flatBelow = 0.08
	unrestful = 0.40
	leaking   = 0.55
	regular   = 0.79
)

// NewShock returns a detector for an ECG of so many samples per second.
func NewShock(rate float64) (Shock, error) {
	if !(rate >= 100 && rate <= 1000) {
		return Shock{}, fmt.Errorf("detect: an ECG of %g samples per second; fibrillation is found at 100 to 1000", rate)
	}
	s := Shock{thin: max(int64(rate/100), 1)}
	s.rate = rate / float64(s.thin)
	s.high, s.low = highPass(s.rate, 1, flat), lowPass(s.rate, 30, flat)
	s.length, s.hop = int64(windowSeconds*s.rate), int64(s.rate)
	return s, nil
}

// Advance takes samples in mV, NaN where there was no signal, and returns the
// rhythm of the last whole window.
func (s *Shock) Advance(samples []float64) Rhythm {
	for _, x := range samples {
		if x-x != 0 {
			x = s.before
		} else if !s.begun {
			s.begun = true
			s.high.settle(x)
		}
		x = min(max(x, -frontEnd), frontEnd)
		s.before = x
		s.sum += x
		s.held++
		if s.held < s.thin {
			continue
		}
		y := s.sum / float64(s.thin)
		s.held, s.sum = 0, 0
		s.wave[uint64(s.count)%windowSize] = float32(s.low.push(s.high.push(y)))
		s.count++
		if s.count >= s.length && s.count%s.hop == 0 {
			s.rhythm = s.judge()
		}
	}
	return s.rhythm
}

// judge looks at the last window, copied in order of time.
func (s *Shock) judge() Rhythm {
	var buf [windowSize]float32
	w := buf[:s.length]
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for i := range w {
		w[i] = s.wave[uint64(s.count-s.length+int64(i))%windowSize]
		low, high = min(low, w[i]), max(high, w[i])
	}
	if high-low < flatBelow {
		return Flat
	}
	if restless(w, int(s.hop)) < unrestful || leakage(w) > leaking || correlation(w, s.rate) > regular {
		return Organised
	}
	return Fibrillation
}

// restless returns the mean over seconds of n samples of the share above a fifth
// of the second's peak.
func restless(w []float32, n int) float64 {
	seconds, share := 0, 0.0
	for ; len(w) >= n; w = w[n:] {
		peak, above := float32(0), 0
		for _, x := range w[:n] {
			peak = max(peak, x, -x)
		}
		for _, x := range w[:n] {
			if max(x, -x) > peak/5 {
				above++
			}
		}
		share += float64(above) / float64(n)
		seconds++
	}
	return share / float64(seconds)
}

// leakage returns the share that remains of the wave when its copy of half a mean
// period ago is added.
func leakage(w []float32) float64 {
	area, path := 0.0, 0.0
	for i := 1; i < len(w); i++ {
		area += math.Abs(float64(w[i]))
		path += math.Abs(float64(w[i] - w[i-1]))
	}
	half := min(int(math.Round(math.Pi*area/path)), len(w)/2)
	rest, all := 0.0, 0.0
	for i := half; i < len(w); i++ {
		rest += math.Abs(float64(w[i] + w[i-half]))
		all += math.Abs(float64(w[i])) + math.Abs(float64(w[i-half]))
	}
	return rest / all
}

// correlation returns the highest autocorrelation at a lag of 0.7 to 1.4 s:
// after three periods or more a regular wave is still like itself.
func correlation(w []float32, rate float64) float64 {
	energy, best := 0.0, 0.0
	for _, x := range w {
		energy += float64(x*x) / float64(len(w))
	}
	for lag := int(0.7 * rate); lag < int(1.4*rate); lag += 2 {
		sum, n := float32(0), 0
		for i := lag; i < len(w); i += 2 {
			sum += w[i] * w[i-lag]
			n++
		}
		best = max(best, float64(sum)/(float64(n)*energy))
	}
	return best
}
