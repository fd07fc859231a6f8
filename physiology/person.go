package physiology

import (
	"fmt"
	"strings"
)

// Sex is the biological sex that the reference equations distinguish.
type Sex uint8

// The sexes of the reference equations.
const (
	Male Sex = iota
	Female
)

// String is "male" or "female".
func (s Sex) String() string {
	if s == Female {
		return "female"
	}
	return "male"
}

// ParseSex reads "male" or "female".
func ParseSex(text string) (Sex, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "male":
		return Male, nil
	case "female":
		return Female, nil
	}
	return Male, fmt.Errorf("sex %q is neither male nor female", text)
}

// Person is a resolved set of covariates.
type Person struct {
	Age        float64 // years, 5..95
	Sex        Sex
	Height     float64     // cm, 140..215; children from 95
	Weight     float64     // kg, 35..200, and a body mass index of 14..50; children from 13 kg and 12
	VO2Max     float64     // mL/kg/min; 0 means from age and sex
	Conditions []Condition // what the person lives with
}

// The validity of the reference equations: the adults that they were fitted on.
const (
	minAge, maxAge       = 5, 95
	childHeight          = 95
	childWeight          = 13
	childBMI             = 12
	minHeight, maxHeight = 140, 215
	minWeight, maxWeight = 35, 200
	minBMI, maxBMI       = 14, 50
	minVO2Max, maxVO2Max = 10, 90
)

// Check refuses a person outside the validity of the models and says the allowed range.
func (p Person) Check() error {
	if p.Age < minAge {
		return fmt.Errorf("person: age %g y is under %d: there is no source for hearts, lungs and blood that young, they are not modelled", p.Age, minAge)
	}
	least := struct{ height, weight, bmi float64 }{minHeight, minWeight, minBMI}
	if p.Age < adultAge {
		least.height, least.weight, least.bmi = childHeight, childWeight, childBMI
	}
	for _, q := range []struct {
		name, unit     string
		value, low, hi float64
	}{
		{"age", "y", p.Age, minAge, maxAge},
		{"height", "cm", p.Height, least.height, maxHeight},
		{"weight", "kg", p.Weight, least.weight, maxWeight},
	} {
		if !(q.value >= q.low && q.value <= q.hi) {
			return fmt.Errorf("person: %s %g %s is outside %g..%g %s", q.name, q.value, q.unit, q.low, q.hi, q.unit)
		}
	}
	m2 := p.Height * p.Height / 1e4
	if bmi := p.Weight / m2; bmi < least.bmi || bmi > maxBMI {
		return fmt.Errorf("person: weight %g kg at height %g cm is a body mass index of %.1f, outside %g..%d: weight may be %.0f..%.0f kg",
			p.Weight, p.Height, bmi, least.bmi, maxBMI, least.bmi*m2, maxBMI*m2)
	}
	if p.VO2Max != 0 && !(p.VO2Max >= minVO2Max && p.VO2Max <= maxVO2Max) {
		return fmt.Errorf("person: VO2max %g mL/kg/min is outside %d..%d", p.VO2Max, minVO2Max, maxVO2Max)
	}
	return nil
}
