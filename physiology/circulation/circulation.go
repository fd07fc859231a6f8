// Package circulation is a beat-averaged closed circulation: four elastic
// reservoirs (systemic arteries and veins, pulmonary arteries and veins) and two
// ventricles that fill along an exponential diastolic curve and eject against an
// end-systolic elastance.
//
// Source: Ursino M. Interaction between carotid baroregulation and the pulsating
// heart: a mathematical model. Am J Physiol 275:H1733-H1747, 1998,
// doi:10.1152/ajpheart.1998.275.5.H1733, reduced to the mean of a beat.
//
// Equations used, for each reservoir and ventricle:
//
//	P = (V − Vu)/C
//	dVsa = Ql − Qs   dVsv = Qs − Qr + venous   dVpa = Qr − Qp   dVpv = Qp − Ql
//	Qs = (Psa − Psv)/R    Qp = (Ppa − Ppv)/Rp    Pra = Psv − Rv·Qs
//	EDVeq = ln(1 + Pfill/P0)/kE         the diastolic curve inverted
//	ESV = Vu + Pes/Emax                 Pes 1.05·MAP left, 1.1·mean Ppa right
//	EDV = ESV + (EDVeq − ESV)·(1 − exp(−(T − Ts)/τf)),  Ts = 0.5 − 0.075/T
//	SV = EDV − ESV,  Q = SV/T
//
// What lies in the chest feels its pressure: the heart and the lungs' vessels whole,
// the arteries by the share of the aorta, the veins outside it not at all: straining
// presses them by the belly.
//
// Units: mL, mmHg, s. Validity: adults, heart rate 30..220, from standstill to
// maximal exercise. Limits: no waveform, no inertance, no pericardium, ideal
// valves; a vessel below its unstressed volume is slack at 0 mmHg. Not for
// valve disease, nor for anything within a beat.
package circulation

import "math"

// Params are the constants of one patient's circulation.
//
//	symbol  reference adult   unit        source
//	Csa     4.0               mL/mmHg     Ursino 1998, Csa+Csp+Cep
//	Csv     142.4             mL/mmHg     Ursino 1998, Csv+Cev+Cra
//	Cpa     6.56              mL/mmHg     Ursino 1998, Cpa+Cpp
//	Cpv     44.6              mL/mmHg     Ursino 1998, Cpv+Cla
//	Vusa    611               mL          Ursino 1998
//	Vupa    123               mL          Ursino 1998
//	Vupv    145               mL          Ursino 1998
//	Rp      0.095             mmHg·s/mL   calibrated: 1.6 Wood units (1998: 0.118)
//	Rv      0.0113            mmHg·s/mL   Ursino 1998
//	P0      1.5               mmHg        Ursino 1998
//	kElv    0.014             1/mL        Ursino 1998
//	kErv    0.011             1/mL        Ursino 1998
//	Vulv    16.77             mL          Ursino 1998
//	Vurv    40.8              mL          Ursino 1998
//	τf      0.10              s           calibrated to filling at rates of 120 and more
//	Cpp     1.75              mL/mmHg     calibrated to 117/75 mmHg at 40 years
//	Zc      0.4               1           calibrated: faster ejection raises the pulse
type Params struct {
	Csa, Csv, Cpa, Cpv float64 // compliances, mL/mmHg
	Vusa, Vupa, Vupv   float64 // unstressed volumes, mL (the veins' belongs to Tone)
	Rp, Rv             float64 // pulmonary and venous-return resistance, mmHg·s/mL
	Recruit            float64 // opening of lung vessels by flow, 1
	Qrest              float64 // flow that Rp is stated at, mL/s
	P0                 float64 // scale of the diastolic curve, mmHg
	KElv, KErv         float64 // stiffness of the diastolic curve, 1/mL
	Vulv, Vurv         float64 // unstressed volumes of the ventricles, mL
	TauF               float64 // time constant of filling, s
	Vheart             float64 // blood that the heart itself holds, mL
	Cpp                float64 // compliance that the stroke meets, mL/mmHg
	Zc                 float64 // rise of the pulse with faster ejection, 1
	Pref               float64 // pressure that Cpp is stated at, mmHg
	EmaxRef            float64 // contractility that Cpp is stated at, mmHg/mL
}

// State is the blood in the four reservoirs, mL.
type State struct{ Vsa, Vsv, Vpa, Vpv float64 }

// Volume is the blood in reservoirs and heart, mL.
func (s *State) Volume(p *Params) float64 { return s.Vsa + s.Vsv + s.Vpa + s.Vpv + p.Vheart }

// Tone is what reflexes, muscles and the heart's state make of the circulation now.
type Tone struct {
	R            float64 // systemic resistance, mmHg·s/mL
	Vusv         float64 // unstressed volume of the veins, mL
	EmaxL, EmaxR float64 // end-systolic elastances, mmHg/mL
	Rate         float64 // beats, 1/s; 0 is standstill
	Sinus        float64 // of the sinus node, 1/s, which another rhythm may overrule
	Lusitropy    float64 // factor on TauF
	Atria        float64 // share of the stroke that the rhythm takes; 0 is sinus rhythm
	Chest        float64 // pressure in the chest above rest, mmHg
	Narrow       float64 // added resistance of the lungs' vessels, relative
	Belly        float64 // pressure on the systemic veins from outside, mmHg
	Press        float64 // force of chest compressions, 0..1; read at standstill alone
	PressRate    float64 // compressions, 1/s
}

// Flow is the algebra of a State under a Tone: pressures in mmHg, flows in mL/s.
type Flow struct {
	Psa, Psv, Ppa, Ppv, Pra float64
	Qs, Qp, Ql, Qr          float64
	Rp                      float64 // recruited pulmonary resistance, mmHg·s/mL
	SV, EDV                 float64 // left ventricle, mL
	Gl, Gr                  float64 // dQ/dP of the ventricles' filling, mL/s/mmHg
}

const (
	pesL = 1.05 // end-systolic over mean arterial pressure
	pesR = 1.1  // the same in the pulmonary artery
)

// pressure of an elastic vessel; below its unstressed volume it is slack.
func pressure(v, vu, c float64) float64 {
	return max((v-vu)/c, 0)
}

// filled is the share of passive filling that diastole has time for.
func filled(p *Params, t *Tone) float64 {
	period := 1 / t.Rate
	systole := 0.5 - 0.075*t.Rate
	return 1 - math.Exp(-math.Max(period-systole, 0)/(p.TauF*t.Lusitropy))
}

// stroke of a ventricle: end-diastolic and stroke volume, and dSV/dPfill.
func stroke(pfill, p0, kE, esv, share float64) (edv, sv, slope float64) {
	if pfill < 0 {
		pfill = 0
	}
	eq := math.Log(1+pfill/p0) / kE
	if eq <= esv {
		return esv, 0, 0
	}
	sv = (eq - esv) * share
	return esv + sv, sv, share / (kE * (p0 + pfill))
}

// Derive solves pressures and flows of a state.
func Derive(p *Params, s *State, t *Tone) (f Flow) {
	f.Psa = max(pressure(s.Vsa, p.Vusa, p.Csa)+aorta*t.Chest*min(max(s.Vsa/p.Vusa, 0), 1), 0) // an empty aorta feels nothing
	f.Psv = pressure(s.Vsv, t.Vusv, p.Csv) + t.Belly
	f.Ppa = pressure(s.Vpa, p.Vupa, p.Cpa) // of lung vessels: above the pressure around them
	f.Ppv = pressure(s.Vpv, p.Vupv, p.Cpv)
	f.Qs = (f.Psa - f.Psv) / t.R
	f.Pra = f.Psv - p.Rv*f.Qs
	esv := p.Vulv + pesL*math.Max(f.Psa-t.Chest, 0)/t.EmaxL
	f.EDV = esv
	switch {
	case t.Rate > 0:
		share := filled(p, t) * (1 - t.Atria)
		f.EDV, f.SV, f.Gl = stroke(f.Ppv, p.P0, p.KElv, esv, share)
		_, svr, gr := stroke(f.Pra-t.Chest, p.P0, p.KErv, p.Vurv+pesR*math.Max(f.Ppa, 0)/t.EmaxR, share)
		f.Ql, f.Gl = f.SV*t.Rate, f.Gl*t.Rate
		f.Qr, f.Gr = svr*t.Rate, gr*t.Rate
	case t.Press > 0:
		f.compress(p, t)
	}
	f.Rp = recruited(p, f.Ql) * (1 + t.Narrow)
	f.Qp = (f.Ppa - f.Ppv) / f.Rp
	f.Ppa, f.Ppv = f.Ppa+t.Chest, f.Ppv+t.Chest
	return f
}

// aorta is the share of the chest's pressure that reaches the arteries: the part of
// their compliance that lies in the chest.
const aorta = 0.6

// recruited is the pulmonary resistance at flow q: lung vessels open with flow.
func recruited(p *Params, q float64) float64 {
	return p.Rp / (1 + p.Recruit*math.Max(q/p.Qrest-1, -0.8))
}

// Advance moves the state by dt seconds; venous is what enters the veins from
// outside, mL/s. Every flow is linearly implicit in the pressures that it moves
// itself, so that a step of 1 s is stable in exercise and in an empty circulation;
// a flow leaves one reservoir and enters the next, so blood is conserved exactly.
func Advance(p *Params, s *State, t *Tone, f *Flow, venous, dt float64) {
	qs := (f.Psa - f.Psv + dt*(f.Ql/p.Csa+f.Qr/p.Csv)) / (t.R + dt*(1/p.Csa+1/p.Csv))
	qp := (f.Ppa - f.Ppv + dt*(f.Qr/p.Cpa+f.Ql/p.Cpv)) / (f.Rp + dt*(1/p.Cpa+1/p.Cpv))
	gl, gr := dt*f.Gl/p.Cpv, dt*f.Gr/p.Csv
	ql := (f.Ql + gl*qp) / (1 + gl)
	qr := (f.Qr + gr*(qs+venous)) / (1 + gr)
	s.Vsa += dt * (ql - qs)
	s.Vsv += dt * (qs - qr + venous)
	s.Vpa += dt * (qr - qp)
	s.Vpv += dt * (qp - ql)
}
