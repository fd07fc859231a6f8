package fit

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
)

// settle moves a draw of Laplace's normal towards the posterior itself by steps of
// preconditioned Crank and Nicolson [Cotter SL et al., Statist Sci 28:424, 2013]: the
// normal is left as it is and only its difference from the posterior decides.
func (m *mode) settle(t theta, rng *rand.Rand) {
	steps, _ := strconv.Atoi(os.Getenv("FITX_MH"))
	s := m.solver
	excess := func(t theta) float64 {
		if s.p.residuals(t, s.trial) != nil {
			return math.Inf(-1)
		}
		d := make(theta, len(t))
		for i := range t {
			d[i] = (t[i] - m.at[i]) / inflation
		}
		return -s.cost(s.trial) + m.distance(d)/2
	}
	if steps == 0 {
		return
	}
	beta := 0.3
	if v, err := strconv.ParseFloat(os.Getenv("FITX_BETA"), 64); err == nil {
		beta = v
	}
	now := excess(t)
	z, next := make([]float64, len(t)), make(theta, len(t))
	for range steps {
		for i := range z {
			z[i] = rng.NormFloat64()
		}
		m.draw(z, next)
		for i := range next {
			next[i] = m.at[i] + math.Sqrt(1-beta*beta)*(t[i]-m.at[i]) + beta*(next[i]-m.at[i])
		}
		tried++
		if x := excess(next); math.Log(rng.Float64()) < x-now {
			copy(t, next)
			now = x
			taken++
		}
	}
}

var tried, taken int
