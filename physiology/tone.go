package physiology

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/circulation"
	"github.com/vitalfleet/vitalfleet/physiology/exertion"
	"github.com/vitalfleet/vitalfleet/physiology/infection"
	"github.com/vitalfleet/vitalfleet/physiology/pharma"
	"github.com/vitalfleet/vitalfleet/physiology/reflex"
)

// slowed is the share of its rate that an injured heart loses.
const slowed = 0.5

// hypoxicDilation is the gain of systemic conductance per unit of saturation lost,
// calibrated to the heart rate at 3000 m.
const hypoxicDilation = 1.5

// tone puts together what reflexes, exercise, inflammation, temperature and the
// health of the heart make of the circulation.
func (b *Body) tone(p *Patient, now *influence) circulation.Tone {
	work := exertion.Derive(&p.Exertion, &b.Muscle, b.Rest.VO2)
	ill := infection.Derive(&b.Infection)
	drug, nerves := &now.drug, b.Reflex
	if b.Drugs.Active != 0 {
		nerves = medicated(nerves, drug)
	}
	left, right := nerves.Emax()
	effort := drug.Effort(work.Intensity)
	heart := ill.Contractile * b.acidosis() * b.depolarised(0.18) * drug.Inotropy() / p.HeartSize
	// Vessels open where oxygen is short (Magosso and Ursino 2002) and after effort.
	open := (1 + hypoxicDilation*max(0.95-b.Gas.SaO2*(1-b.Lungs.COHb), 0)) * (1 + b.Muscle.Dilated)
	veins := nerves.Unstressed() + ill.Pooling + drug.Pooling // what vasopressors can take back
	veins -= drug.Mobilised(veins - leastUnstressed)
	sinus := now.sick(b.rate(p, &nerves, drug, work.Intensity))
	return circulation.Tone{
		R: 1 / (p.Conductance*open/(nerves.Resistance()*b.viscosity(p)*ill.Vasodilation*b.squeeze(p)*drug.Resistance()*b.vasodilated(p, drug)) +
			work.Conductance + b.warmSkin(p)),
		Vusv:      veins*p.Vessels + vuAtrium*p.Vessels + b.Pool - work.Recruited - now.soaked(p) - 500*b.Mood.Crisis*p.Vessels,
		EmaxL:     (left + work.Inotropy*effort) * heart * p.Contractility * b.Vital.working() * (1 + 0.6*b.Mood.Crisis),
		EmaxR:     (right + 0.6*work.Inotropy*effort) * heart * (1 - 0.7*b.Vital.Injury) * b.strained(),
		Sinus:     sinus / 60,
		Rate:      now.beats(p, sinus, &b.Vital) / 60,
		Atria:     now.unfilled(p),
		Belly:     now.belly,
		Press:     now.press,
		PressRate: now.pressRate,
		Lusitropy: 1 - 0.6*work.Intensity,
		Chest:     now.chest + b.chest(now),
		Narrow:    b.Gas.Lung.Narrow,
	}
}

// warmSkin is the conductance that the skin opens beyond rest to lose heat, mL/s/mmHg.
func (b *Body) warmSkin(p *Patient) float64 {
	return max(b.Skin-b.Rest.Skin, 0) * p.Thermo.Area / 3.6 / p.Reflex.Pn
}

// viscosity is the resistance of blood relative to a haematocrit of 0.44.
func (b *Body) viscosity(p *Patient) float64 {
	blood := max(b.Vessels.Volume(&p.Circulation), 1)
	return max(1+(b.Water.Cells/blood-0.44), 0.6)
}

// warmed is the factor of temperature on the sinus node: 12 % faster a degree of fever,
// half as fast at 30 degC (Danzl DF, Pozos RS, N Engl J Med 331:1756, 1994).
func warmed(core float64) float64 {
	if core < refCore {
		return math.Exp(0.10 * (core - refCore))
	}
	return 1 + 0.12*(core-refCore)
}

// rate of the sinus node, 1/min: its reflex rhythm, faster when it is warm, plus the
// central command of exercise, up to the maximum of the age; 0 in arrest.
func (b *Body) rate(p *Patient, nerves *reflex.State, drug *pharma.Effect, intensity float64) float64 {
	if b.Vital.Arrest {
		return 0
	}
	period := p.Reflex.T0
	if p.Innervation > 0 {
		period = nerves.Period(&p.Reflex)
	}
	hr := 60 / period * warmed(b.Heat.Core)
	effort := 1 - 0.8*(1-drug.Effort(intensity)) // the rest of the answer is the vagus giving way
	hr += (intensity+b.command())*(p.Exertion.HRMax-b.Rest.Rate)*max(p.Innervation, 0.5)*effort + drug.Rate()
	return min(hr, p.Exertion.HRMax) * (1 - slowed*b.Vital.Injury) * b.depolarised(0.25)
}
