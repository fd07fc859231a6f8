package physiology

import (
	"math"
	"math/rand/v2"
)

// The spread of a population around the reference patient: standard normal scores,
// one a row, that factor and sum turn into parameters.
const (
	zPressure = iota // set point of arterial pressure, mmHg
	zRate            // period of the sinus node
	zGain            // baroreflex
	zVolume          // blood volume and vessels
	zHeart           // size of the heart
	zCompliance
	zConductance
	zMetabolism
	zHb
	zFitness
	zHCVR
	zHVR
	zTidal
	zCO2
	zShunt
	zCore
	zUrine
	zMaxRate
	zCount
)

// spread holds the scores; the zero value is the reference.
type spread [zCount]float64

// spreadSD are the standard deviations: of a logarithm where factor reads them, in
// the parameter's unit where sum does. Between healthy people of one age, sex and
// size; sources: SD of resting heart rate 8-9 /min and pressure 8-9 mmHg of adult
// surveys, Nadler's residual 8 %, Tanaka's HRmax 7-10 /min, HCVR and HVR 35-50 %
// (Rebuck 1974), Mifflin's residual 8 %, core temperature 0.2 degC.
func spreadSD() spread {
	return spread{
		zPressure: 6.5, zRate: 0.16, zGain: 0.30, zVolume: 0.025, zHeart: 0.05, zCompliance: 0.10,
		zConductance: 0.08, zMetabolism: 0.07, zHb: 0.05, zFitness: 0.15, zHCVR: 0.30, zHVR: 0.40,
		zTidal: 0.08, zCO2: 1.0, zShunt: 0.25, zCore: 0.15, zUrine: 0.15, zMaxRate: 7,
	}
}

// factor is exp(score · SD), cut at 2.5 SD.
func (z spread) factor(i int) float64 { return math.Exp(z.sum(i)) }

// sum is score · SD, cut at 2.5 SD.
func (z spread) sum(i int) float64 {
	return min(max(z[i], -2.5), 2.5) * spreadSD()[i]
}

// draw makes correlated scores. Fitness is the common factor: the fit have larger
// hearts and volumes, slower nodes, stronger reflexes and softer arteries. Pressure
// goes with stiffness and a weaker reflex; the chemoreflexes go together. A row is
// loading · common + sqrt(1 − loading²) · own.
func draw(rng *rand.Rand) (z spread) {
	for i := range z {
		z[i] = rng.NormFloat64()
	}
	mix := func(i, common int, loading float64) {
		z[i] = loading*z[common] + math.Sqrt(1-loading*loading)*z[i]
	}
	mix(zVolume, zFitness, 0.4)
	mix(zHeart, zFitness, 0.5)
	mix(zRate, zFitness, 0.4)
	mix(zGain, zFitness, 0.3)
	mix(zCompliance, zFitness, 0.3)
	mix(zHVR, zHCVR, 0.5)
	mix(zConductance, zPressure, -0.5)
	mix(zGain, zPressure, -0.2)
	mix(zCompliance, zPressure, -0.3)
	return z
}

// Sample is a patient with the spread of a population around the reference.
func Sample(p Person, rng *rand.Rand) (Patient, error) { return build(p, draw(rng)) }

// PersonKnown is what a cohort says of its people; what it leaves at zero is drawn.
type PersonKnown struct {
	Age, Height, Weight, VO2Max float64 // y, cm, kg, mL/kg/min; 0 is unknown, VO2Max then follows age and sex
	Sex                         Sex
	SexKnown                    bool
	Conditions                  []Condition
}

// SamplePerson draws the unknown of age, sex, height and weight together: height
// from sex and age (shrinking 0.7 mm a year after 40), weight from height, sex and
// age by a log-normal body mass index. Known values are used as given, even when
// Check will refuse them; drawn ones stay inside the validity.
func SamplePerson(known PersonKnown, rng *rand.Rand) Person {
	u, zh, zw, sex := rng.Float64(), rng.NormFloat64(), rng.NormFloat64(), rng.Float64()
	return completed(known, u, zh, zw, sex)
}

// completed fills in what is not known from a uniform age score, normal scores of
// height and weight and a uniform score of sex; 0.5, 0, 0, 0.5 is the middle.
func completed(known PersonKnown, u, zh, zw, sex float64) Person {
	p := Person{Age: known.Age, Sex: known.Sex, Height: known.Height, Weight: known.Weight, VO2Max: known.VO2Max, Conditions: known.Conditions}
	if !known.SexKnown {
		p.Sex = Male
		if sex < 0.5 {
			p.Sex = Female
		}
	}
	if p.Age == 0 {
		p.Age = math.Round(20 + 60*u)
	}
	mean, sd := 177.0, 7.0
	if p.Sex == Female {
		mean, sd = 164, 6.5
	}
	mean -= 0.07 * max(p.Age-40, 0)
	middle := 24.5 + 0.06*(min(p.Age, 65)-40)
	if p.Age < adultAge {
		mean, middle = childSize(p.Age, p.Sex)
		sd = 0.042 * mean
	}
	if p.Height == 0 && p.Weight != 0 && p.Age >= adultAge {
		mean += 3 * min(max((p.Weight-76)/14, -2), 2) // the heavy are taller
		sd *= 0.85
	}
	if p.Height == 0 {
		p.Height = math.Round(10*(mean+sd*min(max(zh, -2.5), 2.5))) / 10
	}
	if p.Weight == 0 {
		bmi := middle * math.Exp(0.14*min(max(zw, -2.5), 2.5))
		w := bmi * p.Height * p.Height / 1e4
		p.Weight = math.Round(10*min(max(w, lightest(p)), maxWeight)) / 10
	}
	return p
}

// Today is the same person on a day of his own: resting heart rate and pressure differ
// from day to day by some 3 /min and 4 mmHg (standard deviations within a person; Quer G
// et al, PLoS ONE 15:e0227709, 2020, and visit-to-visit studies of pressure; to check).
func (p Patient) Today(rng *rand.Rand) Patient {
	z := func() float64 { return min(max(rng.NormFloat64(), -2.5), 2.5) }
	p.Reflex.T0 *= math.Exp(0.05 * z())
	rise := 4 * z()
	p.Reflex.Pn += rise
	p.Conductance /= 1 + rise/p.Reflex.Pn
	p.Circulation.Pref += rise
	return p
}
