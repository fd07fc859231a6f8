package rhythm

import "math"

// The atria: driven by the sinus node, by a circuit or fibrillating.
//
// In fibrillation impulses reach the AV node as a Poisson train (Cohen et al 1983). One
// that finds it past its refractory time R is conducted, or, with probability q, dies in
// it and holds it for another time C: concealed conduction. A Poisson train has no
// memory, so only the arrivals after R need be drawn, and the mean interval is
//
//	RR = R + 1/λ + q/(1−q)·(C + 1/λ) + E[AH]
//	E[AH] = least + extra·e^(−R/τ)·(1−q)·L/(1 − q·L·e^(−C/τ)),  L = λτ/(1 + λτ)
//
// symbol | value | unit | source
// λ | 7 | 1/s | within 4-9 Hz of f waves; the share that reaches the node is not known
// C | 0.05 | s | calibrated to CV(RR) of 0.2-0.3.
type source uint8

const (
	sinusDriven source = iota
	flutters
	fibrillating
	silent
)

const (
	arrivals  = 7.0  // 1/s
	concealed = 0.05 // s
)

// depth is the probability of concealed conduction for a refractory time, s.
func depth(refractory float64) float64 { return clamp(0.75*(refractory-0.12), 0, 0.3) }

// meanFibrillating is the mean RR interval, s, of a node under fibrillating atria.
func meanFibrillating(least, extra, tau, refractory float64) float64 {
	q := depth(refractory)
	l := arrivals * tau / (1 + arrivals*tau)
	ah := least + extra*math.Exp(-refractory/tau)*(1-q)*l/(1-q*l*math.Exp(-concealed/tau))
	return refractory + 1/arrivals + q/(1-q)*(concealed+1/arrivals) + ah
}

// atrialSource is an ectopic focus, a wave of flutter or an arrival of fibrillation.
func (h *Heart) atrialSource(s *step, t float64) {
	switch h.atria {
	case flutters:
		h.waves++
		h.due[dueAtria] = t + float64(h.mech.cycle)*(1+0.003*h.normal(drawWave, h.waves))
		h.atrium(s, t, Reentry)
	case fibrillating:
		h.arrive(s, t)
	default:
		h.atrium(s, t, AtrialFocus)
	}
}

// arrive is an impulse of fibrillating atria at the AV node.
func (h *Heart) arrive(s *step, t float64) {
	_, _, _, refractory := h.times(s)
	h.waves++
	switch {
	case h.Shape.Preexcited:
		h.enter(s, t-tPA, Reentry, 'N')
		h.due[dueAtria] = t + max(h.exponential(drawWave, h.waves)/arrivals, 0.08)
	case h.uniform(drawDepth, h.waves) < depth(refractory):
		h.due[dueAtria] = t + concealed + h.exponential(drawWave, h.waves)/arrivals
		h.delayEscape(&h.due[dueJunction], t, h.junctionPeriod()) // it gets as far as the junction
	default:
		h.enter(s, t-tPA, Reentry, 'N')
		h.wave(s, h.his)
	}
}

// wave draws the first arrival after the AV node, left at t, has recovered.
func (h *Heart) wave(s *step, t float64) {
	_, _, _, refractory := h.times(s)
	h.waves++
	h.due[dueAtria] = t + refractory + h.exponential(drawWave, h.waves)/arrivals
}

// atrium is an activation of the atria.
func (h *Heart) atrium(s *step, t float64, o Origin) {
	if t-h.atrial < atriaRest && o != Reentry || h.atria == fibrillating || h.atria == silent {
		return
	}
	h.atrial = t
	code, beat := byte('p'), byte('N')
	if o == AtrialFocus {
		beat = 'A'
	}
	waits := h.due[dueConducted] != never
	passes := h.enter(s, t, o, beat)
	switch {
	case passes:
		h.felt.pr = float32(h.due[dueConducted] - t)
	case !waits && !h.mech.block && o != Reentry && o != Junction && above(h.felt.from):
		code = 'x'
		h.felt.disturb()
		h.felt.dropped = 8
	}
	if !passes && !waits && o == SinusNode && h.felt.from == Junction {
		h.felt.dropped = 8 // atria and junction go apart
	}
	if o == Reentry && h.mech.several > 0 && passes {
		h.redraw()
	}
	s.emit(Event{Time: t, Kind: Atrial, Origin: o, Code: code, Width: 0.10 * h.widening(s.d)})
	if o != SinusNode && o != Reentry {
		h.reset(s, t)
	}
	if o == SinusNode {
		h.irritateAtria(s, t)
	}
	h.senseAtria(t, o == PacedAtrium)
}

// above says whether an origin lies above the AV node's exit.
func above(o Origin) bool {
	return o == SinusNode || o == AtrialFocus || o == Reentry || o == PacedAtrium
}

// irritateAtria decides whether an ectopic focus fires after a sinus beat at t.
func (h *Heart) irritateAtria(s *step, t float64) {
	period := s.period(t)
	p := float64(h.Params.PAC) / 3600 * period * h.irritable(s.d)
	if h.mech.ectopic == PAC {
		p = float64(h.mech.burden) / 60 * period
	}
	if p > 0 && h.uniform(drawEarly, h.cycles) < p {
		h.due[dueAtria] = t + period*(0.55+0.2*h.uniform(drawCoupling, h.cycles))
	}
}
