// Package chemistry is the small molecules of blood that decide over shock and rhythm:
// lactate with the acid that goes with it, fixed acid that the kidneys hold, and
// potassium.
//
// Sources: di Prampero PE, Ferretti G, Respir Physiol 118:103, 1999,
// doi:10.1016/S0034-5687(99)00083-3 (a litre of missing oxygen makes lactate: 3 mL/kg for
// 1 mmol/L); Beaver WL, Wasserman K, Whipp BJ, J Appl Physiol 60:472, 1986,
// doi:10.1152/jappl.1986.60.2.472 (threshold; lactate drives out bicarbonate one for one);
// Levraut J et al, Am J Respir Crit Care Med 157:1021, 1998 (clearance); Schlichtig R et al,
// Crit Care Med 26:1173, 1998 (renal compensation of PCO2, 0.4 mmol/L/mmHg); Adrogue HJ,
// Madias NE, Am J Med 71:456, 1981, doi:10.1016/0002-9343(81)90182-0 (pH and potassium).
//
// Equations used (mmol, L, min):
//
//	V·dL/dt = R0·(1 + 1.5·inflammation + 6·(pH − 7.5)·(1 + 10·(pH − 7.5))) + 0.167·missing O2 + 55·R0·excess² − CL·L, the last two sources times 1 − L/28
//	CL = CL0·(0.7·flow + 0.3)·(1 + 1/10)/(1 + L/10)·(1 + 1.5·intensity)
//	excess = max(VO2/VO2max − 0.55, 0)/0.45
//	SBE = own + fixed − (L − L0)
//	dfixed/dt = (0.4·(PaCO2 − PaCO2 at rest) − fixed)/2 d
//	dK/dt = (K0 + 2·(7.4 − pH) + exercise − shift + load − K)/15 min + dload/dt
//
// Validity: rest, work and shock of hours. Limits: one space for lactate; no ketones,
// chloride or albumin; potassium has no balance of its own, it shifts and returns.
package chemistry

// Params are the constants of one patient.
//
//	symbol  reference adult  unit      source
//	V       0.5              L/kg      di Prampero 1999, the water of lean tissue
//	R0      1.07             mmol/min  20 mmol/kg/day, resting turnover
//	L0      1.0              mmol/L    resting_normals: 0.5..1.7
//	K0      4.1              mmol/L    3.5..5.0
type Params struct {
	Space     float64 // of lactate, L
	Made      float64 // lactate at rest, mmol/min
	Potassium float64 // mmol/L that the kidneys hold
}

// State is what is integrated.
type State struct {
	Lactate   float64 // mmol/L
	Fixed     float64 // base that the kidneys added, off the patient's own, mmol/L
	Potassium float64 // mmol/L
}

// Input is what the rest of the body gives.
type Input struct {
	Missing      float64 // O2 that tissues lack, mL/min
	Intensity    float64 // of work, as a share of VO2max, 0..1
	Flow         float64 // cardiac output relative to rest
	Inflammation float64 // 0..1
	Glycolysis   float64 // lactate that beta-agonists make, mmol/min
	PH           float64 // arterial
	Retained     float64 // PaCO2 above rest, mmHg
	Load         float64 // potassium that came from outside or out of broken cells, mmol/L of plasma
	Loading      float64 // its rate, mmol/L/s
	Shift        float64 // potassium that insulin and beta-agonists hold in cells, mmol/L
	Kidneys      float64 // working share, 0..1
}

const (
	restLactate = 1.0 // mmol/L
	perMissing  = 0.5 / 3.0
	ofMaximum   = 55.0 // times the resting production at VO2max; calibrated to 8..12 mmol/L after 6 min
	stifled     = 28.0 // mmol/L, at which acid and spent glycogen stop glycolysis
	saturation  = 10.0 // mmol/L, at which clearance is half used
	hepatic     = 0.7  // share of the clearance that follows the flow
	inflamed    = 1.5
	alkaline    = 6.0         // for a unit of pH above 7.5 (Eldridge F, Salzer J, J Appl Physiol 22:461, 1967)
	tauFixed    = 2 * 86400.0 // s
	renal       = 0.4         // mmol/L/mmHg
	tauShift    = 900.0       // s
	perPH       = 2.0         // mmol/L of potassium per unit of pH: organic and respiratory acid
	ofWork      = 1.2         // mmol/L at full intensity
)

// threshold is the share of VO2max above which work makes lactate.
const threshold = 0.55

// made and cleared are the production, mmol/min, and the clearance, L/min.
func (p *Params) made(lactate float64, in *Input) float64 {
	excess := max(in.Intensity-threshold, 0) / (1 - threshold)
	left := max(1-lactate/stifled, 0)
	over := min(max(in.PH-7.5, 0), 0.3)
	return p.Made*(1+inflamed*in.Inflammation+alkaline*over*(1+10*over)*left+ofMaximum*excess*excess*left) + perMissing*in.Missing*left + in.Glycolysis
}

func (p *Params) cleared(lactate float64, in *Input) float64 {
	cl := p.Made / restLactate * (hepatic*min(in.Flow, 1) + 1 - hepatic)
	return cl * (1 + restLactate/saturation) / (1 + lactate/saturation) * (1 + 1.5*in.Intensity)
}

// Rest is the steady state: lactate by bisection, and kidneys that have made up for it.
func Rest(p *Params, in Input) State {
	low, high := 0.1, 40.0
	for range 60 {
		mid := 0.5 * (low + high)
		if p.made(mid, &in) > p.cleared(mid, &in)*mid {
			low = mid
		} else {
			high = mid
		}
	}
	s := State{Lactate: 0.5 * (low + high)}
	s.Fixed = s.Lactate - restLactate
	s.Potassium = p.held(&in)
	return s
}

// held is the potassium that the cells and kidneys settle at.
func (p *Params) held(in *Input) float64 {
	return max(p.Potassium+perPH*(7.4-in.PH)+ofWork*in.Intensity-in.Shift+in.Load, 1)
}

// Base is the standard base excess, mmol/L, of a patient whose own is own.
func (s *State) Base(own float64) float64 {
	return max(own+s.Fixed-(s.Lactate-restLactate), leastBase)
}

const leastBase = -35 // mmol/L; nobody lives with less

// Advance moves the state by dt seconds. Lactate is linearly implicit in its clearance.
func Advance(p *Params, s *State, in *Input, rest *State, dt float64) {
	h := dt / 60 / p.Space
	s.Lactate = (s.Lactate + h*p.made(s.Lactate, in)) / (1 + h*p.cleared(s.Lactate, in))
	s.Fixed += dt / (tauFixed + dt) * in.Kidneys * (rest.Fixed + renal*in.Retained - s.Fixed)
	s.Potassium += dt * in.Loading
	s.Potassium += dt / (tauShift + dt) * (p.held(in) - s.Potassium)
}
