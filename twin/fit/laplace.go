package fit

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// inflation widens the posterior: Laplace's normal knows neither the curvature of the
// model nor that no patient is exactly S2008.
const inflation = 1.08

// laplace is a normal distribution around the most probable point.
type laplace struct {
	at    theta
	chol  mat.Cholesky // of the information
	ratio []float64    // posterior over prior standard deviation of each score
	logz  float64      // logarithm of the evidence, up to a constant
}

func newLaplace(e estimateOf) (*laplace, error) {
	l := &laplace{at: e.at}
	if !l.chol.Factorize(e.info) {
		return nil, errors.New("fit: the information matrix is not positive definite")
	}
	var cov mat.SymDense
	if err := l.chol.InverseTo(&cov); err != nil {
		return nil, err
	}
	for i := range e.at {
		l.ratio = append(l.ratio, math.Min(math.Sqrt(cov.At(i, i)), 1))
	}
	l.logz = -e.cost - l.chol.LogDet()/2
	return l, nil
}

// distance is the squared distance of d from the most probable point, in the
// information's measure.
func (l *laplace) distance(d theta) float64 {
	var u mat.TriDense
	l.chol.UTo(&u)
	var v mat.VecDense
	v.MulVec(&u, mat.NewVecDense(len(d), d))
	return mat.Dot(&v, &v)
}

// draw is the point at independent standard normal numbers z: with information LLᵀ
// it is at + L⁻ᵀz.
func (l *laplace) draw(z []float64, dst theta) {
	var upper mat.TriDense
	l.chol.UTo(&upper)
	v := mat.NewVecDense(len(z), append([]float64(nil), z...))
	var out mat.VecDense
	_ = out.SolveVec(&upper, v) // The factor of a positive definite matrix is regular.
	for i := range dst {
		dst[i] = l.at[i] + inflation*out.AtVec(i)
	}
}
