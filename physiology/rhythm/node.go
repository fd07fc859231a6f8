package rhythm

import "math"

// The AV node and what lies under it. An impulse that arrives a time r after the node
// was last left or invaded is blocked when r is shorter than the refractory time, and is
// conducted the more slowly the shorter r is (Cohen et al 1983; Lian et al 2006):
//
//	AH = least + extra·exp(−r/tau)
//
// All times go with the tone of the nerves, which is read from the rate that they ask of
// the sinus node, and with drugs. An impulse from below invades the node without
// leaving it and lets the next one from above find it refractory: concealed conduction
// (Langendorf R, Am Heart J 35:542, 1948, to check).
//
// symbol | value | unit | source
// tPA, tHV | 0.035, 0.045 | s | Josephson ME, Clinical Cardiac Electrophysiology, to check
// extra, tau | 0.25, 0.12 | s | calibrated: 1:1 at 220/min under nerves that ask for it, 2:1 of 300/min at rest
// refractory | 0.25 | s | the same.
const (
	tPA, tHV      = 0.035, 0.045
	usualExtra    = 0.25
	usualTau      = 0.12
	usualBlock    = 0.25
	tBelow        = 0.12 // s from a ventricular focus into the AV node
	tConcealed    = 0.20 // s by which an impulse from below holds the node longer
	tThrough      = 0.10 // s from the node's lower end to the atria
	atriaRest     = 0.18 // s that atria are refractory
	tPathway      = 0.10 // s from the P wave to the ventricles through an accessory pathway
	pathwayRest   = 0.26 // s that it is refractory
	slowPathBlock = 0.42 // of an AV-nodal circuit's cycle that the slow pathway is refractory
)

// node is the AV node's times, s.
type node struct {
	least, extra, tau, refractory float32
}

// speed is the factor on the AV node's times when nerves ask for a sinus rate, 1/s.
func (h *Heart) speed(d *Drive, asked float64) float64 {
	nerves := clamp(0.45+0.55/(0.857*max(asked, 0.1)), 0.5, 1.3)
	k := h.potassium(d)
	return nerves * h.slowed(d) * (1 + 0.25*max(k-6.2, 0)) * (1 + 0.05*max(35-clamp(d.Core, 15, 45), 0))
}

// slowed is the factor of the person and of drugs on the AV node.
func (h *Heart) slowed(d *Drive) float64 {
	return clamp(or(float64(h.Params.AV), 1)*d.AV, 0.3, 10)
}

// times of the AV node now.
func (h *Heart) times(s *step) (least, extra, tau, refractory float64) {
	if n := &h.mech.node; n.tau > 0 {
		f := clamp(s.d.AV, 0.3, 10)
		return float64(n.least) * f, float64(n.extra) * f, float64(n.tau) * f, float64(n.refractory) * f
	}
	f := s.speed
	least = (float64(h.Params.PR) - tPA - tHV) * f
	return least + float64(h.mech.delay), usualExtra * f, usualTau * f, usualBlock * f
}

// enter is an impulse of the atria that began at t: it may reach the ventricles through
// the AV node, an accessory pathway or both. It says whether one is on its way.
func (h *Heart) enter(s *step, t float64, via Origin, code byte) bool {
	v, ok := h.through(s, t+tPA)
	delta := float32(0)
	if h.Shape.Preexcited && t-h.path > pathwayRest {
		h.path = t
		if p := t + tPathway; !ok || p < v {
			if !ok {
				v = p + 0.08
			}
			delta = float32(v - p)
			v, ok = p, true
			h.his = max(h.his, t)
		}
	}
	if !ok || h.due[dueConducted] < v {
		return ok
	}
	h.due[dueConducted], h.via, h.viaCode, h.viaDelta = v, via, code, delta
	return true
}

// through is the AV node and the His-Purkinje system: when an impulse that arrives at
// t reaches the ventricles, and whether it does.
func (h *Heart) through(s *step, t float64) (float64, bool) {
	least, extra, tau, refractory := h.times(s)
	recovery := t - h.his
	if h.mech.block || recovery < refractory {
		return 0, false
	}
	ah := least
	if x := recovery / tau; x < 12 {
		ah += extra * math.Exp(-x)
	}
	h.his = t + ah
	h.delayEscape(&h.due[dueJunction], h.his, h.junctionPeriod())
	if h.his-h.purkinje < float64(h.mech.hisRest) {
		return 0, false
	}
	h.purkinje = h.his
	return h.his + tHV*h.widening(s.d), true
}

// junction is a discharge of the junction: of its escape focus or of the circuit.
func (h *Heart) junction(s *step, t float64) {
	via, code := Junction, byte('j')
	up := 0.07
	switch {
	case h.circuit > 0:
		cycle := float64(h.circuit)
		if slowPathBlock*h.slowed(s.d) > 1 {
			h.circuit = 0
			h.settle(s, t)
			h.due[dueJunction] = t + h.junctionPeriod()
			return
		}
		via, code, up = Reentry, 'N', 0.03
		h.due[dueJunction] = t + cycle*(1+0.004*h.normal(drawTurn, h.beats))
	default:
		h.due[dueJunction] = t + h.junctionPeriod()*h.unsteady()
	}
	h.fromJunction(s, t, via, code, up)
}

// fromJunction is an impulse that begins in the junction at t and reaches the atria
// after a time.
func (h *Heart) fromJunction(s *step, t float64, via Origin, code byte, up float64) {
	if h.due[dueConducted] != never {
		return
	}
	h.his, h.purkinje = t, t
	h.due[dueConducted], h.via, h.viaCode, h.viaDelta = t+tHV*h.widening(s.d), via, code, 0
	if !h.mech.block && h.atria == sinusDriven && t+up-h.atrial > atriaRest {
		h.due[dueRetrograde] = t + up
	}
}

// below is an impulse that began in the ventricles at t and goes up.
func (h *Heart) below(s *step, t float64) {
	if h.mech.block {
		h.delayEscape(&h.due[dueJunction], t, h.junctionPeriod())
		return
	}
	v := h.due[dueConducted]
	if v != never {
		// It meets the one that comes down: both end.
		h.due[dueConducted] = never
	}
	_, _, _, refractory := h.times(s)
	in := t + tBelow
	h.purkinje = max(h.purkinje, t)
	h.delayEscape(&h.due[dueJunction], t, h.junctionPeriod())
	if v == never && h.Params.Retrograde && in-h.his > refractory && h.atria == sinusDriven {
		h.due[dueRetrograde] = in + tThrough
	}
	h.his = max(h.his, in+tConcealed*min(s.speed, 2))
	if h.atria == fibrillating {
		h.wave(s, h.his)
	}
}

// delayEscape sets the clock of an escape focus back to zero at t.
func (h *Heart) delayEscape(due *float64, t, period float64) {
	if h.circuit > 0 && due == &h.due[dueJunction] || h.loop != Own && due == &h.due[dueVentricle] {
		return
	}
	*due = t + period
}
