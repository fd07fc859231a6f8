package respiration

import "math"

// The work of breathing: what inspiratory muscles must give, what they can, and how
// long. The mean pressure of an inspiration that takes 0.4 of the cycle is
//
//	Pi = trapped + E·VT/2 + R·VE/24      cmH2O, VE in L/min    [Otis 1950]
//	TTI = 0.4·Pi/Pmax                    tension-time index
//	Tlim = 0.1·TTI^−3.6 min for TTI > 0.15
//
// Sources: Otis AB, Fenn WO, Rahn H, J Appl Physiol 2:592, 1950,
// doi:10.1152/jappl.1950.2.11.592; Bellemare F, Grassino A, J Appl Physiol 53:1190,
// 1982, doi:10.1152/jappl.1982.53.5.1190 (index, threshold, endurance); Roussos C,
// Macklem PT, J Appl Physiol 43:189, 1977. Fatigue takes half of the strength, and
// recovers with 30 min: of our own.
const (
	inspiration  = 0.4    // of the cycle, breathing by oneself
	insufflation = 1. / 3 // of the cycle, by ventilator
	sustained    = 0.15   // tension-time index that can be borne for ever
	mostPressure = 0.7    // of the strength that a breath can use
	tauRecover   = 1800.0
)

// effort is the share of the muscles' strength that a ventilation, L/min, in tidal
// volumes of vt L takes.
func (p *Params) effort(l *Lung, ve, vt float64) float64 {
	return (l.Trap + 0.5*l.E*vt + l.R*ve/24) / p.strength(l)
}

// strength of the inspiratory muscles, cmH2O: trapped air flattens the diaphragm.
func (p *Params) strength(l *Lung) float64 { return p.Pmax * max(1-0.02*l.Trap, 0.5) }

// capacity is the ventilation, L/min, that tired muscles can give against a load.
func (p *Params) capacity(l *Lung, fatigue float64) float64 {
	spare := mostPressure*(1-0.5*fatigue)*p.strength(l) - l.Trap - 0.5*l.E*p.VT0*p.Scale*l.Shallow
	return max(24*spare/l.R, 0)
}

// tire moves fatigue by dt seconds.
func (p *Params) tire(s *State, g *Gas, in *Input, dt float64) {
	if g.Lung.R <= 1.5*normalRaw && s.Fatigue == 0 {
		return
	}
	tti := inspiration * g.Effort
	if tti > sustained && in.Breaths == 0 {
		s.Fatigue = min(s.Fatigue+dt/6*math.Pow(tti, 3.6), 1)
		return
	}
	if s.Fatigue *= 1 - dt/(tauRecover+dt); s.Fatigue < 1e-9 {
		s.Fatigue = 0
	}
}

// peak is the highest pressure in the airway under a ventilator, cmH2O: of a constant
// flow in a third of the cycle.
func (l *Lung) peak(in *Input) float64 {
	flow := in.Tidal * in.Breaths / 60 / insufflation
	return in.PEEP + l.Trap + l.E*in.Tidal + l.R*flow
}

// mean is the mean pressure in the airway under a ventilator, cmH2O.
func (l *Lung) mean(in *Input) float64 {
	return in.PEEP + insufflation*0.5*l.E*in.Tidal
}
