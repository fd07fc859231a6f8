package detect

import (
	"fmt"
	"math"
)

// turns finds the tops and bottoms of a slow wave: a top is one once the wave has
// fallen from it by a share of the usual depth, a bottom once it has risen so.
// A drifting baseline does no harm, nor does a ripple smaller than that share.
type turns struct {
	low       biquad
	rate      float64
	least     float64 // depth that counts
	share     float64
	count     int64
	begun     bool // something was measured
	falling   bool
	extreme   float64 // since the last turn
	extremeAt int64
	depth     float64 // mean of the last ones
	turnedAt  int64
}

const (
	impatient  = 8.0  // s without a turn after which shallower ones count
	depthPace  = 0.25 // share of the newest depth in the mean
	shallower  = 0.8  // factor on the usual depth for each second of that
	breathEdge = 0.4  // share of the usual depth that makes a turn
)

func newTurns(rate, corner, least float64) (turns, error) {
	if !(rate >= 5 && rate <= 1000) {
		return turns{}, fmt.Errorf("detect: a wave of %g samples per second; breaths are found at 5 to 1000", rate)
	}
	if !(least > 0) || math.IsInf(least, 0) {
		return turns{}, fmt.Errorf("detect: a least depth of %g; it must be above 0", least)
	}
	return turns{low: lowPass(rate, corner, critical), rate: rate, least: least, share: breathEdge}, nil
}

// push takes a sample and reports whether a turn was found: its value, its place
// and whether it is a top. NaN counts as the extreme before.
func (t *turns) push(x float64) (value float64, at int64, top, ok bool) {
	if x-x != 0 {
		x = t.extreme
	} else if !t.begun {
		t.begun, t.extreme = true, x
		t.low.settle(x)
	}
	y, n := t.low.push(x), t.count
	t.count++
	if (y > t.extreme) != t.falling && y != t.extreme {
		t.extreme, t.extremeAt = y, n
		return 0, 0, false, false
	}
	if n-t.turnedAt > int64(impatient*t.rate) {
		t.depth *= shallower
		t.turnedAt += int64(t.rate)
	}
	turn := max(t.least*0.8, t.share*t.depth)
	if math.Abs(y-t.extreme) < turn {
		return 0, 0, false, false
	}
	value, at, top = t.extreme, t.extremeAt, !t.falling
	t.falling, t.extreme, t.extremeAt, t.turnedAt = !t.falling, y, n, n
	return value, at, top, true
}

// deepen takes the depth of a breath into the mean.
func (t *turns) deepen(depth float64) {
	if t.depth == 0 {
		t.depth = depth
	}
	t.depth += (min(depth, 3*t.depth) - t.depth) * depthPace
}

// Breaths finds breaths in a wave that rises as the chest fills: an impedance, a
// belt, a volume. A flow is summed up to a volume first.
//
// Method: alternating turns with hysteresis at 40 % of the usual depth (a common
// rule of impedance monitors; the figures are ours). The wave is low-passed at
// 3 Hz, which delays what is found by about 0.1 s.
//
// Validity: 3 to 90 breaths per minute. Limits: in apnoea the heart's own ripple
// counts once it is deeper than the least depth, as it does in real monitors.
type Breaths struct {
	turns  turns
	flow   bool
	volume float64
	leak   float64
	bottom float64
	start  int64
	peak   int64
	top    float64
	state  int8 // 0: no bottom yet, 1: bottom, 2: bottom and top
}

// Breath is one breath, from where the chest begins to fill to where it does so
// again.
type Breath struct {
	Start, Peak int64   // samples
	Depth       float64 // from bottom to top, in the wave's unit
	Interval    float64 // s to the next breath
}

// leakTime is the time constant in s at which a volume summed up from a flow is
// forgotten.
const leakTime = 10

// NewBreaths returns a detector for a wave of so many samples per second that
// rises in inspiration. Least is the smallest depth that counts, in its unit.
func NewBreaths(rate, least float64) (Breaths, error) {
	t, err := newTurns(rate, 3, least)
	return Breaths{turns: t}, err
}

// NewFlowBreaths returns a detector for a flow that is positive in inspiration,
// in units per second; least is in those units.
func NewFlowBreaths(rate, least float64) (Breaths, error) {
	b, err := NewBreaths(rate, least)
	b.flow, b.leak = true, math.Exp(-1/(leakTime*rate))
	return b, err
}

// Advance takes samples, NaN where there was no signal, and appends the breaths
// that ended in them.
func (b *Breaths) Advance(samples []float64, found []Breath) []Breath {
	for _, x := range samples {
		if b.flow {
			if x-x != 0 {
				x = 0
			}
			b.volume = b.volume*b.leak + x/b.turns.rate
			x = b.volume
		}
		value, at, top, ok := b.turns.push(x)
		if ok {
			found = b.turn(value, at, top, found)
		}
	}
	return found
}

func (b *Breaths) turn(value float64, at int64, top bool, found []Breath) []Breath {
	if top {
		if b.state > 0 {
			b.top, b.peak, b.state = value, at, 2
			b.turns.deepen(value - b.bottom)
		}
		return found
	}
	if b.state == 2 && b.top-b.bottom >= b.turns.least {
		found = append(found, Breath{b.start, b.peak, b.top - b.bottom, float64(at-b.start) / b.turns.rate})
	}
	b.bottom, b.start, b.state = value, at, 1
	return found
}

// Silence is the time in seconds since the last breath began, or since the first
// sample: apnoea, when it is long.
func (b *Breaths) Silence() float64 { return float64(b.turns.count-b.start) / b.turns.rate }
