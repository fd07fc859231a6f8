package rhythm

import "math"

// The ventricles: what reaches them, what begins in them and what it is worth. The
// refractory period is that of a restitution curve (Franz MR, J Cardiovasc
// Electrophysiol 14:S140, 2003, to check): short intervals shorten it.

// shortest is the refractory time of ventricles that a circuit drives, s.
const shortest = 0.14

// rest is the refractory time that an impulse of a code finds, s. A circuit has found a
// way that has recovered.
func (h *Heart) rest(code byte) float64 {
	if h.loop != Own && (code == 'V' || code == '!') {
		return shortest
	}
	return h.refractory()
}

// impulse is what activates the ventricles.
type impulse struct {
	origin     Origin
	code       byte
	conduction Conduction
	width      float64 // s
	focus      uint8
	together   float64 // share of the stroke that its spread leaves
}

// longest is the refractory time after a long interval, s.
const longest = 0.24

// refractory is how long the ventricles are so after their last activation, s.
func (h *Heart) refractory() float64 {
	return longest * (1 - 0.6*math.Exp(-float64(h.felt.last)/0.25))
}

// conducted is an impulse from above that reaches the ventricles.
func (h *Heart) conducted(s *step, t float64) {
	i := impulse{origin: h.via, code: h.viaCode, width: float64(h.Params.QRS) * h.widening(s.d), together: 1}
	switch {
	case h.viaDelta > 0:
		i.conduction = Preexcited
		i.width = clamp(i.width+0.8*float64(h.viaDelta), 0.115, 0.16)
		i.together = 0.97
	case h.Shape.Bundle == LeftBlock:
		i.conduction, i.width, i.together = LeftBlock, i.width+0.058, 0.93
	case h.Shape.Bundle == RightBlock:
		i.conduction, i.width, i.together = RightBlock, i.width+0.05, 0.97
	}
	if i.code == 'N' {
		switch i.conduction {
		case LeftBlock:
			i.code = 'L'
		case RightBlock:
			i.code = 'R'
		}
	}
	i.width += float64(h.mech.wide)
	if h.ventricle(s, t, i) {
		h.provoke(s, t)
	}
}

// ventricle is an activation of the ventricles; it says whether they answered.
func (h *Heart) ventricle(s *step, t float64, i impulse) bool {
	rr := t - h.beat
	if h.fib || rr < longest && rr < h.rest(i.code) {
		return false
	}
	last := min(rr, 3)
	if h.beats == 0 {
		rr, last = never, float64(h.felt.rr)
	}
	if v := h.due[dueConducted]; i.origin == Ventricle && v-t < tHV && !h.mech.block {
		i.code, i.width, i.together = 'F', 0.5*(i.width+float64(h.Params.QRS)), 0.9
	}
	h.beat = t
	h.beats++
	h.told.silent, h.told.stale = false, true
	h.due[dueWatch] = t + asystole
	e := Event{Time: t, Kind: Ventricular, Origin: i.origin, Conduction: i.conduction, Code: i.code, Focus: i.focus, Width: i.width, RR: rr}
	e.Stroke = h.feel(s, t, last, &i)
	e.QT = h.qt(s.d, i.width)
	if i.origin == VentricularLoop {
		e.Phase = float64(h.axis)
	}
	s.emit(e)
	h.delayEscape(&h.due[dueVentricle], t, h.ventriclePeriod())
	if i.origin == Ventricle || i.origin == PacedVentricle || i.origin == VentricularLoop {
		h.below(s, t)
	}
	h.senseVentricles(t, i.origin == PacedVentricle)
	h.count(t, rr)
	return true
}

// Width of complexes that spread through muscle, s.
const slowWidth = 0.145

// muscle is an impulse that begins in the ventricles.
func (h *Heart) muscle(s *step, code byte, focus uint8, together float64) impulse {
	return impulse{Ventricle, code, Slow, min((slowWidth+0.012*float64(focus))*h.widening(s.d), 0.2), focus, together}
}

// ventricularSource is the next turn of a circuit or the escape focus.
func (h *Heart) ventricularSource(s *step, t float64) {
	switch h.loop {
	case Own:
		code := byte('E')
		if h.mech.code == AIVR {
			code = 'V'
		}
		h.ventricle(s, t, h.muscle(s, code, 0, 0.75))
		h.due[dueVentricle] = t + h.ventriclePeriod()*h.unsteady()
	case VTM:
		h.due[dueVentricle] = t + float64(h.loopCycle)*(1+0.005*h.normal(drawTurn, h.beats))
		h.ventricle(s, t, h.muscle(s, 'V', 0, 0.65))
	default:
		h.turn(s, t)
	}
}

// turn is one of flutter or torsade: the axis turns, in torsade around in some twelve
// beats (Dessertenne F, Arch Mal Coeur 59:263, 1966, to check).
func (h *Heart) turn(s *step, t float64) {
	i := impulse{VentricularLoop, '!', Slow, float64(h.loopCycle) * 0.9, 0, 0}
	jitter := 0.004
	if h.loop == VTP {
		i.code, jitter = 'V', 0.09
		i.width = clamp(i.width, 0.12, 0.22)
		h.axis = float32(math.Mod(float64(h.axis)+2*math.Pi/(12+3*h.normal(drawTurn, ^h.beats)), 2*math.Pi))
	}
	h.due[dueVentricle] = t + float64(h.loopCycle)*(1+jitter*h.normal(drawTurn, h.beats))
	h.ventricle(s, t, i)
}
