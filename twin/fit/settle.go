package fit

import (
	"math"
	"math/rand/v2"
)

// Steps by which a draw settles, and how far each goes: about half of them are taken.
const (
	settling = 6
	reach    = 0.3
)

// settle moves a draw of Laplace's normal towards the posterior itself by steps of
// preconditioned Crank and Nicolson (Cotter SL et al., Statist Sci 28:424, 2013; to
// check): the normal is left as it is and only the posterior's difference from it
// decides. It reports whether there is a patient at the draw.
func (m *mode) settle(t theta, rng *rand.Rand) bool {
	now := m.excess(t)
	if math.IsInf(now, -1) {
		return false
	}
	z, next := make([]float64, len(t)), make(theta, len(t))
	stay := math.Sqrt(1 - reach*reach)
	for range settling {
		for i := range z {
			z[i] = rng.NormFloat64()
		}
		m.draw(z, next)
		for i, middle := range m.at {
			next[i] = middle + stay*(t[i]-middle) + reach*(next[i]-middle)
		}
		if x := m.excess(next); math.Log(rng.Float64()) < x-now {
			copy(t, next)
			now = x
		}
	}
	return true
}

// excess is the logarithm of the posterior's density over that of the normal which
// draws are from; -Inf where there is no patient.
func (m *mode) excess(t theta) float64 {
	s := m.solver
	if s.p.residuals(t, s.trial) != nil {
		return math.Inf(-1)
	}
	d := make(theta, len(t))
	for i := range t {
		d[i] = (t[i] - m.at[i]) / inflation
	}
	return m.distance(d)/2 - s.cost(s.trial)
}
