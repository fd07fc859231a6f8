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
	for range 80 {
		ve := 0.5 * (low + high)
		s = p.settled(ve, &in, vo2, vco2, ico)
		g := Derive(p, &s, &in, 95)
		if p.Target(g.PaCO2, g.PaCO2, g.SaO2, max(desaturationFrom-100*g.SaO2, 0), &in) > ve {
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

// settled is the state of the stores at a ventilation held for ever.
func (p *Params) settled(ve float64, in *Input, vo2, vco2, ico float64) (s State) {
	_, _, va := p.Pattern(ve, in.Temperature)
	va = math.Max(va, 1e-3)
	s.PAO2 = math.Max(in.PIO2-stpd*vo2/va, 1)
	s.PACO2 = in.PICO2 + stpd*vco2/va
	s.COHb = settledCO(ico, va, s.PAO2)
	b := NewBlood(in.Hb, s.COHb, s.PACO2, in.Temperature)
	shunt := min(p.Shunt+in.Shunt, mostShunted)
	// What is shunted adds the same step to arterial and venous content.
	cc, _ := b.O2(s.PAO2)
	s.CvO2 = cc - vo2/in.Q/(1-shunt)
	s.CvCO2 = CO2(s.PACO2, b.Saturation(s.PAO2)) + vco2/in.Q/(1-shunt)
	return s
}
