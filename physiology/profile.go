package physiology

import "math/rand/v2"

// Distribution is a normal distribution cut to a range; SD 0 is a fixed value and
// Mean 0 says nothing.
type Distribution struct{ Mean, SD, Min, Max float64 }

// Draw is a value of the distribution.
func (d Distribution) Draw(rng *rand.Rand) float64 {
	z := rng.NormFloat64()
	if d.SD == 0 {
		return d.Mean
	}
	return min(max(d.Mean+d.SD*z, d.Min), d.Max)
}

// ProfileInfo is a named kind of patient: demographics where a cohort says nothing,
// and conditions. Refused is the plain reason why this version cannot make one.
type ProfileInfo struct {
	Name, Doc   string
	Age         Distribution // y
	FemaleShare float64      // 0..1
	Height      Distribution // cm; Mean 0: from age and sex
	Weight      Distribution // kg; Mean 0: from height, age and sex
	VO2Max      Distribution // mL/kg/min; Mean 0: from age and sex
	Conditions  []Condition
	Refused     string
}

// Profiles lists the named kinds of patients, healthy-adult first.
func Profiles() []ProfileInfo {
	return []ProfileInfo{
		{Name: "healthy-adult", Doc: "Healthy adults of working age.", Age: Distribution{42, 14, 18, 75}, FemaleShare: 0.5},
		{Name: "adult-medical", Doc: "Adults of a medical ward: older, otherwise as healthy as their age.", Age: Distribution{66, 14, 25, 95}, FemaleShare: 0.48},
		{
			Name: "hypertension-home", Doc: "Adults with untreated hypertension who measure at home.", Age: Distribution{60, 11, 35, 85}, FemaleShare: 0.5,
			Conditions: []Condition{{Name: "hypertension", Params: map[string]float64{"rise": 16}}},
		},
		{
			Name: "heart-failure-nyha2", Doc: "Stable heart failure with an ejection fraction of 35 % and slight limitation.", Age: Distribution{68, 10, 40, 88}, FemaleShare: 0.4,
			VO2Max:     Distribution{18, 2, 15, 24},
			Conditions: []Condition{{Name: "heart-failure", Params: map[string]float64{"ejection_fraction": 35}}},
		},
		{
			Name: "copd-hypercapnic", Doc: "Severe COPD with chronic retention of CO2.", Age: Distribution{69, 8, 50, 88}, FemaleShare: 0.45,
			Conditions: []Condition{{Name: "copd", Params: map[string]float64{"severity": 0.85}}},
		},
		{
			Name: "type1-diabetes", Doc: "Adults with type 1 diabetes.", Age: Distribution{38, 14, 18, 75}, FemaleShare: 0.47,
			Conditions: []Condition{{Name: "type1-diabetes"}},
		},
		{
			Name: "type2-diabetes", Doc: "Adults with type 2 diabetes.", Age: Distribution{60, 11, 35, 85}, FemaleShare: 0.45,
			Conditions: []Condition{{Name: "type2-diabetes"}},
		},
		{
			Name: "post-operative", Doc: "Adults after major surgery: mild anaemia and some shunt from collapsed lung.", Age: Distribution{62, 14, 25, 90}, FemaleShare: 0.5,
			Conditions: []Condition{
				{Name: "anaemia", Params: map[string]float64{"hb": 10.8}},
				{Name: "shunt", Params: map[string]float64{"fraction": 8}},
			},
		},
		{
			Name: "athlete", Doc: "Endurance athletes: large heart, slow node, high oxygen uptake.", Age: Distribution{28, 6, 18, 45}, FemaleShare: 0.4,
			VO2Max: Distribution{62, 5, 52, 78},
		},
	}
}

// ProfileByName finds a profile.
func ProfileByName(name string) (ProfileInfo, bool) {
	for _, p := range Profiles() {
		if p.Name == name {
			return p, true
		}
	}
	return ProfileInfo{}, false
}

// Person draws a person of the profile: what is known is used as given, the
// profile's conditions come before those that are known, and a known condition of
// the same name takes the place of the profile's.
func (i ProfileInfo) Person(known PersonKnown, rng *rand.Rand) Person {
	age, sex, height, weight, vo2 := i.Age.Draw(rng), rng.Float64(), i.Height.Draw(rng), i.Weight.Draw(rng), i.VO2Max.Draw(rng)
	if known.Age == 0 {
		known.Age = float64(int(age + 0.5))
	}
	if !known.SexKnown {
		known.SexKnown, known.Sex = true, Male
		if sex < i.FemaleShare {
			known.Sex = Female
		}
	}
	if known.Height == 0 {
		known.Height = height
	}
	if known.Weight == 0 {
		known.Weight = weight
	}
	if known.VO2Max == 0 {
		known.VO2Max = vo2
	}
	known.Conditions = merge(i.Conditions, known.Conditions)
	return SamplePerson(known, rng)
}

// Typical is the middle person of the profile: what is known is used as given, and
// nothing is drawn.
func (i ProfileInfo) Typical(known PersonKnown) Person {
	fill := func(x *float64, d Distribution) {
		if *x == 0 {
			*x = d.Mean
		}
	}
	fill(&known.Age, i.Age)
	fill(&known.Height, i.Height)
	fill(&known.Weight, i.Weight)
	fill(&known.VO2Max, i.VO2Max)
	if !known.SexKnown && i.FemaleShare > 0.5 {
		known.Sex = Female
	}
	known.SexKnown = true
	known.Conditions = merge(i.Conditions, known.Conditions)
	return completed(known, 0.5, 0, 0, 0.5)
}

func merge(base, over []Condition) []Condition {
	var out []Condition
	for _, b := range base {
		replaced := false
		for _, o := range over {
			replaced = replaced || o.Name == b.Name
		}
		if !replaced {
			out = append(out, b)
		}
	}
	return append(out, over...)
}
