package rhythm

import "math"

// timer is something that will happen at a time, unless the heart changes its mind.
type timer uint8

const (
	dueAtria      timer = iota // the atria's ectopic focus, circuit or fibrillation
	dueConducted               // an impulse from above reaches the ventricles
	dueRetrograde              // an impulse from below reaches the atria
	dueJunction                // the junction's focus or circuit
	dueVentricle               // the ventricles' escape focus or circuit
	duePremature               // an ectopic focus fires early
	duePaceA                   // the pacemaker's stimulus of the atria
	duePaceV                   // and of the ventricles
	dueNoise                   // the pacemaker takes noise for a beat
	dueTherapy                 // the defibrillator's next stimulus or shock
	dueChest                   // the next compression
	dueWatch                   // nothing has been seen for long
	timers
)

// never is the time of what is not going to happen.
var never = math.Inf(1)

// Heart is the electrical state of one heart, a plain value: assigning it forks it. New
// makes one. Params, Shape, Pacemaker and ICD may be changed between steps.
type Heart struct {
	Seed      uint64
	Time      float64 // s since the start, that it has been advanced to
	Params    Params
	Shape     Shape
	Pacemaker Pacemaker
	ICD       ICD

	mech mechanism
	due  [timers]float64 // s

	phase float64 // of the sinus node's cycle; 1 fires
	rate  float64 // of it, 1/s, at Time; negative before the first step
	tone  tone
	gain  float32 // of the present cycle's speed

	atrial    float64 // s: onset of the last atrial activation
	his       float64 // s: when the AV node was last left or invaded; may lie ahead
	purkinje  float64 // s: when the His-Purkinje system last conducted
	beat      float64 // s: onset of the last ventricular activation
	path      float64 // s: when the accessory pathway last conducted
	via       Origin  // of the impulse that is on its way to the ventricles
	viaCode   byte
	viaDelta  float32 // s by which the pathway is ahead of it; 0 without pre-excitation
	since     uint8   // conducted beats since the last ectopic one
	left      uint8   // ectopic beats that are to follow in a run
	early     Code    // which focus fires at duePremature
	loop      Code    // circuit in the ventricles: VTM, VTP, VFL or Own for none
	fib       bool    // the ventricles fibrillate
	atria     source
	told      told
	circuit   float32 // s: cycle of the AV node's circuit; 0 is none
	loopCycle float32 // s
	axis      float32 // rad
	cycles    uint32  // of the sinus node
	waves     uint32  // of the atria
	beats     uint32  // of the ventricles
	felt      felt
	pacer     pacerState
	icd       icdState
}

// New is a person's heart at time 0 in its own rhythm.
func New(seed uint64, p Params) Heart {
	if p.AV == 0 {
		p.AV = 1
		if p.Own == AFIB {
			p.AV = 1.5
		}
	}
	h := Heart{Seed: seed, Params: p, Shape: p.Shape, rate: -1, gain: 1}
	h.atrial, h.his, h.purkinje, h.beat, h.path = -10, -10, -10, -1, -10 // it has just beaten
	for i := range h.due {
		h.due[i] = never
	}
	h.felt = felt{rr: 0.85, qt: 0.85, effect: 1}
	h.phase = h.uniform(drawCycle, 0)
	h.tone.lf, h.tone.slow, h.tone.slower = float32(h.uniform(drawCycle, 1)), float32(h.uniform(drawCycle, 2)), float32(h.uniform(drawCycle, 3))
	h.cycles = 8
	h.Clear()
	return h
}

// step is what a heart needs during one call of Advance.
type step struct {
	d           *Drive
	from, to    float64
	start, rise float64 // rate of the sinus node at from, 1/s, and its slope, 1/s2
	at, phase   float64 // a time and the sinus node's phase at it
	sinus       float64 // when it fires next
	speed       float64 // factor on the AV node's times
	dst         []Event
	floor       float64 // no event is earlier, s
	quiet       bool
}

// emit tells of an event.
func (s *step) emit(e Event) {
	s.floor = e.Time
	if !s.quiet {
		s.dst = append(s.dst, e)
	}
}

// Advance moves the heart by dt seconds and appends what happened in (Time, Time+dt]
// to dst, in order of time. It allocates only when dst has no room. For a constant
// drive the events do not depend on how time is cut into steps.
func (h *Heart) Advance(d *Drive, dt float64, dst []Event) []Event {
	s := step{d: d, dst: dst}
	h.advance(&s, dt)
	return s.dst
}

// Step is Advance for whoever does not ask for the events.
func (h *Heart) Step(d *Drive, dt float64) {
	s := step{d: d, quiet: true}
	h.advance(&s, dt)
}

func (h *Heart) advance(s *step, dt float64) {
	if !(dt > 0) {
		return
	}
	h.begin(s, dt)
	h.felt.jolt = 0
	for {
		which, at := timers, s.sinus
		for i := range h.due {
			if h.due[i] < at {
				which, at = timer(i), h.due[i]
			}
		}
		if at > s.to {
			break
		}
		h.fire(s, which, max(at, s.floor))
	}
	h.phase = s.phase + h.swept(s, s.to)
	h.Time = s.to
}

// fire lets happen what is due at t.
func (h *Heart) fire(s *step, which timer, t float64) {
	if which < timers {
		h.due[which] = never
	}
	switch which {
	case timers:
		h.discharge(s, t)
	case dueAtria:
		h.atrialSource(s, t)
	case dueConducted:
		h.conducted(s, t)
	case dueRetrograde:
		h.atrium(s, t, Junction)
	case dueJunction:
		h.junction(s, t)
	case dueVentricle:
		h.ventricularSource(s, t)
	case duePremature:
		h.premature(s, t)
	case duePaceA:
		h.paceAtria(s, t)
	case duePaceV:
		h.paceVentricles(s, t)
	case dueNoise:
		h.overSense(t)
	case dueTherapy:
		h.treat(s, t)
	case dueChest:
		s.emit(Event{Time: t, Kind: Compression, Code: '|'})
		h.due[dueChest] = t + 60/s.compressions(h)
	case dueWatch:
		h.watch(s, t)
	}
	h.rename(s, t)
}
