package fit

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// The posterior has several modes: insulin may act by the liver or by uptake, and a
// meal may come slowly by emptying or by absorption. Each is looked for from starts
// where one of these groups is drawn anew.
const (
	starts    = 3  // of each group, for all classes together
	screened  = 12 // draws of which the best is a start
	firstLook = 4  // rounds from a start
	lastLook  = 10 // rounds for one that is promising

	exactRounds = 4    // rounds by the fine step, from where strides have led
	far         = 12.0 // less probable than this after the first look it is not
	worthy      = 5.0  // less evident than this a mode is left out
)

// groups are parameters that do the same in different ways.
func groups() [2][]string {
	return [2][]string{{"Vmx", "p2u", "ki", "kp2", "kp3"}, {"kabs", "kmax", "kmin", "b", "d"}}
}

// mode is one peak of the posterior with its evidence.
type mode struct {
	*candidate
	*laplace
}

// evidence is its logarithm, the class's included.
func (m *mode) evidence() float64 { return m.logz - m.weight }

// explore looks for other modes than the one found, by the same noise. Where there is
// a better one it moves there and estimates the noise anew.
func (c *candidate) explore(seed uint64, starts int) error {
	peak, err := newLaplace(c.found)
	if err != nil {
		return err
	}
	for k := range starts {
		for g, names := range groups() {
			rng := stream(seed, "start", k*len(groups())+g)
			start, ok := c.another(names, rng)
			if !ok {
				continue
			}
			e, err := c.solver.descend(start, firstLook)
			if err != nil || e.cost > c.found.cost+far || peak.near(e.at) {
				continue
			}
			if e, err = c.solver.descend(e.at, lastLook); err == nil {
				c.others = append(c.others, e)
			}
		}
	}
	slices.SortStableFunc(c.others, func(a, b estimateOf) int { return cmp.Compare(a.cost, b.cost) })
	if len(c.others) == 0 || c.others[0].cost > c.found.cost-1 {
		return nil
	}
	c.found, c.others = c.others[0], nil // what was found by another noise cannot be compared
	return c.complete()
}

// another is the best of some draws of a group around what was found.
func (c *candidate) another(names []string, rng *rand.Rand) (theta, bool) {
	s := c.solver
	var best theta
	least := math.Inf(1)
	t := make(theta, len(c.found.at))
	for range screened {
		copy(t, c.found.at)
		for i, n := range s.p.names {
			if slices.Contains(names, n) {
				t[i] = min(max(rng.NormFloat64(), -2.5), 2.5)
			}
		}
		if s.p.residuals(t, s.r) != nil {
			continue
		}
		if cost := s.cost(s.r); cost < least {
			least, best = cost, append(best[:0], t...)
		}
	}
	return best, best != nil
}

// modes are the distinct peaks that were found, the highest first.
func (c *candidate) modes() (out []mode) {
	c.solver.slope = coarseStep
	for _, e := range append([]estimateOf{c.found}, c.others...) {
		known := slices.ContainsFunc(out, func(m mode) bool { return m.near(e.at) })
		if known || e.cost > c.found.cost+worthy {
			continue
		}
		e, err := c.solver.descend(e.at, exactRounds)
		if err != nil {
			continue
		}
		l, err := newLaplace(e)
		if err != nil {
			continue
		}
		if !slices.ContainsFunc(out, func(m mode) bool { return m.near(e.at) }) {
			out = append(out, mode{candidate: c, laplace: l})
		}
	}
	return out
}

// near reports whether a point lies within the peak.
func (l *laplace) near(t theta) bool {
	d := make(theta, len(t))
	for i := range t {
		d[i] = t[i] - l.at[i]
	}
	return l.distance(d) < float64(len(t))/8
}
