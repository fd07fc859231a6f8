package pulsatile

import "math"

// Load is what the constants, the drive and the nudging make of a step: elastances,
// mmHg/mL, and conductances, mL/s/mmHg, that hold for the next steps.
type Load struct {
	Esa, Esp, Esv, Eev   float64 // elastances of systemic arteries and veins,
	Epa, Epp, Epv        float64 // pulmonary vessels,
	Era, Ela             float64 // relaxed atria
	EmaxL, EmaxR         float64 // of the ventricles at full activation
	Gsa, Ksa, Gpa, Kpa   float64 // an inertance over the step, and what is left of its flow
	Gsv, Gev             float64 // arteries to veins
	Usv, Uev             float64 // unstressed volumes of the veins, mL
	Gsr, Ger             float64 // veins to right atrium
	Gpp, Gpv             float64 // capillaries to pulmonary veins, and they to the left atrium
	Rsr, Rer, Rpv        float64 // resistances of the atria's veins, mmHg·s/mL
	Rmitral, Rtricuspid  float64 // mmHg·s/mL
	Lag, Echo            float64 // of the limb: in steps, and share of the way a step
	Chest, Belly, Beyond float64 // pressures: on the heart, the veins, and on arteries less veins, mmHg
}

// renew is how many steps a Load holds: 20 ms at 500 Hz. Only the breath is read in
// every step.
const renew = 10

// prepare renews the load from the drive.
func (s *State) prepare(p *Params, d *Drive, dt float64) {
	a, t, l := &p.Mean, &d.Tone, &s.Load
	s.Lax, s.Rax = a.P0*math.Exp(a.KElv*s.Vlv), a.P0*math.Exp(a.KErv*s.Vrv)
	k := stiffness(a, d) * s.Hold.Stiff
	l.Esa, l.Esp, l.Esv, l.Eev = k/unitSa, k/unitSp, 1/p.Csv, 1/p.Cev
	l.Epa, l.Epp, l.Epv, l.Era, l.Ela = 1/p.Cpa, 1/p.Cpp, 1/p.Cpv, 1/p.Cra, 1/p.Cla
	l.EmaxL, l.EmaxR = t.EmaxL*s.Hold.Left, t.EmaxR*s.Hold.Right
	if t.Rate == 0 && t.Press > 0 {
		l.EmaxL, l.EmaxR = squeezed(a, d)
		l.EmaxL, l.EmaxR = l.EmaxL*s.Hold.Left, l.EmaxR*s.Hold.Right
	}

	ra := min(unitR*k, 0.5*t.R)
	l.Gsa = dt / (unitL * k)
	l.Ksa = 1 / (1 + l.Gsa*(ra+dt*(l.Esa+l.Esp)))
	r := t.R - ra
	l.Gsv = 1 / (r/splanchnic + dt*l.Esp)
	l.Gev = 1 / (r/(1-splanchnic) + dt*l.Esp)
	u := t.Vusv - p.Vura
	l.Usv, l.Uev = splanchnicV*u, (1-splanchnicV)*u
	l.Rsr, l.Rer = p.Rsv+dt*l.Esv, p.Rev+dt*l.Eev
	l.Gsr, l.Ger = 1/(l.Rsr+dt*l.Era), 1/(l.Rer+dt*l.Era)

	rp := d.Flow.Rp
	l.Gpa = dt / p.Lpa
	l.Kpa = 1 / (1 + l.Gpa*(arterial*rp+dt*(l.Epa+l.Epp)))
	l.Gpp = 1 / (capillary*rp + dt*(l.Epp+l.Epv))
	l.Rpv = ostial*rp + dt*l.Epv
	l.Gpv = 1 / (l.Rpv + dt*l.Ela)

	fill := a.TauF * t.Lusitropy
	l.Rmitral = fill * a.KElv * (a.P0 + max(d.Flow.Ppv-t.Chest, 1))
	l.Rtricuspid = fill * a.KErv * (a.P0 + max(d.Flow.Pra-t.Chest, 1))
	l.Lag, l.Echo = s.Limb.steps(p.Transit, dt), dt/(softening+dt)
	l.Chest, l.Belly, l.Beyond = t.Chest, t.Belly, aortaInChest*t.Chest-t.Belly
}
