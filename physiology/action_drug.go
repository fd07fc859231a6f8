package physiology

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology/pharma"
)

// drugActions give drugs.
func drugActions() []Action {
	drug := required(Param{Name: "drug", Doc: "international nonproprietary name", Kind: Choice, Choices: append(drugNames(nil), remedyNames()...), Synonyms: drugSynonyms()})
	model := Param{Name: "model", Doc: "published kinetics, the drug's first unless it is in the body already", Kind: Choice, Choices: modelNames()}
	return []Action{
		{
			kind: doDrug, Name: "patient.drug", Title: "Give a drug", Doc: "A bolus, spread over a time, or an infusion until the action ends. The drug goes on acting until it is gone; a body holds eight drugs at once, and doses of one drug add up. Insulins, glucagon and metformin act on glucose; an infusion of insulin runs under the skin beside the basal rate.",
			Params: []Param{
				drug, bolusParam(), duration("over", "the bolus is spread over", 1, 7*day), infusionParam(),
				{Name: "route", Doc: "the drug's usual one by default", Kind: Choice, Choices: routeNames()},
				model,
			}, check: dosed,
		},
		{
			kind: doTarget, Name: "patient.target-infusion", Title: "Infuse to a target", Doc: "A pump that brings the effect site to a concentration and holds it while the action is in force, by the drug's own model.",
			Params: []Param{
				required(Param{Name: "drug", Doc: drug.Doc, Kind: Choice, Choices: drugNames(func(d *pharma.Drug) bool { return d.Target.Unit != "" }), Synonyms: drugSynonyms()}),
				required(Param{Name: "effect_site", Doc: "concentration to reach and hold", Units: []string{"ng/mL", "ug/mL", "ug/L", "mg/L"}, Max: 1e5, Hint: "a concentration such as 1.5 ng/mL; the range depends on the drug"}),
				model,
			}, check: targeted,
		},
	}
}

const noVolume = "a volume says nothing without the strength of the solution: give the mass of the drug"

func bolusParam() Param {
	return Param{
		Name: "bolus", Doc: "dose", Max: 1e7, Hint: "a mass such as 200 mg or 2.5 mg/kg, or units; the range depends on the drug",
		Units:  []string{"mg", "g", "ug", "ng", "mg/kg", "ug/kg", "ng/kg", "U", "mU", "U/kg", "mU/kg"},
		Also:   []Range{{Unit: "mg/kg", Max: 1e6}, {Unit: "U", Max: 1e6}, {Unit: "U/kg", Max: 1e6}},
		Refuse: []Refusal{{"mL", noVolume}, {"mL/kg", noVolume}},
	}
}

func infusionParam() Param {
	return Param{
		Name: "infusion", Doc: "rate", Max: 1e7, Hint: "a mass a time such as 0.1 ug/kg/min or 5 mg/h; the range depends on the drug",
		Units: []string{
			"mg/h", "mg/min", "ug/min", "ug/h", "g/h", "ug/kg/min", "ng/kg/min", "mg/kg/h", "mg/kg/min", "ug/kg/h",
			"U/min", "U/h", "mU/min", "U/kg/h", "mU/kg/min", "U/kg/min",
		},
		Also:   []Range{{Unit: "mg/kg/h", Max: 1e6}, {Unit: "U/h", Max: 1e6}, {Unit: "U/kg/h", Max: 1e6}},
		Refuse: []Refusal{{"mL/h", noVolume}, {"mL/kg/h", noVolume}},
	}
}

func drugNames(with func(*pharma.Drug) bool) (names []string) {
	for _, d := range pharma.Drugs() {
		if with == nil || with(&d) {
			names = append(names, d.Name)
		}
	}
	return names
}

func drugSynonyms() map[string]string {
	m := map[string]string{}
	for _, d := range pharma.Drugs() {
		for _, s := range d.Synonyms {
			m[s] = d.Name
		}
	}
	for _, r := range remedies() {
		for _, s := range r.otherwiseKnown {
			m[s] = r.name
		}
	}
	return m
}

func routeNames() (names []string) {
	for _, d := range pharma.Drugs() {
		for _, r := range d.Routes {
			names = append(names, r.Name)
		}
	}
	for _, r := range remedies() {
		names = append(names, r.route)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func modelNames() (names []string) {
	for _, d := range pharma.Drugs() {
		for _, m := range d.Models {
			names = append(names, strings.ToLower(m.Name))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// drug is what the arguments name.
func (a *Args) drug() (id pharma.ID, route pharma.Route, model int, err error) {
	name := a.choice("drug")
	id, ok := pharma.ByName(name)
	if !ok {
		return 0, route, 0, fmt.Errorf("no drug %q", name)
	}
	if route, err = id.Drug().Route(a.choice("route")); err != nil {
		return id, route, 0, err
	}
	model, err = id.Drug().Model(a.choice("model"))
	return id, route, model, err
}

// quantity is a parameter's value and the unit that it is in.
func (a *Args) quantity(name string) (value float64, unit string, ok bool) {
	value, unit, ok = a.get(name)
	if ok && unit == "" {
		for _, p := range a.Action().Params {
			if p.Name == name {
				unit = p.Units[0]
			}
		}
	}
	return value, unit, ok
}

// dosed checks a dose against the drug's own range.
func dosed(a *Args) []ArgError {
	if errs := exactlyOne(a, "bolus", "infusion"); errs != nil {
		return errs
	}
	if r, ok := a.remedy(); ok {
		return r.check(a)
	}
	id, route, _, err := a.drug()
	if err != nil {
		return []ArgError{{Message: err.Error()}}
	}
	d := id.Drug()
	if v, unit, ok := a.quantity("bolus"); ok {
		if err := d.CheckBolus(v, unit); err != nil {
			return []ArgError{{"bolus", err.Error()}}
		}
		return nil
	}
	v, unit, _ := a.quantity("infusion")
	if _, _, ok := a.get("over"); ok {
		return []ArgError{{"over", "goes with a bolus; an infusion lasts until the action ends"}}
	}
	if err := d.CheckInfusion(v, unit); err != nil {
		return []ArgError{{"infusion", err.Error()}}
	}
	if _, _, given := a.get("route"); given && route.Ka > 0 {
		return []ArgError{{"route", "an infusion goes into a vein"}}
	}
	return nil
}

func targeted(a *Args) []ArgError {
	id, _, _, err := a.drug()
	if err != nil {
		return []ArgError{{Message: err.Error()}}
	}
	v, unit, _ := a.quantity("effect_site")
	if err := id.Drug().CheckTarget(v, unit); err != nil {
		return []ArgError{{"effect_site", err.Error()}}
	}
	return nil
}

// covariates are what the drugs' models read of a patient.
func (p *Patient) covariates() pharma.Covariates {
	return pharma.Covariates{Age: p.Age, Weight: p.Weight, Height: p.Height, Female: p.Sex == Female, Renal: p.Fluid.Filtration}
}

// resolveDrug takes the drug's slot in the body and turns dose and rate into ug and
// ug/s: Resolved holds the total, the rate, the slot, and the route's absorption.
func (s *Slot) resolveDrug(p *Patient, b *Body) error {
	a, x := &s.Args, &s.Resolved
	if r, ok := a.remedy(); ok {
		return r.resolve(s, p.Weight)
	}
	id, route, model, err := a.drug()
	if err != nil {
		return err
	}
	d := id.Drug()
	dose, doseUnit, bolus := a.quantity("bolus")
	rate, rateUnit, infusion := a.quantity("infusion")
	switch {
	case bolus:
		if x[0], err = d.Amount(dose, doseUnit, p.Weight); err == nil {
			x[1] = x[0] / a.or("over", 1)
		}
	case infusion:
		route = intoVein(d)
		x[1], err = d.Amount(rate, rateUnit, p.Weight)
		x[0] = math.Inf(1)
	default:
		return errors.New("give a bolus or an infusion")
	}
	if err != nil {
		return err
	}
	x[3] = float64(slices.Index(d.Routes, route))
	return s.take(p, b, id, model)
}

// intoVein is the route of infusions.
func intoVein(d *pharma.Drug) pharma.Route {
	for _, r := range d.Routes {
		if r.Ka == 0 {
			return r
		}
	}
	return d.Routes[0]
}

func (s *Slot) resolveTarget(p *Patient, b *Body) error {
	id, _, model, err := s.Args.drug()
	if err != nil {
		return err
	}
	v, unit, _ := s.Args.quantity("effect_site")
	target, err := id.Drug().Concentration(v, unit)
	if err != nil {
		return err
	}
	s.Resolved = [4]float64{target, id.Drug().Most(p.Weight)}
	return s.take(p, b, id, model)
}

func (s *Slot) take(p *Patient, b *Body, id pharma.ID, model int) error {
	i, err := b.Drugs.Take(id, model, p.covariates())
	s.Resolved[2] = float64(i)
	return err
}

// administer gives what is prescribed for dt seconds and lets the body's drugs
// distribute, act and leave.
func (in *Inputs) administer(b *Body, dt float64) {
	var rates pharma.Rates
	var held uint8
	for active := in.Active; active != 0; active &= active - 1 {
		i := bits.TrailingZeros16(active)
		s := &in.Slots[i]
		x := &s.Resolved
		k := int(x[2])
		switch s.Args.Kind {
		case doDrug:
			if x[2] == noCabinet { // glucose's own
				continue
			}
			held |= 1 << k
			dose := min(x[1]*dt, x[0]-s.Done)
			route := int(x[3])
			if r := b.Drugs.Slot[k].ID.Drug().Routes[route]; r.Ka > 0 {
				b.Drugs.Slot[k].Give(route, dose)
			} else {
				rates[k] += dose * r.Available / dt
			}
			if s.Done += dose; s.Done >= x[0]*(1-1e-12) {
				in.release(b, i)
			}
		case doTarget:
			held |= 1 << k
			rates[k] += b.Drugs.Slot[k].Toward(x[0], x[1], dt)
		}
	}
	b.Drugs.Advance(&rates, held, dt)
}
