package pharma

import (
	"cmp"
	"math"
	"slices"
)

// Kinetics are the micro-constants of one model in one patient: V1 in L, rates in
// 1/min as the papers print them.
type Kinetics struct {
	V1                      float64
	K10, K12, K21, K13, K31 float64
	Ke                      [2]float64 // effect sites; 0: the site is plasma (first) or unused (second)
}

// micro are the constants of a model that is printed as rate constants.
func micro(v1, k10, k12, k21, k13, k31, ke float64) Kinetics {
	return Kinetics{V1: v1, K10: k10, K12: k12, K21: k21, K13: k13, K31: k31, Ke: [2]float64{ke}}
}

// clearances are those of a model that is printed as volumes, L, and clearances, L/min.
// An unused compartment has volume 0.
func clearances(v1, cl float64, v2, q2 float64, v3, q3 float64, ke float64) Kinetics {
	k := Kinetics{V1: v1, K10: cl / v1, Ke: [2]float64{ke}}
	if v2 > 0 {
		k.K12, k.K21 = q2/v1, q2/v2
	}
	if v3 > 0 {
		k.K13, k.K31 = q3/v1, q3/v3
	}
	return k
}

// modes diagonalises the system: the concentration after a unit bolus is
// Σ bᵢ·exp(−λᵢ·t). λ in 1/s, the fastest first, gain = bᵢ/λᵢ in s/L, n the number of
// modes.
func (k Kinetics) modes() (lambda, gain [3]float64, n int) {
	const minute = 60.0
	switch {
	case k.K12 == 0 && k.K13 == 0:
		lambda[0], n = k.K10, 1
	case k.K13 == 0:
		sum := k.K10 + k.K12 + k.K21
		root := math.Sqrt(sum*sum - 4*k.K10*k.K21)
		lambda[0] = 0.5 * (sum + root)
		lambda[1], n = k.K10*k.K21/lambda[0], 2
	default:
		lambda, n = k.roots(), 3
	}
	for i := range n {
		b := 1 / k.V1
		if n > 1 {
			b *= k.K21 - lambda[i]
		}
		if n > 2 {
			b *= k.K31 - lambda[i]
		}
		for j := range n {
			if j != i {
				b /= lambda[j] - lambda[i]
			}
		}
		gain[i] = b / lambda[i] * minute
	}
	for i := range n {
		lambda[i] /= minute
	}
	return lambda, gain, n
}

// roots are the three hybrid rate constants, 1/min, by the trigonometric solution of
// the cubic, polished by Newton's method.
func (k Kinetics) roots() (x [3]float64) {
	a2 := k.K10 + k.K12 + k.K13 + k.K21 + k.K31
	a1 := k.K10*k.K31 + k.K21*k.K31 + k.K21*k.K13 + k.K10*k.K21 + k.K31*k.K12
	a0 := k.K10 * k.K21 * k.K31
	p := a1 - a2*a2/3
	q := 2*a2*a2*a2/27 - a1*a2/3 + a0
	r := 2 * math.Sqrt(max(-p/3, 0))
	phi := math.Acos(min(max(-q/2/math.Sqrt(max(-p*p*p/27, 1e-300)), -1), 1)) / 3
	for i := range x {
		// The characteristic polynomial in −λ: λ³ − a2·λ² + a1·λ − a0.
		l := a2/3 - r*math.Cos(phi+2*math.Pi*float64(i)/3)
		for range 8 {
			f := ((l-a2)*l+a1)*l - a0
			d := (3*l-2*a2)*l + a1
			if d == 0 {
				break
			}
			l -= f / d
		}
		x[i] = l
	}
	slices.SortFunc(x[:], func(a, b float64) int { return cmp.Compare(b, a) })
	return x
}
