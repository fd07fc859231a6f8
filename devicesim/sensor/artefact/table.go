package artefact

import "math"

// deviates are the quantiles of the standard normal distribution in equal steps of
// probability, scaled to variance 1: a random index is a normal deviate of at most 3.3
// standard deviations.
var deviates = quantiles()

// sines is one cycle.
var sines = cycle()

func quantiles() (q [1024]float32) {
	sum := 0.0
	var x [len(q)]float64
	for i := range x {
		x[i] = math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/float64(len(q))-1)
		sum += x[i] * x[i]
	}
	for i := range q {
		q[i] = float32(x[i] / math.Sqrt(sum/float64(len(q))))
	}
	return q
}

func cycle() (s [4096]float32) {
	for i := range s {
		s[i] = float32(math.Sin(2 * math.Pi * (float64(i) + 0.5) / float64(len(s))))
	}
	return s
}

// sine is that of a phase of 2^32 a cycle, in 4096 steps: fine enough for noise.
func sine(phase uint32) float32 { return sines[phase>>20] }

// mix is the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// uniform is the n-th random number of a seed for a purpose, in 0..1.
func uniform(seed, purpose uint64, n int64) float64 {
	return float64(mix(mix(seed^purpose<<56)+uint64(n))>>11) / (1 << 53)
}
