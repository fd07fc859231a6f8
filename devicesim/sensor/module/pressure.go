package module

import "math"

// Pressure is a pressure transducer's module. It shows the highest, the lowest and the
// mean of the wave over the last eight seconds, as monitors do that have no need of
// beats for it.
func Pressure(taps []Tap) (New, error) {
	return func() Module { return &pressure{tap: taps[0]} }, nil
}

// span is the window of a pressure's figures, and buckets how finely it moves.
const (
	span    = 8.0 // s
	buckets = 32
)

type pressure struct {
	tap  Tap
	ring [buckets]bucket
	at   int64 // number of the bucket that is being filled
	n    int64 // buckets filled since contact
}

// bucket is a part of the window.
type bucket struct {
	sum       float64
	n         int
	low, high float64
}

func (p *pressure) Hear(pieces []Piece, off bool, _ *Found) {
	if off {
		p.n = 0
		p.ring = [buckets]bucket{}
		return
	}
	size := span / buckets * p.tap.Rate
	for i, c := range pieces[0].Values {
		if at := int64(float64(pieces[0].First+int64(i)) / size); at != p.at {
			p.at = at
			p.n++
			p.ring[at%buckets] = bucket{}
		}
		b := &p.ring[p.at%buckets]
		if b.n == 0 {
			b.low, b.high = c, c
		}
		b.low, b.high = min(b.low, c), max(b.high, c)
		b.sum += c
		b.n++
	}
}

// settled is how many buckets must be known: two seconds.
const settled = buckets / 4

func (p *pressure) Value(q Quantity) (float64, bool) {
	if p.n < settled {
		return 0, false
	}
	sum, n, low, high := 0.0, 0, math.Inf(1), math.Inf(-1)
	for i := range p.ring {
		if b := &p.ring[i]; b.n > 0 {
			sum, n, low, high = sum+b.sum, n+b.n, min(low, b.low), max(high, b.high)
		}
	}
	switch q {
	case Systolic:
		return high, true
	case Diastolic:
		return low, true
	case Mean:
		return sum / float64(n), true
	default:
		return 0, false
	}
}
