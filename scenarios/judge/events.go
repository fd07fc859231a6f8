package judge

import (
	"cmp"
	"math"
	"slices"
)

// Events is a metric of happenings with a weight each, such as alerts (weight 1) or attempts (1 for an error, 0 for a
// success).
//
// count is the sum of the weights, and so zero without events; rate compared with percent is the share of events with a
// weight other than zero (k6's Rate), and compared with a number per time the sum divided by the window's length;
// max_per(d) is the greatest sum in any stretch of length d. p, min, max, mean, med and last are of the weights, by nearest
// rank.
type Events struct {
	Unit   Unit    `json:"unit"` // of the weights
	Points []Point `json:"points"`
}

// Add appends an event; events may come out of order.
func (e *Events) Add(t, weight float64) { e.Points = append(e.Points, Point{t, weight}) }

// Observe returns a statistic over a window.
func (e *Events) Observe(a Assertion, w Window) (Observation, error) {
	unit, err := metricUnit(a, e.Unit)
	if err != nil {
		return Observation{}, err
	}
	if a.Stat.Name == "slope" || a.Stat.Name == "time_to" {
		return Observation{}, &ParseError{0, a.Stat.Name + " is of a value over time, and this metric counts events: use count, rate or max_per"}
	}
	left := w.stretches()
	points := slices.SortedStableFunc(func(yield func(Point) bool) {
		for _, p := range e.Points {
			if contains(left, p.T) && !yield(p) {
				return
			}
		}
	}, func(a, b Point) int { return cmp.Compare(a.T, b.T) })
	o := Observation{Unit: unit, Events: len(points)}
	switch a.Stat.Name {
	case "count":
		o.Value = Figure(sum(points))
	case "max_per":
		o.Value = Figure(maxPer(points, a.Stat.Arg.Value))
	case "rate":
		e.rate(&o, points, left)
	default:
		o.Value = weight(a.Stat, points)
		if !o.Value.Defined() {
			o.Missing = "no event in the window"
		}
	}
	return o, nil
}

func (e *Events) rate(o *Observation, points []Point, left []Stretch) {
	if o.Unit.PerTime {
		length := 0.0
		for _, s := range left {
			length += s.To - s.From
		}
		o.Value = Ratio(sum(points), length)
		if math.IsInf(length, 0) {
			o.Value, o.Missing = Undefined(), "a rate per time needs a window with begin and end"
		}
		return
	}
	o.Proportion, o.Trials = true, len(points)
	for _, p := range points {
		if p.V != 0 {
			o.Hits++
		}
	}
	o.Value = Ratio(float64(o.Hits), float64(o.Trials))
}

func sum(points []Point) float64 {
	s := 0.0
	for _, p := range points {
		s += p.V
	}
	return s
}

// maxPer returns the greatest sum of weights in any half-open stretch of length d.
func maxPer(points []Point, d float64) float64 {
	most, in, first := 0.0, 0.0, 0
	for _, p := range points {
		in += p.V
		for p.T-points[first].T >= d {
			in -= points[first].V
			first++
		}
		most = max(most, in)
	}
	return most
}

// weight evaluates a statistic of the weights.
func weight(stat Statistic, points []Point) Figure {
	if len(points) == 0 {
		return Undefined()
	}
	if stat.Name == "last" {
		return Figure(points[len(points)-1].V)
	}
	v := make([]float64, len(points))
	for i, p := range points {
		v[i] = p.V
	}
	return quantities(stat.Name, stat.Arg.Value, v)
}

// quantities evaluates p, min, max, mean or med of values; undefined for none.
func quantities(name string, percentile float64, values []float64) Figure {
	v := sorted(values)
	switch name {
	case "min":
		return NearestRank(v, 0)
	case "max":
		return NearestRank(v, 1)
	case "mean":
		total := 0.0
		for _, x := range v {
			total += x
		}
		return Ratio(total, float64(len(v)))
	case "med":
		return NearestRank(v, 0.5)
	}
	return NearestRank(v, percentile/100)
}
