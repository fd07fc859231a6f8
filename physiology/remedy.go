package physiology

import (
	"fmt"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/physiology/quantity"
)

// remedy is a drug of patient.drug that acts through the model of glucose and not
// through the drugs of the body. Names are INN; plain insulin is rapid-acting.
type remedy struct {
	name, route    string
	long           string     // of long-acting insulin: its name in the model
	unit           string     // of a dose: U or mg
	most, mostPer  float64    // of a dose, in unit and in unit/kg
	rate, ratePer  float64    // of an infusion, U/h and U/kg/h; 0: it is not infused
	kind           actionKind // the action on glucose that it is
	otherwiseKnown []string
}

// remedies are these drugs.
func remedies() []remedy {
	rapid := func(name string, known ...string) remedy {
		return remedy{name: name, route: "sc", unit: "U", most: 100, mostPer: 2, rate: 35, ratePer: 0.5, kind: doBolus, otherwiseKnown: known}
	}
	long := func(name, of string, known ...string) remedy {
		return remedy{name: name, route: "sc", long: of, unit: "U", most: 100, mostPer: 2, kind: doBolus, otherwiseKnown: known}
	}
	return []remedy{
		rapid("insulin"),
		rapid("insulin lispro", "lispro", "insulin-lispro", "humalog"),
		rapid("insulin aspart", "aspart", "insulin-aspart", "novorapid", "novolog"),
		rapid("insulin glulisine", "glulisine", "insulin-glulisine", "apidra"),
		long("insulin glargine", "glargine100", "glargine", "insulin-glargine", "lantus"),
		long("insulin detemir", "detemir", "detemir", "insulin-detemir", "levemir"),
		long("insulin degludec", "degludec", "degludec", "insulin-degludec", "tresiba"),
		long("isophane insulin", "nph", "nph", "insulin-isophane", "insulin isophane"),
		{name: "glucagon", route: "sc", unit: "mg", most: 5, mostPer: 0.1, kind: doGlucagon},
		{name: "metformin", route: "oral", unit: "mg", most: 3000, mostPer: 50, kind: doMetformin},
	}
}

func remedyNames() (names []string) {
	for _, r := range remedies() {
		names = append(names, r.name)
	}
	return names
}

// remedy is the drug that the arguments of patient.drug name, if it is one of these.
func (a *Args) remedy() (remedy, bool) {
	if a.Kind != doDrug {
		return remedy{}, false
	}
	name := a.choice("drug")
	all := remedies()
	i := slices.IndexFunc(all, func(r remedy) bool { return r.name == name })
	if i < 0 {
		return remedy{}, false
	}
	return all[i], true
}

// check says what is wrong with a dose of it.
func (r *remedy) check(a *Args) []ArgError {
	if _, _, ok := a.get("model"); ok {
		return []ArgError{{"model", r.name + " has the kinetics of the glucose model alone: leave it out"}}
	}
	if route := a.choice("route"); route != "" && route != r.route {
		return []ArgError{{"route", fmt.Sprintf("%s is not given %s; known is %s", r.name, route, r.route)}}
	}
	if _, _, ok := a.get("infusion"); ok {
		if r.rate == 0 {
			return []ArgError{{"infusion", fmt.Sprintf("%s is given as a bolus only: up to %g %s", r.name, r.most, r.unit)}}
		}
		if _, _, ok := a.get("over"); ok {
			return []ArgError{{"over", "goes with a bolus; an infusion lasts until the action ends"}}
		}
		return r.within(a, "infusion", r.unit+"/h", r.rate, r.unit+"/kg/h", r.ratePer)
	}
	if _, _, ok := a.get("over"); ok && r.rate == 0 {
		return []ArgError{{"over", r.name + " is given at once"}}
	}
	return r.within(a, "bolus", r.unit, r.most, r.unit+"/kg", r.mostPer)
}

// within checks a dose or a rate in the unit that it was given in.
func (r *remedy) within(a *Args, param, unit string, most float64, perKg string, mostPer float64) []ArgError {
	v, in, _ := a.quantity(param)
	if x, err := quantity.Convert(v, in, unit); err == nil && x >= 0 && x <= most {
		return nil
	}
	if x, err := quantity.Convert(v, in, perKg); err == nil && x >= 0 && x <= mostPer {
		return nil
	}
	return []ArgError{{param, fmt.Sprintf("%g %s of %s: it takes 0..%g %s or 0..%g %s", v, in, r.name, most, unit, mostPer, perKg)}}
}

// How a slot of patient.drug keeps such a dose: amount, rate in a second (0: at once), a
// mark that no slot of the body's drugs is taken, and what is given.
const (
	noCabinet  = -1.0
	isRapid    = 0.0 // and 1, 2, … the long-acting insulins
	isGlucagon = -1.0
	isMetform  = -2.0
)

// resolve finds amount and rate for a patient.
func (r *remedy) resolve(s *Slot, weight float64) error {
	a, x := &s.Args, &s.Resolved
	*x = [4]float64{2: noCabinet}
	amount := func(param, unit, perKg string) (float64, error) {
		v, in, _ := a.quantity(param)
		if y, err := quantity.Convert(v, in, perKg); err == nil {
			return y * weight, nil
		}
		return quantity.Convert(v, in, unit)
	}
	var err error
	if _, _, ok := a.get("infusion"); ok {
		x[0] = math.Inf(1)
		x[1], err = amount("infusion", r.unit+"/s", r.unit+"/kg/s")
	} else {
		x[0], err = amount("bolus", r.unit, r.unit+"/kg")
		x[1] = x[0] / a.or("over", math.Inf(1))
	}
	switch {
	case r.kind == doGlucagon:
		x[3] = isGlucagon
	case r.kind == doMetformin:
		x[3] = isMetform
	case r.long != "":
		x[3] = 1 + float64(slices.Index(glucose.LongActing(), r.long))
	}
	return err
}

// remedy gives what is due of such a drug over dt seconds, and reports whether it is all
// given.
func (s *Slot) remedy(g *glucose.Patient, to *glucose.System, dt float64) bool {
	x := &s.Resolved
	switch {
	case x[3] == isGlucagon:
		to.InjectGlucagon(x[0])
	case x[3] == isMetform:
		to.SwallowMetformin(x[0])
	case x[3] != isRapid:
		injectLong(to, x[0], int(x[3])-1, g.Params.BW)
	case x[1] == 0 && !math.IsInf(x[0], 1):
		to.Bolus(x[0])
	default:
		units := min(x[1]*dt, x[0]-s.Done)
		to.Bolus(units)
		s.Done += units
		return s.Done >= x[0]*(1-1e-12)
	}
	return true
}

// injectLong gives long-acting insulin of a kind, U, to a person of a weight, kg.
func injectLong(to *glucose.System, units float64, kind int, weight float64) {
	c, _ := glucose.LongCurve(glucose.LongActing()[kind], units/weight) // The choices are the known insulins.
	to.InjectLong(units, c)
}
