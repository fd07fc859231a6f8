package physiology

import (
	"slices"
	"strings"
	"sync"
)

// actionKind tells the actions apart, in any order; 0 is none.
type actionKind = uint8

// The kinds: one line for each action.
const (
	doNothing actionKind = iota
	doAltitude
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
	doArrest
	doCPR
	doDefibrillate
	doPace
	doCoronary
	doHeat
	doCold
	doImmersion
	doSleep
	doValsalva
	doStress
	doPain
	doColdPressor
	doFall
	doDehydration
	doDrink
	doFast
	doDecompensation
	doStopTreatment
	doNonAdherence
	doEndotoxin
	doBradycardia
	doCrisis
	doBronchospasm
	doCarbonMonoxide
	doCough
	doEmbolism
	doInfection
	doObstruction
	doPneumothorax
	doVentilate
	doDrug
	doTarget
	doHyperkalaemia
	doRhythm

	doMeal
	doBolus
	doBasal
	doGlucagon
	doMetformin
	doTherapy

	presetKinds // the first of the presets
	presetLast  = presetKinds + 15

	kindCount = presetLast + 1
)

// Positions, in the order of the choices of patient.posture.
const (
	posSupine = iota
	posSitting
	posStanding
)

// Actions is the registry of what can be done to a body, sorted by name.
func Actions() []Action { return slices.Clone(registry().byName) }

// ActionByName finds an action, for example "patient.hemorrhage".
func ActionByName(name string) (*Action, bool) {
	r := registry()
	for _, i := range r.byKind {
		if i >= 0 && r.byName[i].Name == name {
			a := r.byName[i]
			return &a, true
		}
	}
	return nil, false
}

// table is the registry in both orders; byKind is -1 where a kind has no action.
type table struct {
	byName []Action
	byKind [kindCount]int
}

// built is the registry, made at its first use and never changed; not an initialised
// variable, because the checks in it read it.
var built struct {
	once  sync.Once
	table *table
}

func registry() *table {
	built.once.Do(func() { built.table = index() })
	return built.table
}

// index puts the lists of all subsystems together.
func index() *table {
	t := &table{byName: slices.Concat(
		airActions(),
		drugActions(),
		bodyActions(),
		heartActions(),
		rhythmActions(),
		stateActions(),
		breathActions(),
		glucoseActions(),
	)}
	t.byName = append(t.byName, named(t.byName)...)
	slices.SortFunc(t.byName, func(a, b Action) int { return strings.Compare(a.Name, b.Name) })
	for i := range t.byKind {
		t.byKind[i] = -1
	}
	data := measured()
	for i := range t.byName {
		withData(data, t.byName[i].Name, t.byName[i].Params)
		t.byKind[t.byName[i].kind] = i
	}
	return t
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
	p.Also = []Range{{Unit: "%", Max: 100}, {Unit: "mL/kg", Max: 150}}
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
