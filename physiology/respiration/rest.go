package respiration

import (
	"errors"
	"math"
)

// ErrNoRest says that no steady breathing was found.
var ErrNoRest = errors.New("respiration: no steady state for this metabolism and air")

// Rest solves the steady state: the ventilation that asks for itself. In it the
// lung takes what the tissues use, so alveolar pressures follow from ventilation,
// and arterial and venous contents from them. ico is the inspired CO, mmHg.
func Rest(p *Params, in Input, vo2, vco2, ico float64) (State, error) {
	low, high := 0.5*p.Scale, p.MVV
	var s State
	var g Gas
	in.Base = p.Base
	for range 80 {
		ve := 0.5 * (low + high)
		p.settle(&s, &g, ve, &in, vo2, vco2, ico)
		g = Derive(p, &s, &in, &g)
		if p.Target(g.PaCO2, g.PaCO2, g.SaO2, max(desaturationFrom-100*g.SaO2, 0), 0, g.urge(), &in) > ve && ve < g.Lung.Capacity {
			low = ve
		} else {
			high = ve
		}
		if high-low < 1e-10*high {
			s.Drive, s.Central = ve, g.PaCO2
			s.Decline = max(desaturationFrom-100*g.SaO2, 0)
			s.Finger = [3]float64{g.SaO2, g.SaO2, g.SaO2}
			if s.CvO2 <= 0 {
				return s, ErrNoRest
			}
			return s, nil
		}
	}
	return s, ErrNoRest
}

// settle finds the state of the stores at a ventilation held for ever, starting from
// where they are. What the starved alveoli take is not known before the venous blood
// that it makes: a fixed point, which is reached at once without such alveoli.
func (p *Params) settle(s *State, last *Gas, ve float64, in *Input, vo2, vco2, ico float64) {
	s.Drive = ve
	var low, lowCO2 float64 // mL/min that starved alveoli take up and give off
	pvo2, lowPO2, ph := last.PvO2, last.LowPO2, last.PH
	for range 60 {
		l := p.lung(s, in)
		g := Gas{Lung: l}
		g.breathe(p, s, in)
		va := math.Max(g.VA*(1-starved*l.Low), 1e-3)
		s.PAO2 = math.Max(in.PIO2-stpd*(vo2-low)/va, 1)
		s.PACO2 = in.PICO2 + stpd*(vco2-lowCO2)/va
		s.COHb = settledCO(ico, math.Max(g.VA, 1e-3), s.PAO2)
		ph, _ = PH(s.PACO2, in.Base, ph)
		b := NewBlood(in.Hb, s.COHb, ph, in.Temperature)
		bound := boundCO2(in.Base)
		q := in.Q * (1 - l.Shunt - l.Low)
		cc, _ := b.O2(s.PAO2)
		// What is shunted adds the same step to arterial and venous content.
		cv := cc - (vo2-low)/q
		lack, pv := p.notReached(b, s.PAO2, cc, math.Max(s.CvO2, 0), in.Q, pvo2)
		pvo2 = pv
		cv = cc - (vo2-low)/(q*(1-lack))
		moved := math.Abs(cv - s.CvO2)
		if lack > 0 {
			moved = math.Abs(cv-s.CvO2) * 2
			cv = 0.5 * (cv + math.Max(s.CvO2, 0))
		}
		s.CvO2 = cv
		s.CvCO2 = CO2(s.PACO2, (cc-o2Dissolve*s.PAO2)/b.Capacity, bound) + (vco2-lowCO2)/q
		if l.Low > 0 {
			v := starved * g.VA / in.Q
			po2, c := b.Unit(v, in.PIO2, s.CvO2, lowPO2)
			lowPO2 = po2
			take := in.Q * l.Low * (c - s.CvO2)
			give := in.Q * l.Low * (s.CvCO2 - unitCO2(v, in.PICO2, s.CvCO2, b.Saturation(po2), bound))
			moved += math.Abs(take-low) + math.Abs(give-lowCO2)
			low += 0.7 * (take - low)
			lowCO2 += 0.7 * (give - lowCO2)
		}
		if moved < 1e-9 || l.Low == 0 && lack == 0 && p.Released == 0 {
			return
		}
	}
}
