package respiration

// Carbon monoxide by Coburn, Forster and Kane, J Clin Invest 44:1899, 1965,
// doi:10.1172/JCI105296:
//
//	dCO/dt = V + (PICO − COHb·PO2/(O2Hb·M))/B,   B = 1/DL + (PB − 47)/VA
//
// with the diffusing capacity that falls in oxygen, Roughton FJW, Forster RE, J Appl Physiol
// 11:290, 1957, doi:10.1152/jappl.1957.11.2.290:
//
//	1/DL = 1/57 + (0.73 + 0.0058·PO2)/79     29 mL/min/mmHg on air
const (
	monoxideAffinity = 218.0 // M, of haemoglobin for CO over O2
	endogenousCO     = 0.007 // V, mL/min
	dryAir           = 713.0 // PB − 47, mmHg
)

// resistanceCO is B, mmHg·min/mL, at an alveolar ventilation in L/min and a PO2 in mmHg.
func resistanceCO(va, po2 float64) float64 {
	return 1./57 + (0.73+0.0058*po2)/79 + dryAir/(1000*va)
}

func settledCO(ico, va, pao2 float64) float64 {
	ratio := monoxideAffinity * (ico + endogenousCO*resistanceCO(va, pao2)) / pao2
	return ratio / (1 + ratio)
}

// AdvanceCO moves carboxyhaemoglobin by dt seconds. ico is the inspired partial
// pressure of CO, mmHg; hb the haemoglobin of the whole body, g.
func AdvanceCO(s *State, va, ico, hb, dt float64) {
	into := endogenousCO
	if va > 0.05 {
		back := s.COHb * s.PAO2 / (monoxideAffinity * max(1-s.COHb, 0.01))
		into += (ico - back) / resistanceCO(va, s.PAO2)
	}
	s.COHb = min(max(s.COHb+into*dt/60/(1.34*hb), 0), 0.95)
}
