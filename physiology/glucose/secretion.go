package glucose

import "math"

// Secretion is the beta cell and the liver's first pass of Dalla Man 2007; zero is a
// patient without insulin of his own.
//
//	S     = γ·Ipo                              insulin into the liver, pmol/kg/min
//	dIpo  = −γ·Ipo + Spo                                              [eq. 23]
//	Spo   = Y + K·max(dG/dt, 0) + Sb                                  [eq. 24]
//	dY    = −α·[Y − max(β(G − h), −Sb)]                               [eq. 25]
//	HE    = m6 − m5·S,  m3 = HE·m1/(1 − HE)                           [eq. 4]
//	EGP   = kp1 − kp2·Gp − kp3·Id − kp4·Ipo                           [eq. 10]
type Secretion struct {
	K     float64 // to the rate of change, pmol/kg per mg/dL
	Alpha float64 // delay of the response, 1/min
	Beta  float64 // to glucose above h, pmol/kg/min per mg/dL
	Gamma float64 // portal vein to liver, 1/min
	Kp4   float64 // portal insulin on production, mg/kg/min per pmol/kg
	M5    float64 // extraction falls with secretion, min·kg/pmol
	M6    float64 // extraction without secretion
	Sb    float64 // basal secretion, pmol/kg/min
	H     float64 // threshold, mg/dL: basal glucose
}

// Beta is the state of the beta cell.
type Beta struct {
	Portal float64 // insulin in the portal vein, pmol/kg
	Y      float64 // delayed response to glucose, pmol/kg/min
	Last   float64 // plasma glucose of the step before, mg/dL
}

// advance moves the beta cell by h minutes at plasma glucose g (mg/dL) and gives what
// it sends into the liver, pmol/kg/min. Both equations are linear over the step and
// solved exactly.
func (b *Beta) advance(p *Secretion, g, h float64) float64 {
	rise := max(g-b.Last, 0) / h
	b.Last = g
	target := max(p.Beta*(g-p.H), -p.Sb)
	b.Y = target + (b.Y-target)*math.Exp(-p.Alpha*h)
	in := max(b.Y+p.Sb+p.K*rise, 0)
	fade := math.Exp(-p.Gamma * h)
	before := b.Portal
	b.Portal = in/p.Gamma + (before-in/p.Gamma)*fade
	return max(in-(b.Portal-before)/h, 0)
}

// extraction is m30 while the beta cell secretes s.
func (p *Secretion) extraction(m1, s float64) float64 {
	he := min(max(p.M6-p.M5*s, 0), 0.95)
	return he * m1 / (1 - he)
}

// Healthy are the parameters of the normal subject of Dalla Man 2007, table I.
func Healthy() (Params, Secretion) {
	p := Params{
		BW: 78, Kabs: 0.057, Kmax: 0.0558, Kmin: 0.0080, B: 0.82, D: 0.010, F: 0.90,
		Vg: 1.88, K1: 0.065, K2: 0.079, Vi: 0.05, M1: 0.190, M2: 0.484, M4: 0.194,
		Vm0: 2.50, Vmx: 0.047, Km0: 225.59, P2u: 0.0331, Kp1: 2.70, Kp2: 0.0021, Kp3: 0.009, Ki: 0.0079,
		Fsnc: 1, Ke1: 0.0005, Ke2: 339, Ka1: 0.0018, Ka2: 0.0182, Kd: 0.0164, Ksc: 0.1,
	}
	return p, Secretion{
		K: 2.30, Alpha: 0.050, Beta: 0.11, Gamma: 0.5, Kp4: 0.0618, M5: 0.0304, M6: 0.6471,
	}
}

// Type2 are the parameters of the subject with type 2 diabetes of the same table.
func Type2() (Params, Secretion) {
	p := Params{
		BW: 91, Kabs: 0.023, Kmax: 0.0465, Kmin: 0.0076, B: 0.68, D: 0.09, F: 0.90,
		Vg: 1.49, K1: 0.042, K2: 0.071, Vi: 0.04, M1: 0.379, M2: 0.673, M4: 0.269,
		Vm0: 4.65, Vmx: 0.034, Km0: 466.21, P2u: 0.0840, Kp1: 3.09, Kp2: 0.0007, Kp3: 0.005, Ki: 0.0066,
		Fsnc: 1, Ke1: 0.0007, Ke2: 269, Ka1: 0.0018, Ka2: 0.0182, Kd: 0.0164, Ksc: 0.1,
	}
	return p, Secretion{
		K: 0.99, Alpha: 0.013, Beta: 0.05, Gamma: 0.5, Kp4: 0.0786, M5: 0.0526, M6: 0.8118,
	}
}

// rest solves the basal state of a patient who secretes: basal secretion from an
// extraction of 0.6, insulin from that, and glucose where production is uptake. It
// fills in Gb, Ib, M30, Sb, H and X0 and reports whether there is such a state.
func rest(p *Params, q *Secretion) (Beta, bool) {
	const heb = 0.6
	q.Sb = (q.M6 - heb) / q.M5
	p.M30 = heb * p.M1 / (1 - heb)
	il := q.Sb / (p.M1 + p.M30 - p.M2*p.M1/(p.M2+p.M4))
	ip := il * p.M1 / (p.M2 + p.M4)
	p.Ib = ip / p.Vi
	portal := q.Sb / q.Gamma
	excess := func(g float64) (float64, float64) {
		gp := g * p.Vg
		egp := max(p.Kp1-p.Kp2*gp-p.Kp3*p.Ib-q.Kp4*portal, 0)
		renal := p.Ke1 * max(gp-p.Ke2, 0)
		gt := (p.K1*gp + p.Fsnc + renal - egp) / p.K2
		return egp - p.Fsnc - renal - p.Vm0*gt/(p.Km0+gt), gt
	}
	low, high := 40.0, 500.0
	for range 60 {
		g := (low + high) / 2
		if e, gt := excess(g); e > 0 || gt < 0 {
			low = g
		} else {
			high = g
		}
	}
	p.Gb = (low + high) / 2
	e, gt := excess(p.Gb)
	q.H = p.Gb
	gp := p.Gb * p.Vg
	p.X0 = Vector{3: gp, 4: gt, 5: ip, 7: p.Ib, 8: p.Ib, 9: il, 12: gp}
	return Beta{Portal: portal, Last: p.Gb}, math.Abs(e) < 1e-9 && gt > 0 && q.Sb > 0
}
