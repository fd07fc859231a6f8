package pharma

import "math"

// Covariates are what a model of a drug may depend on.
type Covariates struct {
	Age, Weight, Height float64 // y, kg, cm
	Female              bool
	Renal               float64 // glomerular filtration relative to health; 0 is read as 1
}

// lbm is the lean body mass of James 1976, kg. Its parabola turns down in obesity,
// where it is held at its maximum.
func (c Covariates) lbm() float64 {
	a, b := 1.1, 128.0
	if c.Female {
		a, b = 1.07, 148
	}
	w := min(c.Weight, a*c.Height*c.Height/(2*b))
	return a*w - b*(w/c.Height)*(w/c.Height)
}

// ffm is the fat-free mass of Al-Sallami 2015 in adults, kg.
func (c Covariates) ffm() float64 {
	bmi := c.Weight / (c.Height * c.Height / 1e4)
	if c.Female {
		grown := 1.11 + (1-1.11)/(1+math.Pow(c.Age/7.1, -1.1))
		return grown * 9270 * c.Weight / (8780 + 244*bmi)
	}
	grown := 0.88 + (1-0.88)/(1+math.Pow(c.Age/13.4, -12.7))
	return grown * 9270 * c.Weight / (6680 + 216*bmi)
}

// bsa is the body surface of DuBois 1916, m2.
func (c Covariates) bsa() float64 {
	return 0.007184 * math.Pow(c.Weight, 0.425) * math.Pow(c.Height, 0.725)
}

func (c Covariates) renal() float64 {
	if c.Renal <= 0 {
		return 1
	}
	return c.Renal
}

// size is (W/70)^p, allometry.
func (c Covariates) size(p float64) float64 { return math.Pow(c.Weight/70, p) }
