package rhythm

// Names: what an observer of the electrocardiogram would call what goes on. A rhythm
// that was set keeps its name while it lasts; what emerges is named by the origin of the
// last beats and by the rate.

// told is what events have said so far.
type told struct {
	name   Code
	atria  bool    // that they fibrillate
	fib    bool    // that the ventricles do
	fine   bool    // and with small waves
	silent bool    // no complex for asystole seconds
	stale  bool    // the name may have changed
	shock  float32 // J that the drive held in the last step
}

// Name is the rhythm as an observer of the electrocardiogram would call it.
func (h *Heart) Name() Code {
	if h.told.name == Own || h.told.stale {
		return h.classify(false)
	}
	return h.told.name
}

// Layer is the layer of morphology that was set last; Own is none.
func (h *Heart) Layer() Code { return h.Shape.Layer }

// rename tells of a new name.
func (h *Heart) rename(s *step, t float64) {
	if !h.told.stale {
		return
	}
	h.told.stale = false
	if name := h.classify(s.d.Pulseless); name != h.told.name {
		h.told.name = name
		s.emit(Event{Time: t, Kind: Changes, Rhythm: name})
	}
}

// classify names what goes on, the ventricles first.
func (h *Heart) classify(pulseless bool) Code {
	f := &h.felt
	held := h.mech.code
	switch {
	case held == CPR:
		return CPR
	case h.fib && h.told.fine:
		return VFF
	case h.fib:
		return VFC
	case h.loop != Own && (held == h.loop || f.muscle >= 3):
		return h.loop
	case h.told.silent || held == ASYS || held == VSTAND:
		return h.standing()
	case held == PEA || pulseless:
		return PEA
	case h.circuit > 0:
		return SVT
	case f.paced >= 3 && held < PaceA:
		return [...]Code{AAI: PaceA, VVI: PaceV, DDD: PaceDDD}[h.Pacemaker.Mode&3]
	case held >= SARR:
		return held
	case h.atria == fibrillating:
		return AFIB
	}
	return h.bySource()
}

// standing is a heart without complexes.
func (h *Heart) standing() Code {
	if h.atria == sinusDriven && h.rate != 0 {
		return VSTAND
	}
	return ASYS
}

// bySource names a rhythm that nobody set by where its beats come from.
func (h *Heart) bySource() Code {
	f, rate := &h.felt, 60/float64(h.felt.rr)
	switch {
	case f.muscle >= 3 && rate <= 40:
		return IVR
	case f.muscle >= 3 && rate <= 110:
		return AIVR
	case f.muscle >= 3:
		return VTM
	case f.nodal >= 3 && f.dropped > 0:
		return AVB3
	case f.nodal >= 3 && rate < 60:
		return JUNC
	case f.nodal >= 3:
		return AJR
	case f.dropped > 0 && h.told.name != Own:
		return AVB2W
	case f.pr > 0.21 || f.pr > 0.195 && h.told.name == AVB1:
		return AVB1
	}
	return h.ofSinus()
}

// ofSinus names sinus rhythm by the rate that the node is asked for, which does not vary
// from beat to beat. A name is left later than it is taken.
func (h *Heart) ofSinus() Code {
	rate := 60 * h.rate
	slow, fast := 58.5, 101.5
	if h.told.name == SBRAD || h.mech.code == SBRAD {
		slow = 60.5
	}
	if h.told.name == STACH || h.mech.code == STACH {
		fast = 99.5
	}
	switch {
	case rate >= 0 && rate < slow:
		return SBRAD
	case rate > fast:
		return STACH
	}
	return NSR
}

// announce tells at the beginning of a step what came from outside.
func (h *Heart) announce(s *step) {
	t := h.now()
	if f := h.atria == fibrillating; f != h.told.atria {
		h.told.atria, h.told.stale = f, true
		e := Event{Time: t, Kind: Rests}
		if f {
			e = Event{Time: t, Kind: Fibrillates, Rhythm: AFIB, Phase: 0.08}
		}
		s.emit(e)
	}
	if h.fib != h.told.fib {
		h.tellFibrillation(s, t)
	}
	if h.told.name == Own {
		h.told.stale = true
	}
	h.rename(s, t)
}

// tellFibrillation says what the ventricles do: amplitudes fall with the muscle's
// phosphates (Weaver WD et al, Ann Intern Med 102:53, 1985, to check), and fade at last.
func (h *Heart) tellFibrillation(s *step, t float64) {
	h.told.fib, h.told.stale = h.fib, true
	if !h.fib {
		s.emit(Event{Time: t, Kind: Rests, Code: ']', Focus: 1})
		return
	}
	energy := clamp(s.d.Energy, 0, 1)
	amplitude := 0.12 + 0.33*energy
	h.told.fine = h.mech.fine || energy < 0.3
	if h.told.fine {
		amplitude = 0.05 + 0.04*min(energy/0.3, 1)
	}
	e := Event{Time: t, Kind: Fibrillates, Code: '[', Focus: 1, Rhythm: VFC, Phase: amplitude}
	if h.told.fine {
		e.Rhythm = VFF
	}
	s.emit(e)
	h.due[dueWatch] = t + 10
	h.noticeFibrillation(t)
}

// watch is a time without complexes.
func (h *Heart) watch(s *step, t float64) {
	if h.fib {
		h.tellFibrillation(s, t)
		return
	}
	h.told.silent, h.told.stale = true, true
	h.due[dueWatch] = t + 10
}
