package rhythm

// mechanism is what is in force beyond the heart's own: numbers that make a rhythm come
// out of the automaton, and not the rhythm.
type mechanism struct {
	code        Code    // that was set; Own is none
	ectopic     Code    // kind of ectopy: PAC, PJC, PVC, PVCM, RONT, VTP
	pending     Code    // circuit that an ectopic beat will start
	each        uint8   // an ectopic beat follows every so many conducted ones
	run         uint8   // ectopic beats in a row
	block       bool    // nothing passes the AV node
	pulseless   bool    // nothing is pumped
	fine        bool    // fibrillation is
	late        bool    // the ectopic beat before the circuit has made its pause
	placed      bool    // the pacemaker belongs to the rhythm
	sinus       float32 // 1/min; 0 is the body's, negative none
	sdnn, rmssd float32 // s; 0 is the person's
	pauses      float32 // failures of the sinus node, 1/min
	burden      float32 // ectopic beats, 1/min
	junction    float32 // rate of the escape focus, 1/min; 0 is the usual, negative none
	ventricle   float32 // the same
	cycle       float32 // of atrial flutter, s
	several     float32 // mean number of flutter waves to a complex when it varies
	delay       float32 // that the AV node adds, s
	hisRest     float32 // refractory time of the His-Purkinje system, s
	wide        float32 // that it adds to complexes, s
	loopRate    float32 // of a circuit that is pending, 1/min
	press       float32 // compressions, 1/min; 0 is the body's
	node        node    // the AV node's times; zero is the usual
}

// steady is the factor on the sinus node's variability that a rhythm needs to be seen.
func (m *mechanism) steady() float32 {
	switch m.code {
	case AVB2W: // P waves are regular, or groups would not be equal
		return 0.06
	case AVB2M, PVC, PVCM, BIGEM, TRIGEM, COUPLET, RONT, PAC, PJC, PEA:
		return 0.25
	}
	return 1
}

const (
	usualJunction  = 38.0 // 1/min, escape foci at rest
	usualVentricle = 28.0
)

// escape is the cycle of an escape focus, s, whose usual one is slower than a sinus node
// that was set.
func (h *Heart) escape(own float32, usual, share float64) float64 {
	switch {
	case own < 0:
		return never
	case own > 0:
		return 60 / float64(own)
	case h.mech.sinus > 0:
		return max(usual, 60/(share*float64(h.mech.sinus)))
	}
	return usual
}

// unsteady is the factor by which the cycles of an escape focus differ.
func (h *Heart) unsteady() float64 { return 1 + 0.008*h.normal(drawEscape, h.beats) }

func (h *Heart) junctionPeriod() float64 {
	return h.escape(h.mech.junction, 60/usualJunction, 0.75)
}

func (h *Heart) ventriclePeriod() float64 {
	return h.escape(h.mech.ventricle, 60/usualVentricle, 0.55)
}

// Set puts a rhythm of the catalogue into force until Clear or another Set; a layer of
// morphology is added to whatever is in force. A paced rhythm brings its pacemaker in
// place of the one that is implanted.
func (h *Heart) Set(c Code, s Settings) {
	s.limit()
	switch {
	case c == Own || c >= codes:
		h.Clear()
	case c.Info().Layer:
		h.layer(c, s)
		if s.Rate > 0 && h.mech.code <= STACH {
			h.mech.sinus = float32(s.Rate)
		}
	default:
		h.install(c, s)
	}
}

// Clear takes what was set out of force: the heart goes back to its own rhythm.
func (h *Heart) Clear() {
	h.Shape = h.Params.Shape
	h.install(h.Params.Own, Settings{})
}

// install puts a rhythm's mechanism in the place of the one before.
func (h *Heart) install(c Code, s Settings) {
	if h.mech.placed {
		h.Pacemaker = Pacemaker{}
	}
	if h.mech.code == VTP {
		h.Shape.QTc = h.Params.Shape.QTc
	}
	h.loop, h.circuit, h.fib, h.atria, h.left = Own, 0, false, sinusDriven, 0
	h.mech = mechanism{code: c, sdnn: float32(s.SDNN), rmssd: float32(s.RMSSD), burden: float32(s.Burden)}
	if h.mech.sdnn > 0 && h.mech.rmssd == 0 {
		h.mech.rmssd = 0.84 * h.mech.sdnn // Nunan's ratio
	}
	h.tone.aj = 0
	h.told.stale = true
	switch {
	case c == Own || c <= SPAUSE:
		h.installSinus(c, s)
	case c <= SVT:
		h.installAtria(c, s)
	case c <= COUPLET:
		h.installFoci(c, s)
	case c <= CPR:
		h.installVentricles(c, s)
	case c <= AVB3:
		h.installBlock(c, s)
	case c >= PaceA && c <= PaceOS:
		h.installPacing(c, s)
	}
	h.arm()
}

// settle is the end at t of a rhythm that ended by itself or by treatment: the sinus
// node takes over.
func (h *Heart) settle(s *step, t float64) {
	now := h.Time
	h.Time = t
	switch c := h.mech.code; {
	case c >= AFIB && c <= SVT, c >= VTM && c <= VFF:
		h.install(Own, Settings{})
	default:
		h.loop, h.circuit, h.fib, h.atria = Own, 0, false, sinusDriven
		h.arm()
	}
	h.Time, h.told.stale = now, true
	h.felt.muscle, h.felt.nodal = 0, 0
	h.renew(s, t)
}

// arm winds the clocks of all foci.
func (h *Heart) arm() {
	for _, i := range []timer{dueAtria, dueRetrograde, dueJunction, dueVentricle, duePremature, dueTherapy} {
		h.due[i] = never
	}
	h.due[dueJunction] = max(h.his, h.Time) + h.junctionPeriod()
	h.due[dueVentricle] = max(h.beat, h.Time) + h.ventriclePeriod()
	h.due[dueWatch] = max(h.beat, h.Time-asystole+instant) + asystole
	if h.atria != sinusDriven && h.atria != silent {
		h.due[dueAtria] = h.Time + 0.1
	}
	if h.circuit > 0 {
		h.due[dueJunction] = h.Time + float64(h.circuit)
	}
	if h.loop != Own {
		h.due[dueVentricle] = h.Time + float64(h.loopCycle)
	}
	if h.fib || h.mech.code == ASYS {
		h.due[dueVentricle], h.due[dueJunction], h.due[dueConducted] = never, never, never
	}
	h.armPacemaker()
}
