package wave

import "math"

// canvas holds the samples of waves under construction: those of the interval that is
// being made and, behind them, what was drawn already of the time after it.
type canvas struct {
	rate  float64
	reach int   // samples that a stroke may reach beyond its onset
	first int64 // of the interval, index of element 0 of each row
	drawn int   // elements before the first that nothing was drawn on
	rows  [][]float32
	shade []float32 // a stroke's form, at most twice the reach
}

// newCanvas is an empty canvas of some rows on which strokes reach for some seconds.
func newCanvas(rows int, first int64, rate, reach float64) canvas {
	n := int(math.Ceil(reach * rate))
	c := canvas{rate: rate, reach: n, first: first, rows: make([][]float32, rows), shade: make([]float32, n+1)}
	for i := range c.rows {
		c.rows[i] = make([]float32, n+1, n+3+int(rate)) // room for a tick of a second
	}
	return c
}

// turn goes on to the interval first..last-1: what was drawn of it moves to the front,
// and the time behind it is blank. It allocates when an interval is longer than all
// before.
func (c *canvas) turn(first, last int64) {
	need, gone := int(last-first)+c.reach+1, int(first-c.first)
	kept := max(c.drawn-gone, 0)
	for i, row := range c.rows {
		if cap(row) < need {
			grown := make([]float32, need)
			copy(grown, row[min(gone, len(row)):])
			c.rows[i] = grown
			continue
		}
		copy(row, row[gone:gone+kept])
		clear(row[kept:c.drawn])
		c.rows[i] = row[:need]
	}
	c.first, c.drawn = first, kept
}

// stroke is a bump that is drawn once: a Gaussian rise to a top, a plateau, a Gaussian
// fall. All times are in s.
type stroke struct {
	top  float64 // when the rise ends, since the start
	hold float64 // length of the plateau
	rise float64 // standard deviation of the rise
	fall float64 // standard deviation of the fall
}

// support is how many standard deviations of a stroke are drawn: what is left out is
// 0.03 % of the top.
const support = 4

// narrowest is the least standard deviation in samples; a sharper stroke is not seen.
const narrowest = 0.25

// draw adds a stroke to the rows, amp[i] high in row i, from an onset on. Each sample
// gets the same addends in the same order however time is cut, as long as strokes are
// drawn in the order of their onsets.
//
// A Gaussian on a grid is made by two multiplications a sample, exactly:
// g(n+1) = g(n)·q(n), q(n+1) = q(n)·e^(-1/s²).
func (c *canvas) draw(onset int64, s *stroke, amp []float32) {
	top := s.top * c.rate
	end := top + max(s.hold, 0)*c.rate
	rise, fall := max(s.rise*c.rate, narrowest), max(s.fall*c.rate, narrowest)
	left, right := int64(math.Floor(top)), int64(math.Floor(end))
	lo := max(left-int64(support*rise), onset, c.first)
	hi := min(right+1+int64(support*fall), onset+int64(c.reach), c.first+int64(len(c.rows[0]))-1)
	if lo > hi {
		return
	}
	c.drawn = max(c.drawn, int(hi-c.first)+1)
	shade := c.shade[:hi-lo+1]
	if left >= hi || right+1 < lo { // only a flank is on the canvas
		flank(shade, lo, top, end, rise, fall)
	} else {
		up := shade[:max(left-lo+1, 0)]
		for n := max(left+1, lo); n <= right && n <= hi; n++ {
			shade[n-lo] = 1
		}
		down := shade[min(right+1-lo, int64(len(shade))):]
		bell(up, down, top-float64(left), float64(right+1)-end, rise, fall)
	}
	for i, row := range c.rows {
		dst, a := row[lo-c.first:][:len(shade)], amp[i]
		for k, g := range shade {
			dst[k] += float32(a * g)
		}
	}
}

// bell fills up from its end and down from its begin with the two sides of a Gaussian,
// whose first samples lie at the distances a and b from the top. Both chains of
// products run side by side, because each has to wait for itself.
func bell(up, down []float32, a, b, rise, fall float64) {
	h := 0.5 / (rise * rise)
	e := math.Exp(-h)
	g, u := math.Exp(-a*a*h), math.Exp(-2*a*h)
	q, c := u*e, e*e
	var g2, q2, c2 float64
	if rise == fall && b == 1-a { // one Gaussian: the other side follows
		g2, q2, c2 = g*e/u, e*c/u, c
	} else {
		h = 0.5 / (fall * fall)
		e = math.Exp(-h)
		g2, u = math.Exp(-b*b*h), math.Exp(-2*b*h)
		q2, c2 = u*e, e*e
	}
	n := min(len(up), len(down))
	for i, j := len(up)-1, 0; j < n; i, j = i-1, j+1 {
		up[i], down[j] = float32(g), float32(g2)
		g, q = g*q, q*c
		g2, q2 = g2*q2, q2*c2
	}
	for i := len(up) - 1 - n; i >= 0; i-- {
		up[i] = float32(g)
		g, q = g*q, q*c
	}
	for j := n; j < len(down); j++ {
		down[j] = float32(g2)
		g2, q2 = g2*q2, q2*c2
	}
}

// flank fills dst, whose first element is sample lo, with a stroke whose top lies
// outside of it.
func flank(dst []float32, lo int64, top, end, rise, fall float64) {
	for i := range dst {
		switch n := float64(lo + int64(i)); {
		case n < top:
			dst[i] = float32(math.Exp(-0.5 * (n - top) * (n - top) / (rise * rise)))
		case n > end:
			dst[i] = float32(math.Exp(-0.5 * (n - end) * (n - end) / (fall * fall)))
		default:
			dst[i] = 1
		}
	}
}

// pulse adds a rectangle of some seconds that begins at a time, as a front end sees it
// that takes the mean of the interval before each sample.
func (c *canvas) pulse(time, width float64, amp []float32) {
	begin, end := time*c.rate, (time+width)*c.rate
	for n := int64(math.Floor(begin)) + 1; float64(n-1) < end; n++ {
		share := float32(min(end, float64(n)) - max(begin, float64(n-1)))
		k := n - c.first
		c.drawn = max(c.drawn, min(int(k)+1, len(c.rows[0])))
		if k < 0 || k >= int64(len(c.rows[0])) {
			continue
		}
		for i, row := range c.rows {
			row[k] += float32(amp[i] * share)
		}
	}
}
