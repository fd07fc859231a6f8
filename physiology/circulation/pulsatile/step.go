package pulsatile

const (
	aortaInChest = 0.6  // share of the chest's pressure on the arteries, as in package circulation
	kick         = 0.5  // elastance that contraction adds to the atria, relative to the passive one
	throttle     = 0.85 // share of their veins' conductance that contraction closes
	reflux       = 2.5  // mL, of the reference adult
	leaflets     = 0.06 // mmHg·s/mL, resistance of the closing valve
	plane        = 0.3  // mL that an atrium gains by a mL that its ventricle ejects: the valve plane comes down
)

// Step advances the state by dt seconds, 0.002 and never another for one state, and
// gives what can be measured then. Each flow is linearly implicit in the pressures at
// both its ends and moves blood at once, so that no step up to 4 ms is unstable.
// Tone and flow of the drive are read every tenth step, the breath in each.
func (s *State) Step(p *Params, d *Drive, dt float64) (o Out) {
	s.N++
	now := float64(s.N) * dt
	phi, beat := s.Beats.at(now, dt, twitch)
	kicking, _ := s.Kicks.at(now, dt, bell)
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
	l := &s.Load
	chest := l.Chest + d.Breath
	kicking *= kick
	s.left(p, &o, phi, kicking, chest, dt)
	qr := s.right(p, &o, phi, kicking, chest, dt)
	s.systemic(dt)
	s.lungs(p, kicking, dt)
	s.venous(p, kicking, d.Breath, dt)
	o.Aorta = s.Psa + aortaInChest*chest
	o.PA = s.Ppa + chest
	o.RA = s.pra(p, kicking) + chest
	o.LA = s.pla(p, kicking) + chest
	o.Radial = s.Limb.advance(s.N, o.Aorta, l.Lag, l.Echo)
	s.Hold.observe(&d.Flow, &o, qr, dt)
	return o
}

// pra and pla are the pressures across the atria's walls.
func (s *State) pra(p *Params, kicking float64) float64 {
	return (s.Vra - p.Vura + plane*(s.Vrv-p.Vrv)) * (1 + kicking) * s.Load.Era
}

func (s *State) pla(p *Params, kicking float64) float64 {
	return (s.Vla - p.Vula + plane*(s.Vlv-p.Vlv)) * (1 + kicking) * s.Load.Ela
}

// left moves blood through the left ventricle.
func (s *State) left(p *Params, o *Out, phi, kicking, chest, dt float64) {
	a, l, before := &p.Mean, &s.Load, s.Vlv
	pmax, slope := wall(s.Vlv, a.Vulv, phi, l.EmaxL, a.P0, a.KElv, s.Lax)
	if pla := s.pla(p, kicking); pla > pmax {
		q := (pla - pmax) / (l.Rmitral + dt*(slope+(1+kicking)*l.Ela))
		if q*dt > s.Vla {
			q = s.Vla / dt
		}
		s.Vla -= dt * q
		s.Vlv += dt * q
		pmax += dt * q * slope
	}
	psa := s.Psa + (aortaInChest-1)*chest
	viscous := p.KRlv * pmax
	if pmax > psa {
		q := (pmax - psa) / (viscous + dt*(slope+l.Esa))
		if q*dt > s.Vlv {
			q = s.Vlv / dt
		}
		o.Flow, s.Reflux = q, p.Reflux
	} else if s.Reflux > 0 {
		q := (psa - pmax) / (leaflets + dt*(slope+l.Esa))
		if q*dt > s.Reflux {
			q = s.Reflux / dt
		}
		if q*dt*l.Esa > s.Psa {
			q = s.Psa / (dt * l.Esa)
		}
		s.Reflux -= q * dt
		o.Flow = -q
	}
	s.Vlv -= dt * o.Flow
	s.Psa += dt * o.Flow * l.Esa
	s.Lax = grown(s.Lax, a.KElv*(s.Vlv-before))
	o.LV = pmax - dt*o.Flow*slope - viscous*o.Flow + chest
}

// systemic moves blood along the arteries.
func (s *State) systemic(dt float64) {
	l := &s.Load
	q := (s.Qsa + l.Gsa*(s.Psa-s.Psp)) * l.Ksa
	if q*dt*l.Esa > s.Psa {
		q = s.Psa / (dt * l.Esa)
	} else if -q*dt*l.Esp > s.Psp {
		q = -s.Psp / (dt * l.Esp)
	}
	s.Qsa = q
	s.Psa -= dt * q * l.Esa
	s.Psp += dt * q * l.Esp
}

// venous moves blood from the arteries through the systemic veins into the right
// atrium; a vein below its unstressed volume is slack.
func (s *State) venous(p *Params, kicking, breath, dt float64) {
	l := &s.Load
	psv, pev := 0.0, 0.0
	if s.Vsv > l.Usv {
		psv = (s.Vsv - l.Usv) * l.Esv
	}
	if s.Vev > l.Uev {
		pev = (s.Vev - l.Uev) * l.Eev
	}
	psp := s.Psp + l.Beyond + aortaInChest*breath
	qs, qe := (psp-psv)*l.Gsv, (psp-pev)*l.Gev
	if out := (qs + qe) * dt * l.Esp; out > s.Psp || s.Vsv+qs*dt < 0 || s.Vev+qe*dt < 0 {
		qs, qe = 0, 0
	}
	s.Psp -= dt * (qs + qe) * l.Esp

	g1, g2 := l.Gsr, l.Ger
	if kicking > 0 {
		give, narrow := dt*(1+kicking)*l.Era, 1/(1-throttle/kick*kicking)
		g1, g2 = 1/(l.Rsr*narrow+give), 1/(l.Rer*narrow+give)
	}
	pra := s.pra(p, kicking) + l.Chest + breath - l.Belly
	q1, q2 := (psv-pra)*g1, (pev-pra)*g2
	if s.Vra+dt*(q1+q2) < 0 || s.Vsv < dt*q1 || s.Vev < dt*q2 {
		q1, q2 = 0, 0
	}
	s.Vsv += dt * (qs - q1)
	s.Vev += dt * (qe - q2)
	s.Vra += dt * (q1 + q2)
}

// right moves blood through the right ventricle and gives the flow into the lungs.
func (s *State) right(p *Params, o *Out, phi, kicking, chest, dt float64) (q float64) {
	a, l, before := &p.Mean, &s.Load, s.Vrv
	pmax, slope := wall(s.Vrv, a.Vurv, phi, l.EmaxR, a.P0, a.KErv, s.Rax)
	if pra := s.pra(p, kicking); pra > pmax {
		q := (pra - pmax) / (l.Rtricuspid + dt*(slope+(1+kicking)*l.Era))
		if q*dt > s.Vra {
			q = s.Vra / dt
		}
		s.Vra -= dt * q
		s.Vrv += dt * q
		pmax += dt * q * slope
	}
	if pmax > s.Ppa {
		viscous := p.KRrv * pmax
		q = (pmax - s.Ppa) / (viscous + dt*(slope+l.Epa))
		if q*dt > s.Vrv {
			q = s.Vrv / dt
		}
		s.Vrv -= dt * q
		s.Ppa += dt * q * l.Epa
		pmax -= dt*q*slope + viscous*q
	}
	s.Rax = grown(s.Rax, a.KErv*(s.Vrv-before))
	o.RV = pmax + chest
	return q
}

// lungs moves blood from the pulmonary artery to the left atrium.
func (s *State) lungs(p *Params, kicking, dt float64) {
	l := &s.Load
	q := (s.Qpa + l.Gpa*(s.Ppa-s.Ppp)) * l.Kpa
	if q*dt*l.Epa > s.Ppa {
		q = s.Ppa / (dt * l.Epa)
	} else if -q*dt*l.Epp > s.Ppp {
		q = -s.Ppp / (dt * l.Epp)
	}
	s.Qpa = q
	s.Ppa -= dt * q * l.Epa
	s.Ppp += dt * q * l.Epp
	q = (s.Ppp - s.Ppv) * l.Gpp
	s.Ppp -= dt * q * l.Epp
	s.Ppv += dt * q * l.Epv
	g := l.Gpv
	if kicking > 0 {
		g = 1 / (l.Rpv/(1-throttle/kick*kicking) + dt*(1+kicking)*l.Ela)
	}
	q = (s.Ppv - s.pla(p, kicking)) * g
	if q*dt*l.Epv > s.Ppv || s.Vla+q*dt < 0 {
		q = 0
	}
	s.Ppv -= dt * q * l.Epv
	s.Vla += dt * q
}
