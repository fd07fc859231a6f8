package physiology

import (
	"github.com/vitalfleet/vitalfleet/physiology/chemistry"
	"github.com/vitalfleet/vitalfleet/physiology/pharma"
	"github.com/vitalfleet/vitalfleet/physiology/reflex"
	"github.com/vitalfleet/vitalfleet/physiology/respiration"
)

// breath is what the actions on airways and lungs do to causes during one step.
type breath struct {
	insult      respiration.Insult
	tidal, rate float64 // L and 1/min of a ventilator
	peep        float64 // cmH2O
	vented      float64 // inspired oxygen of the ventilator, 0..1
	monoxide    float64 // ppm of the air around
	cough       float64 // mmHg in the chest
	tube        bool    // passes what closes the upper airway
}

// lungs adds what one action in force does.
func (n *influence) lungs(b *Body, s *Slot) {
	x, i := &s.Resolved, &n.insult
	switch s.Args.Kind {
	case doBronchospasm:
		i.Spasm = max(i.Spasm, x[0])
	case doObstruction:
		i.Upper = max(i.Upper, x[0])
	case doPneumothorax:
		i.Collapse = max(i.Collapse, x[0])
	case doEmbolism:
		i.Clot = max(i.Clot, x[0])
	case doInfection:
		i.Consolidation = max(i.Consolidation, x[0]*min((b.Time-s.Start)/x[1], 1))
	case doCarbonMonoxide:
		n.monoxide = max(n.monoxide, x[0])
	case doVentilate:
		n.tidal, n.rate, n.vented, n.peep, n.tube = x[0], x[1], x[2], x[3], true
	case doCough:
		n.cough = x[0]
	}
}

// resolveLungs turns the arguments of these actions into units of the models.
func (s *Slot) resolveLungs(p *Patient, b *Body) {
	a, x := &s.Args, &s.Resolved
	switch a.Kind {
	case doCarbonMonoxide:
		x[0] = a.or("concentration", 0)
	case doVentilate:
		ml, unit, _ := a.get("tidal_volume")
		if unit == "" { // mL/kg of predicted body weight would need the device's setting; this is of the patient's
			ml *= p.Weight
		}
		*x = [4]float64{ml / 1000, a.or("rate", 14), a.or("fio2", 0) / 100, a.or("peep", 5)}
	case doInfection:
		*x = [4]float64{a.or("severity", 0), max(a.or("ramp", 6*3600), 1)}
	case doCough:
		x[0] = a.or("pressure", 25)
		s.Until = min(s.Until, b.Time+a.or("duration", 5))
	default:
		x[0] = a.or("severity", 1)
	}
}

// chest is the pressure around heart and lungs, mmHg above rest, that lungs and
// ventilator make.
func (b *Body) chest(now *influence) float64 { return b.Gas.Lung.Chest + now.cough }

// dyspnoea is the distress of breathing, 0..1: what a breath takes of the muscles'
// strength over what it takes at rest, up to a fifth of it, and what the lungs' receptors
// report.
func (b *Body) dyspnoea() float64 {
	load := max(b.Gas.Effort-b.Rest.Effort-0.02, 0) / 0.2
	return min(load+0.08*b.Gas.Lung.Irritant, 1) * b.Vital.stem()
}

// stagnant is the share of the blood flow that is missing, beyond a sixth, which standing
// takes as well: vessels of the carotid bodies narrow in haemorrhage, and they fire as in
// hypoxia (Lahiri S et al, J Appl Physiol 50:580, 1981, to check).
func (b *Body) stagnant() float64 {
	const spare = 0.16
	if b.Vital.Arrest || b.Rest.Flow <= 0 {
		return 0
	}
	return max(1-spare-0.06*b.Flow.Ql/b.Rest.Flow, 0) * b.Vital.stem()
}

// hypercapnic is the drive of retained CO2 on heart and vessels, 1 at 25 mmHg above
// rest: 7.5 % of it in air raises the heart rate by 10..20 /min and the pressure by
// 10..20 mmHg (Bailey JE et al, J Psychopharmacol 19:72, 2005, to check). What silences
// the brain stem silences it.
func (b *Body) hypercapnic(e *pharma.Effect) float64 {
	const unnoticed, whole = 3.0, 25.0 // mmHg
	x := (b.Gas.PaCO2 - b.Rest.PaCO2 - unnoticed) / whole
	if x <= 0 {
		return 0
	}
	return min(x, 1) * b.Vital.stem() * (1 - e.Opioid) * (1 - e.Hypnotic)
}

// suffocating adds what dyspnoea and retained CO2 do to the reflexes: the heart rate of
// severe asthma is 110 and more (BTS/SIGN 2014); calibrated to that.
func (b *Body) suffocating(a reflex.Arousal, e *pharma.Effect) reflex.Arousal {
	if c := b.hypercapnic(e); c > 0 {
		a.Sympathetic += 1.5 * c
		a.Vagal += 18 * c
		a.Reset += 8 * c
	}
	d := b.dyspnoea()
	if d == 0 {
		return a
	}
	a.Sympathetic += 1.5 * d
	a.Vagal += 4 * d
	a.Reset += 8 * d
	return a
}

// reach is the share of its demand for oxygen that the body can take, work being the
// share of muscle in it.
func (b *Body) reach(work float64) float64 {
	const least = 12.0 // mmHg
	floor, _ := b.Gas.Blood.O2(least)
	return chemistry.Reach(b.Lungs.CvO2, b.Gas.CaO2, floor, work)
}

// react advances lactate, base and potassium by dt seconds.
func (b *Body) react(p *Patient, now *influence, dt float64) {
	in := b.reactants(p)
	in.Load, in.Loading = now.load, now.loading
	in.Shift += potassiumShift * now.drug.Beta2
	in.Glycolysis += glycolysis * now.drug.Beta2
	chemistry.Advance(&p.Blood, &b.Blood, &in, &b.Rest.Blood, dt)
}

func (b *Body) reactants(p *Patient) chemistry.Input {
	kidneys := min(p.Fluid.Filtration, 1)
	if b.Vital.Arrest {
		kidneys = 0
	}
	work := 0.0
	if b.Muscle.VO2 > 1 {
		work = min((b.Rest.VO2+b.Muscle.VO2)/max(p.Exertion.VO2Max, 1), 1)
	}
	return chemistry.Input{
		Missing:      max(b.Need.Demand-b.Need.VO2, 0),
		Intensity:    work,
		Flow:         0.06 * b.Flow.Ql / max(b.Rest.Flow, 0.1),
		Inflammation: b.Infection.Inflammation,
		Glycolysis:   adrenergic * p.Blood.Made * b.alarmed(),
		PH:           b.Gas.PH,
		Retained:     b.Gas.PaCO2 - b.Rest.PaCO2,
		Kidneys:      kidneys,
	}
}

// adrenergic is what sympathetic drive adds to the production of lactate in oxygenated
// muscle, relative to rest and a unit of its logarithm: half of the lactate of shock
// (Levy B et al, Crit Care 12:R142, 2008; James JH et al, Lancet 354:505, 1999).
const adrenergic = 0.7

// alarmed is the adrenaline that sympathetic drive beyond rest releases: it rises faster
// than the drive, since the adrenal answers what the nerves no longer hold (Darlington DN
// et al, Am J Physiol 251:R612, 1986, to check).
func (b *Body) alarmed() float64 {
	const most = 1.6
	x := min(max(b.Reflex.LnE-b.Rest.Drive, 0), most)
	return x * (1 + 1.5*x)
}

// restBlood solves the chemistry of rest.
func (b *Body) restBlood(p *Patient) {
	b.Rest.Flow, b.Rest.PaCO2, b.Rest.Effort, b.Rest.PAP = 0.06*b.Flow.Ql, b.Gas.PaCO2, b.Gas.Effort, b.Flow.Ppa
	b.Rest.Drive = b.Reflex.LnE
	b.Blood = chemistry.Rest(&p.Blood, b.reactants(p))
	b.Rest.Blood = b.Blood
}

// strained is the factor that a sudden load leaves of the right ventricle's
// contractility: an unprepared one fails above 40 mmHg (Guyton AC et al, Circ Res 2:326,
// 1954; Vlahakes GJ et al, Circulation 63:87, 1981: its own vessels are starved).
func (b *Body) strained() float64 {
	x := max(b.Flow.Ppa-b.Tone.Chest-b.Rest.PAP-12, 0) / 16
	return 1 / (1 + x*x)
}

// command is the central drive of dyspnoea on the sinus node, as a share of its reserve.
func (b *Body) command() float64 { return 0.42 * b.dyspnoea() }

// acidosis is the factor that acid blood leaves of the heart's contractility: 1 down to
// a pH of 7.2, 0.6 at 6.8 (Orchard CH, Kentish JC, Am J Physiol 258:C967, 1990; Marsh JD
// et al, Am J Physiol 255:H1, 1988).
func (b *Body) acidosis() float64 { return min(max(1-(7.2-b.Gas.PH), 0.4), 1) }

// incompatible says that the blood's pH ends life: enzymes and membranes fail outside
// 6.75..7.80, whatever made it so.
func (b *Body) incompatible() bool { return !b.Vital.Arrest && (b.Gas.PH < 6.75 || b.Gas.PH > 7.80) }

// Rescue breaths, two after thirty compressions (ERC 2021): L and 1/min.
const rescueTidal, rescueRate = 0.5, 9.0

// closed is the share of the upper airway from which on nothing passes.
const closed = 0.98

// pneumonic is the fever of a full consolidation, degC.
const pneumonic = 2.0

// chemical reads blood chemistry and the mechanics of breathing.
func (b *Body) chemical(p *Patient, s Signal) float64 {
	g := &b.Gas
	switch s {
	case Lactate:
		return b.Blood.Lactate
	case BaseExcess:
		return b.Blood.Base(p.Respiration.Base)
	case Potassium:
		return b.Blood.Potassium
	case Sodium:
		return p.Fluid.Concentration(&b.Water)
	case PeakPressure:
		return g.Peak
	case ShuntFraction:
		return 100 * g.Lung.Shunt
	case BreathingEffort:
		return 100 * g.Effort
	}
	if g.VE == 0 {
		return 0
	}
	return 100 * (1 - g.VA/g.VE)
}
