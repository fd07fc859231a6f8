package detect

// The figures of the decision, from the paper unless said otherwise.
const (
	learning    = 2.0  // s
	refractory  = 0.18 // s; 0.2 in the paper, which 300 beats per minute would meet
	tWaves      = 0.36 // s after a beat in which a T wave may come
	overdueAt   = 1.66 // mean intervals after which search-back begins
	leastMV     = 0.15 // smallest complex, mV peak to peak (IEC 60601-2-27)
	tSlope      = 0.5  // of a complex's slope
	tallTSlope  = 0.95 // of that, where the rhythm is not fast (ours)
	fast        = 0.45 // s, mean interval of a tachycardia (ours)
	tallest     = 1.35 // a T wave is at most so much taller than its complex (ours)
	forgetAt    = 3.0  // s of silence after which signal sinks, if small complexes came (ours)
	forgetEvery = 0.5  // s in which it sinks to a half
	forgetTo    = 8    // part of what it was to which it sinks
	forgetAll   = 10.0 // s of silence after which it sinks further
	mostLearned = 24   // complexes that fit into the learning phase
	intervals   = 8    // that are averaged
)

// judge decides which complexes are beats.
type judge struct {
	rate          float64
	floor         float64
	signal, noise float64 // running estimates of the energy of beats and of all else
	last          complex // the last beat; before the first its sample is negative
	best          complex // the largest since then that missed the first threshold
	hasBest       bool
	pointing      int32
	doubt         complex // what came after it and was taken for a tall T wave
	inDoubt       bool
	steady        float64 // signal at the last beat
	passed        int     // complexes since then that missed the first threshold

	recent    [intervals]float64 // s
	count     int
	mean      float64 // of recent intervals that lie near each other
	irregular bool

	deadline int64 // sample at which overdue is called
	until    int64 // end of the learning phase, 0 when it is over
	learned  [mostLearned]complex
	held     int
}

func newJudge(rate float64, floor int64) judge {
	end := int64(learning * rate)
	return judge{rate: rate, floor: float64(floor), last: complex{sample: -1 << 40}, until: end, deadline: end}
}

// hear takes the next complex at the sample now.
func (j *judge) hear(c complex, now int64, found []Beat) []Beat {
	if c.sample < 0 || c.amplitude < leastMV {
		j.noise += (min(c.energy, 4*j.noise+j.floor) - j.noise) / 8
		return found
	}
	if j.until > 0 {
		if j.held < mostLearned {
			j.learned[j.held] = c
			j.held++
		}
		return found
	}
	return j.decide(c, now, found)
}

// decide tells a beat from a T wave and from noise.
func (j *judge) decide(c complex, now int64, found []Beat) []Beat {
	if j.inDoubt && j.keepsTime(c) {
		found = j.beat(j.doubt, now, found)
	}
	since := float64(c.sample-j.last.sample) / j.rate
	if since < refractory {
		return found
	}
	if since < tWaves && c.slope < j.gentle()*j.last.slope && c.amplitude < tallest*j.last.amplitude {
		j.noise += (min(c.energy, j.signal) - j.noise) / 8
		j.doubt, j.inDoubt = c, c.slope > tSlope*j.last.slope
		return found
	}
	threshold := j.threshold()
	if c.energy > threshold {
		j.signal += (min(c.energy, 4*j.signal) - j.signal) / 8
		return j.beat(c, now, found)
	}
	j.noise += (c.energy - j.noise) / 8
	j.passed++
	if c.energy > threshold/2 && (!j.hasBest || c.energy > j.best.energy) {
		j.best, j.hasBest = c, true
	}
	return found
}

// gentle is the share of a complex's slope below which its T wave stays: a half,
// as in the paper; where the rhythm is not so fast that a beat may come so early,
// more, so that a complex of 100 ms is told from a T wave that is taller.
func (j *judge) gentle() float64 {
	if j.mean > 0 && j.mean < fast {
		return tSlope
	}
	return tallTSlope
}

// keepsTime reports that c follows what was taken for a tall T wave as that
// followed the last beat: a T wave does not lie halfway, a tachycardia that has
// just begun does.
func (j *judge) keepsTime(c complex) bool {
	before, after := j.doubt.sample-j.last.sample, c.sample-j.doubt.sample
	return 8*after > 7*before && 8*after < 9*before
}

// threshold is halved while the rhythm is irregular.
func (j *judge) threshold() float64 {
	t := j.noise + (j.signal-j.noise)/4
	if j.irregular {
		t /= 2
	}
	return max(t, j.floor)
}

// beat takes c as a beat.
func (j *judge) beat(c complex, now int64, found []Beat) []Beat {
	if j.last.sample >= 0 {
		j.interval(float64(c.sample-j.last.sample) / j.rate)
	}
	j.last, j.hasBest, j.inDoubt, j.pointing, j.steady, j.passed = c, false, false, c.pointing, j.signal, 0
	wait := forgetAt
	if j.mean > 0 {
		wait = min(overdueAt*j.mean, forgetAt)
	}
	j.deadline = max(c.sample+int64((wait+latency)*j.rate), now+1)
	return append(found, Beat{Sample: c.sample, Amplitude: c.amplitude, Width: c.width})
}

// latency is how long after its R peak a complex may be heard of, s.
const latency = 0.45

// interval notes the time from one beat to the next.
func (j *judge) interval(s float64) {
	j.recent[j.count%intervals] = s
	j.count++
	n, sum, all := 0, 0.0, 0.0
	for _, r := range j.recent[:min(j.count, intervals)] {
		all += r
		if j.mean == 0 || r > 0.92*j.mean && r < 1.16*j.mean {
			sum += r
			n++
		}
	}
	known := min(j.count, intervals)
	j.irregular = n < known
	if n == 0 { // the rhythm has changed altogether
		sum, n = all, known
	}
	j.mean = sum / float64(n)
}

// overdue is called when no beat came for so long that one may have been missed:
// it takes the best that was heard of since, ends the learning phase, or lowers
// the thresholds, so that smaller complexes are found after a lead change.
func (j *judge) overdue(now int64, found []Beat) []Beat {
	switch {
	case j.until > 0:
		return j.learn(now, found)
	case j.hasBest:
		j.signal += (j.best.energy - j.signal) / 4
		return j.beat(j.best, now, found)
	case float64(now-j.last.sample)/j.rate < forgetAt:
		j.deadline = now + int64(forgetEvery*j.rate)
	case j.passed < 2:
		j.deadline = now + int64(forgetEvery*j.rate)
	default:
		least := j.steady / forgetTo
		if float64(now-j.last.sample)/j.rate > forgetAll {
			least = 2 * j.floor
		}
		j.signal = max(j.signal/2, least)
		j.noise = min(j.noise, j.signal/16)
		j.deadline = now + int64(forgetEvery*j.rate)
	}
	return found
}

// learn sets the thresholds by what was heard in the learning phase, then decides
// on all of it.
func (j *judge) learn(now int64, found []Beat) []Beat {
	most, least := 0.0, 0.0
	for i, c := range j.learned[:j.held] {
		most = max(most, c.energy)
		if i == 0 || c.energy < least {
			least = c.energy
		}
	}
	if j.held == 0 {
		j.until = now + int64(learning*j.rate/4)
		j.deadline = j.until
		return found
	}
	j.signal, j.noise = most/2, min(least, most/16)
	j.until = 0
	j.deadline = now + int64(forgetAt*j.rate)
	for _, c := range j.learned[:j.held] {
		found = j.decide(c, now, found)
	}
	return found
}
