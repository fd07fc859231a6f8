package spec

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// distParams are the parameters that a distribution needs.
func distParams(kind string) []string {
	return map[string][]string{
		"constant":    {"value"},
		"uniform":     {"min", "max"},
		"normal":      {"mean", "sd"},
		"lognormal":   {"median", "sigma"},
		"exponential": {"mean"},
		"beta":        {"a", "b"},
		"gamma":       {"a", "b"},
		"poisson":     {"mean"},
		"choice":      {"values"},
	}[kind]
}

// readDist reads a distribution. The unit "" is taken from its own parameters.
// It returns nil when the mapping is none.
func readDist(d *decoder, n *node, path, unit string) *Dist {
	kind := n.get("dist")
	if kind == nil || distParams(kind.text) == nil {
		return nil
	}
	if unit == "" {
		unit = unitWithin(n)
	}
	dist := &Dist{Kind: kind.text, Unit: unit, Min: math.Inf(-1), Max: math.Inf(1)}
	for _, name := range distParams(dist.Kind) {
		if n.get(name) == nil && (name != "value" || n.get("mean") == nil) {
			d.report(n, path, fmt.Sprintf("a %s distribution needs %s", dist.Kind, name), "")
		}
	}
	for name, into := range map[string]*float64{"mean": &dist.Mean, "value": &dist.Mean, "sd": &dist.SD, "median": &dist.Median, "min": &dist.Min, "max": &dist.Max} {
		if v := n.get(name); v != nil {
			if x, ok := d.measure(v, join(path, name), unit); ok {
				*into = x
			}
		}
	}
	for name, into := range map[string]*float64{"sigma": &dist.Sigma, "a": &dist.A} {
		if v := n.get(name); v != nil {
			*into = v.num
		}
	}
	if v := n.get("b"); v != nil {
		dist.B = v.num
		if dist.Kind == "gamma" {
			dist.B, _ = d.measure(v, join(path, "b"), unit)
		}
	}
	readChoice(d, n, path, dist)
	checkDist(d, n, path, dist)
	return dist
}

// readChoice reads the values and weights of a choice.
func readChoice(d *decoder, n *node, path string, dist *Dist) {
	list := n.get("values")
	if dist.Kind != "choice" || list == nil {
		return
	}
	for i, v := range list.items {
		if _, err := ParseQuantity(v.text); v.shape == text && err != nil {
			dist.Words = append(dist.Words, v.text)
			continue
		}
		x, _ := d.measure(v, join(path, fmt.Sprintf("values.%d", i)), dist.Unit)
		dist.Values = append(dist.Values, x)
	}
	if len(dist.Words) > 0 && len(dist.Values) > 0 {
		d.report(list, path, "a choice is between numbers or between words, not both", "")
	}
	if w := n.get("weights"); w != nil {
		total := 0.0
		for _, v := range w.items {
			dist.Weights = append(dist.Weights, max(0, v.num))
			total += max(0, v.num)
		}
		if len(w.items) != len(list.items) || total <= 0 {
			d.report(w, join(path, "weights"), fmt.Sprintf("%d weights for %d values", len(w.items), len(list.items)), "give one weight a value, not all of them 0")
			dist.Weights = nil
		}
	}
}

// checkDist reports parameters that make no distribution.
func checkDist(d *decoder, n *node, path string, dist *Dist) {
	positive := map[string][]struct {
		name string
		v    float64
	}{
		"normal":      {{"sd", dist.SD}},
		"lognormal":   {{"median", dist.Median}, {"sigma", dist.Sigma}},
		"exponential": {{"mean", dist.Mean}},
		"beta":        {{"a", dist.A}, {"b", dist.B}},
		"gamma":       {{"a", dist.A}, {"b", dist.B}},
		"poisson":     {{"mean", dist.Mean}},
	}
	for _, p := range positive[dist.Kind] {
		if v := n.get(p.name); v != nil && !(p.v > 0) {
			d.report(v, join(path, p.name), fmt.Sprintf("%s of a %s distribution must be above 0", p.name, dist.Kind), "")
		}
	}
	if dist.Kind == "poisson" && dist.Mean > 1e6 {
		d.report(n, path, "a poisson mean above a million is not a count of events", "use normal")
		dist.Mean = 1e6
	}
	if dist.Min > dist.Max {
		d.report(n, path, "min is above max", "")
		dist.Min, dist.Max = dist.Max, dist.Min
	}
	if dist.Kind == "choice" && len(dist.Values)+len(dist.Words) == 0 {
		dist.Values = []float64{0}
	}
	known := append([]string{"dist", "min", "max", "weights"}, distParams(dist.Kind)...)
	if dist.Kind == "constant" {
		known = append(known, "mean")
	}
	for _, e := range n.entries {
		if !slices.Contains(known, e.key) && n.get(e.key).shape != null {
			*d.out = append(*d.out, Problem{
				Position: e.pos, Path: join(path, e.key),
				Message: fmt.Sprintf("a %s distribution has no %s", dist.Kind, e.key),
				Hint:    "it has " + strings.Join(distParams(dist.Kind), ", ") + ", bounded by min and max",
			})
		}
	}
}

// unitWithin is the unit that the parameters of a distribution are written in:
// "s" for durations, "" for plain numbers.
func unitWithin(n *node) string {
	texts := []*node{n.get("value"), n.get("mean"), n.get("median"), n.get("sd"), n.get("min"), n.get("max")}
	if list := n.get("values"); list != nil {
		texts = append(texts, list.items...)
	}
	for _, v := range texts {
		if v == nil || v.shape != text {
			continue
		}
		if wholeDur.MatchString(v.text) {
			return "s"
		}
		if q, err := ParseQuantity(v.text); err == nil {
			return q.Unit
		}
	}
	return ""
}
