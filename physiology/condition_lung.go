package physiology

import "math"

// scaleLungs sets the mechanics of the chest: muscle strength by sex and age (Black LF,
// Hyatt RE, Am Rev Respir Dis 99:696, 1969), elastance that rises with the body mass
// index (Pelosi P et al, Anesth Analg 87:654, 1998: 2.3 times at 45) and a little scatter
// with it (the FRC falls under the closing volume).
func (q *Patient) scaleLungs(bmi float64) {
	r := &q.Respiration
	fat := max(bmi-25, 0)
	r.Raw, r.Ers, r.Shallow, r.Dead = 2, 10/r.Scale*math.Exp(0.03*fat), 1, 0.06
	r.Pmax = 100 * (1 - 0.004*max(q.Age-40, 0))
	if q.Sex == Female {
		r.Pmax *= 0.75
	}
	r.Low = min(0.002*max(bmi-30, 0), 0.03)
	q.Blood.Space = 0.5 * q.Weight * math.Sqrt(min(25/bmi, 1)) // lean tissue
	q.Blood.Made = 1.07 * q.Weight / 77 * math.Sqrt(min(25/bmi, 1))
	q.Blood.Potassium = 4.1
}

// acidify is what lost filtration, mL/min, does to the chemistry of blood: acid retained
// below 60 (bicarbonate falls to some 22 mmol/L at 30 and 20 at 15, Eustace JA et al,
// Kidney Int 65:1031, 2004), breathed against, and potassium that rises by 0.1 for 8.
func (q *Patient) acidify(gfr float64) {
	lost := max(60-gfr, 0)
	q.Respiration.Base -= 0.08 * lost
	q.Respiration.CO2Set -= 0.10 * lost
	q.Blood.Potassium += 0.012 * lost
}

// applyCOPD obstructs for life. Severity is graded by the FEV1 that is left, 1 − 0.7 of
// it: GOLD 2 from 0.3, GOLD 3 from 0.7, GOLD 4 at 1. The constants are calibrated to
// dead space of 0.45..0.6 of the breath and PaO2 and PaCO2 by FEV1 (West JR et al, BMJ
// 1997; Burrows B, NEJM 280:397, 1969); chronic retention brings 0.4 mmol/L of base a
// mmHg (Schlichtig 1998) of the 15 mmHg that are left when hypoxia has driven its share, and a response to CO2 that halves (Flenley 1971). Oxygen opens
// vessels of starved alveoli (Aubier M et al, Am Rev Respir Dis 122:747, 1980: dead space
// rises by a tenth; Robinson TD et al, AJRCCM 161:1524, 2000).
func applyCOPD(q *Patient, with map[string]float64) error {
	s, ok := with["severity"]
	if !ok {
		s = 0.5
	}
	r := &q.Respiration
	retains := max(s-0.4, 0) / 0.6
	r.Raw *= 1 + 4*s
	r.Trap += 4 * s
	r.FRC *= 1 + 0.4*s
	r.MVV *= 1 - 0.7*s
	r.Shallow *= 1 - 0.15*s
	r.Dead += 0.30 * s
	r.Low += 0.32 * s
	r.Shunt += 0.02 * s
	r.Released = 0.10 * s
	r.Narrow += 0.9 * s * s
	r.Gc *= 1 - 0.5*retains
	r.Gp *= 1 - 0.5*retains
	r.CO2Set += 20 * retains
	r.Base += 6 * retains
	q.VO2Max *= 1 - 0.5*s
	q.Exertion.VO2Max = q.VO2Max * q.Weight
	return nil
}

// applyAsthma makes the bronchi reactive: some obstruction always, more with much
// air or an infection (McFadden ER, Gilbert IA, NEJM 330:1362, 1994).
func applyAsthma(q *Patient, _ map[string]float64) error {
	r := &q.Respiration
	r.Raw *= 1.4
	r.Low += 0.02
	r.Reactivity = 0.6
	return nil
}
