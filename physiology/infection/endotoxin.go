package infection

import "math"

// Endotoxin without bacteria: the course that volunteers show after a bolus of
// lipopolysaccharide, and the white cells of any inflammation.
//
//	dE/dt = −E/τE                                        ng/kg
//	dm/dt = (gain·E/(E + E50) − m/τ)                     sterile inflammation
//	late vasodilation follows m with 2 h
//	dW/dt = (3·m/(1 + m) − 0.5·E/(E + 1) − W)/τW         white cells, share of rest
//
// Sources: Reynolds A 2006 (the form: a stimulus that saturates and a mediator that
// outlasts it); volunteers with 1-2 ng/kg: symptoms from 1 h, core + 1.5-2 degC at
// 3-4 h, heart rate 69 to 92, mean pressure 85 to 69 (Radboud university's model;
// J Nucl Med, n = 7); white cells fall in the first hour and double by six (Suffredini
// AF et al, N Engl J Med 321:280, 1989).
//
// Limits: no tolerance, no dose above 8 ng/kg; gain and time constants are calibrated.
const (
	tauEndotoxin = 1.0  // h
	tauSterile   = 2.0  // h
	halfEffect   = 2.0  // ng/kg
	sterileGain  = 0.95 // 1/h
	tauWhite     = 3.0  // h
	tauLate      = 2.0  // h, induction of nitric oxide synthase
)

// Inject adds endotoxin, ng/kg.
func (s *State) Inject(dose float64) { s.Endotoxin += dose }

// advanceSterile moves endotoxin, its inflammation and the white cells by h hours.
func (s *State) advanceSterile(h float64) {
	m := min(s.Inflammation+s.Sterile, 1)
	if s.Endotoxin == 0 && m == 0 && s.White == 0 && s.Late == 0 {
		return
	}
	e := s.Endotoxin
	s.Sterile += h * (sterileGain*e/(e+halfEffect) - s.Sterile/tauSterile)
	s.Sterile = min(max(s.Sterile, 0), 1)
	s.Endotoxin *= math.Exp(-h / tauEndotoxin)
	s.Late += (1 - math.Exp(-h/tauLate)) * (s.Sterile - s.Late)
	s.White += (1 - math.Exp(-h/tauWhite)) * (3*m/(1+m) - 0.5*e/(e+1) - s.White)
	for _, x := range [...]*float64{&s.Endotoxin, &s.Sterile, &s.Late, &s.White} {
		if math.Abs(*x) < 1e-12 {
			*x = 0
		}
	}
}

// WhiteCells is the count in 10⁹/L of somebody who rests at 7.
func (s *State) WhiteCells() float64 { return 7 * (1 + s.White) }
