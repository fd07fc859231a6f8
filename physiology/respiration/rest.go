package respiration

import (
	"errors"
	"math"
)

// ErrNoRest says that no steady breathing was found.
var ErrNoRest = errors.New("respiration: no steady state for this metabolism and air")

// Rest solves the steady state: the ventilation that asks for itself. In it the
// lung takes what the tissues use, so alveolar pressures follow from ventilation,
// and arterial and venous contents from them. ico is the inspired CO, mmHg; near is a
// state not far from the answer, the zero State when none is known. The root is
// bracketed and found by the Illinois form of false position.
func Rest(p *Params, in Input, near State, vo2, vco2, ico float64) (State, error) {
	in.Base = p.Base
	s := near
	var g Gas
	w := still{within: 1e-5}
	lacks := func(ve float64) float64 { // of the ventilation that is asked for
		p.settle(&s, &w, ve, &in, vo2, vco2, ico)
		g = Derive(p, &s, &in, &g)
		low := max(desaturationFrom-100*g.SaO2, 0)
		target := p.Target(g.PaCO2, g.PaCO2, g.SaO2, low, 0, g.urge(), &in)
		f := min(max(min(target, g.Lung.Capacity)-ve, -20), 20)
		w.within = max(1e-5*math.Abs(f), settled) // no finer than the search is by now
		return f
	}
	a, fa, b, fb := bracket(lacks, near.Drive, 0.5*p.Scale, p.MVV)
	kept := 0.0 // side of the bracket that the last step left alone, -1 or 1
	for range 80 {
		ve := (a*fb - b*fa) / (fb - fa)
		if !(ve > a && ve < b) {
			ve = 0.5 * (a + b)
		}
		f := lacks(ve)
		if math.Abs(f) < 1e-9*ve || b-a < 1e-10*b {
			s.Drive, s.Central = ve, g.PaCO2
			s.Decline = max(desaturationFrom-100*g.SaO2, 0)
			s.Finger = [3]float64{g.SaO2, g.SaO2, g.SaO2}
			if s.CvO2 <= 0 {
				return s, ErrNoRest
			}
			return s, nil
		}
		side := math.Copysign(1, f)
		if f > 0 {
			a, fa = ve, f
		} else {
			b, fb = ve, f
		}
		if side == kept { // the other end has stayed twice: halve its weight
			if f > 0 {
				fb *= 0.5
			} else {
				fa *= 0.5
			}
		}
		kept = side
	}
	return s, ErrNoRest
}

// settled is what a state may still move by at the end, mL/min.
const settled = 1e-8

// bracket is two ventilations of which the lower asks for more and the higher for less:
// close to a guess where there is one, else within the limits, halved until the clipped
// ends of the function are left behind.
func bracket(lacks func(float64) float64, guess, low, high float64) (a, fa, b, fb float64) {
	if guess > 0 {
		a, fa = guess, lacks(guess)
		b, fb = a, fa
		for _, aside := range [...]float64{0.01, 0.05, 0.25} {
			if fa >= 0 { // it wants more
				a, fa = b, fb
				b = guess * (1 + aside)
				fb = lacks(b)
			} else {
				b, fb = a, fa
				a = guess * (1 - aside)
				fa = lacks(a)
			}
			if fa >= 0 && fb <= 0 && fa > fb {
				return a, fa, b, fb
			}
		}
	}
	a, b = low, high
	fa, fb = lacks(a), lacks(b)
	for range 4 {
		mid := 0.5 * (a + b)
		if f := lacks(mid); f > 0 {
			a, fa = mid, f
		} else {
			b, fb = mid, f
		}
	}
	return a, fa, b, fb
}

// still is what settle knows from the ventilation before: uptake and output of the
// starved alveoli, mL/min, and guesses of pressures and pH.
type still struct {
	low, lowCO2, pvo2, lowPO2, ph float64
	was, took, slope              float64 // the uptake before, what it gave, and how one follows the other
	within                        float64 // mL/min, at which it is still
}

// seek moves the uptake to where it gives itself, by the secant of the last two.
func (w *still) seek(took float64) {
	if d := w.low - w.was; math.Abs(d) > 1e-9 {
		w.slope = min(max((took-w.took)/d, -2), 0.3)
	}
	w.was, w.took = w.low, took
	w.low += (took - w.low) / (1 - w.slope)
}

// settle finds the state of the stores at a ventilation held for ever, starting from
// where they are. What the starved alveoli take is not known before the venous blood
// that it makes: a fixed point, which is reached at once without such alveoli.
func (p *Params) settle(s *State, w *still, ve float64, in *Input, vo2, vco2, ico float64) {
	s.Drive = ve
	for range 60 {
		l := p.lung(s, in)
		g := Gas{Lung: l}
		g.breathe(p, s, in)
		va := math.Max(g.VA*(1-starved*l.Low), 1e-3)
		s.PAO2 = math.Max(in.PIO2-stpd*(vo2-w.low)/va, 1)
		s.PACO2 = in.PICO2 + stpd*(vco2-w.lowCO2)/va
		s.COHb = settledCO(ico, math.Max(g.VA, 1e-3), s.PAO2)
		w.ph, _ = PH(s.PACO2, in.Base, w.ph)
		b := NewBlood(in.Hb, s.COHb, w.ph, in.Temperature)
		bound := boundCO2(in.Base)
		q := in.Q * (1 - l.Shunt - l.Low)
		cc, _ := b.O2(s.PAO2)
		// What is shunted adds the same step to arterial and venous content.
		lack, pv := p.notReached(b, s.PAO2, cc, math.Max(s.CvO2, 0), in.Q, w.pvo2)
		w.pvo2 = pv
		cv := cc - (vo2-w.low)/(q*(1-lack))
		moved := math.Abs(cv - s.CvO2)
		if lack > 0 {
			moved = math.Abs(cv-s.CvO2) * 2
			cv = 0.5 * (cv + math.Max(s.CvO2, 0))
		}
		s.CvO2 = cv
		s.CvCO2 = CO2(s.PACO2, (cc-o2Dissolve*s.PAO2)/b.Capacity, bound) + (vco2-w.lowCO2)/q
		if l.Low > 0 {
			v := starved * g.VA / in.Q
			po2, c := b.Unit(v, in.PIO2, s.CvO2, w.lowPO2)
			w.lowPO2 = po2
			take := in.Q * l.Low * (c - s.CvO2)
			give := in.Q * l.Low * (s.CvCO2 - unitCO2(v, in.PICO2, s.CvCO2, b.Saturation(po2), bound))
			moved += math.Abs(take-w.low) + math.Abs(give-w.lowCO2)
			w.seek(take)
			w.lowCO2 = give // hardly depends on itself
		}
		if moved < w.within || l.Low == 0 && lack == 0 && p.Released == 0 {
			return
		}
	}
}
