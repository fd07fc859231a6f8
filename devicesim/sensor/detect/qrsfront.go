package detect

import "math"

// Sizes of the rings: powers of two that hold what is looked back at, 0.5 s of
// samples at 1000 per second and 0.3 s of band-passed samples at 400.
const (
	ringSize = 512
	bandSize = 128
)

// spikeStep spaces the five points of the median that removes pace spikes: one
// sample up to 600 per second, two above, so that 2 ms never fill three of them.
// Below 200 per second three points do, and leave narrow complexes as they are.
func spikeStep(rate float64) int64 {
	if rate > 600 {
		return 2
	}
	return 1
}

// front is everything before the decision: it keeps the raw samples, removes
// spikes, thins fast signals out to about 200 per second, filters, and keeps the
// energy of the slope in a moving window.
type front struct {
	raw, internal int64 // samples taken
	begun         bool  // one of them was measured
	samples       [ringSize]int32
	clean         [ringSize]int32 // without spikes; the index is the sample's own

	step  int64 // of the median
	slow  bool  // three points of it are enough
	thin  int64 // raw samples in an internal one
	sum   int64 // of raw samples since the last internal one
	rate  float64
	low1  runningSum
	low2  runningSum
	high  runningSum
	delay int64 // raw samples from a sample to its place in band

	scale  float64 // of the band-pass, to microvolts
	band   [bandSize]int32
	slopes [bandSize]int32
	spread int64 // internal samples between the points of the derivative
	length int64 // of the moving window, internal samples
	window int64 // sum of squared slopes
}

func newFront(rate float64) front {
	f := front{step: spikeStep(rate), slow: rate < 200, thin: max(int64(rate/200), 1)}
	f.rate = rate / float64(f.thin)
	whole := func(seconds float64) int64 { return int64(math.Round(seconds * f.rate)) }
	low, high := whole(0.030), whole(0.160)
	f.low1.n, f.low2.n, f.high.n = low, low, high
	f.scale = 1 / float64(low*low*high*f.thin)
	f.delay = 2*f.step + f.thin/2 + f.thin*(low-1+high/2)
	f.spread = max(whole(0.005), 1)
	f.length = whole(0.150)
	return f
}

// floor is the window's content below which nothing is looked at: a slope of
// 0.5 mV/s throughout, what a complex of 0.1 mV leaves of itself.
func (f *front) floor() int64 {
	step := 500 * 8 * float64(f.spread) / f.rate // of slopes, for 500 uV/s
	return int64(step * step * float64(f.length))
}

// held is the last sample, 0 before the first.
func (f *front) held() int32 { return f.samples[uint64(f.raw-1)%ringSize] }

// push takes a sample and reports whether the window moved.
func (f *front) push(x int32) bool {
	n, s := f.raw, f.step
	f.samples[uint64(n)%ringSize] = x
	f.raw++
	first, last := f.samples[uint64(n-4*s)%ringSize], x
	if f.slow { // the median of the three in the middle
		first, last = math.MinInt32, math.MaxInt32
	}
	y := median5(
		first, f.samples[uint64(n-3*s)%ringSize], f.samples[uint64(n-2*s)%ringSize], f.samples[uint64(n-s)%ringSize], last)
	f.clean[uint64(n-2*s)%ringSize] = y
	f.sum += int64(y)
	if f.raw%f.thin != 0 {
		return false
	}
	f.filter(f.sum)
	f.sum = 0
	return true
}

// begin makes the first sample that was measured the past of itself.
func (f *front) begin(x int32) {
	f.begun = true
	for i := range f.samples {
		f.samples[i], f.clean[i] = x, x
	}
	f.sum = int64(x) * (f.raw % f.thin)
	y := int64(x) * f.thin
	f.low1.fill(y)
	f.low2.fill(y * f.low1.n)
	f.high.fill(y * f.low1.n * f.low2.n)
}

// filter takes one internal sample through band-pass, derivative and window.
func (f *front) filter(x int64) {
	y := f.low2.push(f.low1.push(x))
	sum := f.high.push(y)
	b := int32(float64(f.high.n*f.high.ago(f.high.n/2)-sum) * f.scale)
	n, d := uint64(f.internal), uint64(f.spread)
	f.band[n%bandSize] = b
	slope := 2*b + f.band[(n-d)%bandSize] - f.band[(n-3*d)%bandSize] - 2*f.band[(n-4*d)%bandSize]
	old := int64(f.slopes[(n-uint64(f.length))%bandSize])
	f.slopes[n%bandSize] = slope
	f.window += int64(slope)*int64(slope) - old*old
	f.internal++
}

func median5(a, b, c, d, e int32) int32 {
	f := max(min(a, b), min(d, e))
	g := min(max(a, b), max(d, e))
	return max(min(f, g), min(max(f, g), c))
}

// runningSum is the sum of the last n numbers.
type runningSum struct {
	n, at int64
	sum   int64
	last  [64]int32
}

func (r *runningSum) push(x int64) int64 {
	r.sum += x - int64(r.last[uint64(r.at-r.n)%64])
	r.last[uint64(r.at)%64] = int32(x)
	r.at++
	return r.sum
}

// ago returns the number of k pushes before the last.
func (r *runningSum) ago(k int64) int64 { return int64(r.last[uint64(r.at-1-k)%64]) }

func (r *runningSum) fill(x int64) {
	for i := range r.last {
		r.last[i] = int32(x)
	}
	r.sum = x * r.n
}
