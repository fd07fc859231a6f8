package spec

import (
	"math/rand/v2"
	"strconv"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Args are the parameters of one occurrence of an event, as
// [physiology.Action.Bind] takes them: text, number or flag by name.
// Distributions are drawn in the order of the names; a nil rng takes their centres.
func (e Event) Args(rng *rand.Rand) map[string]any {
	kind, _ := EventByName(e.Do)
	out := make(map[string]any, e.With.Len())
	for name, v := range e.With.Sorted() {
		out[name] = v.argument(paramOf(kind.Params, name), rng)
	}
	return out
}

// ConditionArgs are the parameters of a chronic condition, as
// [physiology.BindCondition] takes them; a nil rng takes the centres of distributions.
func ConditionArgs(with With, rng *rand.Rand) map[string]any {
	out := make(map[string]any, with.Len())
	for name, v := range with.Sorted() {
		out[name] = v.argument(physiology.Param{}, rng)
	}
	return out
}

// argument is one value for physiology.
func (v Value) argument(p physiology.Param, rng *rand.Rand) any {
	if v.Dist != nil {
		x := v.Dist.Center()
		if rng != nil {
			x = v.Dist.Draw(rng)
		}
		if v.Dist.Unit == "" && len(v.Dist.Words) == 0 {
			return x
		}
		return v.Dist.text(x)
	}
	if len(p.Units) > 0 && isTime(p.Units[0]) {
		if d, err := ParseDuration(v.Text); err == nil {
			return strconv.FormatFloat(d.Seconds(), 'g', -1, 64) + " s"
		}
	}
	return v.Value
}

// paramOf finds a parameter by name; the zero Param when there is none.
func paramOf(params []physiology.Param, name string) physiology.Param {
	for _, p := range params {
		if p.Name == name {
			return p
		}
	}
	return physiology.Param{}
}
