package whatif

import (
	"cmp"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/twin"
)

// Parameter is one constant over the ensemble.
type Parameter struct {
	Name   string
	Values []float64 // one a member
}

// Influence is how a difference goes with a parameter: Spearman's rank correlation of
// the parameter with the mean difference over the horizon.
type Influence struct {
	Parameter   string  `json:"parameter"`
	Correlation float64 `json:"rank_correlation"`
}

// strongest is how many parameters are named.
const strongest = 5

// Parameters are the constants that differ between members: those of the body where it
// is stepped, those of glucose where it is modelled.
func Parameters(members []twin.Twin, whole bool) []Parameter {
	var out []Parameter
	add := func(name string, of func(t *twin.Twin) float64) {
		p := Parameter{Name: name, Values: make([]float64, len(members))}
		varies := false
		for k := range members {
			p.Values[k] = of(&members[k])
			varies = varies || p.Values[k] != p.Values[0]
		}
		if varies {
			out = append(out, p)
		}
	}
	if whole {
		walk(reflect.TypeOf(*members[0].Patient), nil, "", func(name string, index []int) {
			add(name, func(t *twin.Twin) float64 { return reflect.ValueOf(t.Patient).Elem().FieldByIndex(index).Float() })
		})
	}
	if !slices.ContainsFunc(members, func(t twin.Twin) bool { return t.Metabolism == nil }) {
		for _, n := range glucose.Names() {
			if !strings.HasPrefix(n, "x0_") {
				add("glucose."+n, func(t *twin.Twin) float64 { return *t.Metabolism.Params.Field(n) })
			}
		}
	}
	return out
}

// walk calls f for every number in a struct, with the path to it.
func walk(t reflect.Type, index []int, path string, f func(name string, index []int)) {
	for i := range t.NumField() {
		field := t.Field(i)
		at, name := append(slices.Clone(index), i), strings.TrimPrefix(path+"."+field.Name, ".")
		switch field.Type.Kind() {
		case reflect.Float64:
			f(name, at)
		case reflect.Struct:
			walk(field.Type, at, name, f)
		default:
		}
	}
}

// influential are the parameters that go most with the mean of a difference.
// Those of a subsystem that the signal does not depend on are left out, and of several
// that rank the members alike the first is named.
func (r *Result) influential(parameters []Parameter, signal physiology.Signal, difference func(m, i int) float64) []Influence {
	n := len(r.Question.Members)
	mean := make([]float64, n)
	for m := range mean {
		for i := range r.Times {
			mean[m] += difference(m, i) / float64(len(r.Times))
		}
	}
	if slices.Min(mean) == slices.Max(mean) {
		return nil
	}
	target := ranks(mean)
	var out []Influence
	for _, p := range parameters {
		if strings.HasPrefix(p.Name, "glucose.") == ofGlucose(signal) || ofGlucose(signal) && r.Whole {
			out = append(out, Influence{Parameter: p.Name, Correlation: correlation(ranks(p.Values), target)})
		}
	}
	slices.SortStableFunc(out, func(a, b Influence) int { return cmp.Compare(math.Abs(b.Correlation), math.Abs(a.Correlation)) })
	out = slices.CompactFunc(out, func(a, b Influence) bool { return math.Abs(a.Correlation-b.Correlation) < 1e-12 })
	return out[:min(len(out), strongest)]
}

// ranks are the places of values in order, ties at their mean.
func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	out := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j+1 < len(order) && x[order[j+1]] == x[order[i]] {
			j++
		}
		for k := i; k <= j; k++ {
			out[order[k]] = float64(i+j) / 2
		}
		i = j + 1
	}
	return out
}

func correlation(a, b []float64) float64 {
	var ma, mb, ab, aa, bb float64
	n := float64(len(a))
	for i := range a {
		ma += a[i] / n
		mb += b[i] / n
	}
	for i := range a {
		ab += (a[i] - ma) * (b[i] - mb)
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}
