package artefact

import "math"

// Drift is a converter whose clock is fast or slow: it takes its m-th sample when the
// true clock says m/(1+ppm/10^6) intervals, so that a fast clock gives more samples
// than there should be. Between true samples it takes the cubic of Catmull and Rom.
type Drift struct {
	PPM  float64
	next int64      // sample that the device takes next
	seen int64      // true samples that were taken in
	last [4]float32 // of those
}

// Resample appends to dst the device's samples that can be told from the true samples
// so far; in follows those of the call before. It lags by two samples. It allocates
// only when dst has no room.
func (d *Drift) Resample(dst, in []float32) []float32 {
	speed := 1 + d.PPM*1e-6
	for _, v := range in {
		if d.seen == 0 {
			d.last = [4]float32{v, v, v, v}
		}
		d.last = [4]float32{d.last[1], d.last[2], d.last[3], v}
		d.seen++
		for { // between the samples seen-3 and seen-2, which lie in last[1] and last[2]
			at := float64(d.next) / speed
			whole := math.Floor(at)
			if int64(whole) > d.seen-3 {
				break
			}
			dst = append(dst, between(&d.last, float32(at-whole)))
			d.next++
		}
	}
	return dst
}

// between is the cubic through four samples at a place between the second and the third.
func between(p *[4]float32, x float32) float32 {
	a := 0.5 * (p[3] - p[0] + 3*(p[1]-p[2]))
	b := p[0] - 2.5*p[1] + 2*p[2] - 0.5*p[3]
	c := 0.5 * (p[2] - p[0])
	return p[1] + x*(c+x*(b+x*a))
}
