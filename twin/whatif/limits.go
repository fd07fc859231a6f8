package whatif

import (
	"fmt"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Beyond is how a signal leaves the range in which the models had data. What is there is
// extrapolated; it is shown as it is.
type Beyond struct {
	Low     float64 `json:"data_from"`
	High    float64 `json:"data_to"`
	Members float64 `json:"members"`      // share of members that leave it
	First   float64 `json:"first_time_s"` // the earliest of them
	Lowest  float64 `json:"lowest"`
	Highest float64 `json:"highest"`
}

// beyond looks at a signal of a branch, nil when it stays within.
func (r *Result) beyond(b, s int) *Beyond {
	signal := r.Question.Signals[s]
	low, high, ok := signal.Valid()
	if !ok {
		return nil
	}
	t := Threshold{Signal: signal, Low: low, High: high}
	x := Beyond{Low: low, High: high, First: math.Inf(1), Lowest: math.Inf(1), Highest: math.Inf(-1)}
	n := len(r.Question.Members)
	for m := range n {
		_, first := r.stay(b, m, s, &t)
		if !math.IsNaN(first) {
			x.Members += 1 / float64(n)
			x.First = min(x.First, first)
		}
		for i := range r.Times {
			v := r.Value(b, m, s, i)
			x.Lowest, x.Highest = min(x.Lowest, v), max(x.Highest, v)
		}
	}
	if x.Members == 0 {
		return nil
	}
	return &x
}

// String says it in words.
func (x *Beyond) String() string {
	return fmt.Sprintf("extrapolated in %.0f %% of members (%.4g to %.4g; the models had data for %g to %g)", 100*x.Members, x.Lowest, x.Highest, x.Low, x.High)
}

// Extrapolated says which of the people and actions of a question are outside the data of
// the models; states are in the summaries.
func (q *Question) Extrapolated() []string {
	out := append([]string{}, q.Notes...)
	add := func(where string, actions []Action) {
		for i := range actions {
			for _, a := range actions[i].Args {
				for _, e := range a.Extrapolated() {
					text := where + a.Action().Name + " " + e.Error()
					if !slices.Contains(out, text) {
						out = append(out, text)
					}
				}
			}
		}
	}
	add("", q.History)
	for i := range q.Branches {
		add(q.Branches[i].Name+": ", q.Branches[i].Actions)
	}
	return out
}

// NotModelled lists what bears on the question and is not in the models.
func (q *Question) NotModelled() []string {
	var done []physiology.Args
	note := func(actions []Action) {
		for i := range actions {
			done = append(done, actions[i].Args...)
		}
	}
	note(q.History)
	for i := range q.Branches {
		note(q.Branches[i].Actions)
	}
	return physiology.NotModelled(q.Signals, done)
}
