package rhythm

import "math"

// An implanted defibrillator counts intervals: 12 in the zone of VF, which slow ones
// count down, or 16 in a row in that of VT; half of that after a therapy. It paces a
// burst of 8 stimuli at 81 % of the cycle, up to Bursts times, then charges and shocks;
// four slow intervals end the episode. Whether a burst ends a circuit, and a shock
// fibrillation, is drawn. Numbers are usual settings (PainFREE Rx II: Wathen MS et al,
// Circulation 110:2591, 2004, doi:10.1161/01.CIR.0000145610.64014.E4, to check).
//
// Limits: no discrimination of supraventricular rhythms: a fast one is treated too.

// ICD is an implanted defibrillator: zones of intervals, bursts and shocks. The zero
// value is none.
type ICD struct {
	VT, VF float32 // rates at which its zones begin, 1/min; 0 is no zone
	Bursts uint8   // of anti-tachycardia pacing before it shocks in the zone of VT
	Joule  float32 // of a shock
}

// Defibrillator is an ICD with usual settings.
func Defibrillator() ICD { return ICD{VT: 170, VF: 220, Bursts: 3, Joule: 35} }

// icdState is what a defibrillator has counted and done.
type icdState struct {
	vt, vf, slow uint8 // intervals in the zones, and of slow ones in a row
	bursts       uint8 // given in this episode
	pulses       uint8 // of the present burst that are left
	shocks       uint8
	cycle        float32 // of the tachycardia, s
}

const (
	detectVT, detectVF = 16, 12 // intervals
	again              = 8      // intervals that a second detection needs less
	burst              = 8      // stimuli
	prematurity        = 0.81   // of the cycle
	charging           = 6.0    // s
	internal           = 6.0    // J from outside that one at the heart is worth
	mostShocks         = 6
)

// count is a ventricular interval that the defibrillator measures.
func (h *Heart) count(t, rr float64) {
	z, c := &h.ICD, &h.icd
	if z.VT == 0 && z.VF == 0 || c.pulses > 0 {
		return
	}
	switch {
	case z.VF > 0 && rr*float64(z.VF) < 60:
		c.vf, c.vt, c.slow = min(c.vf+1, 100), min(c.vt+1, 100), 0
	case z.VT > 0 && rr*float64(z.VT) < 60:
		c.vt, c.slow = min(c.vt+1, 100), 0
		c.vf -= min(c.vf, 1)
	default:
		c.vt, c.slow = 0, min(c.slow+1, 100)
		c.vf -= min(c.vf, 1)
		if c.slow == 4 {
			*c = icdState{slow: 4} // the episode is over: what is charged is not given
			h.due[dueTherapy] = never
		}
		return
	}
	c.cycle = float32(rr)
	if h.due[dueTherapy] != never || c.shocks >= mostShocks {
		return
	}
	switch {
	case c.vf >= detectVF:
		h.due[dueTherapy] = t + charging
	case c.vt >= detectVT && c.bursts < z.Bursts:
		c.pulses = burst
		h.due[dueTherapy] = t + prematurity*rr
	case c.vt >= detectVT:
		h.due[dueTherapy] = t + charging
	}
}

// noticeFibrillation begins the way to a shock.
func (h *Heart) noticeFibrillation(t float64) {
	if h.ICD.VF > 0 && h.due[dueTherapy] == never && h.icd.shocks < mostShocks {
		h.due[dueTherapy] = t + detectVF*0.2 + charging
	}
}

// treat gives the next stimulus of a burst, or a shock.
func (h *Heart) treat(s *step, t float64) {
	c := &h.icd
	if c.pulses == 0 {
		c.shocks++
		c.vt, c.vf = again, detectVF-6
		was := h.fib || h.loop != Own
		h.shock(s, t, internal*float64(h.ICD.Joule))
		if was && !h.fib && h.loop == Own {
			h.felt.jolt = h.ICD.Joule
		}
		return
	}
	cycle := float64(c.cycle)
	if h.stimulate(s, t, 1) && h.loop != Own {
		h.due[dueVentricle] = t + cycle + 0.05 // entrained: it goes on after the burst
	}
	if c.pulses--; c.pulses > 0 {
		h.due[dueTherapy] = t + prematurity*cycle
		return
	}
	c.bursts++
	c.vt = again
	// Bursts end nine of ten slow tachycardias and fewer of fast ones: Wathen MS et al,
	// Circulation 110:2591, 2004, to check.
	if ends := clamp(0.9-(60/cycle-150)/250, 0.2, 0.9); h.loop == VTM && h.uniform(drawBurst, h.beats) < ends {
		h.settle(s, t)
	}
}

// shock is a defibrillator's energy, J from outside, at t. Success follows a logistic
// curve of 70 J (to check); what it ends leaves a pause.
func (h *Heart) shock(s *step, t, joule float64) {
	s.emit(Event{Time: t, Kind: Shock, Phase: joule})
	sick := h.fib || h.loop != Own || h.circuit > 0 || h.atria == fibrillating || h.atria == flutters
	if !sick || h.uniform(drawShock, h.beats*8+uint32(h.icd.shocks)) > 1/(1+math.Exp(-(joule-70)/10)) {
		h.due[dueTherapy] = never
		if h.fib {
			h.noticeFibrillation(t)
		}
		return
	}
	h.settle(s, t)
	h.atrial = t
	s.at, s.phase = t, -1.2*s.speedAt(t)
	h.next(s)
	if h.told.fib {
		h.tellFibrillation(s, t)
	}
	if h.told.atria {
		h.told.atria = false
		s.emit(Event{Time: t, Kind: Rests})
	}
}
