package wave

import "math"

// reach is how many standard deviations of a Gaussian are drawn: what is left out is
// 4e-5 of its height.
const reach = 4.5

// bump is a Gaussian on the grid of samples. It is exact and costs two
// multiplications a sample, since the ratio of neighbours is itself geometric:
//
//	g(n+1) = g(n)·r(n),  r(n+1) = r(n)·exp(−h²/σ²)
type bump struct {
	start, end int64 // samples, the end is not part of it
	g, r, q    float64
}

// mostBumps holds four pulses of five parts: at 300 beats a minute no more overlap.
const mostBumps = 24

// bumps are the Gaussians under way, in the order in which they were begun.
type bumps struct {
	list [mostBumps]bump
	n    int
}

// add begins a Gaussian with its top at a time, s, of a width and a height. It is not
// drawn before its cause, s. What finds no room is left out.
func (b *bumps) add(rate, cause, top, sigma, height float64) {
	if b.n == mostBumps || height == 0 {
		return
	}
	start := max(int64(math.Ceil((top-reach*sigma)*rate)), int64(math.Ceil(cause*rate)))
	end := int64(math.Floor((top+reach*sigma)*rate)) + 1
	if end <= start {
		return
	}
	h, x := 1/rate/sigma, (float64(start)/rate-top)/sigma
	b.list[b.n] = bump{start: start, end: end, g: height * math.Exp(-x*x/2), r: math.Exp(-h * (x + h/2)), q: math.Exp(-h * h)}
	b.n++
}

// fill adds the Gaussians to the samples from index first on and forgets those that
// have ended.
func (b *bumps) fill(first int64, dst []float32) {
	left, last := 0, first+int64(len(dst))
	for i := range b.n {
		u := &b.list[i]
		from, to := max(u.start-first, 0), min(u.end, last)-first
		if from < to {
			g, r, q := u.g, u.r, u.q
			part := dst[from:to]
			for k := range part {
				part[k] += float32(g)
				g *= r
				r *= q
			}
			u.g, u.r = g, r
		}
		if u.end > last {
			b.list[left] = *u
			left++
		}
	}
	b.n = left
}

// atom is a tone under a Gaussian, a Gabor atom: a short sound.
type atom struct {
	bump
	c, s, dc, ds float64 // the tone and its turn in a sample
}

// mostAtoms holds the sounds of three beats.
const mostAtoms = 32

// atoms are the short sounds under way.
type atoms struct {
	list [mostAtoms]atom
	n    int
}

// add begins a tone of a frequency, Hz, under a Gaussian with its top at a time.
func (a *atoms) add(rate, cause, top, sigma, hertz, height float64) {
	if a.n == mostAtoms || height == 0 {
		return
	}
	var one bumps
	if one.add(rate, cause, top, sigma, height); one.n == 0 {
		return
	}
	x := atom{bump: one.list[0]}
	x.s, x.c = math.Sincos(2 * math.Pi * hertz * (float64(x.start)/rate - top))
	x.ds, x.dc = math.Sincos(2 * math.Pi * hertz / rate)
	a.list[a.n] = x
	a.n++
}

// fill adds the sounds to the samples from index first on.
func (a *atoms) fill(first int64, dst []float32) {
	left, last := 0, first+int64(len(dst))
	for i := range a.n {
		u := &a.list[i]
		from, to := max(u.start-first, 0), min(u.end, last)-first
		if from < to {
			part := dst[from:to]
			for k := range part {
				part[k] += float32(u.g * u.s)
				u.g *= u.r
				u.r *= u.q
				u.c, u.s = u.c*u.dc-u.s*u.ds, u.s*u.dc+u.c*u.ds
			}
		}
		if u.end > last {
			a.list[left] = *u
			left++
		}
	}
	a.n = left
}
