package physiology

// applyFibrillation takes the atrial kick, a sixth of the stroke (Naito M et al, Am J
// Cardiol 46:625, 1980: 15-20 %), and quickens the node by what drugs leave of a
// third.
func applyFibrillation(q *Patient, with map[string]float64) error {
	control, ok := with["rate_control"]
	if !ok {
		control = 70
	}
	q.Atria = 0.16
	q.Treated.Nerves += 1.5 * control / 100
	q.Reflex.T0 -= 0.25 * (1 - control/100)
	return nil
}

// applyKidneyDisease lowers filtration, and with it what the kidneys excrete of a
// load; pressure rises by 1 mmHg for 10 mL/min lost (salt-sensitive hypertension),
// and haemoglobin falls below 60 mL/min by some 0.5 g/dL for 10 mL/min (Astor BC et
// al, Arch Intern Med 162:1401, 2002).
func applyKidneyDisease(q *Patient, with map[string]float64) error {
	gfr, ok := with["gfr"]
	if !ok {
		gfr = 30
	}
	lost := max(q.GFR-gfr, 0)
	q.GFR = min(q.GFR, gfr)
	q.Fluid.Filtration = q.GFR / usualGFR(40)
	q.acidify(gfr)
	q.Hb = max(q.Hb-0.05*max(60-gfr, 0), 7)
	q.Fluid.Hct = q.Hb / mchc
	return applyHypertension(q, map[string]float64{"rise": 0.1 * lost})
}

// applyObesity raises the set point of pressure by 0.4 mmHg for each unit of body mass
// index over 25 (Brown CD et al, Obes Res 8:605, 2000: 0.5-1 mmHg of systolic
// pressure). The weight itself is set before anything else is derived from it.
func applyObesity(q *Patient, _ map[string]float64) error {
	bmi := q.Weight / (q.Height * q.Height / 1e4)
	return applyHypertension(q, map[string]float64{"rise": 0.4 * max(bmi-25, 0)})
}

// applyTraining changes nothing by itself: trained has set the fitness, from which the
// heart and the node follow.
func applyTraining(*Patient, map[string]float64) error { return nil }

// trained is a person with the fitness that their conditions say.
func (p Person) trained() Person {
	for _, c := range p.Conditions {
		if c.Name != "athlete" {
			continue
		}
		uptake, ok := c.Params["vo2max"]
		if !ok {
			uptake = 62
		}
		p.VO2Max = max(p.VO2Max, uptake)
	}
	return p
}

// weighed is a person with the weight that their conditions say.
func (p Person) weighed() Person {
	for _, c := range p.Conditions {
		if c.Name != "obesity" {
			continue
		}
		bmi, ok := c.Params["bmi"]
		if !ok {
			bmi = 35
		}
		p.Weight = max(p.Weight, bmi*p.Height*p.Height/1e4)
	}
	return p
}
