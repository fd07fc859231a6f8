package rhythm

// Ectopic foci of ventricles and junction. They are triggered: a conducted beat is
// followed, with some probability, by one that comes after a share of the sinus cycle.
// Compensatory pauses, interpolation and fusion are what nodes make of it.
//
// symbol | value | unit | source
// coupling | 0.62 (0.47..0.73) | of the cycle | catalogue: 0.45-0.75
// vulnerable | QT − 0.12 .. QT − 0.01 | s | around the T wave's peak (Smirk FH, Br Heart J 11:23, 1949, to check)

// irritable is the factor of the body's state on ectopy: ischaemia, potassium below 3.5
// or above 6 mmol/L, low saturation. The slopes are assumptions.
func (h *Heart) irritable(d *Drive) float64 {
	if h.Params.Variability == 0 {
		return 0
	}
	k := h.potassium(d)
	low := clamp(0.88-d.Saturation, 0, 0.5)
	return 1 + 30*clamp(d.Ischaemia, 0, 1) + 5*clamp(3.5-k, 0, 2) + 2*clamp(k-6, 0, 3) + 20*low
}

// provoke decides at a conducted beat at t whether an ectopic one follows it.
func (h *Heart) provoke(s *step, t float64) {
	h.due[duePremature] = never
	h.since = min(h.since+1, 250)
	m := &h.mech
	period := s.period(t)
	which, p := PVC, float64(h.Params.PVC)/3600*period*h.irritable(s.d)
	if m.ectopic != Own && m.ectopic != PAC {
		which, p = m.ectopic, float64(m.burden)/60*period
		if m.each > 0 {
			p = 0
			if h.since >= m.each {
				p = 1
			}
		}
	}
	if p == 0 || h.uniform(drawEctopic, h.beats) >= p {
		return
	}
	h.early, h.left = which, max(m.run, 1)-1
	h.due[duePremature] = t + h.coupling(s, period)
}

// coupling of an ectopic beat to the one before it, s.
func (h *Heart) coupling(s *step, period float64) float64 {
	n := h.normal(drawCoupling, h.beats)
	switch h.early {
	case VTP:
		if !h.mech.late { // short, then long, then short
			h.mech.late = true
			return 0.62 * period
		}
		fallthrough
	case RONT:
		return h.qt(s.d, float64(h.Params.QRS)) - 0.045 + 0.012*n
	case PJC:
		return period*clamp(0.65+0.05*n, 0.53, 0.77) - tHV
	}
	share := clamp(0.62+0.03*n, 0.47, 0.73)
	if i := clamp(s.d.Ischaemia, 0, 1); i > 0 && h.mech.ectopic == Own {
		share -= 0.25 * i * h.uniform(drawCoupling, ^h.beats) // ischaemic muscle fires ever earlier
	}
	return period * share
}

// premature is an ectopic focus that fires.
func (h *Heart) premature(s *step, t float64) {
	if h.early == PJC {
		h.since = 0
		h.fromJunction(s, t, Junction, 'J', 0.05)
		h.delayEscape(&h.due[dueJunction], t, h.junctionPeriod())
		return
	}
	focus, code := uint8(0), byte('V')
	switch h.mech.ectopic {
	case PVCM:
		focus = uint8(h.draw(drawFocus, h.beats) % 3)
	case RONT:
		code = 'r'
	}
	since, qt := t-h.beat, h.qt(s.d, float64(h.Params.QRS))
	if !h.ventricle(s, t, h.muscle(s, code, focus, 0.7)) {
		return
	}
	h.since = 0
	if since > qt-0.12 && since < qt-0.01 {
		h.endanger(s, t)
	}
	if h.left > 0 {
		h.left--
		h.due[duePremature] = t + 0.40 + 0.02*h.normal(drawFocus, h.beats)
	}
}

// endanger is a beat in the vulnerable period: ischaemic ventricles may fibrillate,
// those with a long QT interval may go into torsades. The probabilities are assumptions.
func (h *Heart) endanger(s *step, t float64) {
	hazard := 0.25 * clamp(s.d.Ischaemia, 0, 1)
	u := h.uniform(drawHazard, h.beats)
	switch {
	case h.mech.pending == VTP:
		h.spin(VTP, h.mech.loopRate, t)
	case u < hazard:
		h.fibrillate(s, t)
	case u < hazard+clamp(4*(h.corrected(s.d)-0.50), 0, 0.5):
		h.spin(VTP, 220, t)
	}
}

// spin starts a circuit in the ventricles.
func (h *Heart) spin(c Code, rate float32, t float64) {
	h.loop, h.loopCycle = c, 60/rate
	h.due[dueVentricle] = t + float64(h.loopCycle)
	h.told.stale = true
}

// fibrillate lets the ventricles fibrillate from t on.
func (h *Heart) fibrillate(s *step, t float64) {
	h.loop, h.circuit, h.fib = Own, 0, true
	h.due[dueVentricle], h.due[dueConducted], h.due[duePremature] = never, never, never
	h.tellFibrillation(s, t)
}
