package pulsatile

// The atria are those of Ursino 1998 with three additions of our own, calibrated to the
// a, v, x and y of a venous pulse: contraction raises their elastance, it narrows their
// veins' mouths, which keeps the blood from going back, and the valve plane comes down
// with the ejection, which makes room in them (Carlsson M et al, Am J Physiol 287:H243,
// 2004, to check).
const (
	kick     = 0.38 // elastance that contraction adds, relative to the passive one
	throttle = 0.8  // share of the veins' conductance that it closes
	plane    = 0.45 // mL of room that an atrium gains by a mL that its ventricle ejects
)

// Contracting atria fill the ventricles beyond what package circulation has them hold
// at a mean pressure: the contractility, relative to its own, that then ejects the
// stroke of the reference adult.
const softL, softR = 0.89, 0.58

// pra and pla are the pressures across the atria's walls at their elastances now.
func (s *State) pra(p *Params, e float64) float64 {
	return (s.Vra-p.Vura)*e + (s.Vrv-p.Vrv)*s.Load.PlaneR
}

func (s *State) pla(p *Params, e float64) float64 {
	return (s.Vla-p.Vula)*e + (s.Vlv-p.Vlv)*s.Load.PlaneL
}

// left moves blood through the left ventricle and gives what went into the aorta, mL,
// and the pressure across its wall; e is the elastance of the atrium. The valve closes
// with the blood that falls back.
func (s *State) left(p *Params, phi, e, chest float64) (out, pressure float64) {
	a, l := &p.Mean, &s.Load
	pmax, slope := wall(s.Vlv, a.Vulv, phi, l.EmaxL, a.P0, a.KElv, s.Lax)
	in := 0.0
	if pla := s.pla(p, e); pla > pmax {
		if in = (pla - pmax) / (l.Rmitral + slope + e); in > s.Vla {
			in = s.Vla
		}
		s.Vla -= in
		pmax += in * slope
	}
	psa, viscous := s.Psa+(aortaInChest-1)*chest, l.KRlv*pmax
	if pmax > psa {
		if out = (pmax - psa) / (viscous + slope + l.Esa); out > s.Vlv {
			out = s.Vlv
		}
		s.Reflux = p.Reflux
	} else if s.Reflux > 0 {
		back := min((psa-pmax)/(l.Leaflets+slope+l.Esa), s.Reflux, s.Psa/l.Esa)
		s.Reflux -= back
		out = -back
	}
	s.Psa += out * l.Esa
	s.Vlv += in - out
	s.Lax = grown(s.Lax, a.KElv*(in-out))
	if out > 0 {
		slope += viscous
	}
	return out, pmax - out*slope
}

// right moves blood through the right ventricle and gives what went into the lungs, mL,
// and the pressure across its wall.
func (s *State) right(p *Params, phi, e float64) (out, pressure float64) {
	a, l := &p.Mean, &s.Load
	pmax, slope := wall(s.Vrv, a.Vurv, phi, l.EmaxR, a.P0, a.KErv, s.Rax)
	in := 0.0
	if pra := s.pra(p, e); pra > pmax {
		if in = (pra - pmax) / (l.Rtricuspid + slope + e); in > s.Vra {
			in = s.Vra
		}
		s.Vra -= in
		pmax += in * slope
	}
	viscous := l.KRrv * pmax
	if pmax > s.Ppa {
		if out = (pmax - s.Ppa) / (viscous + slope + l.Epa); out > s.Vrv {
			out = s.Vrv
		}
		s.Ppa += out * l.Epa
	}
	s.Vrv += in - out
	s.Rax = grown(s.Rax, a.KErv*(in-out))
	return out, pmax - out*(slope+viscous)
}
