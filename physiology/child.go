package physiology

import "math"

// Children from 5 years on, between the figures of a five-year-old and the adult
// equations at 18, so that nothing jumps.
//
// Sources: PALS provider manual (American Heart Association): heart rate 100 at 3-5 y,
// 92 at 6-11 y, 82 at 12-15 y; respiratory rate 24, 21, 16; systolic pressure 100 at
// 3-5 y, 106 at 6-9 y, 120 at 12-15 y. Schofield WN, Hum Nutr Clin Nutr 39C:5, 1985
// (resting metabolism). Blood volume 75-80 mL/kg (ATLS 2018). Growth: WHO reference
// 2007, medians.
//
// Limits: no puberty, no child's disease, reflexes as of a young adult; under 5 the
// airways, the heart and the blood are of another kind and are refused.
const adultAge = 18

// grown is how far a child is between 5 and 18 years, 1 for adults.
func grown(age float64) float64 { return min((age-5)/(adultAge-5), 1) }

// schofield is the resting energy expenditure of a child, kcal a day.
func schofield(p Person) float64 {
	young, old := 22.706*p.Weight+504.3, 17.686*p.Weight+658.2
	if p.Sex == Female {
		young, old = 20.315*p.Weight+485.9, 13.384*p.Weight+692.6
	}
	return young + (old-young)*min(max((p.Age-9)/2, 0), 1)
}

// energy is the resting energy expenditure of a person, kcal a day.
func energy(p Person) float64 {
	if p.Age >= adultAge {
		return mifflin(p)
	}
	adult := max((p.Age-15)/(adultAge-15), 0)
	return schofield(p) + adult*(mifflin(p)-schofield(p))
}

// bloodOf is the blood volume of a person, L.
func bloodOf(p Person) float64 {
	if p.Age >= adultAge {
		return nadler(p)
	}
	g := grown(p.Age)
	return (1-g)*0.078*p.Weight + g*nadler(p)
}

// young adapts the parameters of an adult of a child's size.
func (q *Patient) young(p Person) {
	if p.Age >= adultAge {
		return
	}
	g := grown(p.Age)
	less := 1 - g
	q.Reflex.Pn -= 7 * less
	q.Reflex.Pisch -= 8 * less
	q.Reflex.T0 *= 1 - 0.42*less
	r := &q.Respiration
	metabolic := q.BasalVO2 / (refVO2 * r.Scale)
	r.VE0 *= 1 + (metabolic-1)*less
	r.VT0 *= 1 - 0.45*less
	r.FRC = less*0.030*p.Weight + g*r.FRC
	q.Circulation.Pref -= 7 * less
	q.Circulation.Cpp /= 1 + 0.45*less // the softness of the young adult is that of a larger aorta
}

// lightest is the least weight that is drawn for a person, kg.
func lightest(p Person) float64 {
	if p.Age >= adultAge {
		return minWeight
	}
	return math.Max(childWeight, 1.05*childBMI*p.Height*p.Height/1e4)
}

// childFlow is the factor on the cardiac index: some 4 L/min/m2 in small children, 3 in
// adults (Cattermole GN et al, Physiol Meas 31:443, 2010).
func childFlow(age float64) float64 { return 1 + 0.3*(1-grown(age)) }

// refVO2 is the resting uptake of the reference adult, mL/min.
const refVO2 = 250.0

// childSize is the median height, cm, and body mass index of a child.
func childSize(age float64, sex Sex) (height, bmi float64) {
	g := grown(age)
	height = 110 + 66*math.Pow(g, 0.92)
	if sex == Female {
		height = 109 + 54*math.Pow(g, 0.75)
	}
	return height, 15.3 + 6.2*math.Pow(g, 1.3)
}
