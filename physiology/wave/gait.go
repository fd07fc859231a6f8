package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// pace is how somebody walks or runs. The zero value is standing.
type pace struct {
	cadence float64 // steps a second
	swing   float64 // vertical acceleration of walking peak to peak, g
	stance  float64 // share of a running step with a foot on the ground; 0 is walking
}

const (
	slowest, fastest = 90.0, 125.0 // steps a minute of walking
	strolling        = 1.6         // MET from which on somebody who stands is walking
	running          = 7.0         // MET
	variability      = 0.025       // of steps, coefficient of variation; more over 65 years
)

// paceOf is the gait of a metabolic rate: 100 steps a minute at 3 MET and 10 more for
// each further one. Who works without standing pedals.
func paceOf(met float64, stands bool) pace {
	switch {
	case met < strolling:
		return pace{}
	case !stands:
		return pace{cadence: 2, swing: 0.08} // 60 turns a minute
	case met < running:
		c := min(max(100+10*(met-3), slowest), fastest)
		return pace{cadence: c / 60, swing: 0.3 + 0.6*(c-slowest)/(fastest-slowest)}
	}
	return pace{cadence: min(155+2*(met-running), 185) / 60, swing: 1, stance: max(0.62-0.02*(met-running), 0.45)}
}

// gait is the shaking of a trunk by steps. A step begins as the heel strikes; left and
// right alternate.
type gait struct {
	rate         float64
	chance       stream
	steps        int64   // so far
	phase, speed float64 // of the step, 0..1, and in a sample
	c, s, dc, ds float64 // turn of the phase
	size         float64 // 0 standing, 1 in full swing
	vigour       float64 // of this step, around 1
	follow       float64 // of size in a sample
	pace         pace    // of the last steps
	spread       float64 // of their durations
}

func newGait(seed uint64, rate float64) gait {
	return gait{rate: rate, chance: newStream(seed, ofSteps), phase: 1, vigour: 1, follow: 1 - math.Exp(-1/rate/0.3)}
}

// next is the acceleration that walking adds to rest, g, of the next sample.
func (g *gait) next(p *pace) (a force) {
	goal := 0.0
	if p.cadence > 0 {
		goal = g.vigour
	}
	g.size += g.follow * (goal - g.size)
	if g.size < 1e-4 {
		g.size, g.phase = 0, 1
		return a
	}
	if g.phase += g.speed; g.phase >= 1 {
		g.strike(p)
	} else {
		g.c, g.s = g.c*g.dc-g.s*g.ds, g.s*g.dc+g.c*g.ds
	}
	side := float64(1 - 2*(g.steps&1))
	if g.pace.stance > 0 {
		return g.run(side)
	}
	c, s, h := g.c, g.s, g.size*g.pace.swing
	heel := 0.5 + 0.5*(0.87*c+0.49*s) // just after the strike
	heel *= heel
	heel *= heel
	heel *= heel
	heel *= heel
	c2, s2 := c*c-s*s, 2*c*s
	a[2] = h * (0.30*(0.5*c+0.87*s) + 0.12*(c2*0.2+0.98*s2) + 0.30*(heel-0.196))
	a[0] = h * (-0.28*s + 0.10*c2 - 0.18*(heel-0.196))
	a[1] = h * side * 0.30 * math.Sqrt(0.5*max(1-c, 0))
	return a
}

// strike begins a step of a duration of its own.
func (g *gait) strike(p *pace) {
	if p.cadence > 0 {
		g.pace = *p
	}
	g.steps++
	length := g.rate / g.pace.cadence * math.Exp(g.spread*g.chance.normal(2*g.steps))
	g.vigour = math.Exp(0.10 * g.chance.normal(2*g.steps+1))
	over := 0.0
	if g.speed > 0 {
		over = (g.phase - 1) / g.speed
	}
	g.speed = 1 / length
	g.phase = over * g.speed
	g.s, g.c = math.Sincos(2 * math.Pi * g.phase)
	g.ds, g.dc = math.Sincos(2 * math.Pi * g.speed)
}

// run is the acceleration of running: half a sine while the foot is down, free fall
// while it is not. Its mean over a step is what carries the body.
func (g *gait) run(side float64) (a force) {
	d := g.pace.stance
	a[2] = -min(g.size, 1)
	if g.phase < d {
		u := math.Sin(math.Pi * g.phase / d)
		a[2] += g.size * math.Pi / 2 / d * u
		a[0] = -0.5 * g.size * math.Sin(2*math.Pi*g.phase/d)
		a[1] = 0.4 * g.size * side * u
	}
	return a
}

// effort is the metabolic rate that somebody's work will come to. Oxygen uptake lags
// behind work by the muscles' time constant; the lag is undone, so that steps begin
// with the work.
type effort struct {
	time, uptake float64 // s, mL/min above rest
	met          float64
}

func (e *effort) read(b *physiology.Body, p *physiology.Patient) {
	now := b.Muscle.VO2
	if dt := b.Time - e.time; dt > 0 && e.met > 0 {
		work := e.uptake + (now-e.uptake)/(1-math.Exp(-dt/p.Exertion.Tau))
		e.met = 1 + max(work, 0)/b.Rest.VO2
	} else if e.met == 0 {
		e.met = 1 + now/b.Rest.VO2
	}
	e.time, e.uptake = b.Time, now
}
