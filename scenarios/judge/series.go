package judge

import (
	"cmp"
	"math"
	"slices"
)

// Series is a metric whose value holds until the next point, such as the share of connected devices. Points are in order
// of time.
//
// Its statistics weigh a value by the time for which it held: p(q) is the least value such that the metric was at or below
// it for q percent of the window, min and max are of values that held for any time at all. Time before the first point does
// not count. slope is that of the least-squares line through the window's points. time_to(x) is the time from the window's
// begin until the value is back at x or above after it was below; excluded stretches do not interrupt it.
type Series struct {
	Unit   Unit    `json:"unit"`
	Points []Point `json:"points"`
}

// Add appends a point. A value equal to the last changes nothing and is not stored, a point at the time of the last
// replaces it. Gauges that are sampled for their slope are added with AddSample.
func (s *Series) Add(t, v float64) {
	n := len(s.Points)
	if n > 0 && s.Points[n-1].V == v {
		return
	}
	s.AddSample(t, v)
}

// AddSample appends a point even if its value is the last one's.
func (s *Series) AddSample(t, v float64) {
	if n := len(s.Points); n > 0 && s.Points[n-1].T == t {
		s.Points[n-1].V = v
		return
	}
	s.Points = append(s.Points, Point{t, v})
}

// weighed is a value and for how many seconds it held.
type weighed struct{ v, dt float64 }

// Observe returns a statistic over a window.
func (s *Series) Observe(a Assertion, w Window) (Observation, error) {
	unit, err := metricUnit(a, s.Unit)
	if err != nil {
		return Observation{}, err
	}
	if a.Stat.Name == "rate" || a.Stat.Name == "max_per" {
		return Observation{}, &ParseError{0, a.Stat.Name + " is of events, and this metric is a value over time: use p, min, max, mean or slope"}
	}
	held, points := s.within(w)
	o := Observation{Unit: unit, Events: len(points)}
	switch {
	case a.Stat.Name == "count":
		o.Value = Figure(len(points))
	case len(held) == 0:
		o.Value, o.Missing = Undefined(), "no value in the window"
	case a.Stat.Name == "time_to":
		s.timeTo(a.Stat.Arg, w, &o)
	case a.Stat.Name == "slope":
		o.Value = slope(points)
	case math.IsInf(w.To, 1) && a.Stat.Name != "last":
		o.Value, o.Missing = Undefined(), "values are weighed by time, which needs a window with an end"
	default:
		o.Value = s.held(a.Stat, held)
	}
	if o.Missing == "" {
		o.Events = max(o.Events, 1)
	}
	return o, nil
}

// within returns the values with their times in the window, and the points in it.
func (s *Series) within(w Window) (held []weighed, points []Point) {
	for _, part := range w.stretches() {
		i, _ := slices.BinarySearchFunc(s.Points, part.From, func(p Point, t float64) int { return cmp.Compare(p.T, t) })
		if i > 0 && (i == len(s.Points) || s.Points[i].T > part.From) {
			i-- // the value that held already
		}
		for ; i < len(s.Points) && s.Points[i].T < part.To; i++ {
			p := s.Points[i]
			until := part.To
			if i+1 < len(s.Points) {
				until = min(until, s.Points[i+1].T)
			}
			held = append(held, weighed{p.V, until - max(p.T, part.From)})
			if p.T >= part.From {
				points = append(points, p)
			}
		}
	}
	return held, points
}

// held evaluates a statistic of values weighed by time; there is at least one.
func (s *Series) held(stat Statistic, held []weighed) Figure {
	if stat.Name == "last" {
		return Figure(held[len(held)-1].v)
	}
	slices.SortStableFunc(held, func(a, b weighed) int { return cmp.Compare(a.v, b.v) })
	total, sum := 0.0, 0.0
	for _, h := range held {
		total += h.dt
		sum += h.v * h.dt
	}
	switch stat.Name {
	case "min":
		return Figure(held[0].v)
	case "max":
		return Figure(held[len(held)-1].v)
	case "mean":
		return Figure(sum / total)
	}
	q := 0.5
	if stat.Name == "p" {
		q = stat.Arg.Value / 100
	}
	return weighedQuantile(held, q*total)
}

func weighedQuantile(ascending []weighed, until float64) Figure {
	sum := 0.0
	for _, h := range ascending {
		sum += h.dt
		if sum >= until {
			return Figure(h.v)
		}
	}
	return Figure(ascending[len(ascending)-1].v)
}

// timeTo sets the time until the value is at level again after it was below it.
func (s *Series) timeTo(level Quantity, w Window, o *Observation) {
	_, points := s.within(Window{Stretch: w.Stretch})
	below := true
	if i, _ := slices.BinarySearchFunc(s.Points, w.From, func(p Point, t float64) int { return cmp.Compare(p.T, t) }); i > 0 {
		below = s.Points[i-1].V < level.Value
	}
	dipped := below && (len(points) == 0 || points[0].T > w.From)
	for _, p := range points {
		below = p.V < level.Value
		dipped = dipped || below
		if dipped && !below {
			o.Value = Figure(p.T - w.From)
			return
		}
	}
	if dipped {
		o.Value = Figure(math.Inf(1))
		return
	}
	o.Value, o.Missing = Undefined(), "the value was never below "+level.Text
}

// slope is that of the least-squares line, per second; undefined for fewer than two instants.
func slope(points []Point) Figure {
	n := float64(len(points))
	var t, v, tv, tt float64
	for _, p := range points {
		t += p.T / n
		v += p.V / n
	}
	for _, p := range points {
		tv += (p.T - t) * (p.V - v)
		tt += (p.T - t) * (p.T - t)
	}
	return Ratio(tv, tt)
}
