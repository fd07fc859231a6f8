package rhythm

// The sinus node: integral pulse frequency modulation (Hyndman and Mohn 1975). Its
// phase grows with the rate that is asked, linear in time over a step, times a gain that
// is drawn anew for each cycle; at 1 it fires. An impulse from elsewhere that enters the
// node sets the phase back by the time of the way in and out (Strauss HC et al, 1973,
// to check).

// entry is the time from an ectopic atrial activation into the node and out, s.
const entry = 0.10

// begin sets up a step: what is asked of the sinus node, and what is told first.
func (h *Heart) begin(s *step, dt float64) {
	s.from, s.to = h.Time, h.Time+dt
	want := h.asked(s)
	if h.rate < 0 || h.mech.sinus != 0 {
		h.rate = want
	}
	s.start, s.rise = h.rate, (want-h.rate)/dt
	h.rate = want
	s.at, s.phase = h.Time, h.phase
	if h.Pacemaker.Mode != h.pacer.mode {
		h.armPacemaker()
	}
	h.announce(s)
	if s.d.Shock > 0 && h.told.shock != float32(s.d.Shock) {
		h.shock(s, h.now(), clamp(s.d.Shock, 0, 1000))
	}
	h.told.shock = float32(clamp(s.d.Shock, 0, 1000))
	h.due[dueChest] = h.chest(s)
	h.next(s)
}

// asked is the rate that the sinus node is asked for, 1/s, and what follows of it for
// the AV node, which hangs on the same nerves.
func (h *Heart) asked(s *step) float64 {
	nerves := clamp(s.d.Sinus, 0, 300) / 60
	rate := nerves
	switch {
	case h.mech.sinus > 0:
		rate = float64(h.mech.sinus) / 60
		nerves = rate
	case h.mech.sinus < 0:
		rate = 0
	}
	s.speed = h.speed(s.d, nerves)
	return rate
}

// renew asks anew at t, in the middle of a step.
func (h *Heart) renew(s *step, t float64) {
	s.phase += h.swept(s, t)
	s.at = t
	h.rate = h.asked(s)
	s.start, s.rise = h.rate, 0
	h.next(s)
}

// now is the first instant of a step.
func (h *Heart) now() float64 { return h.Time + instant }

// instant is how long after the end of a step what came from outside happens, s.
const instant = 1e-9

// speedAt is the rate at t, 1/s.
func (s *step) speedAt(t float64) float64 { return s.start + s.rise*(t-s.from) }

// swept is the phase from s.at to t.
func (h *Heart) swept(s *step, t float64) float64 {
	return float64(h.gain) * (t - s.at) * 0.5 * (s.speedAt(s.at) + s.speedAt(t))
}

// next finds when the node fires, if it does in this step.
func (h *Heart) next(s *step) {
	s.sinus = never
	if s.phase+h.swept(s, s.to) >= 1 {
		s.sinus = s.at + crossing(s.speedAt(s.at), s.rise, max(1-s.phase, 0)/float64(h.gain), s.to-s.at)
	}
}

// discharge fires the sinus node and draws the gain of the next cycle.
func (h *Heart) discharge(s *step, t float64) {
	s.at, s.phase = t, 0
	h.cycles++
	period := 1 / max(s.speedAt(t), 0.01)
	h.gain = float32(1 / (1 + h.modulation(s, t, period)))
	if b := h.mech.pauses; b > 0 && h.uniform(drawPause, h.cycles) < float64(b)/60*period {
		h.gain = float32(period / (2.3 + 1.2*h.uniform(drawPause, ^h.cycles)))
	}
	h.next(s)
	if h.atria == sinusDriven {
		h.atrium(s, t, SinusNode)
	}
}

// reset is an impulse that enters the sinus node at t.
func (h *Heart) reset(s *step, t float64) {
	s.at, s.phase = t, -entry*s.speedAt(t)
	h.next(s)
}

// period of the sinus node at t, s.
func (s *step) period(t float64) float64 { return 1 / max(s.speedAt(t), 0.2) }

// compressions of the chest, 1/min.
func (s *step) compressions(h *Heart) float64 {
	if h.mech.press > 0 {
		return float64(h.mech.press)
	}
	return clamp(s.d.Compressions, 0, 240)
}

// chest is when the chest is compressed next.
func (h *Heart) chest(s *step) float64 {
	switch rate := s.compressions(h); {
	case rate == 0:
		return never
	case h.due[dueChest] == never:
		return h.Time + 60/rate
	}
	return h.due[dueChest]
}
