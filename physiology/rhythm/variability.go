package rhythm

import "math"

// Heart rate variability: each cycle of the sinus node is lengthened by the sum of
// respiratory sinus arrhythmia, which follows the breath and is longest in expiration, a
// wave of 0.095 Hz (Mayer waves: Julien C, Cardiovasc Res 70:12, 2006, to check), two
// slow waves whose phases drift, and a small white part.
//
//	RR = T·(1 + m),   m = −Ah·sin 2π(φ − 0.08) + Al·sin + As·sin + Av·sin + Aj·ξ
//
// Two measures fix the amplitudes: with a tone of variance v at f Hz, SDNN² gains v
// and RMSSD² gains 4·v·sin²(π·f·T). Waves of fixed amplitude and drifting phase, and not
// filtered noise, let a record of ten minutes have the variance that was asked.
//
// symbol | value | unit | source
// SDNN, RMSSD at 40 y | 50, 42 | ms | Nunan D et al, Pacing Clin Electrophysiol 33:1407, 2010, values to check
// course with age | tables | | 24-hour values of Umetani K et al, J Am Coll Cardiol 31:593, 1998, to check; as ratios
// slow to LF variance | 1.5 | | so that LF/HF at rest is that of Nunan's means, 519/657

// tone is what modulates the sinus node: amplitudes as shares of the cycle, phases in
// turns.
type tone struct {
	ah, al, as, aj   float32
	lf, slow, slower float32
}

const (
	freqLF, freqSlow, freqSlower = 0.095, 0.027, 0.011 // Hz
	slowShare                    = 1.5                 // variance of the slow waves over that of LF
	whiteShare                   = 0.02                // of SDNN²
	driftLF, driftSlow           = 0.03, 0.008         // turns/sqrt(s)
)

// sine of a phase in turns, 0..1, by a polynomial that errs by 0.001 at most.
func sine(turn float32) float32 {
	x := turn - 0.5
	y := x * (8 - 16*abs(x))
	return -y * (0.775 + 0.225*abs(y))
}

func abs(x float32) float32 { return float32(math.Abs(float64(x))) }

// modulation is what the cycle that begins at t is longer, as a share of its period, s.
func (h *Heart) modulation(s *step, t, period float64) float64 {
	if h.Params.Variability == 0 && h.mech.sdnn == 0 {
		return 0
	}
	m := &h.tone
	if h.cycles&15 == 0 || m.aj == 0 {
		h.tune(s.d, period)
	}
	x := h.draw(drawCycle, h.cycles)
	root := float32(math.Sqrt(min(period, 4)))
	step := float32(min(period, 4))
	m.lf = turn(m.lf + freqLF*step + driftLF*root*noise(x))
	m.slow = turn(m.slow + freqSlow*step + driftSlow*root*noise(x>>16))
	m.slower = turn(m.slower + freqSlower*step + driftSlow*root*noise(x>>32))
	// Short cycles are met more often than long ones; the square keeps the mean rate.
	sum := 0.5*(m.ah*m.ah+m.al*m.al) + m.as*m.as + m.aj*m.aj
	sum += m.al*sine(m.lf) + m.as*(sine(m.slow)+sine(m.slower)) + m.aj*noise(x>>48)
	if f := clamp(s.d.Breathing, 0, 120) / 60; f > 0 {
		phase := (t+0.5*period-s.d.Breath)*f - 0.08
		sum -= m.ah * sine(float32(phase-math.Floor(phase)))
	}
	return clamp(float64(sum), -0.6, 1.5)
}

// noise is a uniform draw of standard deviation 1 from 16 bits.
func noise(x uint64) float32 { return (float32(x&0xFFFF)/65536 - 0.5) * 3.4641016 }

// turn is x without its whole turns.
func turn(x float32) float32 {
	x -= float32(int32(x))
	if x < 0 {
		x++
	}
	return x
}

// tune finds the amplitudes for what body and settings ask.
func (h *Heart) tune(d *Drive, period float64) {
	m := &h.tone
	f := clamp(d.Breathing, 0, 120) / 60
	if h.mech.sdnn > 0 {
		m.set(float64(h.mech.sdnn), float64(h.mech.rmssd), period, f)
		return
	}
	const rest, restBreath = 0.926, 0.25 // s of Nunan's mean cycle, Hz
	m.set(float64(h.Params.SDNN), float64(h.Params.RMSSD), rest, restBreath)
	vagal, symp := clamp(d.Vagal, 0, 3), clamp(d.Sympathetic, 0, 2)
	// Fast hearts vary less, also as a share of their cycle: Monfredi O et al,
	// Hypertension 64:1334, 2014, doi:10.1161/HYPERTENSIONAHA.114.03782 (to check).
	factor := float64(h.Params.Variability*h.mech.steady()) * clamp(period/rest, 0.1, 1.2)
	breath := 1.0
	if f > 0 {
		// Respiratory arrhythmia grows with the breath's volume and shrinks with its rate:
		// Hirsch JA, Bishop B, Am J Physiol 241:H620, 1981, to check.
		breath = clamp(restBreath/f, 0, 1.5) * math.Sqrt(clamp(d.Tidal/500, 0, 3))
	}
	m.ah *= float32(factor * vagal * breath)
	slow := float32(factor * (0.6*vagal + 0.4*symp*min(vagal+0.2, 1)))
	m.al, m.as = m.al*slow, m.as*slow
	m.aj = max(m.aj*float32(factor), 1e-9)
}

// set solves the amplitudes for SDNN and RMSSD, s, of a cycle and a breathing rate. The
// breath takes what the slow waves leave of RMSSD; when that is nothing, LF gives way to
// the slower waves, and when the breath cannot make beats differ as much, white noise
// does.
func (m *tone) set(sdnn, rmssd, cycle, breathing float64) {
	least := min(sdnn, rmssd)
	white := whiteShare * least * least
	rest, target := max(sdnn*sdnn-white, 0), max(rmssd*rmssd-2*white, 0)
	low, slower := power(freqLF, cycle), 0.5*(power(freqSlow, cycle)+power(freqSlower, cycle))
	slow, fast := (low+slowShare*slower)/(1+slowShare), power(breathing, cycle)
	vh := 0.0
	if fast > slow {
		vh = clamp((target-slow*rest)/(fast-slow), 0, rest)
	}
	vl := (rest - vh) / (1 + slowShare)
	switch short := target - slow*(rest-vh) - fast*vh; {
	case short < 0 && vh == 0:
		vl = clamp((target-slower*rest)/(low-slower), 0, rest)
	case short > 0 && vh > 0:
		add := min(short/(2-min(fast, 1.9)), vh)
		vh, white, rest = vh-add, white+add, rest-add
	case short > 0:
		add := min(short/(2-slow), rest)
		vl, white, rest = vl*(1-add/rest), white+add, rest-add
	}
	m.ah = float32(math.Sqrt(2*vh) / cycle)
	m.al = float32(math.Sqrt(2*vl) / cycle)
	m.as = float32(math.Sqrt(max(rest-vh-vl, 0)) / cycle) // two waves
	m.aj = max(float32(math.Sqrt(white)/cycle), 1e-9)
}

// power is what a tone of variance 1 at f Hz adds to RMSSD squared.
func power(f, cycle float64) float64 {
	x := math.Sin(math.Pi * f * cycle)
	return 4 * x * x
}

// Variability is the sinus node's variability that the automaton aims at now.
type Variability struct {
	SDNN, RMSSD float64 // s
	LFHF        float64 // power in 0.04-0.15 Hz over that in 0.15-0.40 Hz; +Inf without the latter
}

// Variability under a drive, with a mean cycle of period seconds.
func (h *Heart) Variability(d *Drive, period float64) Variability {
	trial := *h
	if h.Params.Variability == 0 && h.mech.sdnn == 0 {
		return Variability{LFHF: never}
	}
	trial.tune(d, period)
	m := &trial.tone
	f := clamp(d.Breathing, 0, 120) / 60
	half := func(a float32) float64 { x := float64(a) * period; return x * x / 2 }
	vh, vl, vs, vj := half(m.ah), half(m.al), half(m.as), 2*half(m.aj)
	if f == 0 {
		vh = 0
	}
	v := Variability{SDNN: math.Sqrt(vh + vl + 2*vs + vj)}
	v.RMSSD = math.Sqrt(vh*power(f, period) + vl*power(freqLF, period) + vs*(power(freqSlow, period)+power(freqSlower, period)) + 2*vj)
	nyquist := 0.5 / period
	low, high := vl+vj*0.11/nyquist, vj*min(0.25/nyquist, 1)
	switch {
	case f >= 0.15 && f < 0.40:
		high += vh
	case f >= 0.04 && f < 0.15:
		low += vh
	}
	v.LFHF = low / high
	return v
}
