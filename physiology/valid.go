package physiology

import "fmt"

// measured are the ranges in which the models had data, where these are narrower than
// what is allowed: by action or condition and parameter, in the canonical unit. Beyond
// them a model goes on, and says so. Sources are those in the headers of the models.
func measured() map[string][2]float64 {
	return map[string][2]float64{
		"patient.acute-coronary-syndrome severity": {0, 0.6},     // infarcts of 40 % of the ventricle and more are shock (Page DL 1971)
		"patient.altitude altitude":                {-400, 5500}, // unacclimatised, beyond it minutes in a chamber
		"patient.carbon-monoxide concentration":    {0, 1000},    // volunteers of Peterson and Stewart 1970
		"patient.climate temperature":              {-10, 45},    // two-node model, thermo
		"patient.cold temperature":                 {-10, 20},    // likewise
		"patient.cpr depth":                        {3, 6},       // ERC 2021
		"patient.cpr rate":                         {80, 140},    // likewise
		"patient.dehydration deficit":              {0, 8},       // volunteers to 7 %
		"patient.drink sodium":                     {0, 154},     // isotonic
		"patient.drink volume":                     {0, 2000},    // in half an hour
		"patient.endotoxin dose":                   {0, 4},       // volunteers
		"patient.exercise mets":                    {1, 18},      // cycling of athletes
		"patient.exercise power":                   {0, 400},     // likewise
		"patient.fever rise":                       {0, 3},       // to 40 degC
		"patient.fluids volume":                    {0, 4000},    // volunteers to 2 L, patients to 4 L
		"patient.heat temperature":                 {25, 45},     // two-node model, thermo
		"patient.hemorrhage volume":                {0, 2200},    // to 42 % of the reference adult, ATLS class IV
		"patient.hyperkalaemia level":              {5, 9},       // reports of patients
		"patient.hyperkalaemia rise":               {0, 4},       // likewise
		"patient.hypoxia target_spo2":              {70, 100},    // volunteers of oximeter studies
		"patient.immersion temperature":            {10, 40},     // volunteers
		"patient.inspired-gas co":                  {0, 1000},    // as carbon monoxide
		"patient.inspired-gas fico2":               {0, 7.5},     // volunteers
		"patient.inspired-gas fio2":                {8, 100},     // volunteers
		"patient.pace rate":                        {40, 150},    // patients
		"patient.valsalva pressure":                {10, 50},     // volunteers
		"patient.ventilate peep":                   {0, 20},      // patients
		"patient.ventilate tidal_volume":           {4, 12},      // patients
		"anaemia hb":                               {7, 13},      // isovolaemic dilution, Weiskopf 1998 to 5 for minutes
		"ckd gfr":                                  {15, 90},     // without dialysis
		"heart-failure ejection_fraction":          {20, 45},     // reduced ejection fraction
		"hypertension rise":                        {5, 35},      // grades 1 to 3
		"obesity bmi":                              {30, 45},     // Pelosi 1998
		"shunt fraction":                           {0, 50},      // iso-shunt lines, Benatar 1973
	}
}

// withData puts these ranges into the parameters of an action or a condition.
func withData(m map[string][2]float64, of string, params []Param) {
	for i := range params {
		p := &params[i]
		p.Valid = m[of+" "+p.Name]
		p.Also = append([]Range(nil), p.Also...)
		for j := range p.Also {
			p.Also[j].Valid = p.alike(p.Also[j].Unit)
		}
	}
}

// alike is the range with data of a volume in another unit, for the reference adult.
func (p *Param) alike(unit string) [2]float64 {
	per := 0.0
	switch {
	case p.Units[0] == "mL" && unit == "%":
		per = refVol / 100
	case p.Units[0] == "mL" && unit == "mL/kg", p.Units[0] == "mL/kg" && unit == "mL":
		per = 77
	}
	switch {
	case per == 0:
		return [2]float64{}
	case unit == "mL":
		return [2]float64{p.Valid[0] * per, p.Valid[1] * per}
	}
	return [2]float64{p.Valid[0] / per, p.Valid[1] / per}
}

// beyond says that a value is outside the range with data, "" when it is not.
func (p *Param) beyond(x float64, unit uint8) string {
	valid, name := p.Valid, ""
	if p.Kind == Quantity {
		name = " " + p.Units[0]
	}
	if unit > 0 {
		valid, name = p.Also[unit-1].Valid, " "+p.Also[unit-1].Unit
	}
	if valid[0] >= valid[1] || x >= valid[0] && x <= valid[1] {
		return ""
	}
	return fmt.Sprintf("%.4g%s is extrapolated: the models had data for %.4g..%.4g%s", x, name, valid[0], valid[1], name)
}

// Extrapolated says which arguments are allowed and yet outside the range for which the
// models had data; none for most.
func (a Args) Extrapolated() []ArgError {
	if a.Kind == doNothing {
		return nil
	}
	var out []ArgError
	for i := range a.Action().Params {
		p := &a.Action().Params[i]
		if a.Given&(1<<i) == 0 {
			continue
		}
		if text := p.beyond(a.Value[i], a.Unit[i]); text != "" {
			out = append(out, ArgError{p.Name, text})
		}
	}
	return out
}

// Extrapolated says the same of a condition.
func (c Condition) Extrapolated() []ArgError {
	kind, _ := conditionByName(c.Name)
	var out []ArgError
	for i := range kind.Params {
		p := &kind.Params[i]
		if x, ok := c.Params[p.Name]; ok {
			if text := p.beyond(x, 0); text != "" {
				out = append(out, ArgError{p.Name, text})
			}
		}
	}
	return out
}

// Extrapolated says the same of a person: ages, sizes and fitness that are allowed and
// were rare or missing among the people of the reference equations (Mifflin 1990 19..78
// y and a body mass index of 17..42; Eleveld 2018 to 88 y; children from 5 y by scaling).
func (p Person) Extrapolated() []ArgError {
	var out []ArgError
	p = p.weighed()
	bmi := 0.0
	if p.Height > 0 {
		bmi = p.Weight / (p.Height * p.Height / 1e4)
	}
	for _, q := range []struct {
		name, unit     string
		x, least, most float64
	}{
		{"age", " y", p.Age, 18, 85},
		{"height", " cm", p.Height, 145, 205},
		{"body mass index", " kg/m2", bmi, 17, 42},
		{"vo2max", " mL/kg/min", p.VO2Max, 12, 80},
	} {
		if q.x == 0 || p.Age < adultAge && q.name != "age" {
			continue
		}
		if q.x < q.least || q.x > q.most {
			out = append(out, ArgError{q.name, fmt.Sprintf("%.4g%s is extrapolated: the models had data for %g..%g%s", q.x, q.unit, q.least, q.most, q.unit)})
		}
	}
	return out
}
