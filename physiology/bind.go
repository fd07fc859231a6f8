package physiology

import (
	"fmt"
	"sort"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology/quantity"
)

// Bind checks the arguments of an action, every problem at once. Values are strings
// ("84%", "500 mL"), numbers or bools; a number without a unit is taken as percent
// where percent is canonical and refused where a unit could be mistaken.
func (a *Action) Bind(with map[string]any) (Args, []ArgError) {
	args := Args{Kind: a.kind}
	bound, errs := bindParams(a.Params, with)
	for i, v := range bound {
		if v.given {
			args.Given |= 1 << i
			args.Unit[i], args.Value[i] = v.unit, v.value
		}
	}
	if a.check != nil && len(errs) == 0 {
		errs = a.check(&args)
	}
	if a.Preset != "" && len(errs) == 0 {
		return a.bindPreset(args)
	}
	return args, errs
}

// bound is one checked value.
type bound struct {
	given bool
	unit  uint8 // 0 canonical, i: Also[i-1]
	value float64
}

func bindParams(params []Param, with map[string]any) ([]bound, []ArgError) {
	var errs []ArgError
	var names []string
	for _, p := range params {
		names = append(names, p.Name)
	}
	for name := range with {
		if !contains(names, name) {
			errs = append(errs, ArgError{name, "unknown parameter" + meant(name, names)})
		}
	}
	sort.Slice(errs, func(i, j int) bool { return errs[i].Param < errs[j].Param })
	out := make([]bound, len(params))
	for i, p := range params {
		v, ok := with[p.Name]
		if !ok && p.Default != "" {
			v, ok = p.Default, true
		}
		if !ok {
			if p.Required {
				errs = append(errs, ArgError{p.Name, "is required: " + p.allowed()})
			}
			continue
		}
		b, err := p.bind(v)
		if err != nil {
			errs = append(errs, ArgError{p.Name, err.Error()})
			continue
		}
		out[i] = b
	}
	return out, errs
}

func (p Param) bind(v any) (bound, error) {
	switch p.Kind {
	case Flag:
		return p.bindFlag(v)
	case Choice:
		return p.bindChoice(v)
	case Text:
		if _, ok := v.(string); !ok {
			return bound{}, fmt.Errorf("%v is not text", v)
		}
		return bound{given: true}, nil
	}
	if x, ok := number(v); ok {
		if p.Kind == Quantity && p.Units[0] != "%" {
			return bound{}, fmt.Errorf("%v has no unit: write %v %s (%s)", v, v, p.Units[0], p.allowed())
		}
		return p.inRange(x, 0)
	}
	text, ok := v.(string)
	if !ok {
		return bound{}, fmt.Errorf("%v is not a %s: %s", v, p.Kind, p.allowed())
	}
	q, err := quantity.Parse(text)
	if err != nil {
		return bound{}, fmt.Errorf("%w: %s", err, p.allowed())
	}
	if p.Kind == Number {
		if q.Unit != "" {
			return bound{}, fmt.Errorf("%q is not a bare number: %s", text, p.allowed())
		}
		return p.inRange(q.Value, 0)
	}
	return p.bindUnit(q)
}

// bindUnit converts to the canonical unit or to one of the alternatives.
func (p Param) bindUnit(q quantity.Quantity) (bound, error) {
	if q.Unit == "" {
		if p.Units[0] != "%" {
			return bound{}, fmt.Errorf("%g has no unit: write %g %s (%s)", q.Value, q.Value, p.Units[0], p.allowed())
		}
		return p.inRange(q.Value, 0)
	}
	for _, r := range p.Refuse {
		if _, err := quantity.Convert(1, q.Unit, r.Unit); err == nil {
			return bound{}, fmt.Errorf("%s: %s (%s)", q, r.Reason, p.allowed())
		}
	}
	if !contains(p.Units, q.Unit) {
		return bound{}, fmt.Errorf("unit %q does not fit: %s", q.Unit, p.allowed())
	}
	if x, err := quantity.Convert(q.Value, q.Unit, p.Units[0]); err == nil {
		return p.inRange(x, 0)
	}
	for i, r := range p.Also {
		if x, err := quantity.Convert(q.Value, q.Unit, r.Unit); err == nil {
			return p.inRange(x, uint8(i+1))
		}
	}
	return bound{}, fmt.Errorf("unit %q does not fit: %s", q.Unit, p.allowed())
}

func (p Param) inRange(x float64, unit uint8) (bound, error) {
	low, high, name := p.Min, p.Max, ""
	if p.Kind == Quantity {
		name = p.Units[0]
	}
	if unit > 0 {
		r := p.Also[unit-1]
		low, high, name = r.Min, r.Max, r.Unit
	}
	if !(x >= low && x <= high) {
		hint := ""
		if name == "%" && x > 0 && x <= 1 && 100*x >= low && 100*x <= high {
			hint = fmt.Sprintf("; did you mean %g%%?", 100*x)
		}
		return bound{}, fmt.Errorf("%g %s is outside %s%s", x, name, p.allowed(), hint)
	}
	return bound{given: true, unit: unit, value: x}, nil
}

func (p Param) bindFlag(v any) (bound, error) {
	on, ok := v.(bool)
	if text, isText := v.(string); isText {
		on, ok = text == "true", text == "true" || text == "false"
	}
	if !ok {
		return bound{}, fmt.Errorf("%v is neither true nor false", v)
	}
	b := bound{given: true}
	if on {
		b.value = 1
	}
	return b, nil
}

func (p Param) bindChoice(v any) (bound, error) {
	text := fmt.Sprint(v)
	for i, c := range p.Choices {
		if c == text {
			return bound{given: true, value: float64(i)}, nil
		}
	}
	if name, ok := p.Synonyms[text]; ok {
		return bound{}, fmt.Errorf("%q is called %s here; did you mean %s?", text, name, name)
	}
	return bound{}, fmt.Errorf("%q is not one of %s%s", text, strings.Join(p.Choices, ", "), meant(text, p.Choices))
}

// allowed says the range and the units that a parameter takes.
func (p Param) allowed() string {
	if p.Hint != "" {
		return p.Hint
	}
	switch p.Kind {
	case Choice:
		return "one of " + strings.Join(p.Choices, ", ")
	case Flag:
		return "true or false"
	case Text:
		return "text"
	case Number:
		return fmt.Sprintf("%g..%g", p.Min, p.Max)
	}
	s := fmt.Sprintf("%g..%g %s", p.Min, p.Max, p.Units[0])
	for _, r := range p.Also {
		s += fmt.Sprintf(" or %g..%g %s", r.Min, r.Max, r.Unit)
	}
	if len(p.Units) > 1+len(p.Also) {
		s += " (units " + strings.Join(p.Units, ", ") + ")"
	}
	return s
}

func number(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case float32:
		return float64(x), true
	case int:
		return float64(x), true
	case int64:
		return float64(x), true
	case uint64:
		return float64(x), true
	}
	return 0, false
}
