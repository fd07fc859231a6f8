package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// The capnogram of a mainstream sensor. Gas is that of the dead space first (phase I),
// then of ever more alveoli (II), then of all (III), whose slower ones, fuller of CO2,
// empty last; fresh gas washes it away (0). With v the exhaled volume and y the share of
// the expiration's time:
//
//	P = PI + (Et − PI)·S(v)/S(end)·(1 − m·(1 − y)),   S = 1/(1 + exp(−(v − VD)/w)) − S0
//
// m and w grow with the obstruction of the bronchi, so that phase II leans and III
// rises: the shark's fin. Source: Bhavani-Shankar K, Philip JH, Anesth Analg 91:973,
// 2000, doi:10.1097/00000539-200010000-00038 (phases, angles); You B et al, Eur Respir J
// 7:318, 1994 (slope and obstruction; all to check); the constants are calibrated. At the end of the
// expected period P is the breath's end-tidal value. Limits: no leak, no sampling line;
// no phase IV.
//
//	symbol   value                    unit  source
//	VD       0.55·patient's           L     what lies between sensor and alveoli; calibrated
//	w        (0.12 + 0.35·o²)·VD      L     calibrated: phase II of 0.1 s in health
//	m        0.05 + 0.45·o²           1     calibrated: phase III rises by 1..2 mmHg in health
//	o        1 − 2 cmH2O·s/L over R   1     of the bronchi's resistance R, package respiration

// CO2 is the partial pressure of carbon dioxide at the airway.
const CO2 Kind = firstCO2

const firstCO2 Kind = 80

var co2Infos = [...]Info{{"co2", "Capnogram, carbon dioxide at the airway", "mmHg", 200, 62.5, 10, 1000, 0, ""}}

const (
	washed = 0.020 // L of fresh gas that sweep the sensor
	stale  = 1.3   // periods after which gas at the open airway is taken for air
	ripple = 0.25  // mmHg that a beat of the heart moves at no flow
)

type capnogram struct {
	sheet
	chest   chest
	breaths int64   // of the chest that were heard
	level   float64 // mmHg at the sensor
	held    float64 // the same when the inspiration began
	norm    float64 // S(end)
	width   float64 // w, L
	dead    float64 // VD, L
	rise    float64 // m
	sweep   float64 // share of the level that is left after a sample of apnoea
	beat    float64 // s, of the heart's last
}

func newCapnogram(_ uint64, _ int64, rate float64, kinds []Kind) *capnogram {
	return &capnogram{sheet: newSheet(rate, kinds), chest: newChest(rate), sweep: math.Exp(-1 / rate / 0.4), beat: math.Inf(-1)}
}

// advance makes the samples of an interval.
func (g *capnogram) advance(t *Tick, first, last int64, out [][]float32) {
	x := g.begin(first, last)
	fresh, k := float64(t.Body.Given.PICO2), 0
	for n := first; n < last; n++ {
		now := float64(n) * g.h
		for ; k < len(t.Heart) && t.Heart[k].Time <= now; k++ {
			g.hear(&t.Heart[k])
		}
		g.chest.next(t, n)
		g.prepare(t)
		g.level = g.sample(now, fresh)
		x[n-first] = float32(g.level + g.shaken(now))
	}
	for ; k < len(t.Heart); k++ {
		g.hear(&t.Heart[k])
	}
	g.chest.finish(t, last)
	g.prepare(t)
	for i := range g.rows {
		copy(g.rows[i], x)
		out[i] = g.rows[i]
	}
}

// hear notes a beat that moves blood.
func (g *capnogram) hear(e *rhythm.Event) {
	if e.Kind == rhythm.Ventricular && e.Stroke > 0 {
		g.beat = e.Time
	}
}

// prepare finds the constants of a breath that has begun.
func (g *capnogram) prepare(t *Tick) {
	if g.breaths == g.chest.breaths {
		return
	}
	c, narrow := &g.chest, obstruction(t)
	g.breaths, g.held = c.breaths, g.level
	g.dead = 0.55 * t.Patient.Respiration.VD
	g.width = (0.12 + 0.35*narrow*narrow) * g.dead
	g.rise = 0.05 + 0.45*narrow*narrow
	g.norm = max(g.emptied(c.begin+c.period-c.turn), 0.1)
}

// emptied is the share of the gas at the sensor that alveoli gave, x seconds into an
// expiration.
func (g *capnogram) emptied(x float64) float64 {
	begun := 1 / (1 + math.Exp(g.dead/g.width))
	return 1/(1+math.Exp((g.dead-g.chest.tidal*g.chest.exhaled(x))/g.width)) - begun
}

// sample is the pressure at a time.
func (g *capnogram) sample(now, fresh float64) float64 {
	c := &g.chest
	x, whole := now-c.turn, c.begin+c.period-c.turn
	switch {
	case c.breaths == 0:
		return fresh
	case x < 0:
		v, _ := c.arrived(now)
		return fresh + (g.held-fresh)*math.Exp(-v*v/(washed*washed))
	case now > c.begin+stale*c.period:
		return fresh + (g.level-fresh)*g.sweep
	}
	y := min(x/whole, 1)
	return fresh + (c.etco2-fresh)*g.emptied(x)/g.norm*(1-g.rise*(1-y))
}

// shaken is what a beat of the heart moves at the sensor late in a long expiration.
func (g *capnogram) shaken(now float64) float64 {
	x, since := now-g.chest.turn, now-g.beat
	if x < 1.5 || since > 1 || g.level < 5 {
		return 0
	}
	return -ripple * min(x-1.5, 1) * math.Sin(math.Pi*min(since/0.4, 1))
}
