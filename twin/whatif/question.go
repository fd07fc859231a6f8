package whatif

import (
	"fmt"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin"
)

// Question is what is asked. Times are seconds; the start is that of the members.
type Question struct {
	Members    []twin.Twin // before the history, paired by index
	History    []Action    // what happens in every branch, times from the start
	Branches   []Branch    // the first is the baseline
	At         float64     // branch point, from the start
	Horizon    float64     // from the branch point
	Step       float64     // of the bodies
	Every      float64     // between values; a multiple of Step
	Signals    []physiology.Signal
	Thresholds []Threshold
	Notes      []string // what of the members is outside the data of the models
}

// Branch is one course of action; times count from the branch point.
type Branch struct {
	Name    string
	Actions []Action
}

// Action is done to a body at a time, for a time; For 0 lasts until it is done.
type Action struct {
	At, For float64
	Args    []physiology.Args // one for each member, or one for all
}

func (a *Action) args(member int) physiology.Args {
	if len(a.Args) == 1 {
		return a.Args[0]
	}
	return a.Args[member]
}

// Threshold is the range of one signal that the user set.
type Threshold struct {
	Signal    physiology.Signal
	Low, High float64 // -Inf, +Inf: no limit
}

// outside reports whether a value has left the range.
func (t *Threshold) outside(v float64) bool { return v < t.Low || v > t.High }

// Check refuses a question that cannot be answered.
func (q *Question) Check() error {
	switch {
	case len(q.Members) == 0:
		return fmt.Errorf("what-if: there are no members")
	case len(q.Branches) == 0:
		return fmt.Errorf("what-if: there are no branches; the first is the baseline")
	case len(q.Branches[0].Actions) > 0:
		return fmt.Errorf("what-if: branch %s comes first and is the baseline, which does nothing", q.Branches[0].Name)
	case len(q.Signals) == 0:
		return fmt.Errorf("what-if: no signals are asked for")
	case !(q.Step > 0 && q.Step <= 1):
		return fmt.Errorf("what-if: a step of %g s: it must be above 0 and at most 1 s", q.Step)
	case !(q.Horizon > 0) || !(q.At >= 0) || !(q.Every >= q.Step):
		return fmt.Errorf("what-if: a horizon of %g s at %g s, every %g s: horizon must be above 0, every not below the step", q.Horizon, q.At, q.Every)
	}
	for _, x := range []float64{q.At / q.Step, q.Horizon / q.Every, q.Every / q.Step} {
		if math.Abs(x-math.Round(x)) > 1e-9 {
			return fmt.Errorf("what-if: branch point, horizon and interval must be whole steps of %g s, and the horizon whole intervals", q.Step)
		}
	}
	for i := range q.Thresholds {
		if !slices.Contains(q.Signals, q.Thresholds[i].Signal) {
			return fmt.Errorf("what-if: a threshold of %s, which is not among the signals", q.Thresholds[i].Signal.Info().ID)
		}
	}
	return nil
}

// needsBody reports whether the whole body must be stepped: some signal depends on it,
// or something happens on which glucose depends through it. Glucose and insulin act on
// nothing else, and the body acts on them by muscular work alone.
func (q *Question) needsBody() bool {
	if slices.ContainsFunc(q.Signals, func(s physiology.Signal) bool { return !ofGlucose(s) }) {
		return true
	}
	moving := func(actions []Action) bool {
		return slices.ContainsFunc(actions, func(a Action) bool {
			return slices.ContainsFunc(a.Args, func(x physiology.Args) bool { return !x.Metabolic() })
		})
	}
	if moving(q.History) || slices.ContainsFunc(q.Branches, func(b Branch) bool { return moving(b.Actions) }) {
		return true
	}
	return slices.ContainsFunc(q.Members, func(t twin.Twin) bool {
		return t.Metabolism == nil || t.Feed != nil || t.Inputs.Active != 0 || t.Body.Muscle.VO2 != 0
	})
}

// ofGlucose reports whether a signal depends on glucose and insulin, and on the body
// only by what moves them.
func ofGlucose(s physiology.Signal) bool {
	switch s {
	case physiology.GlucosePlasma, physiology.GlucoseInterstitial, physiology.InsulinPlasma:
		return true
	default:
		return false
	}
}
