package whatif

import (
	"math"
	"slices"
)

// Fewest is how many members bands need; below it there are single runs only.
const Fewest = 20

// Bands are quantiles over the members, one for each of the result's times.
type Bands struct {
	P05 []float64 `json:"p05"`
	P25 []float64 `json:"p25"`
	P50 []float64 `json:"p50"`
	P75 []float64 `json:"p75"`
	P95 []float64 `json:"p95"`
}

// Summary is one signal of one branch.
type Summary struct {
	Branch      string      `json:"branch"`
	Signal      string      `json:"signal"`
	Unit        string      `json:"unit"`
	Bands       *Bands      `json:"bands,omitempty"`      // nil with fewer than 20 members
	Difference  *Bands      `json:"difference,omitempty"` // paired, from the baseline
	Outside     *Outside    `json:"outside,omitempty"`    // nil without a threshold
	Influential []Influence `json:"influential,omitempty"`
	Beyond      *Beyond     `json:"extrapolated,omitempty"` // nil: within the data of the models throughout
}

// Outside is how the members left the range that the user set.
type Outside struct {
	Low         *float64 `json:"below,omitempty"`
	High        *float64 `json:"above,omitempty"`
	Probability float64  `json:"probability"`               // of leaving within the horizon
	Seconds     float64  `json:"time_outside_s"`            // median over all members
	First       *float64 `json:"first_time_outside_s"`      // median over those that leave; nil: none
	Change      float64  `json:"probability_change"`        // from the baseline
	Longer      float64  `json:"time_outside_difference_s"` // median of the paired differences
}

// Summarise turns a result into bands, differences and probabilities, branch by
// branch and signal by signal.
func (r *Result) Summarise(parameters []Parameter) []Summary {
	q := r.Question
	var out []Summary
	for b := range q.Branches {
		for s, signal := range q.Signals {
			x := Summary{Branch: q.Branches[b].Name, Signal: signal.Info().ID, Unit: signal.Info().Unit}
			if len(q.Members) >= Fewest {
				x.Bands = r.bands(func(m, i int) float64 { return r.Value(b, m, s, i) })
			}
			if b > 0 {
				difference := func(m, i int) float64 { return r.Value(b, m, s, i) - r.Value(0, m, s, i) }
				if len(q.Members) >= Fewest {
					x.Difference = r.bands(difference)
					x.Influential = r.influential(parameters, signal, difference)
				}
			}
			for t := range q.Thresholds {
				if q.Thresholds[t].Signal == signal {
					x.Outside = r.outside(b, s, &q.Thresholds[t])
				}
			}
			x.Beyond = r.beyond(b, s)
			out = append(out, x)
		}
	}
	return out
}

func (r *Result) bands(of func(member, i int) float64) *Bands {
	var b Bands
	x := make([]float64, len(r.Question.Members))
	for i := range r.Times {
		for m := range x {
			x[m] = of(m, i)
		}
		slices.Sort(x)
		b.P05 = append(b.P05, quantile(x, 0.05))
		b.P25 = append(b.P25, quantile(x, 0.25))
		b.P50 = append(b.P50, quantile(x, 0.50))
		b.P75 = append(b.P75, quantile(x, 0.75))
		b.P95 = append(b.P95, quantile(x, 0.95))
	}
	return &b
}

// outside judges the members of a branch by a threshold. A value holds until the next.
func (r *Result) outside(b, s int, t *Threshold) *Outside {
	out := &Outside{}
	if !math.IsInf(t.Low, 0) {
		out.Low = &t.Low
	}
	if !math.IsInf(t.High, 0) {
		out.High = &t.High
	}
	n := len(r.Question.Members)
	times, longer := make([]float64, n), make([]float64, n)
	var firsts []float64
	before := 0
	for m := range n {
		seconds, first := r.stay(b, m, s, t)
		baseline, left := r.stay(0, m, s, t)
		times[m], longer[m] = seconds, seconds-baseline
		if !math.IsNaN(first) {
			firsts = append(firsts, first)
		}
		if !math.IsNaN(left) {
			before++
		}
	}
	out.Probability = float64(len(firsts)) / float64(n)
	out.Change = float64(len(firsts)-before) / float64(n)
	slices.Sort(times)
	slices.Sort(longer)
	out.Seconds, out.Longer = quantile(times, 0.5), quantile(longer, 0.5)
	if len(firsts) > 0 {
		slices.Sort(firsts)
		f := quantile(firsts, 0.5)
		out.First = &f
	}
	return out
}

// stay is how long a member is outside, s, and when first, NaN for never.
func (r *Result) stay(b, m, s int, t *Threshold) (seconds, first float64) {
	first = math.NaN()
	for i, at := range r.Times {
		if !t.outside(r.Value(b, m, s, i)) {
			continue
		}
		if math.IsNaN(first) {
			first = at
		}
		if i+1 < len(r.Times) {
			seconds += r.Times[i+1] - at
		}
	}
	return seconds, first
}

// quantile of sorted values, linear between them.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
