package fit

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// freedom is the degrees of freedom of Student's t that innovations are judged by:
// a reading three standard deviations off counts about a third.
const freedom = 5

// step of a score for derivatives.
const nudge = 0.02

// estimateOf is the most probable point and the curvature of the posterior there.
type estimateOf struct {
	at   theta
	cost float64       // negative logarithm of the posterior density, up to a constant
	info *mat.SymDense // Gauss-Newton information at the point
}

// solver holds the buffers of a search.
type solver struct {
	p        *posterior
	r, trial []float64
	base     []float64 // residuals by the slope's step
	slope    float64   // step of derivatives, minutes
	weight   []float64
	jacobian *mat.Dense
	t, next  theta
}

func newSolver(p *posterior) *solver {
	m, n := p.rows(), p.layout.size()
	return &solver{
		p: p, slope: stride, r: make([]float64, m), trial: make([]float64, m), base: make([]float64, m), weight: make([]float64, m),
		jacobian: mat.NewDense(m, n, nil), t: make(theta, n), next: make(theta, n),
	}
}

// cost is the negative logarithm of the posterior density of residuals r.
func (s *solver) cost(r []float64) float64 {
	n := len(s.p.minutes)
	c := float64(n) * math.Log(s.p.noise.innovation())
	for _, e := range r[:n] {
		c += (freedom + 1) / 2.0 * math.Log1p(e*e/freedom)
	}
	for _, e := range r[n:] {
		c += e * e / 2
	}
	return c
}

// weigh writes the square roots of the robust weights of the residuals s.r.
func (s *solver) weigh() {
	n := len(s.p.minutes)
	for i, e := range s.r {
		s.weight[i] = 1
		if i < n {
			s.weight[i] = math.Sqrt((freedom + 1) / (freedom + e*e))
		}
	}
}

// differentiate fills the weighted Jacobian at s.t by differences.
func (s *solver) differentiate() error {
	defer func(step float64) { s.p.step = step }(s.p.step)
	s.p.step = s.slope
	if err := s.p.residuals(s.t, s.base); err != nil {
		return err
	}
	for j := range s.t {
		copy(s.next, s.t)
		h := nudge
		s.next[j] += h
		if err := s.p.residuals(s.next, s.trial); err != nil {
			h = -nudge
			s.next[j] = s.t[j] + h
			if err := s.p.residuals(s.next, s.trial); err != nil {
				return err
			}
		}
		for i := range s.trial {
			s.jacobian.Set(i, j, s.weight[i]*(s.trial[i]-s.base[i])/h)
		}
	}
	return nil
}

// normal is the information matrix and the gradient of the weighted problem.
func (s *solver) normal() (*mat.SymDense, *mat.VecDense) {
	var a mat.SymDense
	a.SymOuterK(1, s.jacobian.T())
	w := mat.NewVecDense(len(s.r), nil)
	for i := range s.r {
		w.SetVec(i, s.weight[i]*s.r[i])
	}
	var g mat.VecDense
	g.MulVec(s.jacobian.T(), w)
	return &a, &g
}

// descend is Levenberg and Marquardt's method from a start, at most rounds steps.
func (s *solver) descend(start theta, rounds int) (estimateOf, error) {
	copy(s.t, start)
	if err := s.p.residuals(s.t, s.r); err != nil {
		return estimateOf{}, err
	}
	cost, damping := s.cost(s.r), 1e-2
	var info *mat.SymDense
	for range rounds {
		s.weigh()
		if err := s.differentiate(); err != nil {
			return estimateOf{}, err
		}
		a, g := s.normal()
		info = a
		better, ok := s.improve(a, g, cost, &damping)
		if !ok {
			break
		}
		gain := cost - better
		cost = better
		if gain < 0.05 {
			break
		}
	}
	return estimateOf{at: append(theta{}, s.t...), cost: cost, info: info}, nil
}

// improve takes a damped step that lowers the cost; false when there is none.
func (s *solver) improve(a *mat.SymDense, g *mat.VecDense, cost float64, damping *float64) (float64, bool) {
	n := len(s.t)
	for range 8 {
		damped := mat.NewSymDense(n, nil)
		damped.CopySym(a)
		for i := range n {
			damped.SetSym(i, i, a.At(i, i)*(1+*damping))
		}
		var chol mat.Cholesky
		var step mat.VecDense
		if chol.Factorize(damped) && chol.SolveVecTo(&step, g) == nil {
			for i := range n {
				s.next[i] = s.t[i] - min(max(step.AtVec(i), -1), 1)
			}
			if s.p.residuals(s.next, s.trial) == nil {
				if c := s.cost(s.trial); c < cost {
					copy(s.t, s.next)
					copy(s.r, s.trial)
					*damping = max(*damping/5, 1e-6)
					return c, true
				}
			}
		}
		*damping *= 6
	}
	return cost, false
}

// renew estimates the noise anew from the residuals of an estimate.
func (s *solver) renew(t theta) error {
	if _, err := s.p.show(t, s.p.shown); err != nil {
		return err
	}
	left := make([]float64, len(s.p.minutes))
	for i := range left {
		left[i] = s.p.readings[i] - s.p.shown[i]
	}
	s.p.noise = estimate(s.p.minutes, left, s.p.beliefs.HighestPhi)
	return nil
}
