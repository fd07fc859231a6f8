package detect

// complex is what may be a QRS complex.
type complex struct {
	sample    int64   // of its R peak
	energy    float64 // the window's content at its peak
	slope     float64 // the steepest of the band-passed signal
	amplitude float64 // mV, peak to peak
	width     float64 // s
	pointing  int32   // 1 up, -1 down
}

// locate finds the complex behind a peak of the window on the raw signal: near
// where the band-passed signal is largest, the sample that lies farthest from the
// line through what lies 100 ms before and after. Pointing is the direction of
// the beat before, kept unless the other one is a quarter larger, so that beats
// with equal R and S waves are marked at the same one. Ok is false for what is
// too small to be looked at.
func (f *front) locate(energy, at int64, pointing int32) (c complex, ok bool) {
	if energy < f.floor() {
		return c, false
	}
	c.energy = float64(energy)
	centre := f.loudest(at, &c)
	ms := f.rate * float64(f.thin) / 1000
	near, far := int64(60*ms), int64(100*ms)
	base := f.at(centre-far)/2 + f.at(centre+far)/2
	top, bottom := centre, centre
	for i := centre - near; i <= centre+near; i++ {
		if f.at(i) > f.at(top) {
			top = i
		}
		if f.at(i) < f.at(bottom) {
			bottom = i
		}
	}
	up, down := f.at(top)-base, base-f.at(bottom)
	c.pointing, c.sample = 1, top
	if down*4 > up*5 || pointing < 0 && down*5 > up*4 {
		c.pointing, c.sample = -1, bottom
	}
	spike := max(up, down) / 2
	f.refine(&c, spike)
	c.amplitude = f.extent(centre-int64(80*ms), centre+int64(80*ms), spike)
	c.width = f.breadth(c.sample, ms) / (1000 * ms)
	return c, true
}

// at returns a sample without spikes.
func (f *front) at(i int64) int32 { return f.clean[uint64(i)%ringSize] }

// loudest returns the raw sample at which the band-passed signal was largest in
// the window, and notes the steepest slope.
func (f *front) loudest(at int64, c *complex) (sample int64) {
	best, where := int32(-1), at
	for i := at - f.length - 2*f.spread; i <= at; i++ {
		if i < 0 {
			continue
		}
		if b := abs(f.band[uint64(i)%bandSize]); b > best && i <= at-2*f.spread {
			best, where = b, i
		}
		if i > at-f.length {
			c.slope = max(c.slope, float64(abs(f.slopes[uint64(i)%bandSize])))
		}
	}
	return (where+1)*f.thin - 1 - f.delay
}

// original returns a sample as it came, unless it differs from its cleaned self
// by more than a spike of that height does.
func (f *front) original(i int64, spike int32) int32 {
	x, clean := f.samples[uint64(i)%ringSize], f.at(i)
	if abs(x-clean) > spike {
		return clean
	}
	return x
}

// refine moves the mark from the plateau that the median leaves to the raw peak,
// passing over spikes.
func (f *front) refine(c *complex, spike int32) {
	from := c.sample
	for i := from - 3*f.step; i <= from+3*f.step; i++ {
		if (f.original(i, spike)-f.original(c.sample, spike))*c.pointing > 0 {
			c.sample = i
		}
	}
}

// extent returns the mV from the lowest to the highest sample.
func (f *front) extent(from, to int64, spike int32) float64 {
	low, high := f.at(from), f.at(from)
	for i := from; i <= to; i++ {
		x := f.original(i, spike)
		low, high = min(low, x), max(high, x)
	}
	return float64(high-low) / 1000
}

// breadth returns the samples around the R peak in which the signal is steeper
// than an eighth of its steepest, over gaps of up to 16 ms.
func (f *front) breadth(r int64, ms float64) float64 {
	half, gap, reach := max(int64(4*ms), 1), max(int64(16*ms), 1), int64(110*ms)
	steep := func(i int64) int32 { return abs(f.at(i+half) - f.at(i-half)) }
	limit := int32(0)
	for i := r - int64(60*ms); i <= r+int64(60*ms); i++ {
		limit = max(limit, steep(i)/8)
	}
	end := func(by int64) int64 {
		last := r
		for i := r; by*(i-r) <= reach && by*(i-last) <= gap; i += by {
			if steep(i) > limit {
				last = i
			}
		}
		return last
	}
	return float64(end(1) - end(-1))
}

func abs(x int32) int32 {
	if x < 0 {
		return -x
	}
	return x
}
