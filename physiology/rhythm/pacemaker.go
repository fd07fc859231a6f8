package rhythm

// A pacemaker's timing cycles (Barold SS, Stroobandt RX, Sinnaeve AF, Cardiac Pacemakers
// Step by Step, 2004, to check), ventricle-based: each ventricular event, sensed or
// paced, starts the lower rate interval, the ventricles' refractory period and the
// atria's after it (PVARP); each atrial event starts the AV interval, which ends no
// sooner than the upper rate allows. Tachycardia mediated by the pacemaker, competition,
// pauses and fusion come of what the heart answers.
//
// Limits: no rate response, no search for conduction or capture, no safety pacing, no
// cross-talk; blanking is part of the refractory periods; a stimulus activates at once.

// Mode is how a pacemaker paces and senses, by the NBG code (Bernstein AD et al, Pacing
// Clin Electrophysiol 25:260, 2002, to check).
type Mode uint8

// The modes.
const (
	Off Mode = iota
	AAI      // atria alone
	VVI      // ventricles alone
	DDD      // both, with tracking of the atria
)

// Pacemaker is an implanted pacemaker: its settings and what it knows. Pacing gives the
// usual settings of a mode.
type Pacemaker struct {
	Mode         Mode
	Lower, Upper float32 // rates, 1/min
	AVI          float32 // s from a paced P wave to the ventricle's stimulus; 30 ms less after a sensed one
	PVARP        float32 // s after a ventricular event in which the atria are not heard
	VRP          float32 // s after a ventricular event in which the ventricles are not heard
	Hysteresis   float32 // s that the escape interval is longer after a sensed beat
	Switch       float32 // 1/min of the atria over which they are not tracked
	SenseA       float32 // probability that an atrial activation is sensed, 0..1
	SenseV       float32 // the same of the ventricles
	CaptureA     float32 // share of atrial stimuli that capture where tissue is excitable, 0..1
	CaptureV     float32 // the same of the ventricles
	Noise        float32 // signals taken for ventricular beats, 1/min
}

// Pacing is a pacemaker with usual settings that paces at a lower rate, 1/min.
func Pacing(m Mode, rate float64) Pacemaker {
	return Pacemaker{
		Mode: m, Lower: float32(rate), Upper: float32(max(130, rate)), AVI: 0.15, PVARP: 0.25, VRP: 0.23,
		Switch: 170, SenseA: 1, SenseV: 1, CaptureA: 1, CaptureV: 1,
	}
}

// pacerState is what a pacemaker's clocks know.
type pacerState struct {
	mode  Mode    // that the clocks were set for
	owed  float32 // captures that chance has kept back
	waves float32 // mean interval of atrial events, s
	n     uint32  // stimuli, sensed and over-sensed events
	lastA float64 // s
	lastV float64
}

// armPacemaker starts the clocks.
func (h *Heart) armPacemaker() {
	h.due[duePaceA], h.due[duePaceV], h.due[dueNoise] = never, never, never
	p := &h.Pacemaker
	h.pacer.mode, h.pacer.waves = p.Mode, 1
	h.pacer.lastA, h.pacer.lastV = h.Time, h.Time
	switch {
	case p.Mode == Off:
		return
	case p.Mode == AAI:
		h.due[duePaceA] = h.Time + p.lower()
	default:
		h.afterVentricle(h.Time, false)
	}
	if p.Noise > 0 {
		h.due[dueNoise] = h.Time + h.exponential(drawNoise, h.pacer.n)*60/float64(p.Noise)
	}
}

// lower is the lower rate interval, s.
func (p *Pacemaker) lower() float64 { return 60 / clamp(float64(p.Lower), 20, 250) }

// tracks says whether the ventricles follow the atria: not in fast atrial rhythms.
func (h *Heart) tracks() bool {
	p := &h.Pacemaker
	return p.Mode == DDD && h.atria != fibrillating && (p.Switch <= 0 || h.pacer.waves*p.Switch > 60)
}

// afterVentricle sets the clocks after a ventricular event at t.
func (h *Heart) afterVentricle(t float64, sensed bool) {
	p := &h.Pacemaker
	h.pacer.lastV = t
	escape := p.lower()
	if sensed {
		escape += clamp(float64(p.Hysteresis), 0, 5)
	}
	switch {
	case p.Mode == VVI || p.Mode == DDD && !h.tracks():
		h.due[duePaceV], h.due[duePaceA] = t+escape, never
	case p.Mode == DDD:
		h.due[duePaceV], h.due[duePaceA] = never, t+max(escape-p.avi(), 0.2)
	}
}

func (p *Pacemaker) avi() float64 { return clamp(float64(p.AVI), 0.03, 0.4) }

// senseVentricles is a ventricular activation that the pacemaker may see.
func (h *Heart) senseVentricles(t float64, paced bool) {
	p := &h.Pacemaker
	if p.Mode != VVI && p.Mode != DDD || paced || t < h.pacer.lastV+float64(p.VRP) || !h.sees(p.SenseV) {
		return
	}
	h.afterVentricle(t, true)
}

// sees draws whether an activation is sensed.
func (h *Heart) sees(share float32) bool {
	if share >= 1 {
		return true
	}
	h.pacer.n++
	return h.uniform(drawSense, h.pacer.n) < float64(share)
}

// senseAtria is an atrial activation that the pacemaker may see.
func (h *Heart) senseAtria(t float64, paced bool) {
	p := &h.Pacemaker
	if p.Mode != AAI && p.Mode != DDD {
		return
	}
	if !paced {
		h.pacer.waves += (float32(min(t-h.pacer.lastA, 2)) - h.pacer.waves) / 4
	}
	since := t - h.pacer.lastA
	h.pacer.lastA = t
	if paced || !h.sees(p.SenseA) {
		return
	}
	switch {
	case p.Mode == AAI:
		if since > float64(p.PVARP) {
			h.due[duePaceA] = t + p.lower()
		}
	case t < h.pacer.lastV+float64(p.PVARP) || h.due[duePaceV] != never || !h.tracks():
	default:
		h.due[duePaceA] = never
		h.due[duePaceV] = max(t+p.avi()-0.03, h.pacer.lastV+60/clamp(float64(p.Upper), 40, 250))
	}
}

// captures draws whether a stimulus captures excitable tissue: shares are kept to by
// paying back what chance has kept, so that a hundred stimuli show what was set.
func (h *Heart) captures(share float32) bool {
	h.pacer.n++
	if share >= 1 {
		return true
	}
	ok := h.uniform(drawCapture, h.pacer.n) < float64(share)+0.3*float64(h.pacer.owed)
	h.pacer.owed += share
	if ok {
		h.pacer.owed--
	}
	return ok
}

// paceAtria is a stimulus of the atria.
func (h *Heart) paceAtria(s *step, t float64) {
	p := &h.Pacemaker
	ok := h.atria == sinusDriven && t-h.atrial > atriaRest && h.captures(p.CaptureA)
	s.emit(stimulus(t, 0, ok))
	h.pacer.lastA = t
	if p.Mode == AAI {
		h.due[duePaceA] = t + p.lower()
	} else {
		h.due[duePaceV] = t + p.avi()
	}
	if ok {
		h.atrium(s, t, PacedAtrium)
	}
}

// paceVentricles is a stimulus of the ventricles; a pacemaker that hears fibrillation
// keeps still.
func (h *Heart) paceVentricles(s *step, t float64) {
	h.afterVentricle(t, false)
	if !h.fib {
		h.stimulate(s, t, h.Pacemaker.CaptureV)
	}
}

// stimulate gives the ventricles a stimulus.
func (h *Heart) stimulate(s *step, t float64, share float32) bool {
	ok := t-h.beat >= h.refractory() && h.mech.code != ASYS && h.captures(share)
	s.emit(stimulus(t, 1, ok))
	if ok {
		i := h.muscle(s, '/', 0, 0.85)
		i.origin, i.width = PacedVentricle, i.width-0.015
		h.ventricle(s, t, i)
	}
	return ok
}

// stimulus is the event of one.
func stimulus(t float64, chamber uint8, captured bool) Event {
	e := Event{Time: t, Kind: Spike, Focus: chamber, Captured: captured}
	if !captured {
		e.Code = '^'
	}
	return e
}

// overSense is noise that is taken for a ventricular beat.
func (h *Heart) overSense(t float64) {
	h.pacer.n++
	if rate := clamp(float64(h.Pacemaker.Noise), 0, 600); rate > 0 {
		h.due[dueNoise] = t + h.exponential(drawNoise, h.pacer.n)*60/rate
		h.afterVentricle(t, true)
	}
}
