package pulsatile

import "math"

// Load is what the constants, the drive and the nudging make of a step, and what holds
// for the next steps. A step moves a volume v from one vessel into another,
//
//	v = (P1 − P2)/(R/dt + E1 + E2)
//
// which is the flow over the step, implicit in the pressures of both.
type Load struct {
	Esa, Esp, Esv, Eev     float64 // elastances of systemic arteries and veins, mmHg/mL
	Epa, Epp, Epv          float64 // of pulmonary vessels
	Era, Ela               float64 // of relaxed atria
	PlaneR, PlaneL         float64 // pressure of an atrium by the volume of its ventricle
	EmaxL, EmaxR           float64 // of ventricles at full activation
	Gsa, Ksa, Gpa, Kpa     float64 // what a pressure adds to the flow of an inertance in a step, and what stays of it
	Gsv, Gev, Gsr, Ger     float64 // mL moved in a step by a mmHg: arteries to veins, veins to atrium
	Gpp, Gpv               float64 // capillaries to pulmonary veins, and those to the atrium
	Rsr, Rer, Rpv          float64 // R/dt + E1 of the atria's veins, mmHg/mL
	Rmitral, Rtricuspid    float64 // R/dt
	KRlv, KRrv, Leaflets   float64 // kR/dt of the ventricles; R/dt of the closing valve
	Usv, Uev               float64 // unstressed volumes of the veins, mL
	Whole                  int64   // steps of the limb's lag,
	Part, Echo             float64 // part of one, and share of the way that its low pass goes in one
	Chest, Outside, Beyond float64 // pressures, mmHg: on the heart; on it and on the arteries, less on the veins
}

// renew is how many steps a Load holds: 100 ms at 500 Hz.
const renew = 50

// prepare renews the load from the drive.
func (s *State) prepare(p *Params, d *Drive, dt float64) {
	a, t, l := &p.Mean, &d.Tone, &s.Load
	s.Lax, s.Rax = a.P0*math.Exp(a.KElv*s.Vlv), a.P0*math.Exp(a.KErv*s.Vrv)
	k := stiffness(a, d) * s.Hold.Stiff
	l.Esa, l.Esp, l.Esv, l.Eev = k/unitSa, k/unitSp, 1/p.Csv, 1/p.Cev
	l.Epa, l.Epp, l.Epv, l.Era, l.Ela = 1/p.Cpa, 1/p.Cpp, 1/p.Cpv, 1/p.Cra, 1/p.Cla
	l.PlaneR, l.PlaneL = plane*l.Era, plane*l.Ela
	l.EmaxL, l.EmaxR = softL*t.EmaxL, softR*t.EmaxR
	if t.Rate == 0 && t.Press > 0 {
		l.EmaxL, l.EmaxR = squeezed(a, d)
	}
	l.EmaxL, l.EmaxR = l.EmaxL*s.Hold.Left, l.EmaxR*s.Hold.Right

	ra := min(unitRsa*k, 0.5*t.R)
	r := (t.R - ra) / dt
	l.Gsa = dt / (unitLsa * k)
	l.Ksa = 1 / (1 + l.Gsa*(ra+dt*(l.Esa+l.Esp)))
	l.Gsv, l.Gev = 1/(r/splanchnic+l.Esp+l.Esv), 1/(r/(1-splanchnic)+l.Esp+l.Eev)
	l.Rsr, l.Rer = p.Rsv/dt+l.Esv, p.Rev/dt+l.Eev
	l.Gsr, l.Ger = 1/(l.Rsr+l.Era), 1/(l.Rer+l.Era)
	u := t.Vusv - p.Vura
	l.Usv, l.Uev = splanchnicV*u, (1-splanchnicV)*u

	rp := d.Flow.Rp
	l.Gpa = dt / p.Lpa
	l.Kpa = 1 / (1 + l.Gpa*(arterial*rp+dt*(l.Epa+l.Epp)))
	l.Gpp = 1 / (capillary*rp/dt + l.Epp + l.Epv)
	l.Rpv = ostial*rp/dt + l.Epv
	l.Gpv = 1 / (l.Rpv + l.Ela)

	tau, beat := a.TauF*t.Lusitropy/dt, 1/max(t.Rate, 0.5)
	l.Rmitral = inflow(tau, a.P0+max(d.Flow.Ppv-t.Chest, 1), a.KElv, d.Flow.Ql*beat)
	l.Rtricuspid = inflow(tau, a.P0+max(d.Flow.Pra-t.Chest, 1), a.KErv, d.Flow.Qr*beat)
	l.KRlv, l.KRrv, l.Leaflets = p.KRlv/dt, p.KRrv/dt, leaflets/dt
	l.Whole, l.Part = s.Limb.steps(p.Transit, dt)
	l.Echo = dt / (softening + dt)
	l.Chest, l.Outside, l.Beyond = t.Chest, t.Chest-t.Belly, aortaInChest*t.Chest-t.Belly
}

// inflow is the resistance, mmHg·s/mL, through which a ventricle fills with a time
// constant: that over the compliance along the stroke that fills it, mL, up to a
// pressure above its scale.
func inflow(tau, pressure, kE, stroke float64) float64 {
	if stroke < 1 {
		return tau * pressure * kE
	}
	return tau * pressure * (1 - math.Exp(-kE*stroke)) / stroke
}
