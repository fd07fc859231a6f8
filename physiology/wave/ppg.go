package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// The plethysmogram of a fingertip. A beat's pulse arrives after the heart's
// isovolumic contraction and the way down the arm, and is two waves that rise and fall
// as Gaussians: the thrust, and the dicrotic wave after the aortic valve has closed. A
// part of both runs off slowly.
// Light follows Beer and Lambert:
//
//	I(λ) = DC(λ)·exp(−k(λ)·PI·x(t)),  k(IR) = 1,  k(red) = R,  SpO2 = 110 − 25·R
//
// Sources: Allen J, Physiol Meas 28:R1, 2007, doi:10.1088/0967-3334/28/3/R01 (shape,
// sites, breathing); Weissler AM, Circulation 37:149, 1968 (systolic intervals);
// Mukkamala R, IEEE Trans Biomed Eng 62:1879, 2015, doi:10.1109/TBME.2015.2441951
// (transit time); the line of SpO2: Webster JG, Design of Pulse Oximeters, 1997 (all to
// check). The shape's and the perfusion's constants are calibrated. Validity: SpO2 under 110 %.
// Limits: no venous pulse, no ambient light, no motion: these are the device's.
//
//	symbol     value            unit    source
//	PEP        131 − 0.4·HR     ms      Weissler 1968, men; women 133
//	LVET       413 − 1.7·HR     ms      the same; women 418 − 1.6·HR
//	PTT        165 at 120 mmHg  ms      calibrated: pulse arrival 180..300 ms after R
//	dPTT/dSBP  −2               ms/mmHg 22 ms for 11 mmHg (PMC8856571)
//	PI         3                %       median; 0.02..20 displayed by oximeters

// PPG is the pulse of absorption as oximeters draw it; PPGRed and PPGIR are the light
// that reaches the photodiode at 660 and 940 nm.
const (
	PPG Kind = firstPPG + iota
	PPGRed
	PPGIR
)

const firstPPG Kind = 48

var ppgInfos = [...]Info{
	{"ppg", "Plethysmogram, pulse of infrared absorption", "%", 1000, 125, 25, 1000, 150452, ""},
	{"ppg_red", "Photodiode current at 660 nm", "uA", 20000, 125, 25, 1000, 0, ""},
	{"ppg_ir", "Photodiode current at 940 nm", "uA", 20000, 125, 25, 1000, 0, ""},
}

const (
	lightRed, lightIR = 0.8, 1.0  // uA of photodiode current without a pulse
	usualPerfusion    = 3.0       // %
	leastPI, mostPI   = 0.02, 20. // %
	kept              = 0.3       // of a pulse, that runs off slowly
	sway              = 0.12      // of the baseline with a breath of half a litre, pulses
)

type ppg struct {
	sheet
	chest  chest
	canvas canvas
	amp    [1]float32
	heart  strokes
	own    float64    // the person's perfusion relative to others
	size   float64    // perfusion, %, that the baseline moves with
	store  float64    // blood of the last beats that has not run off, %
	leak   float64    // share of it that does in a sample
	ratio  [2]float64 // of the absorptivities, red to infrared, before and after the interval
	follow float64    // share of the way of the baseline and the ratio to the body's in a sample
}

func newPPG(seed uint64, from int64, rate float64, kinds []Kind) *ppg {
	return &ppg{
		sheet: newSheet(rate, kinds), chest: newChest(rate), canvas: newCanvas(1, from, rate, 2),
		own:    math.Exp(0.3 * newStream(seed, ofPerfusion).normal(0)),
		follow: 1 - math.Exp(-1/rate/2), leak: 1 - math.Exp(-1/rate/0.7),
	}
}

// advance makes the samples of an interval.
func (g *ppg) advance(t *Tick, first, last int64, out [][]float32) {
	x := g.begin(first, last)
	g.canvas.turn(first, last)
	now := observe(t)
	now.pi = now.perfusion(t, g.own)
	if g.size == 0 {
		g.size = now.pi
	}
	k := 0
	for n := first; n < last; n++ {
		for ; k < len(t.Heart) && t.Heart[k].Time <= float64(n)*g.h; k++ {
			g.beat(&now, &t.Heart[k])
		}
		g.chest.next(t, n)
		g.size += g.follow * (now.pi - g.size)
		x[n-first] = float32(-2 * sway * g.chest.volume * g.size)
	}
	for ; k < len(t.Heart); k++ {
		g.beat(&now, &t.Heart[k])
	}
	g.chest.finish(t, last)
	g.compress(t, &now)
	for i, v := range g.canvas.rows[0][:len(x)] {
		g.store += g.leak * (float64(v) - g.store)
		x[i] += v + float32(kept*g.store)
	}
	g.light(x, (110-100*now.spo2)/25, out)
}

// light turns the pulse of absorption, %, into what is wanted.
func (g *ppg) light(x []float32, goal float64, out [][]float32) {
	if g.ratio[0] == 0 {
		g.ratio[0] = goal
	}
	g.ratio[1] = g.ratio[0]
	for i, k := range g.kinds {
		switch k {
		case PPG:
			copy(g.rows[i], x)
		case PPGRed:
			g.ratio[1] = pass(g.rows[i], x, lightRed, g.ratio[0], goal, g.follow)
		case PPGIR:
			pass(g.rows[i], x, lightIR, 1, 1, 0)
		}
		out[i] = g.rows[i]
	}
	g.ratio[0] = g.ratio[1]
}

// pass is the light that an absorption, %, lets through at an absorptivity that goes
// from k towards goal and is returned; the exponential is its series to a part in 1e6
// at 20 %.
func pass(dst, x []float32, dc, k, goal, follow float64) float64 {
	for i, v := range x {
		k += follow * (goal - k)
		y := -0.01 * k * float64(v)
		dst[i] = float32(dc * (1 + y*(1+y/2*(1+y/3*(1+y/4*(1+y/5))))))
	}
	return k
}

// beat begins the pulse of a heart beat.
func (g *ppg) beat(now *state, e *rhythm.Event) {
	if e.Kind != rhythm.Ventricular {
		return
	}
	worth, s := g.heart.relative(e), now.systole(e)
	full := 1 - now.paradox*min(2*g.chest.volume, 1.5)
	g.pulse(now, e.Time, e.Time+s.pep+now.transit, s.ejection, now.pi*worth*full)
}

// compress begins the pulses of chest compressions.
func (g *ppg) compress(t *Tick, now *state) {
	press := &t.Body.Tone
	if press.Rate > 0 || press.Press <= 0 {
		return
	}
	for at := nextPress(t.From, press.PressRate); at <= t.To; at = nextPress(at, press.PressRate) {
		g.pulse(now, at, at+0.1+now.transit, 0.2, now.pi)
	}
}

// pulse draws a pulse whose foot is at a time and whose height is in percent.
func (g *ppg) pulse(now *state, cause, foot, ejection, height float64) {
	if height <= 0 {
		return
	}
	y, onset := ejection/0.294, index(cause, g.rate) // relative to that at 70 beats a minute
	for _, p := range now.shape {
		g.amp[0] = float32(height * p.height)
		g.canvas.draw(onset, &stroke{top: foot + p.at*y, rise: p.rise * y, fall: p.fall * y}, g.amp[:])
	}
}

// part is a wave of a pulse: its top after the foot, the deviations of its rise and
// fall, s, and its height.
type part struct{ at, rise, fall, height float64 }

// ppgShape is the pulse of a fingertip by age, y, and by how narrow the vessels are
// relative to rest. Stiff arteries widen the thrust by the early reflected wave and
// hide the notch; narrow ones reflect more.
func ppgShape(age, narrow float64) [2]part {
	old := min(max((age-25)/50, 0), 1)
	tone := min(max(narrow, 0.5), 2) - 1
	return [2]part{
		{0.120 + 0.015*old, 0.060 + 0.005*old, 0.108 + 0.022*old, 1},
		{0.410, 0.072, 0.185, (0.45 - 0.11*old) * (1 + 0.2*tone)},
	}
}

// perfusion is the share of the light that pulses, %: it follows the pressure's pulse
// and the flow through the skin, which cold and sympathetic nerves close.
func (s *state) perfusion(t *Tick, own float64) float64 {
	const usual = 45.0 // mmHg of pulse
	return min(max(usualPerfusion*own*s.pp/usual*skin(t), leastPI), mostPI)
}
