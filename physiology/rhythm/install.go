package rhythm

import "math"

// installSinus is rhythms of the sinus node.
func (h *Heart) installSinus(c Code, s Settings) {
	m := &h.mech
	rate := s.Rate
	if c == SBRAD {
		rate = or(rate, 48)
	}
	if c == STACH {
		rate = or(rate, 125)
	}
	m.sinus = float32(rate)
	switch {
	case c == SARR && m.sdnn == 0:
		m.sdnn, m.rmssd = 0.085, 0.100
	case c == SPAUSE:
		m.pauses = float32(or(s.Burden, 2))
		if rate > 0 { // the mean counts the pauses
			m.sinus *= 1 + m.pauses/60*(2.9-60/m.sinus)
		}
		m.junction, m.ventricle = 15, 12
	}
}

// installAtria is rhythms of the atria and the AV node's circuit.
func (h *Heart) installAtria(c Code, s Settings) {
	m := &h.mech
	switch c {
	case AFIB:
		h.atria = fibrillating
		m.junction, m.ventricle = 22, 14 // what dies in the node goes on to discharge them
		if s.Rate > 0 {
			m.node = nodeForFibrillation(60 / clamp(s.Rate, 30, 220))
		}
	case AFL21, AFL31, AFL41:
		n := int(c-AFL21) + 2
		h.atria = flutters
		m.cycle = float32(60 / or(s.Rate, 300/float64(n)) / float64(n))
		m.node = nodeForFlutter(float64(m.cycle), float64(n))
	case AFLV:
		h.atria = flutters
		rr := 60 / or(s.Rate, 100)
		m.cycle = float32(clamp(rr/3, 0.175, 0.24))
		m.several = float32(rr) / m.cycle
		h.redraw()
	case SVT:
		h.circuit = float32(60 / or(s.Rate, 180))
	}
}

// nodeAt is the AV node's times, without its refractory time, under the nerves that ask
// for a sinus cycle, s.
func nodeAt(cycle float64) node {
	f := clamp(0.45+0.55*cycle/0.857, 0.5, 1.3)
	return node{least: float32(0.08 * f), extra: float32(usualExtra * f), tau: float32(usualTau * f)}
}

// nodeForFibrillation is the AV node whose mean RR interval under fibrillating atria is
// rr seconds: the equation of atria.go, solved for R by bisection.
func nodeForFibrillation(rr float64) node {
	n := nodeAt(rr)
	n.extra *= 0.5 // or fast rates would be regular
	low, high := 0.0, rr
	for range 40 {
		mid := 0.5 * (low + high)
		if meanFibrillating(float64(n.least), float64(n.extra), float64(n.tau), mid) < rr {
			low = mid
		} else {
			high = mid
		}
	}
	n.refractory = float32(low)
	return n
}

// nodeForFlutter is the AV node that recovers in time for every k-th wave of a cycle: its
// refractory time ends half a cycle before that wave comes.
func nodeForFlutter(cycle, k float64) node {
	n := nodeAt(0.75)
	ah := float64(n.least)
	for range 30 {
		ah = float64(n.least) + float64(n.extra)*math.Exp(-(k*cycle-ah)/float64(n.tau))
	}
	n.refractory = float32((k-0.5)*cycle - ah)
	return n
}

// redraw gives a node of varying refractory time the one of the next beat.
func (h *Heart) redraw() {
	m := &h.mech
	k := math.Floor(float64(m.several) + 2*h.uniform(drawDepth, h.waves) - 0.5)
	m.node = nodeForFlutter(float64(m.cycle), max(k, 2))
}

// installFoci is ectopy and rhythms of the junction.
func (h *Heart) installFoci(c Code, s Settings) {
	m := &h.mech
	switch c {
	case JUNC:
		m.junction = float32(or(s.Rate, 50))
		m.sinus = 0.6 * m.junction
		return
	case AJR:
		m.junction = float32(or(s.Rate, 80))
		m.sinus = 0.6 * m.junction
		return
	case BIGEM:
		m.each = 1
		s.Rate = or(s.Rate, 80)
	case TRIGEM:
		m.each = 2
		s.Rate = or(s.Rate, 80)
	case COUPLET:
		m.run = 2
	}
	m.sinus = float32(s.Rate)
	if s.Rate > 0 {
		m.junction, m.ventricle = float32(min(usualJunction, 0.5*s.Rate)), float32(min(usualVentricle, 0.4*s.Rate))
	}
	m.ectopic = c
	m.burden = float32(or(s.Burden, 6))
}

// installVentricles is rhythms of the ventricles and those without a pulse.
func (h *Heart) installVentricles(c Code, s Settings) {
	m := &h.mech
	spin := func(usual float64) {
		h.loop, h.loopCycle = c, float32(60/clamp(or(s.Rate, usual), 60, 400))
	}
	switch c {
	case VTM:
		spin(180)
	case VFL:
		spin(290)
	case VTP:
		m.ectopic, m.pending, m.each = VTP, VTP, 1
		m.loopRate, m.sinus = float32(or(s.Rate, 220)), 60
		m.sdnn, m.rmssd = 0.004, 0.003
		h.Shape.QTc = float32(or(s.QTc, 0.56))
	case VFC, VFF:
		h.fib, m.fine = true, c == VFF
	case IVR:
		m.ventricle, m.junction, m.sinus = float32(or(s.Rate, 32)), -1, -1
	case AIVR:
		m.ventricle, m.junction = float32(or(s.Rate, 75)), -1
		m.sinus = 0.7 * m.ventricle
	case VSTAND:
		m.block, m.junction, m.ventricle, m.sinus = true, -1, -1, float32(s.Rate)
	case ASYS:
		m.sinus, m.junction, m.ventricle = -1, -1, -1
		h.atria = silent
	case PEA:
		m.sinus, m.pulseless = float32(or(s.Rate, 55)), true
	case CPR:
		m.press = float32(or(s.Rate, 110))
		m.sinus, m.junction, m.ventricle = -1, -1, -1
		h.atria = silent
	}
}

// installBlock is the blocks between atria and ventricles.
func (h *Heart) installBlock(c Code, s Settings) {
	m := &h.mech
	switch c {
	case AVB1:
		m.delay, m.sinus = 0.11, float32(s.Rate)
	case AVB2W:
		n := s.Ratio
		if n < 3 || n > 6 {
			n = 4
		}
		pp := 60 / or(s.Rate, 60) * float64(n-1) / float64(n)
		m.sinus, m.node = float32(60/pp), nodeForGroups(pp, n)
		m.junction, m.ventricle = 20, 15
	case AVB2M:
		n := float64(max(s.Ratio, 2))
		pp := 60 / or(s.Rate, 40*2/n) / n
		m.sinus, m.hisRest = float32(60/pp), float32((n-0.5)*pp)
		m.wide, m.junction, m.ventricle = 0.025, 20, 15
	case AVB3:
		m.block, m.sinus = true, 77
		m.junction = float32(or(s.Rate, 41.3))
		if s.Rate > 0 && s.Rate < 40 {
			m.junction, m.ventricle = -1, float32(s.Rate)
		}
	}
}

// nodeForGroups is the AV node that conducts n−1 of n sinus beats of a cycle pp: its
// recovery is so slow that each PR interval is longer than the one before, and its
// refractory time lies between the recovery of the last conducted beat and that of the
// first blocked one.
func nodeForGroups(pp float64, n int) node {
	g := node{least: float32(max(0.107*pp, 0.085)), extra: float32(2.0 * pp), tau: float32(0.312 * pp)}
	recovery := 2 * pp
	var last float64
	for range n - 1 {
		last = recovery
		recovery = pp - (float64(g.least) + float64(g.extra)*math.Exp(-recovery/float64(g.tau)))
	}
	g.refractory = float32(0.5 * (last + recovery))
	return g
}

// installPacing is rhythms with a pacemaker, and its failures.
func (h *Heart) installPacing(c Code, s Settings) {
	m := &h.mech
	m.placed = true
	rate := or(s.Rate, 70)
	switch c {
	case PaceA:
		m.sinus = float32(0.6 * rate)
		h.Pacemaker = Pacing(AAI, rate)
	case PaceV:
		m.block, m.junction, m.ventricle = true, 25, 22
		h.Pacemaker = Pacing(VVI, rate)
	case PaceDDD:
		m.block, m.junction, m.ventricle = true, 25, 22
		m.sinus = float32(0.6 * rate)
		h.Pacemaker = Pacing(DDD, rate)
	case PaceNC:
		m.block, m.junction, m.ventricle = true, 30, 24
		h.Pacemaker = Pacing(VVI, rate)
		h.Pacemaker.CaptureV = float32(or(s.CaptureShare, 0.7))
	case PaceUS:
		m.sinus = float32(1.1 * rate)
		h.Pacemaker = Pacing(VVI, rate)
		h.Pacemaker.SenseV = float32(or(s.CaptureShare, 0.3))
	case PaceOS:
		m.block, m.junction, m.ventricle = true, 25, 22
		h.Pacemaker = Pacing(VVI, rate)
		h.Pacemaker.Noise = float32(or(s.Burden, 10))
	}
}
