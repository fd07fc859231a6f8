// Package respiration is gas exchange and the control of breathing: one alveolar
// and one tissue compartment for O2 and CO2 with a true shunt, and a central and a
// peripheral chemoreflex that set rate and tidal volume.
//
// Sources: Grodins 1967, Khoo 1982 and Timischl 1998 (two compartments);
// Severinghaus JW, J Appl Physiol 46:599, 1979, doi:10.1152/jappl.1979.46.3.599 (O2
// curve); Kelman 1966; Read 1967 and Rebuck 1974 (slopes of the chemoreflexes);
// Easton 1986 (hypoxic decline); Coburn, Forster, Kane 1965 (carbon monoxide).
//
// Equations used (V in L, Q and ventilation in L/min, P in mmHg, contents in mL/L):
//
//	V·dPA/dt = VA·(PI − PA) + 0.863·Q·(1 − s)·(Cv − Cc)       both gases
//	VT·dCv/dt = Q·(Ca − Cv) ∓ metabolism                     both gases
//	Ca = (1 − s)·Cc + s·Cv
//	VE = basal + Gc·(Pc − 40) + Gp·(1 + 0.06·(97 − S))·(PaCO2 − 40) + hypoxic + exercise
//
// Validity: adults awake, PO2 up to 700 mmHg. Limits: one lung, so scatter of
// ventilation to perfusion is part of the shunt; metabolic acidosis and diffusion
// limits are not modelled; a closed airway keeps the lung's volume.
package respiration

import "math"

// Params are the constants of one patient's lungs and their control.
//
//	symbol  reference adult  unit               source
//	FRC     2.9              L                  ECSC 1993 · 0.90 supine
//	VtO2    4                L                  Timischl 1998 order, calibrated
//	VtCO2   15               L                  calibrated to Eger 1961
//	s       0.03             1                  West, normal shunt with scatter
//	VD      0.15             L                  2.2 mL/kg
//	VE0     6.3              L/min              Guyton
//	Gc      1.0              L/min/mmHg         Read 1967: total slope 1.45
//	Gp      0.45             L/min/mmHg         the same
//	HVR     0.8              L/min per %        Rebuck 1974
//	kex     0.0226           L/min per mL/min   Wasserman, isocapnic exercise
type Params struct {
	FRC, VtO2, VtCO2 float64 // stores, L
	Shunt            float64 // true shunt, 0..1
	VD               float64 // dead space, L
	Scale            float64 // size of all ventilation, 1
	VE0, Gc, Gp, HVR float64 // resting ventilation and the gains on it, per Scale
	Kex              float64 // exercise drive, L/min per mL/min of CO2
	VT0              float64 // tidal volume at no drive, L per Scale
	MVV              float64 // maximal voluntary ventilation, L/min
	CO2Set           float64 // PaCO2 at which the chemoreflexes are silent, mmHg
}

// State is what is integrated.
type State struct {
	PAO2, PACO2 float64    // alveolar, mmHg
	CvO2, CvCO2 float64    // mixed venous and tissue contents, mL/L
	Central     float64    // PCO2 at the central chemoreceptors, mmHg
	Decline     float64    // lagged desaturation of the hypoxic decline, %
	Drive       float64    // ventilation that the drive asks for, L/min
	COHb        float64    // fraction of haemoglobin
	Finger      [3]float64 // functional saturation on its way to the fingertip, 0..1
}

// Input is what the rest of the body and the airway give.
type Input struct {
	Q           float64 // blood flow, L/min
	Hb          float64 // g/dL
	Temperature float64 // core, degC
	PIO2, PICO2 float64 // inspired, mmHg
	Shunt       float64 // added to that of Params
	Open        float64 // 1 open airway, 0 closed
	LowPressure float64 // mmHg of arterial pressure missing, felt by the carotid bodies
	VCO2Extra   float64 // CO2 above rest, mL/min: the exercise drive
	Alert       float64 // 1 working brain stem, 0 none
}

// Gas is the algebra of a State: arterial gases and the pattern of breathing.
type Gas struct {
	PaO2, PaCO2, PH, HCO3 float64
	SaO2                  float64 // functional, 0..1
	CaO2, CaCO2           float64 // mL/L
	CcO2, CcO2Slope       float64
	CcCO2                 float64
	Shunt                 float64 // total, 0..1
	VE, RR, VT, VA        float64 // L/min, 1/min, L, L/min
	Blood                 Blood
}

const (
	stpd        = 0.863 // mmHg·L(BTPS) per mL(STPD)
	mostShunted = 0.9
)

// Derive solves arterial blood and breathing pattern of a state; guess is a PaO2
// near the answer, for speed.
func Derive(p *Params, s *State, in *Input, guess float64) (g Gas) {
	g.Blood = NewBlood(in.Hb, s.COHb, s.PACO2, in.Temperature)
	g.Shunt = min(p.Shunt+in.Shunt, mostShunted)
	g.CcO2, g.CcO2Slope = g.Blood.O2(s.PAO2)
	g.CcCO2 = CO2(s.PACO2, g.Blood.Saturation(s.PAO2))
	g.CaO2 = (1-g.Shunt)*g.CcO2 + g.Shunt*s.CvO2
	g.CaCO2 = (1-g.Shunt)*g.CcCO2 + g.Shunt*s.CvCO2
	g.PaO2 = g.Blood.PO2(g.CaO2, guess)
	g.SaO2 = g.Blood.Saturation(g.PaO2)
	g.PaCO2 = max(PCO2(g.CaCO2, g.SaO2), 1)
	g.PH, g.HCO3 = PH(g.PaCO2), Bicarbonate(max(g.PaCO2, leastPCO2))
	g.VE = s.Drive * in.Open
	if g.RR, g.VT, g.VA = p.Pattern(g.VE, in.Temperature); g.RR == 0 {
		g.VE = 0
	}
	return g
}

// Advance moves the gas stores by dt seconds: vo2 and vco2 are what the tissues
// take and give, mL/min. Each store is linearly implicit in itself.
func Advance(p *Params, s *State, g *Gas, in *Input, vo2, vco2, dt float64) {
	h := dt / 60
	q := stpd * in.Q * (1 - g.Shunt)
	flow := g.VA*(in.PIO2-s.PAO2) + q*(s.CvO2-g.CcO2)
	pao2 := s.PAO2 + h*flow/(p.FRC+h*(g.VA+q*g.CcO2Slope))
	flow = g.VA*(in.PICO2-s.PACO2) + q*(s.CvCO2-g.CcCO2)
	paco2 := s.PACO2 + h*flow/(p.FRC+h*(g.VA+q*co2Slope))
	s.CvO2 += h * (in.Q*(g.CaO2-s.CvO2) - vo2) / (p.VtO2 + h*in.Q)
	s.CvCO2 += h * (in.Q*(g.CaCO2-s.CvCO2) + vco2) / (p.VtCO2 + h*in.Q)
	s.PAO2, s.PACO2 = max(pao2, 0), max(paco2, 0)
	s.CvO2, s.CvCO2 = max(s.CvO2, 0), max(s.CvCO2, 0)
	p.control(s, g, in, dt)
	carry(s, g.SaO2, in.Q, dt)
}

// carry moves arterial blood to the fingertip: three equal lags of together
// fingerDelay at a resting flow, longer when less flows.
func carry(s *State, saturation, q, dt float64) {
	const fingerDelay, restingFlow = 21.0, 5.5 // s, L/min
	k := 1 - math.Exp(-dt*3/fingerDelay*min(q/restingFlow, 2))
	for i := range s.Finger {
		saturation, s.Finger[i] = s.Finger[i], s.Finger[i]+k*(saturation-s.Finger[i])
	}
}

// SpO2 is the functional saturation at the fingertip, 0..1.
func (s *State) SpO2() float64 { return s.Finger[2] }

// SvO2 is the functional saturation of mixed venous blood, 0..1.
func (s *State) SvO2(b Blood) float64 { return b.Saturation(b.PO2(s.CvO2, 40)) }
