package physiology

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/pharma"
	"github.com/vitalfleet/vitalfleet/physiology/reflex"
)

// medicated is the reflex state as organs feel it under drugs: sympathetic drive
// that is damped at its source or opposed at the receptor, and a vagus that is driven
// or blocked.
func medicated(r reflex.State, e *pharma.Effect) reflex.State {
	if e.Sympatholysis > 0 || e.BlockBeta1 > 0 {
		r.LnR = e.Sympathetic(r.LnR, false)
		r.LnV = e.Sympathetic(r.LnV, false)
		r.LnT = e.Sympathetic(r.LnT, true)
		r.LnE = e.Sympathetic(r.LnE, true)
	}
	r.VagalHz = (r.VagalHz + e.Vagotonia) * (1 - e.Vagolysis)
	return r
}

// vasodilated is the factor on resistance of the slow antihypertensives. The renin
// that an ACE inhibitor takes the effect of rises when plasma is short; calcium
// antagonists act on the tone there is, which hypertension raises (Donnelly 1993: the
// effect is proportional to the pressure before treatment).
func (b *Body) vasodilated(p *Patient, e *pharma.Effect) float64 {
	if e.ACE == 0 && e.Calcium == 0 {
		return 1
	}
	return math.Exp(-aceDilation*e.ACE*b.renin() - calciumDilation*e.Calcium*excessTone(p))
}

// pressureShift is what hypnotics and slow antihypertensives make of the set point of
// the baroreflex, mmHg: chronic vasodilators bring no lasting tachycardia.
func (b *Body) pressureShift(p *Patient, e *pharma.Effect) float64 {
	if e.ACE == 0 && e.Calcium == 0 {
		return e.SetPoint
	}
	return e.SetPoint - aceReset*e.ACE*b.renin() - calciumReset*e.Calcium*excessTone(p)
}

const (
	aceDilation, aceReset         = 0.12, 7.0  // ln of resistance, mmHg: 5..8 mmHg at rest, K
	calciumDilation, calciumReset = 0.45, 22.0 // at full block; −3.1 mmHg SBP per ng/mL in hypertension
	tonePressure                  = 80.0       // mmHg, set point at which there is no tone to lose
)

// renin relative to rest: up when the kidneys feel plasma to be short.
func (b *Body) renin() float64 { return min(max(1-6*b.Water.Dilution, 0.3), 4) }

// excessTone is 0.6 at the reference set point of 92 mmHg, 1.4 in a usual hypertension.
func excessTone(p *Patient) float64 {
	return min(max((p.Reflex.Pn-tonePressure)/20, 0.3), 2.5)
}

// leastUnstressed is the unstressed volume that full constriction leaves in the veins
// of the reference adult, mL.
const leastUnstressed = 1300.0

// alert is the function of the brain that supply, glucose and drugs leave, 0..1.
func (b *Body) alert() float64 {
	awake := b.Vital.Awake * (1 - b.Vital.Glucopenia)
	if b.Drugs.Active == 0 {
		return awake
	}
	e := b.Drugs.Effect()
	return awake * e.Awake()
}

// medicate gives what is prescribed and finds what all drugs in the body do. The
// sleeper neither works nor worries, and pain is what analgesia leaves of it.
func (n *influence) medicate(in *Inputs, b *Body, dt float64) {
	in.administer(b, dt)
	n.drug = b.Drugs.Effect()
	awake := n.drug.Awake()
	n.work, n.watt, n.stress = n.work*awake, n.watt*awake, n.stress*awake
	n.pain *= (1 - n.drug.Analgesia) * awake
	n.loop += n.drug.Diuresis
}

// asleep is the factor of anaesthesia on the basal metabolism: a sixth less, as in
// anaesthetised man (Theye RA, Michenfelder JD 1975, to check).
func (n *influence) asleep() float64 {
	if n.drug.Hypnosis == 0 {
		return 1
	}
	return 1 - (1-n.drug.Awake())/6
}

// What driven beta-2 receptors do to the blood: potassium held in cells, mmol/L
// (Brown MJ, N Engl J Med 309:1414, 1983: −0.8 at 0.1 ug/kg/min of epinephrine), and
// lactate made, mmol/min (Levy B 2008, to check).
const potassiumShift, glycolysis = 1.1, 1.6
