package fluid

import "math"

// The kidneys hold pressure, volume and tonicity in three loops of minutes, hours and
// days, in the form of Guyton's analysis; cells give and take water by osmosis.
//
// Sources: Guyton AC, Coleman TG, Granger HJ, Annu Rev Physiol 34:13, 1972 (pressure
// natriuresis, its cube); Edelman IS et al, J Clin Invest 37:1236, 1958 (sodium of
// plasma from exchangeable cations and total water); Robertson GL, 1987
// (vasopressin and thirst by tonicity); Hahn RG 2020 (elimination with dilution).
//
//	[Na] = (140·TBW0 + ΔNa)/(TBW0 + Δwater)
//	cells: water → ICW0·(140/[Na] − 1), τ 4 min
//	UO   = UO0·min(P³, 4)·e^(4·min(d, 0))·ADH + (1 − avid)·GFR·kr·max(d − v, 0)·min(P³, 1) + loop
//	UNa  = N0·min(P³, 4)·e^(4·min(d, 0))·(1 − avid)·e^(12·GFR·v) + 130·(the second term) + loop
//	ADH  = e^(−0.6·T) in 0.3..12,  thirst = e^(0.5·([Na] − 140)) in 0..4
//
// with P = MAP/MAP0, T and v the lagged rise of sodium and of extracellular volume. A
// healthy person who eats twice the salt keeps about half a litre; one whose kidneys
// are avid (heart failure without its diuretic) keeps litres.
//
// Limits: no potassium, no urea, urine sodium without a limit of its own; days, not
// years. Gains of ADH, thirst and renin are calibrated to a litre of water drunk
// (excreted within some 3 h; Baldes EJ, Smirk FH, J Physiol 82:62, 1934).
const (
	sodium0             = 140.0             // mmol/L
	saltEaten           = 150.0 / 1440      // mmol/min
	natriuresis         = 130.0             // mmol/L in the urine that dilution makes
	loopSodium          = 110.0             // mmol/L in the urine that loop diuretics make
	gainADH, gainThirst = 0.6, 0.5          // per mmol/L
	gainRenin           = 12.0              // per unit of extracellular volume
	leastADH, mostADH   = 0.3, 12.0         // of the resting flow
	mostThirst          = 4.0               // of the resting intake
	tauADH, tauRenin    = 900.0, 6 * 3600.0 // s
	tauCells            = 10.0              // min
	mostOsmosis         = 100.0             // mL/min
	leastWater          = 0.3               // of total body water
)

// Control is what drugs, disease and behaviour make of the kidneys; the zero value
// is health and the usual food.
type Control struct {
	Held     float64 // share of the urine that vasopressin given as a drug holds back, 0..1
	Loop     float64 // effect of loop diuretics: urine added, multiples of the resting flow
	Avid     float64 // retention of salt by a failing heart's kidneys, 0..1
	Diet     float64 // salt eaten on top of the usual, multiples of it
	Dry      bool    // no water by mouth
	Saltless bool    // no salt by mouth
	Withheld bool    // eats and drinks no more than the urine
	Asleep   float64 // depth of sleep, 0..1: the kidneys rest
	Dead     bool
}

func (p *Params) extracellular() float64 { return max(p.Water-p.Cellular, 1) }

// Concentration is the sodium of plasma, mmol/L.
func (p *Params) Concentration(s *State) float64 {
	if p.Water <= 0 {
		return sodium0
	}
	water := max(p.Water+s.In-s.Out-s.Urine, leastWater*p.Water)
	return max(sodium0*p.Water+1000*s.Sodium, 0) / water
}

// osmosis is the flow of water into cells, mL/min.
func (p *Params) osmosis(s *State) float64 {
	want := p.Cellular * (sodium0/max(p.Concentration(s), 80) - 1)
	return min(max((want-s.Cellular)/tauCells, -mostOsmosis), mostOsmosis)
}

// drink is water and salt by mouth.
func (p *Params) drink(s *State, c *Control, f *Flow) {
	if !c.Dry {
		f.Intake = p.UO0 * min(math.Exp(gainThirst*(p.Concentration(s)-sodium0)), mostThirst)
	}
	if !c.Saltless {
		f.SodiumIn = saltEaten * (1 + c.Diet)
	}
}

// kidney finds urine and its sodium.
func (p *Params) kidney(s *State, r *Rest, in *Input, f *Flow) {
	c := &in.Kidney
	head := max(in.Psa, 0) / r.MAP
	cube := head * head * head
	depleted := math.Exp(4 * min(s.Dilution, 0))
	base := min(cube, 4) * depleted
	night := 1 - 0.9*c.Asleep
	adh := min(max(math.Exp(-gainADH*s.Tonicity), leastADH), mostADH)
	excess := (1 - c.Avid) * night * p.Filtration * p.Kr * max(s.Dilution-max(s.Volume, 0), 0) * min(cube, 1)
	loop := p.UO0 * c.Loop * p.Filtration * min(cube, 1) * depleted
	base *= 1 - 0.35*c.Asleep
	f.Urine = (p.UO0*base*adh+excess)*(1-c.Held) + loop
	f.SodiumOut = saltEaten*base*(1-c.Avid)*math.Exp(gainRenin*p.Filtration*min(max(s.Volume, -0.5), 0.5)) +
		natriuresis*excess/1000 + loopSodium*loop/1000
}

// Congest moves the water in the lungs by dt seconds under a wedge pressure, mmHg: it
// leaks above some 20 mmHg, or 4 above the usual where lymphatics have grown with a
// high one, and drains over hours (Guyton AC, Lindsey AW, Circ Res 7:649, 1959).
func (s *State) Congest(wedge, usual, leak, dt float64) {
	const perMinute, tauDrain, most = 0.6, 3 * 3600.0, 2000.0
	safe := max(20, usual+4)
	if s.Lung == 0 && wedge < safe {
		return
	}
	s.Lung += dt/60*perMinute*max(wedge-safe, 0)*(1+leak) - dt/tauDrain*s.Lung
	if s.Lung = min(s.Lung, most); s.Lung < 1e-9 {
		s.Lung = 0
	}
}

// Flooded is the shunt that water in the lungs makes, 0..1.
func (s *State) Flooded() float64 { return 0.5 * s.Lung / (s.Lung + 600) }
