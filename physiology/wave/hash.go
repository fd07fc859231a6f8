package wave

import "math"

// mix is the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// purpose separates the random numbers that a seed gives for different things.
type purpose uint64

const (
	ofPerson     purpose = iota + 1 // how one heart differs from another
	ofAtria                         // f waves
	ofVentricles                    // waves of ventricular fibrillation
	ofPress                         // chest compressions
)

// uniform is the n-th random number of a seed for a purpose, in 0..1. It does not
// depend on which others were drawn.
func uniform(seed uint64, p purpose, n int64) float64 {
	return float64(mix(mix(seed^uint64(p)<<56)+uint64(n))>>11) / (1 << 53)
}

// normal is the n-th random number of variance 1 of a seed for a purpose, cut at two
// standard deviations.
func normal(seed uint64, p purpose, n int64) float64 {
	r := math.Sqrt(-2 * math.Log(1-uniform(seed, p, 2*n)))
	return min(max(r*math.Cos(2*math.Pi*uniform(seed, p, 2*n+1)), -2), 2)
}
