package module

import "math"

// Sounds is a stethoscope's module. It takes the envelopes of two bands, finds the
// heart's cycle in how the low one repeats itself, and looks for sound of the high one
// between the heart sounds.
//
// The cycle is the first peak of the autocorrelation that comes near the highest, as in
// Schmidt SE et al, Physiol Meas 31:513, 2010, doi:10.1088/0967-3334/31/4/004. Systole is
// the shorter of the two gaps between the loudest sounds of the mean cycle. A murmur is a
// gap whose high band is louder than a share of the first sound. Figures are calibrated.
// Validity: regular rhythm, 35 to 180 /min. Limits: it says that there is a murmur and
// not of which valve; a noisy room makes one.
func Sounds(taps []Tap) (New, error) {
	t := taps[0]
	return func() Module {
		return &sounds{low: newBandPass(t.Rate, 25, 150), high: newBandPass(t.Rate, 160, 600), width: t.Rate / envelopeRate}
	}, nil
}

const (
	envelopeRate = 100 // Hz
	heardFor     = 8   // s that are looked at
	frames       = envelopeRate * heardFor
	fewest       = 3 * envelopeRate // frames that must be known
	cycleLow     = 33               // frames: 180 /min
	cycleHigh    = 170              // frames: 35 /min
	murmurous    = 0.05             // of the first sound
)

type sounds struct {
	low, high bandPass
	width     float64 // samples in a frame
	sum, hiss float64
	n         int             // samples in the frame
	edge      float64         // where the frame ends
	soft      [frames]float32 // RMS of the low band
	sharp     [frames]float32 // of the high band
	count     int64           // frames
	cycle     float64
	murmur    bool
	known     bool
}

func (s *sounds) Hear(pieces []Piece, off bool, _ *Found) {
	if off {
		s.count = 0 // what was found before stands
		return
	}
	for _, x := range pieces[0].Values {
		l, h := s.low.next(x), s.high.next(x)
		s.sum += l * l
		s.hiss += h * h
		s.n++
		if float64(s.n) >= s.edge+s.width {
			s.frame()
		}
	}
}

// frame closes a frame; twice a second it looks at all.
func (s *sounds) frame() {
	at := s.count % frames
	s.soft[at] = float32(math.Sqrt(s.sum / float64(s.n)))
	s.sharp[at] = float32(math.Sqrt(s.hiss / float64(s.n)))
	s.edge += s.width - float64(s.n)
	s.sum, s.hiss, s.n = 0, 0, 0
	s.count++
	if s.count >= fewest && s.count%(envelopeRate/2) == 0 {
		s.look()
	}
}

// look finds the cycle and what is in it.
func (s *sounds) look() {
	n := int(min(s.count, frames))
	mean := 0.0
	for i := range n {
		mean += float64(s.ago(&s.soft, i))
	}
	mean /= float64(n)
	var like [cycleHigh + 2]float64
	most := 0.0
	for lag := cycleLow - 1; lag <= min(cycleHigh+1, n/2); lag++ {
		sum := 0.0
		for i := 0; i+lag < n; i++ {
			sum += (float64(s.ago(&s.soft, i)) - mean) * (float64(s.ago(&s.soft, i+lag)) - mean)
		}
		like[lag] = sum / float64(n-lag)
		most = max(most, like[lag])
	}
	s.known = false
	for lag := cycleLow; lag <= cycleHigh; lag++ {
		if y := like[lag]; y >= 0.85*most && y > 0 && y >= like[lag-1] && y >= like[lag+1] {
			s.known = true
			bend := like[lag-1] - 2*y + like[lag+1]
			s.cycle = float64(lag)
			if bend < 0 {
				s.cycle += 0.5 * (like[lag-1] - like[lag+1]) / bend
			}
			s.listen(n)
			return
		}
	}
}

// ago is the frame that lies i frames back.
func (s *sounds) ago(ring *[frames]float32, i int) float32 {
	return ring[(s.count-1-int64(i))%frames]
}

// listen folds the frames to one mean cycle and judges its gaps.
func (s *sounds) listen(n int) {
	var soft, sharp, weight [cycleHigh + 2]float64
	size := int(s.cycle + 0.5)
	for i := range n {
		phase := int(math.Mod(float64(i), s.cycle)/s.cycle*float64(size)) % size
		soft[phase] += float64(s.ago(&s.soft, i))
		sharp[phase] += float64(s.ago(&s.sharp, i))
		weight[phase]++
	}
	first := 0
	for k := range size {
		soft[k] /= max(weight[k], 1)
		sharp[k] /= max(weight[k], 1)
		if soft[k] > soft[first] {
			first = k
		}
	}
	second := -1
	for k := range size { // a fifth of the cycle apart, at the least
		if gap := (k - first + size) % size; gap < size/5 || gap > size-size/5 {
			continue
		}
		if second < 0 || soft[k] > soft[second] {
			second = k
		}
	}
	loud := max(gapSound(sharp[:size], first, second), gapSound(sharp[:size], second, first))
	s.murmur = loud > murmurous*soft[first]*math.Sqrt2
}

// gapSound is the mean of a gap between two sounds, without 70 ms at either end.
func gapSound(x []float64, from, to int) float64 {
	const edge = 7
	size := len(x)
	length := (to - from + size) % size
	sum, n := 0.0, 0
	for k := edge; k < length-edge; k++ {
		sum += x[(from+k)%size]
		n++
	}
	return sum / float64(max(n, 1))
}

func (s *sounds) Value(q Quantity) (float64, bool) {
	switch q {
	case SoundRate:
		return 60 * envelopeRate / s.cycle, s.known
	case Murmur:
		return flag(s.murmur), s.known
	default:
		return 0, false
	}
}
