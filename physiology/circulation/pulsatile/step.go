package pulsatile

import "math"

const (
	aortaInChest = 0.6  // share of the chest's pressure on the arteries, as in package circulation
	kick         = 0.8  // elastance that contraction adds to the atria, relative to the passive one
	throttle     = 0.85 // share of their veins' conductance that contraction closes
	plane        = 0.3  // mL that an atrium gains by a mL that its ventricle ejects: the valve plane comes down
)

// Step advances the state by dt seconds, 0.002 and never another for one state, and
// gives what can be measured then. Each flow is linearly implicit in the pressures at
// both its ends and moves blood at once, so that no step up to 4 ms is unstable.
func (s *State) Step(p *Params, d *Drive, dt float64) Out {
	s.N++
	now := float64(s.N) * dt
	beat := begun(&s.Beats, now, dt)
	phi, left, right := active(&s.Beats, now), d.Tone.EmaxL*s.Hold.Left, d.Tone.EmaxR*s.Hold.Right
	if d.Tone.Rate == 0 && d.Tone.Press > 0 {
		beat = s.squeeze(p, d, dt, &phi, &left, &right) || beat
	}
	if beat || s.Hold.Window > longest {
		s.Hold.shut(p, d, beat)
	}
	s.nudge(p, dt)
	kicking := active(&s.Kicks, now)
	chest := d.Tone.Chest + d.Breath
	var o Out
	s.left(p, d, &o, phi, left, kicking, chest, dt)
	s.systemic(p, d, &o, kicking, chest, dt)
	qr := s.right(p, d, &o, phi, right, kicking, chest, dt)
	s.lungs(p, d, kicking, dt)
	o.Aorta = s.Psa + aortaInChest*chest
	o.PA = s.Ppa + chest
	o.RA = s.pra(p, kicking) + chest
	o.LA = s.pla(p, kicking) + chest
	o.Radial = s.Limb.advance(s.N, o.Aorta, p.Transit, dt)
	s.Hold.observe(&d.Flow, &o, qr, dt)
	return o
}

// pra and pla are the pressures across the atria's walls.
func (s *State) pra(p *Params, kicking float64) float64 {
	return (s.Vra - p.Vura + plane*(s.Vrv-p.Vrv)) * (1 + kick*kicking) / p.Cra
}

func (s *State) pla(p *Params, kicking float64) float64 {
	return (s.Vla - p.Vula + plane*(s.Vlv-p.Vlv)) * (1 + kick*kicking) / p.Cla
}

// left moves blood through the left ventricle.
func (s *State) left(p *Params, d *Drive, o *Out, phi, emax, kicking, chest, dt float64) {
	a := &p.Mean
	pmax, slope := wall(s.Vlv, a.Vulv, phi, emax, a.P0, a.KElv)
	if pla := s.pla(p, kicking); pla > pmax {
		r := a.TauF * d.Tone.Lusitropy * a.KElv * (a.P0 + max(d.Flow.Ppv-d.Tone.Chest, 1))
		q := min(valve(pla, pmax, r, dt*(slope+(1+kick*kicking)/p.Cla)), s.Vla/dt)
		s.Vla -= dt * q
		s.Vlv += dt * q
		pmax += dt * q * slope
	}
	k := stiffness(a, d) * s.Hold.Stiff
	if psa := s.Psa + (aortaInChest-1)*chest; pmax > psa {
		viscous := p.KRlv * pmax
		q := min(valve(pmax, psa, viscous, dt*(slope+k/unitSa)), s.Vlv/dt)
		s.Vlv -= dt * q
		s.Psa += dt * q * k / unitSa
		pmax -= dt * q * slope
		o.Flow = q
		pmax -= viscous * q
	}
	o.LV = pmax + chest
}

// systemic moves blood from the aorta to the right atrium.
func (s *State) systemic(p *Params, d *Drive, o *Out, kicking, chest, dt float64) {
	k := stiffness(&p.Mean, d) * s.Hold.Stiff
	ea, ep := k/unitSa, k/unitSp
	ra := min(unitR*k, 0.5*d.Tone.R)
	q := (s.Qsa + dt/(unitL*k)*(s.Psa-s.Psp)) / (1 + dt/(unitL*k)*(ra+dt*(ea+ep)))
	q = min(max(q, -s.Psp/(dt*ep)), s.Psa/(dt*ea))
	s.Qsa = q
	s.Psa -= dt * q * ea
	s.Psp += dt * q * ep

	outside := aortaInChest*chest - d.Tone.Belly
	r := d.Tone.R - ra
	u := d.Tone.Vusv - p.Vura
	psv := max((s.Vsv-splanchnicV*u)/p.Csv, 0)
	pev := max((s.Vev-(1-splanchnicV)*u)/p.Cev, 0)
	qs := (s.Psp + outside - psv) / (r/splanchnic + dt*ep)
	qe := (s.Psp + outside - pev) / (r/(1-splanchnic) + dt*ep)
	qs, qe = max(qs, -s.Vsv/dt), max(qe, -s.Vev/dt)
	if out := qs + qe; out*dt*ep > s.Psp {
		qs, qe = qs*s.Psp/(out*dt*ep), qe*s.Psp/(out*dt*ep)
	}
	s.Psp -= dt * (qs + qe) * ep

	open := 1 - throttle*kicking
	give := (1 + kick*kicking) / p.Cra
	pra := s.pra(p, kicking) + chest - d.Tone.Belly
	q1 := (psv - pra) / (p.Rsv/open + dt*(give+1/p.Csv))
	q2 := (pev - pra) / (p.Rev/open + dt*(give+1/p.Cev))
	q1, q2 = min(q1, s.Vsv/dt), min(q2, s.Vev/dt)
	if back := q1 + q2; back*dt < -s.Vra {
		q1, q2 = -q1*s.Vra/(back*dt), -q2*s.Vra/(back*dt)
	}
	s.Vsv += dt * (qs - q1)
	s.Vev += dt * (qe - q2)
	s.Vra += dt * (q1 + q2)
	_ = o
}

// right moves blood through the right ventricle and gives the flow into the lungs.
func (s *State) right(p *Params, d *Drive, o *Out, phi, emax, kicking, chest, dt float64) (q float64) {
	a := &p.Mean
	pmax, slope := wall(s.Vrv, a.Vurv, phi, emax, a.P0, a.KErv)
	if pra := s.pra(p, kicking); pra > pmax {
		r := a.TauF * d.Tone.Lusitropy * a.KErv * (a.P0 + max(d.Flow.Pra-d.Tone.Chest, 1))
		q := min(valve(pra, pmax, r, dt*(slope+(1+kick*kicking)/p.Cra)), s.Vra/dt)
		s.Vra -= dt * q
		s.Vrv += dt * q
		pmax += dt * q * slope
	}
	if pmax > s.Ppa {
		viscous := p.KRrv * pmax
		q = min(valve(pmax, s.Ppa, viscous, dt*(slope+1/p.Cpa)), s.Vrv/dt)
		s.Vrv -= dt * q
		s.Ppa += dt * q / p.Cpa
		pmax -= dt*q*slope + viscous*q
	}
	o.RV = pmax + chest
	return q
}

// lungs moves blood from the pulmonary artery to the left atrium.
func (s *State) lungs(p *Params, d *Drive, kicking, dt float64) {
	rp := d.Flow.Rp
	l := dt / p.Lpa
	q := (s.Qpa + l*(s.Ppa-s.Ppp)) / (1 + l*(arterial*rp+dt*(1/p.Cpa+1/p.Cpp)))
	q = min(max(q, -s.Ppp*p.Cpp/dt), s.Ppa*p.Cpa/dt)
	s.Qpa = q
	s.Ppa -= dt * q / p.Cpa
	s.Ppp += dt * q / p.Cpp
	q = (s.Ppp - s.Ppv) / (capillary*rp + dt*(1/p.Cpp+1/p.Cpv))
	s.Ppp -= dt * q / p.Cpp
	s.Ppv += dt * q / p.Cpv
	pla := s.pla(p, kicking)
	q = (s.Ppv - pla) / (ostial*rp/(1-throttle*kicking) + dt*((1+kick*kicking)/p.Cla+1/p.Cpv))
	q = min(max(q, -s.Vla/dt), s.Ppv*p.Cpv/dt)
	s.Ppv -= dt * q / p.Cpv
	s.Vla += dt * q
}

// nudge gives the reservoirs what the last window found missing.
func (s *State) nudge(p *Params, dt float64) {
	g := &s.Hold.Push
	s.Psp = max(s.Psp+dt*g.Psa, 0)
	s.Vsv = max(s.Vsv+dt*g.Pra*p.Csv, 0)
	s.Vev = max(s.Vev+dt*g.Pra*p.Cev, 0)
	s.Ppp = max(s.Ppp+dt*g.Ppa, 0)
	s.Ppv = max(s.Ppv+dt*g.Pla, 0)
}

// squeeze replaces the heart's own beat by chest compressions: half of each cycle
// presses both ventricles, so hard that each moves the stroke of package circulation
// against its pressure. It tells whether a compression begins.
func (s *State) squeeze(p *Params, d *Drive, dt float64, phi, left, right *float64) bool {
	a, f := &p.Mean, &d.Flow
	before := s.Squeeze
	s.Squeeze += dt * d.Tone.PressRate
	s.Squeeze -= math.Floor(s.Squeeze)
	*phi = 0
	if s.Squeeze < 0.5 {
		*phi = bell(2 * s.Squeeze)
	}
	lv := diastolic(f.Ppv-d.Tone.Chest, a.P0, a.KElv) - f.SV - a.Vulv
	rv := diastolic(f.Pra-d.Tone.Chest, a.P0, a.KErv) - f.SV - a.Vurv
	*left = (f.Psa + 5) / max(lv, 20) * s.Hold.Left
	*right = (f.Ppa + 3) / max(rv, 20) * s.Hold.Right
	return s.Squeeze < before
}
