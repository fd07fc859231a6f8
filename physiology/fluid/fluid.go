// Package fluid is the exchange of water between plasma and interstitium and the
// urine that the kidneys make of it.
//
// Sources: Guyton AC, Taylor AE, Granger HJ, Circulatory Physiology II, 1975
// (capillary filtration); Hahn RG, Anesthesiology 132:403, 2020,
// doi:10.1097/ALN.0000000000002998 and Drobin D, Hahn RG, Anesthesiology 90:81, 1999
// (fate of crystalloid, its elimination with dilution); Bighamian R, 2016.
//
// Equations used (mL, min, mmHg):
//
//	Pcap = Psv + 0.15·(Psa − Psv)
//	J    = Kf·((Pcap − Pcap0) − vi/Cif − dΠ·(protein/PV − 1))     to the interstitium
//	d    = lagged PV/PV0 − 1; urine and the water of cells are in kidney.go
//
// Validity: hours to weeks. Limits: albumin leaves the plasma only by bleeding and by a
// leak that sepsis gives. Not for dialysis or weeks of starvation.
package fluid

import "math"

// Params are the constants of one patient.
//
//	symbol  reference adult  unit             source
//	Kf      5                mL/min/mmHg      calibrated: refill after bleeding
//	dΠ      14               mmHg             calibrated oncotic pull of a dilution of 1
//	Cif     400              mL/mmHg          Guyton 1975 order
//	UO0     73               mL/h             0.95 mL/kg/h
//	kr      60               mL/min           calibrated to Hahn 2020
//	tau     300              s                calibrated
type Params struct {
	Kf, Oncotic, Cif float64
	UO0              float64 // mL/min, urine at rest and what is drunk or infused to keep it
	Kr               float64 // mL/min of urine per unit of dilution
	Hct              float64 // at rest, 0..1
	Water, Cellular  float64 // of the whole body and of its cells at rest, mL
	Filtration       float64 // glomerular filtration relative to a healthy young adult, 0..1
}

// Rest is the state that the regulators hold to.
type Rest struct{ Pcap, MAP, Plasma float64 } // mmHg, mmHg, mL

// State is what is integrated. Plasma is blood volume less cells.
type State struct {
	Cells        float64 // red cells, mL
	Protein      float64 // plasma protein relative to rest, 1
	Interstitial float64 // gained since rest, mL
	Dilution     float64 // lagged dilution of plasma, 1
	Urine        float64 // made since the start, mL
	In, Out      float64 // all that entered (drink, infusions) and left otherwise (blood, sweat, stool), mL
	Sodium       float64 // gained since rest, mmol
	Cellular     float64 // water that cells gained since rest, mL
	Tonicity     float64 // lagged plasma sodium above rest, mmol/L: what vasopressin follows
	Volume       float64 // lagged gain of extracellular water, share of rest: what renin follows
	Lung         float64 // water in the lungs above rest, mL
}

// Flow is the algebra of a State, mL/min, and mmol/min for sodium.
type Flow struct{ J, Urine, Intake, Osmosis, SodiumOut, SodiumIn float64 }

// Input is what the rest of the body gives.
type Input struct {
	Blood    float64 // mL
	Psa, Psv float64 // mmHg
	Leak     float64 // loss of the capillaries' seal, 0..1
	Kidney   Control
}

// tauKidney is the lag of the kidneys behind the plasma, s.
const tauKidney = 300.0

// Derive solves filtration and urine. leak 0..1 is the loss of the capillaries'
// seal: it raises Kf and takes the oncotic pull away. The dead neither drink nor make
// urine.
func Derive(p *Params, s *State, r *Rest, in *Input) (f Flow) {
	plasma, leak := max(in.Blood-s.Cells, 1), in.Leak
	pcap := in.Psv + 0.15*(in.Psa-in.Psv)
	concentration := s.Protein * r.Plasma / plasma
	f.J = p.Kf * (1 + leak) * (pcap - r.Pcap - s.Interstitial/p.Cif - (1-leak)*p.Oncotic*(concentration-1) + leak*leakPull)
	if refill := maxRefill * p.Kf; f.J < 0 {
		f.J *= refill / (refill - f.J) // the interstitium gives no faster than it drains
	}
	f.J = min(f.J, max(plasma-minPlasma*r.Plasma, 0)/5) // what is left leaves over minutes, never below nothing
	f.Osmosis = p.osmosis(s)
	if in.Kidney.Dead {
		return f
	}
	p.drink(s, &in.Kidney, &f)
	p.kidney(s, r, in, &f)
	f.Urine = min(f.Urine, max(plasma-minPlasma*r.Plasma, 0)/5)
	if in.Kidney.Withheld {
		f.Intake = f.Urine
		f.SodiumIn = f.SodiumOut
	}
	return f
}

const (
	maxRefill = 12.0 // mL/min per unit of Kf: 60 mL/min in the reference adult
	leakPull  = 14.0 // mmHg of oncotic pull lost by a full leak
	minPlasma = 0.15 // of rest, that neither filtration nor kidneys take
)

// Advance moves the state by dt seconds. It returns what the water balance adds to
// the veins, mL/s, without bleeding and infusions.
func Advance(p *Params, s *State, f *Flow, r *Rest, blood, dt float64) float64 {
	h := dt / 60
	s.Interstitial += (f.J - f.Osmosis) * h
	s.Cellular += f.Osmosis * h
	s.Urine += f.Urine * h
	s.In += f.Intake * h
	s.Sodium += (f.SodiumIn - f.SodiumOut) * h
	gain := blood - s.Cells - r.Plasma
	s.Dilution += (1 - math.Exp(-dt/tauKidney)) * (gain/r.Plasma - s.Dilution)
	s.Tonicity += dt / tauADH * (p.Concentration(s) - sodium0 - s.Tonicity)
	s.Volume += dt / tauRenin * ((gain+s.Interstitial)/p.extracellular() - s.Volume)
	return (f.Intake - f.Urine - f.J) / 60
}

// Bleed takes ml of whole blood out of a volume, mL.
func (s *State) Bleed(ml, blood float64) {
	share := min(ml/max(blood, 1), 1)
	plasma := blood - s.Cells
	if plasma > 1 {
		s.Protein *= 1 - min(ml*(1-s.Cells/blood)/plasma, 1)
	}
	s.Cells *= 1 - share
	s.Out += ml
	s.Sodium -= ml * sodium0 / 1000
}

// Infuse adds ml of a fluid with a share of red cells and a protein content
// relative to plasma's.
func (s *State) Infuse(ml, cells, protein float64, r *Rest) {
	s.Cells += ml * cells
	s.Protein += ml * (1 - cells) * protein / r.Plasma
	s.In += ml
	s.Sodium += ml * sodium0 / 1000 // isotonic
}

// Drink adds ml of a drink with sodium in mmol/L. It is absorbed over so long that it
// appears between the cells, from where osmosis and filtration move it on.
func (s *State) Drink(ml, sodium float64) {
	s.In += ml
	s.Interstitial += ml
	s.Sodium += ml * sodium / 1000
}

// Lose takes ml of a fluid with sodium in mmol/L out of the interstitium, as sweat
// and stool do; it gives less the emptier it is, and nothing at half of rest. It
// returns what was lost.
func (p *Params) Lose(s *State, ml, sodium float64) float64 {
	rest := 0.75 * p.extracellular()
	ml *= min(max(s.Interstitial/rest+0.6, 0)/0.2, 1)
	s.Interstitial -= ml
	s.Out += ml
	s.Sodium -= ml * sodium / 1000
	return ml
}
