package wave

import "math"

// The sounds of breathing over the lungs. Vesicular sound is noise of turbulent flow,
// loud in inspiration and faint in expiration. Narrow bronchi flutter in tones
// (wheezes), in expiration first and in inspiration too when they are narrower; where
// nothing flows nothing sounds, the silent chest. Airways that water or pus closed pop
// open in inspiration (crackles).
//
// Sources: Pasterkamp H, Kraman SS, Wodicka GR, Am J Respir Crit Care Med 156:974, 1997,
// doi:10.1164/ajrccm.156.3.9701115 (bands, loudness with a power of the flow of 1.5 to 2, wheezes over 100 Hz
// and 250 ms); Sovijärvi AR et al, Eur Respir Rev 10:591, 2000 (crackles: fine 5 ms and
// 650 Hz, coarse 15 ms and 350 Hz); Bohadana A, NEJM 370:744, 2014 (all to check). Amplitudes are
// calibrated. Limits: one place; no stridor.
//
//	symbol     value                unit  source
//	vesicular  0.008 at 0.5 L/s     Pa    calibrated; expiration 0.35 of it; 100-500 Hz
//	wheezes    two, 180..576        Hz    Pasterkamp 1997: 100 to 1000
//	crackles   10..30 a breath      1     at full consolidation or flooding; calibrated

// LungSound is the sound pressure over a lower lobe.
const LungSound Kind = firstLungSound

const firstLungSound Kind = 92

var lungSoundInfos = [...]Info{{"lung_sound", "Sound pressure over the lungs", "Pa", 50000, 4000, 2000, 8000, 0, ""}}

const (
	vesicular = 0.008 // Pa of deviation at 0.5 L/s into the lungs
	faint     = 0.35  // of it, out of them
	wheezing  = 0.20  // Pa at full obstruction and 0.5 L/s
	popping   = 0.12  // Pa of a crackle
)

// wheeze is a tone that wanders by some percent during a breath.
type wheeze struct{ c, s, dc, ds, hertz float64 }

type lungSound struct {
	sheet
	chest   chest
	band    band
	noise   stream
	pops    stream
	pitch   stream
	breaths int64
	wheezes [2]wheeze
	narrow  float64 // obstruction of the bronchi, 0..1
	clear   float64 // share of the vesicular sound that reaches the chest wall
	sounds  atoms
}

func newLungSound(seed uint64, _ int64, rate float64, kinds []Kind) *lungSound {
	return &lungSound{
		sheet: newSheet(rate, kinds), chest: newChest(rate), band: newBand(rate, 100, 500), sounds: atoms{rate: rate},
		noise: newStream(seed, ofBreathSounds), pops: newStream(seed, ofCrackles), pitch: newStream(seed, ofWheezes),
	}
}

// advance makes the samples of an interval.
func (g *lungSound) advance(t *Tick, first, last int64, out [][]float32) {
	x := g.begin(first, last)
	for n := first; n < last; n++ {
		g.chest.next(t, n)
		g.hear(t)
		x[n-first] = float32(g.sample(n))
	}
	g.chest.finish(t, last)
	g.hear(t)
	g.sounds.fill(first, x)
	for i := range g.rows {
		copy(g.rows[i], x)
		out[i] = g.rows[i]
	}
}

// hear begins the tones and the crackles of a breath that has begun.
func (g *lungSound) hear(t *Tick) {
	c := &g.chest
	if c.breaths == g.breaths {
		return
	}
	g.breaths, g.narrow = c.breaths, obstruction(t)
	n := int64(math.Round(c.begin * 100)) // names the breath
	for i := range g.wheezes {
		w := &g.wheezes[i]
		w.hertz = 180 * math.Pow(3.2, g.pitch.uniform(2*n+int64(i)))
		w.s, w.c = 0, 1
		w.ds, w.dc = math.Sincos(2 * math.Pi * w.hertz / g.rate)
	}
	flooded := t.Body.Water.Flooded() / 0.5 // 0..1
	wet := min(2*flooded+1.2*t.Body.Lungs.Insult.Consolidation, 1)
	g.clear = (1 - 0.6*g.narrow) * (1 - 0.5*wet)
	blow := c.tidal * math.Pi / (c.turn - c.begin) // peak flow over 0.5 L/s
	pops := int(wet * (10 + 20*g.pops.uniform(64*n)))
	for i := range pops {
		k := 64*n + 2*int64(i) + 1
		at := c.begin + (c.turn-c.begin)*(0.25+0.75*g.pops.uniform(k)) // late: fine
		fine := 350 + 300*g.pops.uniform(k+1)
		g.sounds.add(c.begin, at, 0.9/fine, fine, popping*blow*(0.4+0.6*g.pops.uniform(-k)))
	}
}

// sample is what flow sounds like now.
func (g *lungSound) sample(n int64) float64 {
	flow := g.chest.flow
	speed, loud := math.Abs(flow)/0.5, vesicular
	if flow < 0 {
		loud *= faint
	}
	y := loud * g.clear * speed * math.Sqrt(speed) * g.band.next(g.noise.white(n))
	tight := max(g.narrow-0.3, 0) / 0.7
	if flow > 0 {
		tight = max(g.narrow-0.7, 0) / 0.6
	}
	if tight == 0 {
		return y
	}
	blow := min(speed, 2) * tight * wheezing
	for i := range g.wheezes {
		w := &g.wheezes[i]
		w.c, w.s = w.c*w.dc-w.s*w.ds, w.s*w.dc+w.c*w.ds
		y += blow * (0.5 - 0.2*float64(i)) * (w.s + 0.5*w.s*w.c)
	}
	return y
}
