package scenarios

import (
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/condition"
)

// variant is a kind of patient as conditions tell them apart: by the labels of
// their cohort, its name and profile, and sex. Conditions are made ready for each
// variant once.
type variant struct {
	cohort, sex string
}

// programs is a condition, ready for each variant of the plan.
type programs []program

// program is a condition for one variant, with the columns that it wants at hand.
type program struct {
	*condition.Program
	signals []physiology.Signal
	calls   []condition.Call
}

// setVariants numbers the variants of the plan's twins.
func (p *plan) setVariants() {
	numbers := map[variant]int{}
	for i := range p.twins {
		t := &p.twins[i]
		v := variant{t.cohort, t.person.Sex.String()}
		n, ok := numbers[v]
		if !ok {
			n = len(p.variants)
			numbers[v] = n
			p.variants = append(p.variants, v)
		}
		t.variant = n
	}
}

// ready makes a condition ready for each variant.
func (p *plan) ready(prog *condition.Program) programs {
	out := make(programs, len(p.variants))
	for i, v := range p.variants {
		c, _ := p.spec.Fleet.Get(v.cohort)
		ready := prog.WithLabels(func(name string) string {
			if text, ok := c.Labels.Get(name); ok {
				return text
			}
			switch name {
			case "cohort":
				return v.cohort
			case "profile":
				return c.Profile
			case "sex":
				return v.sex
			}
			return ""
		})
		out[i] = program{ready, ready.Signals(), ready.Calls()}
	}
	return out
}

// labelNames are the texts that conditions may compare.
func (p *plan) labelNames() []string {
	seen := map[string]bool{"cohort": true, "profile": true, "sex": true}
	names := []string{"cohort", "profile", "sex"}
	for _, c := range p.spec.Fleet.All() {
		for k := range c.Labels.All() {
			if !seen[k] {
				seen[k] = true
				names = append(names, k)
			}
		}
	}
	return names
}
