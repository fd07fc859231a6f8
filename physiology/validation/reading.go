package validation

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Reading reads numbers from the courses of one experiment; the first thing that is
// not there is kept as the reason.
type Reading struct {
	courses map[string]*Course
	first   *Course
	reason  *string
}

// fail keeps the first reason.
func (r *Reading) fail(format string, args ...any) float64 {
	if *r.reason == "" {
		*r.reason = fmt.Sprintf(format, args...)
	}
	return math.NaN()
}

// of reads another course than the first.
func (r *Reading) of(plan string) *Reading {
	c := r.courses[plan]
	if c == nil {
		r.fail("no course %s", plan)
		c = &Course{Reason: "no course " + plan}
	}
	if c.Reason != "" {
		r.fail("%s", c.Reason)
	}
	return &Reading{courses: r.courses, first: c, reason: r.reason}
}

// series is a signal between two times, both inside.
func (r *Reading) series(id string, w window) []float64 {
	s, ok := physiology.SignalByID(id)
	if !ok {
		r.fail("the signal %s is not there yet", id)
		return nil
	}
	if r.first.Reason != "" {
		r.fail("%s", r.first.Reason)
		return nil
	}
	every := max(r.first.Plan.Every, 1)
	a, b := int(math.Ceil(w.from/every-1e-9)), int(math.Floor(w.to/every+1e-9))
	if a < 0 || b >= len(r.first.Frames) || b < a {
		r.fail("the course of %s has no %g..%g s", r.first.Plan.Name, w.from, w.to)
		return nil
	}
	out := make([]float64, 0, b-a+1)
	for _, f := range r.first.Frames[a : b+1] {
		out = append(out, f[s])
	}
	return out
}

// mean of a signal over a window.
func (r *Reading) mean(id string, w window) float64 { return mean(r.series(id, w)) }

// at is a signal at a time, s.
func (r *Reading) at(id string, t float64) float64 { return r.mean(id, window{t, t}) }

// change is the mean in one window less that in another before it.
func (r *Reading) change(id string, from, to window) float64 {
	return r.mean(id, to) - r.mean(id, from)
}

// percent is that change in percent of the mean before.
func (r *Reading) percent(id string, from, to window) float64 {
	return 100 * (r.mean(id, to)/r.mean(id, from) - 1)
}

// high and low are the extremes of a moving mean over some seconds, so that one beat
// or breath decides nothing.
func (r *Reading) high(id string, w window, over float64) float64 {
	x := math.Inf(-1)
	for _, v := range smooth(r.series(id, w), over/max(r.first.Plan.Every, 1)) {
		x = max(x, v)
	}
	return r.finite(x)
}

func (r *Reading) low(id string, w window, over float64) float64 {
	x := math.Inf(1)
	for _, v := range smooth(r.series(id, w), over/max(r.first.Plan.Every, 1)) {
		x = min(x, v)
	}
	return r.finite(x)
}

// until is the time from a moment, s, after which a signal is under a limit.
func (r *Reading) until(id string, from, limit float64) float64 {
	for i, v := range r.series(id, window{from, r.first.Plan.Length}) {
		if v < limit {
			return float64(i) * max(r.first.Plan.Every, 1)
		}
	}
	return r.fail("%s does not fall under %g", id, limit)
}

// peak is the time from a moment, s, at which a signal is highest.
func (r *Reading) peak(id string, w window) float64 {
	best, at := math.Inf(-1), math.NaN()
	for i, v := range r.series(id, w) {
		if v > best {
			best, at = v, float64(i)*max(r.first.Plan.Every, 1)
		}
	}
	return at
}

func (r *Reading) finite(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	return x
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// smooth is the mean over the last n values, from the first whole one on.
func smooth(x []float64, n float64) []float64 {
	k := max(int(math.Round(n)), 1)
	var out []float64
	for i := k; i <= len(x); i++ {
		out = append(out, mean(x[i-k:i]))
	}
	return out
}
