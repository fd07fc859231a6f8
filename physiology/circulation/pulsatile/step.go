package pulsatile

const (
	aortaInChest = 0.6  // share of the chest's pressure on the arteries, as in package circulation
	reflux       = 2.5  // mL that fall back while the aortic valve closes, of the reference adult
	leaflets     = 0.06 // mmHg·s/mL, resistance of the closing valve
)

// Step advances the state by dt seconds, Grid as a rule, at most 0.004, always the same
// for one state, and gives what can be measured then. Tone and flow of the drive are
// read every 50th step and at each beat, its breath in every step.
func (s *State) Step(p *Params, d *Drive, dt float64) (o Out) {
	before := float64(s.N) * dt
	s.N++
	now := float64(s.N) * dt
	phi, beat := s.Beats.at(before, now, twitch)
	kicking, _ := s.Kicks.at(before, now, bell)
	if d.Tone.Rate == 0 && d.Tone.Press > 0 {
		phi, beat = s.squeeze(d.Tone.PressRate * dt)
	}
	if beat || s.Hold.Window > longest {
		s.Hold.shut(p, d, beat)
	}
	if s.N%renew == 0 {
		s.nudge(p, renew*dt)
		s.prepare(p, d, dt)
	} else if beat {
		s.prepare(p, d, dt)
	}
	chest := s.Load.Chest + d.Breath
	er, el := (1+kick*kicking)*s.Load.Era, (1+kick*kicking)*s.Load.Ela
	ejected, lv := s.left(p, phi, el, chest)
	pumped, rv := s.right(p, phi, er)
	s.systemic(dt)
	s.lungs(p, kicking, el, dt)
	s.venous(p, kicking, er, d.Breath)
	o.Aorta, o.Flow = s.Psa+aortaInChest*chest, ejected/dt
	o.RA, o.RV, o.PA = s.pra(p, er)+chest, rv+chest, s.Ppa+chest
	o.LA, o.LV = s.pla(p, el)+chest, lv+chest
	o.Radial = s.Limb.advance(s.N, o.Aorta, s.Load.Whole, s.Load.Part, s.Load.Echo)
	s.Hold.observe(&d.Flow, &o, ejected, pumped, dt)
	return o
}

// systemic moves blood along the arteries; none gives more than it holds.
func (s *State) systemic(dt float64) {
	l := &s.Load
	q := (s.Qsa + l.Gsa*(s.Psa-s.Psp)) * l.Ksa
	if q*dt*l.Esa > s.Psa {
		q = s.Psa / (dt * l.Esa)
	} else if -q*dt*l.Esp > s.Psp {
		q = -s.Psp / (dt * l.Esp)
	}
	s.Qsa = q
	s.Psa -= q * dt * l.Esa
	s.Psp += q * dt * l.Esp
}

// venous moves blood from the arteries through the systemic veins into the right
// atrium; a vein below its unstressed volume is slack.
func (s *State) venous(p *Params, kicking, e, breath float64) {
	l := &s.Load
	psv, pev := 0.0, 0.0
	if s.Vsv > l.Usv {
		psv = (s.Vsv - l.Usv) * l.Esv
	}
	if s.Vev > l.Uev {
		pev = (s.Vev - l.Uev) * l.Eev
	}
	psp := s.Psp + l.Beyond + aortaInChest*breath
	vs, ve := (psp-psv)*l.Gsv, (psp-pev)*l.Gev
	if (vs+ve)*l.Esp > s.Psp || s.Vsv+vs < 0 || s.Vev+ve < 0 {
		vs, ve = 0, 0
	}
	s.Psp -= (vs + ve) * l.Esp
	s.Vsv += vs
	s.Vev += ve

	gs, ge := l.Gsr, l.Ger
	if kicking > 0 {
		open := 1 - throttle*kicking
		gs, ge = open/(l.Rsr+open*e), open/(l.Rer+open*e)
	}
	pra := s.pra(p, e) + l.Outside + breath
	us, ue := (psv-pra)*gs, (pev-pra)*ge
	if s.Vra+us+ue < 0 || us > s.Vsv || ue > s.Vev {
		us, ue = 0, 0
	}
	s.Vsv -= us
	s.Vev -= ue
	s.Vra += us + ue
}

// lungs moves blood from the pulmonary artery to the left atrium.
func (s *State) lungs(p *Params, kicking, e, dt float64) {
	l := &s.Load
	q := (s.Qpa + l.Gpa*(s.Ppa-s.Ppp)) * l.Kpa
	if q*dt*l.Epa > s.Ppa {
		q = s.Ppa / (dt * l.Epa)
	} else if -q*dt*l.Epp > s.Ppp {
		q = -s.Ppp / (dt * l.Epp)
	}
	s.Qpa = q
	v := (s.Ppp - s.Ppv) * l.Gpp
	s.Ppa -= q * dt * l.Epa
	s.Ppp += (q*dt - v) * l.Epp
	s.Ppv += v * l.Epv
	g := l.Gpv
	if kicking > 0 {
		open := 1 - throttle*kicking
		g = open / (l.Rpv + open*e)
	}
	v = (s.Ppv - s.pla(p, e)) * g
	if v*l.Epv > s.Ppv || s.Vla+v < 0 {
		v = 0
	}
	s.Ppv -= v * l.Epv
	s.Vla += v
}
