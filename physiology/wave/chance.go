package wave

import "math"

// purpose keys a stream of chance, so that one use of it moves no other.
type purpose uint64

const (
	ofPerfusion purpose = iota + 1
	ofSteps
	ofTurns
	ofFalls
	ofDaily
	ofMurmurs
	ofBreathSounds
	ofCrackles
	ofWheezes
)

// mixed is the finalizer of SplitMix64 (Steele GL et al, OOPSLA 2014).
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// stream is a function of seed, purpose and a counter: any element can be drawn at
// any time.
type stream uint64

func newStream(seed uint64, of purpose) stream {
	return stream(mixed(seed + uint64(of)*0x9e3779b97f4a7c15))
}

// uniform is the n-th number in 0..1.
func (s stream) uniform(n int64) float64 {
	return float64(mixed(uint64(s)+uint64(n)*0x9e3779b97f4a7c15)>>11) * 0x1p-53
}

// normal is the n-th number of mean 0 and deviation 1 (Box, Muller 1958).
func (s stream) normal(n int64) float64 {
	r := math.Sqrt(-2 * math.Log(1-s.uniform(2*n)))
	return r * math.Cos(2*math.Pi*s.uniform(2*n+1))
}

// white is the n-th number of mean 0 and deviation 1, evenly spread: noise that a
// filter will shape.
func (s stream) white(n int64) float64 { return (s.uniform(n) - 0.5) * 3.4641016151377544 }
