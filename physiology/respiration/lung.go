package respiration

// Insult is what illness does to airways, lungs and their vessels, each from 0 to 1,
// the worst that can be survived for a while. The severities of acute asthma (BTS/SIGN
// guideline 2014) are, on Spasm, by the peak flow that is left, 1 − 0.78·Spasm: mild to
// 0.3 (over 75 %), moderate 0.3..0.6, severe 0.65..0.85 (50..33 %), life-threatening
// from 0.85 (under 33 %).
type Insult struct {
	Spasm         float64 // of the bronchi
	Upper         float64 // closed share of the upper airway
	Collapse      float64 // pneumothorax; above 0.4 under tension
	Clot          float64 // embolism
	Consolidation float64 // pneumonia
}

// Lung is what the lungs are like now: health and insults together.
type Lung struct {
	Shunt    float64 // share of blood flow that meets no air
	Low      float64 // share of blood flow that meets little air
	Dead     float64 // share of alveolar ventilation that meets no blood
	R        float64 // airway resistance, cmH2O·s/L
	E        float64 // elastance of lungs and chest, cmH2O/L
	Trap     float64 // pressure of trapped air, cmH2O
	Shallow  float64 // factor on the tidal volume, 1 in health
	Irritant float64 // drive from receptors in the lungs, L/min of the reference adult
	Chest    float64 // pressure around heart and lungs above rest, mmHg
	Narrow   float64 // added resistance of the lungs' vessels, relative
	Capacity float64 // ventilation that the muscles can give, L/min
}

// The effects of the insults are calibrated to published figures, named in the tests:
// resistance rises 5 to 15 times in acute asthma (McFadden ER 1973), a collapsed lung
// keeps a fifth to a third of the flow, and half of the bed must close before pulmonary
// pressure rises much (McIntyre KM, Sasahara AA, Am J Cardiol 28:288, 1971,
// doi:10.1016/0002-9149(71)90116-0).
func (p *Params) lung(s *State, in *Input) (l Lung) {
	l = Lung{
		Shunt: p.Shunt + in.Shunt, Low: p.Low, Dead: p.Dead,
		R: p.Raw, E: p.Ers, Trap: p.Trap, Shallow: p.Shallow, Narrow: p.Narrow, Capacity: p.MVV,
	}
	x := &s.Insult
	if *x != (Insult{}) {
		l.hurt(x, in)
	}
	if in.Breaths > 0 {
		l.push(in, p.Scale)
	}
	if q := in.Q / p.Scale; q < perfuses { // zone 1: flow too small to reach the top of the lungs
		l.Dead += (1 - l.Dead) * 0.9 * (1 - q/perfuses)
	}
	if p.Released > 0 {
		if free := min(max((s.PAO2-releaseFrom)/releaseOver, 0), 1); free > 0 {
			l.Low *= 1 + 0.3*free // oxygen opens the vessels of alveoli without air,
			l.Dead += p.Released * free * (1 - l.Dead) / (1 - p.Dead)
		}
	}
	l.Shunt = min(l.Shunt, mostShunted)
	l.Low = min(l.Low, mostShunted-l.Shunt)
	if l.R > 1.5*normalRaw {
		l.Capacity = min(l.Capacity, p.capacity(&l, s.Fatigue))
	}
	return l
}

const (
	perfuses                 = 4.0         // L/min of flow that reaches all alveoli
	normalRaw                = 2.0         // cmH2O·s/L
	normalDead               = 0.06        // share of alveolar ventilation
	releaseFrom, releaseOver = 110.0, 300. // mmHg of alveolar PO2
	mostShunted              = 0.9
	cmH2O                    = 0.7356 // mmHg
	chestWall                = 5.0    // cmH2O/L, elastance of the chest wall
)

// hurt adds the insults.
func (l *Lung) hurt(x *Insult, in *Input) {
	spasm := x.Spasm * (1 - 0.7*in.Dilator)
	open := 1 - 0.78*spasm // peak flow that is left
	l.R *= 1 / (open * open)
	l.E *= (1 + 0.8*spasm) * (1 + x.Consolidation) / (1 - 0.45*x.Collapse)
	l.Trap += 16 * spasm * spasm
	l.Shallow *= (1 - 0.5*spasm) * (1 - 0.3*x.Collapse) * (1 - 0.25*x.Consolidation) * (1 - 0.2*x.Clot)
	l.Capacity *= open
	l.Low += 0.5*spasm*spasm + 0.25*x.Clot + 0.15*x.Consolidation
	l.Shunt += 0.30*x.Collapse + 0.25*x.Consolidation
	l.Dead += (0.33*spasm*spasm + 0.5*x.Clot + 0.1*x.Consolidation) * (1 - l.Dead)
	l.Irritant += 3*spasm + 6*x.Clot + 4*x.Collapse + 4*x.Consolidation
	l.Narrow += 5.5*x.Clot*x.Clot + 0.8*x.Collapse + 0.4*x.Consolidation
	l.Chest += 16 * max(x.Collapse-0.4, 0) / 0.6
	if x.Upper > 0 {
		free := max(1-x.Upper, 0.01)
		l.R += 0.75 * normalRaw * (1/(free*free) - 1)
	}
}

// push adds what a ventilator does: pressure in the chest, recruitment of collapsed
// alveoli by the end-expiratory pressure, lung vessels narrowed by stretch, and breaths
// that go where there is no more CO2 to fetch: a third to a half of the tidal volume is
// dead under a ventilator (Cooper EA, Anaesthesia 22:90, 1967), here beyond ample.
func (l *Lung) push(in *Input, scale float64) {
	const ample, wasted = 12.0, 0.7 // L/min of the reference adult; share of what is more
	if ve := in.Tidal * in.Breaths / scale; ve > ample {
		l.Dead += (1 - l.Dead) * wasted * (1 - ample/ve)
	}
	l.Shunt *= 1 - 0.5*in.PEEP/(in.PEEP+8)
	l.Narrow += 0.015 * in.PEEP
	l.Chest += chestWall / l.E * cmH2O * (l.mean(in) + l.Trap)
}

// onset moves the insults towards what causes them: bronchi in a minute, clots at once,
// a consolidation by the ramp of its action.
func (s *State) onset(p *Params, g *Gas, in *Input, dt float64) {
	x, goal := &s.Insult, in.Insult
	if p.Reactivity > 0 {
		// Much dry air, and infection, close reactive bronchi.
		goal.Spasm = min(goal.Spasm+p.Reactivity*(0.6*min(max(g.VE/p.Scale-30, 0)/50, 1)+0.8*x.Consolidation), 1)
	}
	if goal == *x {
		return
	}
	lag := func(x *float64, goal, tau float64) {
		if *x += dt / (tau + dt) * (goal - *x); *x < 1e-9 {
			*x = 0
		}
	}
	lag(&x.Spasm, goal.Spasm, 60)
	lag(&x.Upper, goal.Upper, 1)
	lag(&x.Collapse, goal.Collapse, 60)
	lag(&x.Clot, goal.Clot, 10)
	lag(&x.Consolidation, goal.Consolidation, 300)
}
