package wave

import "math"

// tumble is a fall as a waist feels it: a stumble, free fall, the impact, its rebound,
// then lying still.
type tumble struct {
	chance stream
	known  bool // count is that of the body
	count  uint16
	begin  float64 // s, of the last fall
	free   float64 // s, length of its free fall
	weight float64 // g that rotation leaves in it
	impact float64 // g
	sigma  float64 // s, of the impact
	roll   float64 // that it ends in
	under  bool    // from the stumble until the person gets up
	landed bool    // the body's posture has followed
}

const (
	stumbling = 0.45 // s
	ebbing    = 1.2  // s from the impact until nothing moves
)

func newTumble(seed uint64) tumble {
	return tumble{chance: newStream(seed, ofFalls), begin: math.Inf(-1)}
}

// notice sees in a tick from a time on whether the body has fallen or got up.
func (f *tumble) notice(t *Tick) {
	b := t.Body
	switch {
	case !f.known:
		f.known, f.count = true, b.Fall.Count
	case b.Fall.Count != f.count:
		f.count = b.Fall.Count
		n := 8 * int64(f.count)
		f.begin, f.impact = t.From, max(b.Fall.Impact, 1)
		f.free = 0.28 + 0.12*f.chance.uniform(n)
		f.weight = 0.15 + 0.20*f.chance.uniform(n+1)
		f.sigma = 0.014 + 0.012*f.chance.uniform(n+2)
		f.roll = math.Pi / 2 * math.Floor(4*f.chance.uniform(n+3)-1)
		f.under, f.landed = true, b.Tilt < lyingTilt
		if f.landed && f.roll == 0 { // out of a bed
			f.roll = math.Pi / 2
		}
	case f.under && !f.landed:
		f.landed = b.Tilt < lyingTilt
	case f.under && b.Tilt > 2*lyingTilt:
		f.under = false
	}
}

// lyingTilt is the sine of the body's angle under which it lies.
const lyingTilt = 0.05

// drops says that nobody holds the trunk any more.
func (f *tumble) drops(now float64) bool { return f.under && now >= f.begin+stumbling }

// moving says that the fall is going on.
func (f *tumble) moving(now float64) bool {
	return now >= f.begin && now < f.begin+stumbling+f.free+ebbing
}

// size is the force relative to rest's: 1 is 1 g.
func (f *tumble) size(now float64) float64 {
	if !f.moving(now) {
		return 1
	}
	x := now - f.begin
	if x < stumbling {
		return 1 + 0.25*x/stumbling*math.Sin(4*math.Pi*x/stumbling)
	}
	after := x - stumbling - f.free // the impact's top is at 0.06 s
	if after < 0 {
		return f.weight + (1-f.weight)*gauss(x-stumbling, 0.05)
	}
	hit := gauss(after-0.06, f.sigma)
	y := 1 - (1-f.weight)*gauss(after, 0.03)
	y += (f.impact - 1) * hit
	y -= 0.45 * gauss(after-0.19, 0.035)
	y += 0.18 * (f.impact - 1) * gauss(after-0.30, 0.030)
	return y + 0.1*gauss(after-0.5, 0.06)
}

func gauss(x, sigma float64) float64 { return math.Exp(-x * x / (2 * sigma * sigma)) }
