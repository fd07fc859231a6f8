package detect

import (
	"fmt"
	"math"
)

// Pulses finds the pulses of an arterial pressure or of a plethysmogram that
// rises in systole.
//
// Source: Zong W, Heldt T, Moody GB, Mark RG. An open-source algorithm to detect
// onset of arterial blood pressure pulses. Comput Cardiol 30:259-262, 2003,
// doi:10.1109/CIC.2003.1291140 (to check). A low-pass of 16 Hz, then the slope
// sum: the sum of all rises within 128 ms. A pulse is where it crosses a share of
// its mean maximum; its onset lies before the crossing, and none follows within
// the refractory time.
//
// What differs, and why: the threshold is a half of the mean maximum, and not
// 60 %, so that the weaker pulses of bigeminy count; there is no learning phase,
// since a least pulse is given; the onset is the lowest sample at the
// pulse's foot; no pulse follows within 200 ms instead of 250.
//
// Validity: 25 to 500 samples per second, up to 250 pulses per minute.
type Pulses struct {
	rate, least    float64
	low            biquad
	before         float64
	slopeSum       float64
	rises          [64]float64 // of the last 128 ms
	width          int64
	recent         [pulseRing]float64
	count          int64
	level          float64 // mean maximum of the slope sum
	crossed, until int64   // sample at which a pulse was seen and at which it is judged
	most           float64 // of the slope sum since it was seen
	seen           int64   // sample of the last onset, or of the last decay of the level
	pulse          Pulse   // that goes on
	begun, open    bool
	fallen         bool // below the threshold since the last crossing
	sum            float64
	samples        int64
	ended          int64 // first sample that pulse.sum has not
}

// pulseRing holds half a second at 500 samples per second.
const pulseRing = 256

// Pulse is one pulse, from its onset to the next.
type Pulse struct {
	Onset, Peak int64 // samples
	Systolic    float64
	Diastolic   float64 // at the onset
	Mean        float64 // over the whole pulse, by time
	Interval    float64 // s to the next onset
}

// The times of the method, s, and its shares.
const (
	slopeTime   = 0.128
	judgeTime   = 0.15 // after the crossing
	footTime    = 0.2  // before the crossing, in which the onset lies
	pulsePause  = 0.2  // from one onset to the next crossing, at the least
	keepTime    = 0.45 // that samples are kept
	patientTime = 2.5  // without a pulse after which the threshold sinks
	footShare   = 0.1  // of the pulse's height
	footBefore  = 0.03 // s
	crossing    = 0.5  // of the mean maximum
	leastShare  = 0.6  // of the least pulse that its slope sum must reach
	longestGap  = 4.0  // s from onset to onset; what is longer is no pulse
	levelPace   = 1 / 8.0
	sinkTime    = 0.2 // s in which the threshold sinks once
	sinking     = 0.8 // to this share
)

// NewPulses returns a detector for so many samples per second. Least is the
// smallest pulse that counts, in the unit of the wave: 5 mm[Hg] for a pressure.
func NewPulses(rate, least float64) (Pulses, error) {
	if !(rate >= 25 && rate <= 500) {
		return Pulses{}, fmt.Errorf("detect: a wave of %g samples per second; pulses are found at 25 to 500", rate)
	}
	if !(least > 0) || math.IsInf(least, 0) {
		return Pulses{}, fmt.Errorf("detect: a least pulse of %g; it must be above 0", least)
	}
	return Pulses{rate: rate, least: least, low: lowPass(rate, 16, flat), width: int64(math.Round(slopeTime * rate)), until: -1, seen: -1 << 40}, nil
}

// Advance takes samples, NaN where there was no signal, and appends the pulses
// that ended in them. A pulse is said when the next one has begun; the last one
// before pulses cease, or before a gap of 4 s, is not said.
func (p *Pulses) Advance(samples []float64, found []Pulse) []Pulse {
	for _, x := range samples {
		if x-x != 0 {
			x = p.recent[uint64(p.count-1)%pulseRing]
		} else if !p.begun {
			p.begin(x)
		}
		p.push(x)
		switch {
		case p.until < 0:
			p.watch()
		case p.count > p.until:
			found = p.weigh(found)
		default:
			p.most = max(p.most, p.slopeSum)
		}
	}
	return found
}

// Silence is the time in seconds since the last onset, or since the first sample.
func (p *Pulses) Silence() float64 {
	if !p.open {
		return float64(p.count) / p.rate
	}
	return float64(p.count-p.pulse.Onset) / p.rate
}

// begin makes the first sample that was measured the past of itself.
func (p *Pulses) begin(x float64) {
	p.begun, p.before = true, x
	p.low.settle(x)
	for i := range p.recent {
		p.recent[i] = x
	}
}

// push takes a sample into the slope sum, and the one that is 0.45 s old into the
// pulse that goes on.
func (p *Pulses) push(x float64) {
	p.recent[uint64(p.count)%pulseRing] = x
	y := p.low.push(x)
	rise := max(y-p.before, 0)
	p.before = y
	p.slopeSum += rise - p.rises[uint64(p.count-p.width)%64]
	p.rises[uint64(p.count)%64] = rise
	p.count++
	if p.count%64 == 0 { // so that no rounding error of a great outlier stays
		p.slopeSum = 0
		for k := p.count - p.width; k < p.count; k++ {
			p.slopeSum += p.rises[uint64(k)%64]
		}
	}
	if k := p.count - int64(keepTime*p.rate); p.open && k >= p.ended {
		p.take(k)
		p.ended = k + 1
	}
}

// take counts sample k to the pulse that goes on.
func (p *Pulses) take(k int64) {
	x := p.recent[uint64(k)%pulseRing]
	if p.samples == 0 || x > p.pulse.Systolic {
		p.pulse.Systolic, p.pulse.Peak = x, k
	}
	p.sum += x
	p.samples++
}

// watch looks for a crossing of the threshold, which sinks with time.
func (p *Pulses) watch() {
	since := p.count - p.seen
	if since < int64(pulsePause*p.rate) {
		return
	}
	if since > int64(patientTime*p.rate) {
		p.level *= sinking
		p.seen = p.count - int64((patientTime-sinkTime)*p.rate)
	}
	above := p.slopeSum > max(crossing*p.level, leastShare*p.least)
	if !above {
		p.fallen = true
	} else if p.fallen {
		p.fallen = false
		p.crossed, p.until, p.most = p.count-1, p.count+int64(judgeTime*p.rate), p.slopeSum
	}
}

// weigh ends the pulse that went on where a new one has begun.
func (p *Pulses) weigh(found []Pulse) []Pulse {
	p.until = -1
	onset, top := p.foot()
	foot := p.recent[uint64(onset)%pulseRing]
	if top-foot < p.least {
		return found
	}
	if p.level < p.least || p.most < p.level/4 {
		p.level = p.most
	}
	p.level += (p.most - p.level) * levelPace
	if p.open && float64(onset-p.pulse.Onset) <= longestGap*p.rate {
		found = append(found, p.finish(onset))
	}
	p.pulse, p.open = Pulse{Onset: onset, Diastolic: foot}, true
	p.sum, p.samples, p.ended, p.seen = 0, 0, onset, onset
	for k := onset; k <= p.count-int64(keepTime*p.rate); k++ {
		p.take(k)
		p.ended = k + 1
	}
	return found
}

// foot returns the onset of the pulse that was seen, and its top so far: back from
// the crossing to a tenth of its height, then to the lowest sample of the 30 ms
// before, so that noise on a level diastole does not move it far.
func (p *Pulses) foot() (onset int64, top float64) {
	at := func(k int64) float64 { return p.recent[uint64(k)%pulseRing] }
	from := max(p.crossed-int64(footTime*p.rate), 0)
	low, top := at(p.crossed), at(p.crossed)
	for k := from; k < p.count; k++ {
		if k <= p.crossed {
			low = min(low, at(k))
		} else {
			top = max(top, at(k))
		}
	}
	k := p.crossed
	for k > from && at(k) > low+(top-low)*footShare {
		k--
	}
	onset = k
	for ; k >= max(onset-int64(footBefore*p.rate), from); k-- {
		if at(k) < at(onset) {
			onset = k
		}
	}
	return onset, top
}

// finish completes the pulse that went on up to the next onset.
func (p *Pulses) finish(onset int64) Pulse {
	for k := p.ended; k < onset; k++ {
		p.take(k)
	}
	done := p.pulse
	done.Mean = p.sum / float64(max(p.samples, 1))
	done.Interval = float64(onset-done.Onset) / p.rate
	return done
}
