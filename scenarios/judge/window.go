package judge

import (
	"cmp"
	"math"
	"slices"
)

// Point is a value at a time, or an event with its weight.
type Point struct {
	T float64 `json:"t"` // simulated seconds
	V float64 `json:"v"`
}

// Stretch is an interval of simulated time in seconds; From is included, To is not.
type Stretch struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

// Window is the part of a run over which a metric is judged.
type Window struct {
	Stretch
	Exclude []Stretch // taken out of it, for instance the time of a planned restart
}

// Always is the window that takes everything.
func Always() Window { return Window{Stretch: Stretch{From: math.Inf(-1), To: math.Inf(1)}} }

// stretches returns what is left of the window, in order.
func (w Window) stretches() []Stretch {
	out := slices.SortedFunc(slices.Values(w.Exclude), func(a, b Stretch) int { return cmp.Compare(a.From, b.From) })
	var left []Stretch
	from := w.From
	for _, x := range out {
		if x.To <= from || x.To <= x.From {
			continue
		}
		if x.From >= w.To {
			break
		}
		if x.From > from {
			left = append(left, Stretch{from, x.From})
		}
		from = x.To
	}
	if from < w.To {
		left = append(left, Stretch{from, w.To})
	}
	return left
}

func contains(left []Stretch, t float64) bool {
	return slices.ContainsFunc(left, func(s Stretch) bool { return t >= s.From && t < s.To })
}

// Metric is a measured quantity with its history. Series, Events and Latency are metrics.
type Metric interface {
	// Observe returns a statistic over a window. The error is a *ParseError that says what is wrong with the assertion.
	Observe(a Assertion, w Window) (Observation, error)
}

// Measured is a metric over a window: a Subject.
type Measured struct {
	Name   string // for texts
	Metric Metric
	Window Window
}

// Observe returns a statistic of the metric in the window.
func (m Measured) Observe(a Assertion) (Observation, error) {
	o, err := m.Metric.Observe(a, m.Window)
	if o.Missing != "" && m.Name != "" {
		o.Missing = m.Name + ": " + o.Missing
	}
	return o, err
}

// CheckMetric reports what is wrong with an assertion about a metric of this unit: a *ParseError, or nil.
func CheckMetric(a Assertion, unit Unit) error {
	_, err := metricUnit(a, unit)
	return err
}

// metricUnit checks argument and limit, and returns the unit of the statistic of a metric of this unit.
func metricUnit(a Assertion, unit Unit) (Unit, error) {
	result := unit
	switch a.Stat.Name {
	case "p", "min", "max", "mean", "med", "last":
	case "count":
		result = Unit{}
	case "max_per":
		result = Unit{}
	case "slope":
		if unit.PerTime {
			return unit, &ParseError{0, "the slope of a rate is not supported"}
		}
		result.PerTime = true
	case "rate":
		result = Unit{Base: Fraction}
		if a.Limit.Unit.PerTime {
			result = Unit{PerTime: true}
		}
	case "time_to":
		if err := a.argIn(unit); err != nil {
			return unit, err
		}
		result = Unit{Base: Duration}
	default:
		return unit, notOf(a, "a metric", metricStatistics())
	}
	return result, a.limitIn(result)
}
