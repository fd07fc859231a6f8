package glucose

import "math"

// Params are the constants of one patient in the symbols of the S2008 files, one a
// line; the reference is adult#001 of those files.
type Params struct {
	BW float64 // body weight, kg; 102.32
	Gb float64 // basal plasma glucose, mg/dL; 138.56
	Ib float64 // basal plasma insulin, pmol/L; 100.25

	Kabs float64 // absorption from the gut, 1/min; 0.08906
	Kmax float64 // emptying of the stomach, fastest, 1/min; 0.046122
	Kmin float64 // emptying of the stomach, slowest, 1/min; 0.0037927
	B    float64 // share of a meal at which emptying starts to slow; 0.70391
	D    float64 // share of a meal at which emptying speeds up again; 0.21057
	F    float64 // share of absorbed carbohydrate that appears in plasma; 0.9

	Vg  float64 // distribution volume of glucose, dL/kg; 1.9152
	Vi  float64 // distribution volume of insulin, L/kg; 0.054906
	K1  float64 // glucose from plasma to tissue, 1/min; 0.058138
	K2  float64 // glucose from tissue to plasma, 1/min; 0.087114
	Vm0 float64 // uptake at basal insulin, mg/kg/min; 3.2667
	Vmx float64 // rise of uptake with insulin action, mg/kg/min per pmol/L; 0.031319
	Km0 float64 // tissue glucose of half uptake, mg/kg; 253.52
	P2u float64 // rate of insulin's action on uptake, 1/min; 0.0278

	Kp1 float64 // production at zero glucose and insulin, mg/kg/min; 4.73140
	Kp2 float64 // glucose effectiveness of the liver, 1/min; 0.00469
	Kp3 float64 // insulin action on the liver, mg/kg/min per pmol/L; 0.01208
	Ki  float64 // delay of insulin's action on the liver, 1/min; 0.0046374

	Fsnc float64 // uptake that needs no insulin (brain), mg/kg/min; 1
	Ke1  float64 // renal excretion, 1/min; 0.0005
	Ke2  float64 // renal threshold, mg/kg of plasma glucose; 339

	M1  float64 // insulin from liver to plasma, 1/min; 0.15446
	M2  float64 // insulin from plasma to liver, 1/min; 0.225027
	M4  float64 // clearance in the periphery, 1/min; 0.0900106
	M30 float64 // clearance in the liver, 1/min; 0.23169

	Ka1 float64 // non-monomeric insulin to plasma, 1/min; 0.0019
	Ka2 float64 // monomeric insulin to plasma, 1/min; 0.0078
	Kd  float64 // dissociation of subcutaneous insulin, 1/min; 0.0152
	Ksc float64 // plasma to interstitial glucose, 1/min; 0.0766

	U2ss float64 // insulin that holds the basal state, pmol/kg/min; 1.2386

	X0 Vector // state at the start, x0_1 … x0_13 of the files
}

// Vector is the 13 states of S2008:
//
//	x1, x2   solid and liquid glucose in the stomach, mg
//	x3       glucose in the gut, mg
//	x4, x5   glucose in plasma and in tissue, mg/kg
//	x6       insulin in plasma, pmol/kg
//	x7       insulin's action on uptake, pmol/L
//	x8, x9   delayed insulin that acts on the liver, pmol/L
//	x10      insulin in the liver, pmol/kg
//	x11, x12 subcutaneous insulin, non-monomeric and monomeric, pmol/kg
//	x13      interstitial glucose, mg/kg
type Vector [13]float64

// pmolPerU converts insulin: 1 U is 6 nmol.
const pmolPerU = 6000

// MaxKabs is the fastest absorption that a drawn or fitted patient may have, 1/min:
// what is faster cannot be told from it in plasma, and needs a shorter step. A
// patient from files keeps the value of the file.
const MaxKabs = 2.0

// Basal is the insulin that holds the basal state, U/min.
func (p *Params) Basal() float64 { return p.U2ss * p.BW / pmolPerU }

// Derive solves the constants that the steady state fixes: m2, m4, m30, Vm0, kp1,
// U2ss and X0 from Gb, Ib, basal production EGPb (mg/kg/min) and clearance of
// insulin CL (L/min). It reports whether such a steady state exists.
//
// Hepatic extraction is 0.6, as in the files:
//
//	m4 = 2/5·CL/(Vi·BW)   m2 = 3/5·CL/(HEb·Vi·BW)   m30 = HEb·m1/(1 − HEb)
func (p *Params) Derive(egpb, cl float64) bool {
	const heb = 0.6
	perKg := cl / (p.Vi * p.BW)
	p.M4 = 0.4 * perKg
	p.M2 = 0.6 * perKg / heb
	p.M30 = heb * p.M1 / (1 - heb)
	p.Kabs = min(p.Kabs, MaxKabs)
	gp, ip := p.Gb*p.Vg, p.Ib*p.Vi
	renal := p.Ke1 * max(gp-p.Ke2, 0)
	uptake := egpb - p.Fsnc - renal
	gt := (p.K1*gp - uptake) / p.K2
	if !(uptake > 0 && gt > 0) {
		return false
	}
	p.Vm0 = uptake * (p.Km0 + gt) / gt
	p.Kp1 = egpb + p.Kp2*gp + p.Kp3*p.Ib
	il := p.M2 * ip / (p.M1 + p.M30)
	p.U2ss = (p.M2+p.M4)*ip - p.M1*il
	sc1 := p.U2ss / (p.Kd + p.Ka1)
	p.X0 = Vector{3: gp, 4: gt, 5: ip, 7: p.Ib, 8: p.Ib, 9: il, 10: sc1, 11: p.Kd * sc1 / p.Ka2, 12: gp}
	return p.U2ss > 0 && !math.IsInf(p.Kp1, 0)
}
