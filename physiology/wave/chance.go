package wave

import "math"

// The purposes of the waves other than the electrocardiogram.
const (
	ofPerfusion purpose = iota + 16
	ofSteps
	ofTurns
	ofFalls
	ofDaily
	ofMurmurs
	ofBreathSounds
	ofCrackles
	ofWheezes
)

// stream is the numbers of a seed for a purpose, mixed once for all of them.
type stream uint64

func newStream(seed uint64, p purpose) stream { return stream(mix(seed ^ uint64(p)<<56)) }

// uniform is the n-th number, in 0..1.
func (s stream) uniform(n int64) float64 { return float64(mix(uint64(s)+uint64(n))>>11) * 0x1p-53 }

// normal is the n-th number of mean 0 and deviation 1 (Box, Muller 1958), cut at three.
func (s stream) normal(n int64) float64 {
	r := math.Sqrt(-2 * math.Log(1-s.uniform(2*n)))
	return min(max(r*math.Cos(2*math.Pi*s.uniform(2*n+1)), -3), 3)
}

// white is the n-th number of mean 0 and deviation 1, evenly spread: noise that a
// filter will shape.
func (s stream) white(n int64) float64 { return (s.uniform(n) - 0.5) * 3.4641016151377544 }
