package artefact

import "math"

// Settings are the amplitudes of noise on one channel, in the unit of its wave (mV for
// an electrocardiogram). The zero value is a clean channel.
type Settings struct {
	White  float64 // rms of the amplifier's noise
	Muscle float64 // rms of muscles at work, which comes and goes within seconds
	Mains  float64 // amplitude of interference of the mains
	Hertz  float64 // its frequency; 0 is 50 Hz
	Wander float64 // amplitude of the baseline's, with breathing and electrodes
	Motion float64 // height of jumps of the baseline when an electrode is pulled
	Pulls  float64 // of electrodes, 1/min
}

// Named are the settings of a set, in mV: none, clinical (a quiet patient, good
// electrodes) or motion (walking). False for a name that is none of these.
func Named(set string) (Settings, bool) {
	switch set {
	case "none":
		return Settings{}, true
	case "clinical":
		return Settings{White: 0.010, Muscle: 0.004, Mains: 0.010, Wander: 0.08}, true
	case "motion":
		return Settings{White: 0.015, Muscle: 0.06, Mains: 0.015, Wander: 0.25, Motion: 0.8, Pulls: 12}, true
	}
	return Settings{}, false
}

// Scaled are the settings in another unit: factor is what 1 mV is worth, for waves
// whose usual amplitude is not a millivolt.
func (s Settings) Scaled(factor float64) Settings {
	s.White, s.Muscle, s.Mains = s.White*factor, s.Muscle*factor, s.Mains*factor
	s.Wander, s.Motion = s.Wander*factor, s.Motion*factor
	return s
}

// Noise is the noise of one channel, a function of a seed and the sample's index.
type Noise struct {
	set   Settings
	seed  uint64
	block int64     // samples between two knots of what is slow
	knot  float64   // s between them
	per   float32   // 1/block
	sway  [3]uint32 // turns of what the baseline wanders with in a block
	mains uint32    // turn of the mains' phase in a sample, of 2^32
	noisy bool
}

// knots is about how often what is slow is worked out, Hz; between them it is a line.
const knots = 16

// NewNoise is the noise of a channel that is sampled at a rate, Hz. Channels of one
// device take seeds of their own.
func NewNoise(seed uint64, rate float64, s Settings) Noise {
	if s.Hertz == 0 {
		s.Hertz = 50
	}
	n := Noise{set: s, seed: mix(seed), block: max(int64(rate/knots), 1)}
	n.per = 1 / float32(n.block)
	n.knot = float64(n.block) / rate
	n.sway = [...]uint32{turn(0.23 * n.knot), turn(0.11 * n.knot), turn(0.037 * n.knot)}
	n.mains = turn(s.Hertz / rate)
	n.noisy = s.White > 0 || s.Muscle > 0 || s.Mains > 0 || s.Wander > 0 || s.Motion > 0
	return n
}

// turn is a number of cycles as a phase of 2^32 a cycle.
func turn(cycles float64) uint32 {
	return uint32(int64(math.Round((cycles - math.Floor(cycles)) * (1 << 32))))
}

// Add adds the noise to samples, the first of which has an index on the device's grid.
func (n *Noise) Add(first int64, samples []float32) {
	if !n.noisy {
		return
	}
	k := floorDiv(first, n.block)
	a := n.slow(k)
	for len(samples) > 0 {
		b := n.slow(k + 1)
		m := min(int64(len(samples)), (k+1)*n.block-first)
		n.between(k, a, b, first, samples[:m])
		first, samples = first+m, samples[m:]
		k, a = k+1, b
	}
}

// between adds what changes from sample to sample to the line from a, at the knot k, to
// b at the next.
func (n *Noise) between(k int64, a, b float32, first int64, samples []float32) {
	white, mains := float32(n.set.White), float32(n.set.Mains)
	if n.set.Muscle > 0 {
		white = float32(math.Hypot(n.set.White, n.set.Muscle*n.effort(k)))
	}
	step, at := (b-a)*n.per, int32(first-k*n.block)
	phase := uint32(first) * n.mains
	random := mix(n.seed+uint64(first>>2)) >> (16 * (first & 3)) // four deviates of each
	for i := range samples {
		j := first + int64(i)
		if j&3 == 0 {
			random = mix(n.seed + uint64(j>>2))
		}
		noise := float32(white*deviates[random%uint64(len(deviates))]) + float32(mains*sine(phase))
		samples[i] += a + float32(float32(at+int32(i))*step) + noise
		random >>= 16
		phase += n.mains
	}
}

// slow is what changes slowly, at a knot.
func (n *Noise) slow(k int64) float32 {
	v := 0.0
	if n.set.Wander > 0 {
		t := uint32(k)
		v += n.set.Wander * float64(0.6*sine(t*n.sway[0]+uint32(n.seed))+0.3*sine(t*n.sway[1]+1<<30)+0.2*sine(t*n.sway[2]+uint32(n.seed>>32)))
	}
	if n.set.Motion > 0 {
		v += n.set.Motion * n.pull(k)
	}
	return float32(v)
}

// effort is how much a muscle works at a knot, 0..1.7, mean square 1: afresh every two
// seconds.
func (n *Noise) effort(k int64) float64 {
	return math.Sqrt(3) * uniform(n.seed, 1, int64(math.Floor(float64(k)*n.knot/2)))
}

// pull is where pulled electrodes have put the baseline at a knot: jumps that swing back
// within a second or two, at most one begins in each second.
func (n *Noise) pull(k int64) float64 {
	time, v := float64(k)*n.knot, 0.0
	for second := int64(math.Floor(time)) - 3; second <= int64(math.Floor(time)); second++ {
		since := time - float64(second) - 0.9*uniform(n.seed, 3, second)
		if since <= 0 || uniform(n.seed, 2, second) >= n.set.Pulls/60 {
			continue
		}
		height := 2*uniform(n.seed, 4, second) - 1
		v += height * math.Exp(-since/0.4) * math.Cos(2*math.Pi*1.3*since)
	}
	return v
}

// floorDiv is a/b, rounded down.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
