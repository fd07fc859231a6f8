package sensor

import "math/rand/v2"

// Stream returns the random stream of one purpose of a device. Streams of
// different purposes are independent, so that arming a fault does not change
// the noise that the device has anyway.
func Stream(seed uint64, purpose string) rand.PCG {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(purpose) {
		h = (h ^ uint64(purpose[i])) * 1099511628211
	}
	a := mix(seed ^ mix(h))
	return *rand.NewPCG(a, mix(a+h))
}

// mix is the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
