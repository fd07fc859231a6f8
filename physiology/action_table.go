package physiology

// actionKind is an action's place in the registry.
type actionKind = uint8

// The kinds, in the order of the registry.
const (
	doAltitude actionKind = iota
	doApnoea
	doClimate
	doExercise
	doFever
	doFluids
	doHemorrhage
	doHypoxia
	doInspiredGas
	doOxygen
	doPosture
	doSepsis
	doTreatSepsis
)

// Positions, in the order of the choices of patient.posture.
const (
	posSupine = iota
	posSitting
	posStanding
)

// Actions is the registry of what can be done to a body, sorted by name.
func Actions() []Action {
	list := append(airActions(), bodyActions()...)
	for i := range list {
		list[i].kind = actionKind(i)
	}
	return list
}

// ActionByName finds an action, for example "patient.hemorrhage".
func ActionByName(name string) (*Action, bool) {
	all := Actions()
	for i := range all {
		if all[i].Name == name {
			return &all[i], true
		}
	}
	return nil, false
}

const day = 86400.0 // s

func quantityParam(name, doc string, low, high float64, units ...string) Param {
	return Param{Name: name, Doc: doc, Units: units, Min: low, Max: high}
}

func duration(name, doc string, low, high float64) Param {
	return quantityParam(name, doc, low, high, "s", "min", "m", "h", "d", "ms")
}

func volumeParam(name, doc string, high float64) Param {
	p := quantityParam(name, doc, 0, high, "mL", "L", "%", "mL/kg")
	p.Also = []Range{{"%", 0, 100}, {"mL/kg", 0, 150}}
	return p
}

func required(p Param) Param             { p.Required = true; return p }
func usually(p Param, text string) Param { p.Default = text; return p }

// exactlyOne asks for one of some parameters.
func exactlyOne(a *Args, names ...string) []ArgError {
	n, list := 0, ""
	for i, name := range names {
		if _, _, ok := a.get(name); ok {
			n++
		}
		if i > 0 {
			list += " or "
		}
		list += name
	}
	if n == 1 {
		return nil
	}
	return []ArgError{{Message: "give exactly one of " + list}}
}

// flowing asks for a bleed or infusion to have a rate; a volume alone is spread over
// the time that the action is in force, which only Begin knows.
func flowing(a *Args) []ArgError {
	_, _, volume := a.get("volume")
	_, _, rate := a.get("rate")
	_, _, over := a.get("over")
	switch {
	case !volume && !rate:
		return []ArgError{{Message: "give volume and over, or rate"}}
	case rate && over:
		return []ArgError{{Message: "give over or rate, not both"}}
	}
	return nil
}
