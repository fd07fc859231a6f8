package wave

import "math"

// atom is a tone under a Gaussian, a Gabor atom: a short sound. Envelope and tone
// cost two and four multiplications a sample and no function.
type atom struct {
	start, end   int64   // samples; the end is not part of it
	g, r, q      float64 // the Gaussian: g(n+1) = g(n)·r(n), r(n+1) = r(n)·q
	c, s, dc, ds float64 // the tone and its turn in a sample
}

// mostAtoms holds the sounds of some beats, or the crackles of a breath.
const mostAtoms = 64

// atoms are the short sounds under way or to come, in the order in which they were
// begun.
type atoms struct {
	rate float64
	list [mostAtoms]atom
	n    int
}

// add begins a tone of a frequency, Hz, under a Gaussian of a deviation, s, with its
// top at a time, s. It is not heard before its cause, s. What finds no room is left
// out.
func (a *atoms) add(cause, top, sigma, hertz, height float64) {
	if a.n == mostAtoms || height == 0 {
		return
	}
	start := max(index(top-support*sigma, a.rate), index(cause, a.rate))
	end := index(top+support*sigma, a.rate)
	if end <= start {
		return
	}
	since := float64(start)/a.rate - top
	h, x := 1/a.rate/sigma, since/sigma
	u := atom{start: start, end: end, g: height * math.Exp(-x*x/2), r: math.Exp(-h * (x + h/2)), q: math.Exp(-h * h)}
	u.s, u.c = math.Sincos(2 * math.Pi * hertz * since)
	u.ds, u.dc = math.Sincos(2 * math.Pi * hertz / a.rate)
	a.list[a.n] = u
	a.n++
}

// fill adds the sounds to the samples from index first on and forgets those that have
// ended.
func (a *atoms) fill(first int64, dst []float32) {
	left, last := 0, first+int64(len(dst))
	for i := range a.n {
		u := &a.list[i]
		from, to := max(u.start-first, 0), min(u.end, last)-first
		for k := from; k < to; k++ {
			dst[k] += float32(u.g * u.c)
			u.g *= u.r
			u.r *= u.q
			u.c, u.s = u.c*u.dc-u.s*u.ds, u.s*u.dc+u.c*u.ds
		}
		if u.end > last {
			a.list[left] = *u
			left++
		}
	}
	a.n = left
}

// band passes noise between two frequencies: two resonators of the second order, one
// behind the other. White noise of deviation 1 leaves with deviation 1, at any rate.
type band struct {
	stage [2]resonator
	loud  float64
}

type resonator struct{ b, a1, a2, x1, x2, y1, y2 float64 }

// newBand passes low to high, Hz (Bristow-Johnson R, Audio EQ cookbook; two stages
// are narrower than one by a factor of 0.64).
func newBand(rate, low, high float64) band {
	high = min(high, 0.45*rate)
	f := math.Sqrt(low * high)
	w := 2 * math.Pi * f / rate
	alpha := math.Sin(w) * (high - low) / f / 2 / 0.64
	r := resonator{b: alpha / (1 + alpha), a1: -2 * math.Cos(w) / (1 + alpha), a2: (1 - alpha) / (1 + alpha)}
	b := band{stage: [2]resonator{r, r}, loud: 1}
	trial, energy := b, 0.0
	for n := range int(rate / low * 8) { // of the impulse response
		x := 0.0
		if n == 0 {
			x = 1
		}
		y := trial.next(x)
		energy += y * y
	}
	b.loud = 1 / math.Sqrt(energy)
	return b
}

// next filters a sample.
func (f *band) next(x float64) float64 {
	for i := range f.stage {
		r := &f.stage[i]
		y := r.b*(x-r.x2) - r.a1*r.y1 - r.a2*r.y2
		r.x2, r.x1 = r.x1, x
		r.y2, r.y1 = r.y1, y
		x = y
	}
	return x * f.loud
}
