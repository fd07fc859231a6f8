package wave

import "math"

// chest is the movement of air of one twin on the grid of samples. An inspiration
// takes a third of the period (1:2): half a sine of flow by the muscles, a constant
// flow by a ventilator. What it brought leaves through airway resistance and elastance,
// softened by the muscles that still brake:
//
//	V(x) = VT·(τ1·exp(−x/τ1) − τ2·exp(−x/τ2))/(τ1 − τ2),   τ1 = 0.25 s + R/E
//
// Breaths add up: air that has not left when the next begins is trapped. Source: the
// one-compartment lung of Otis AB et al, J Appl Physiol 2:592, 1950; the brake:
// Shee CD et al, J Appl Physiol 58:1859, 1985 (to check).
type chest struct {
	rate, h float64 // Hz, and the s of a sample
	begin   float64 // of the breath, s
	turn    float64 // when its inspiration ends, s
	tidal   float64 // L
	pushed  bool    // by a ventilator
	inward  bool    // an inspiration is under way
	c, s    float64 // phase of it
	dc, ds  float64
	out     [2]float64 // L that leave with τ1 and τ2
	keep    [2]float64 // of them in a sample
	tau     [2]float64 // s
	leave   [2]float64 // 1/s, their inverse
	period  float64    // s, of the breath
	etco2   float64    // mmHg, at its end
	taken   int        // breaths of the tick that have begun
	volume  float64    // L above the resting volume
	flow    float64    // L/s into the lungs
	breaths int64      // begun so far
}

const (
	inspired = 1. / 3 // of the period
	braking  = 0.25   // s
	softened = 0.07   // s
	silent   = 1e-7   // L, of no meaning any more
)

func newChest(rate float64) chest {
	return chest{rate: rate, h: 1 / rate, tau: [2]float64{0.45, softened}}
}

// next moves to sample n, and lets the breaths begin that began since the one before.
func (c *chest) next(t *Tick, n int64) {
	now := float64(n) * c.h
	for ; c.taken < len(t.Breaths) && t.Breaths[c.taken].Time <= now; c.taken++ {
		c.start(t, &t.Breaths[c.taken], now-c.h)
	}
	if c.inward && now >= c.turn {
		c.inward = false
		c.release(c.tidal, now-c.h-c.turn)
	}
	slow, fast := c.out[0]*c.keep[0], c.out[1]*c.keep[1]
	if slow < silent {
		slow, fast = 0, 0
	}
	c.out = [2]float64{slow, fast}
	c.volume, c.flow = slow+fast, -slow*c.leave[0]-fast*c.leave[1]
	if c.inward {
		v, f := c.inhaled(now)
		c.volume, c.flow = c.volume+v, c.flow+f
	}
}

// finish begins the breaths of the tick that came after its last sample, last-1.
func (c *chest) finish(t *Tick, last int64) {
	for ; c.taken < len(t.Breaths); c.taken++ {
		c.start(t, &t.Breaths[c.taken], float64(last-1)/c.rate)
	}
	c.taken = 0
}

// inhaled is what the inspiration under way has brought, L, and its flow, L/s.
func (c *chest) inhaled(now float64) (volume, flow float64) {
	if c.pushed {
		return c.arrived(now)
	}
	c.c, c.s = c.c*c.dc-c.s*c.ds, c.s*c.dc+c.c*c.ds
	return c.tidal * (1 - c.c) / 2, c.tidal * math.Pi / 2 / (c.turn - c.begin) * c.s
}

// arrived is the same without the turn, for one look.
func (c *chest) arrived(now float64) (volume, flow float64) {
	length := c.turn - c.begin
	if c.pushed {
		return c.tidal * (now - c.begin) / length, c.tidal / length
	}
	s, k := math.Sincos(math.Pi * (now - c.begin) / length)
	return c.tidal * (1 - k) / 2, c.tidal * math.Pi / 2 / length * s
}

// start begins a breath. The state is that of the sample at prev, before it.
func (c *chest) start(t *Tick, b *Breath, prev float64) {
	if c.inward { // the one before was cut short
		share := min((b.Time-c.begin)/(c.turn-c.begin), 1)
		if !c.pushed {
			share = (1 - math.Cos(math.Pi*share)) / 2
		}
		c.release(c.tidal*share, prev-b.Time)
	}
	lung := &t.Body.Gas.Lung
	c.tau[0] = min(braking+lung.R/max(lung.E, 1), 4)
	for i, tau := range c.tau {
		c.keep[i], c.leave[i] = math.Exp(-c.h/tau), 1/tau
	}
	c.period = min(max(b.Period, 0.3), 60)
	c.etco2 = b.EtCO2
	c.begin, c.turn = b.Time, b.Time+inspired*min(c.period, 9)
	c.tidal, c.pushed, c.inward = b.Volume/1000, t.Body.Gas.Peak > 0, true
	c.breaths++
	step := math.Pi / (c.turn - c.begin)
	c.ds, c.dc = math.Sincos(step / c.rate)
	c.s, c.c = math.Sincos(step * (prev - c.begin))
}

// release lets a volume, L, leave since x seconds.
func (c *chest) release(volume, x float64) {
	d := c.tau[0] - c.tau[1]
	c.out[0] += volume * c.tau[0] / d * math.Exp(-x/c.tau[0])
	c.out[1] -= volume * c.tau[1] / d * math.Exp(-x/c.tau[1])
}

// exhaled is the share of a breath that has left x seconds after its inspiration.
func (c *chest) exhaled(x float64) float64 {
	d := c.tau[0] - c.tau[1]
	return 1 - (c.tau[0]*math.Exp(-x/c.tau[0])-c.tau[1]*math.Exp(-x/c.tau[1]))/d
}

// obstruction is how narrow the bronchi are, 0 in health to 1: the share of their
// resistance, without that of the upper airway, which health does not have.
func obstruction(t *Tick) float64 {
	const normal = 2.0 // cmH2O·s/L
	free := max(1-t.Body.Lungs.Insult.Upper, 0.01)
	bronchi := t.Body.Gas.Lung.R - 0.75*normal*(1/(free*free)-1)
	return max(1-normal/max(bronchi, normal), 0)
}
