package glucose

import "math"

// Drive is what enters the model from outside, held over a step.
type Drive struct {
	Insulin float64 // subcutaneous, pmol/kg/min
	Eating  float64 // carbohydrate into the stomach, mg/min
	Stomach Stomach // how the stomach empties

	// Not in S2008, zero for its patients:
	Portal float64 // insulin secreted into the liver, pmol/kg/min
	Venous float64 // insulin that reaches plasma by another way, pmol/kg/min
}

// Deriv is the right-hand side of S2008, per minute. Numbers are those of the
// paper's states; a compartment that is empty loses nothing.
//
//	kgut = kmin + (kmax − kmin)/2·{tanh[α(q − b·D)] − tanh[β(q − d·D)] + 2}
//	α = 5/(2D(1 − b)),  β = 5/(2Dd),  q = x1 + x2      [Dalla Man 2006, eq. 8]
//	Ra  = f·kabs·x3/BW
//	EGP = max(kp1 − kp2·x4 − kp3·x9, 0)                [Dalla Man 2007, eq. 10]
//	E   = ke1·max(x4 − ke2, 0)                         [eq. 27]
//	Uid = (Vm0 + Vmx·x7)·x5/(Km0 + x5)                 [eq. 15]
func Deriv(p *Params, x *Vector, u *Drive) (d Vector) {
	kgut := u.Stomach.Rate(p, x[0]+x[1])
	d[0] = u.Eating - p.Kmax*x[0]
	d[1] = p.Kmax*x[0] - kgut*x[1]
	d[2] = kgut*x[1] - p.Kabs*x[2]

	ra := p.F * p.Kabs * x[2] / p.BW
	egp := p.Kp1 - p.Kp2*x[3] - p.Kp3*x[8]
	if egp < 0 {
		egp = 0
	}
	renal := 0.0
	if x[3] > p.Ke2 {
		renal = p.Ke1 * (x[3] - p.Ke2)
	}
	if x[3] >= 0 {
		d[3] = egp + ra - p.Fsnc - renal - p.K1*x[3] + p.K2*x[4]
	}
	if x[4] >= 0 {
		d[4] = p.K1*x[3] - p.K2*x[4] - (p.Vm0+p.Vmx*x[6])*x[4]/(p.Km0+x[4])
	}
	if x[5] >= 0 {
		d[5] = p.M1*x[9] - (p.M2+p.M4)*x[5] + p.Ka1*x[10] + p.Ka2*x[11] + u.Venous
	}
	insulin := x[5] / p.Vi // pmol/L
	d[6] = p.P2u * (insulin - p.Ib - x[6])
	d[7] = p.Ki * (insulin - x[7])
	d[8] = p.Ki * (x[7] - x[8])
	if x[9] >= 0 {
		d[9] = p.M2*x[5] - (p.M1+p.M30)*x[9] + u.Portal
	}
	if x[10] >= 0 {
		d[10] = u.Insulin - (p.Ka1+p.Kd)*x[10]
	}
	if x[11] >= 0 {
		d[11] = p.Kd*x[10] - p.Ka2*x[11]
	}
	if x[12] >= 0 {
		d[12] = p.Ksc * (x[3] - x[12])
	}
	return d
}

// Stomach is how emptying depends on what is left of a meal.
type Stomach struct {
	alpha, beta float64 // twice the paper's slopes, 1/mg; 0 before any meal
	slow, fast  float64 // b·D and d·D, mg
}

// StomachAfter is the stomach for an eating episode of dbar mg.
func StomachAfter(p *Params, dbar float64) (s Stomach) {
	if dbar <= 0 {
		return s
	}
	return Stomach{alpha: 5 / (dbar * (1 - p.B)), beta: 5 / (dbar * p.D), slow: p.B * dbar, fast: p.D * dbar}
}

// Rate is kgut, 1/min, for q mg in the stomach. The two tanh are written by
// exponentials, which cost less together:
//
//	tanh u − tanh v = 2(a − c)/((a + 1)(c + 1)),  a = exp 2u, c = exp 2v
func (s *Stomach) Rate(p *Params, q float64) float64 {
	if s.alpha == 0 {
		return p.Kmax
	}
	a := math.Exp(min(s.alpha*(q-s.slow), saturated))
	c := math.Exp(min(s.beta*(q-s.fast), saturated))
	return p.Kmin + (p.Kmax-p.Kmin)*(1+(a-c)/((a+1)*(c+1)))
}

// saturated is where an exponential is as good as infinite and still far from it.
const saturated = 300
