package glucose

import "math"

// The extensions beyond the published models: counter-regulation with glucagon,
// exercise, time of day, metformin. Each is a change of the constants that Deriv reads
// over one step; their own constants are choices of this package, fitted by hand to
// the effects that are named beside them, and are not in S2008.

// Switches say which extensions a patient has.
type Switches struct {
	CounterRegulation bool // glucagon below 70 mg/dL
	Exercise          bool // uptake and sensitivity rise with work
	Dawn              bool // the liver makes more and insulin does less in the early morning
}

// Glucagon is counter-regulatory hormone above its basal level, of the patient's own
// or injected.
//
//	dH = −n·H + ρ·max(Gth − G, 0) + ka·depot/V,  dXh = kh·(H − Xh)
//	EGP + Emax·Xh/(EC50 + Xh)
//
// After the glucagon subsystem of Dalla Man 2014 (UVA/Padova S2013) with a saturating
// effect: 1 mg under the skin raises glucose by 60..150 mg/dL within two hours.
type Glucagon struct {
	Depot float64 // under the skin, mg
	H     float64 // in plasma above basal, pg/mL
	Xh    float64 // acting on the liver, pg/mL
}

// brainNeeds is the plasma glucose below which the brain takes what it gets, mg/dL.
const brainNeeds = 40.0

const (
	hypoThreshold = 70.0  // Gth, mg/dL
	glucagonRise  = 1.5   // ρ, pg/mL/min per mg/dL
	glucagonFade  = 0.1   // n, 1/min
	glucagonKa    = 0.05  // 1/min
	glucagonLag   = 0.1   // kh, 1/min
	glucagonVol   = 0.42  // V over bioavailability, L/kg
	glucagonEmax  = 5.0   // mg/kg/min
	glucagonEC50  = 400.0 // pg/mL
)

// advance moves glucagon by h minutes and gives what it adds to production, mg/kg/min.
func (g *Glucagon) advance(weight, plasma, h float64, own bool) float64 {
	if g.Depot == 0 && g.H == 0 && g.Xh == 0 && (!own || plasma >= hypoThreshold) {
		return 0
	}
	in := glucagonKa * g.Depot * 1e6 / (glucagonVol * weight) // mg/L/min is 1e6 pg/mL/min
	if own {
		in += glucagonRise * max(hypoThreshold-plasma, 0)
	}
	g.Depot *= math.Exp(-glucagonKa * h)
	g.H = in/glucagonFade + (g.H-in/glucagonFade)*math.Exp(-glucagonFade*h)
	g.Xh += (g.H - g.Xh) * (1 - math.Exp(-glucagonLag*h))
	if g.Depot < 1e-6 && g.H < 1e-3 && g.Xh < 1e-3 {
		*g = Glucagon{}
	}
	return glucagonEmax * g.Xh / (glucagonEC50 + g.Xh)
}

// Effort is what exercise leaves behind.
//
//	dY = (100·intensity − Y)/τ,  dZ = f(Y)·(1 − Z) − Z/τex,  f = (Y/a)⁴/(1 + (Y/a)⁴)/τz
//	Vm0·(1 + β·Y),  Vmx·(1 + α·Z)
//
// After Breton 2008 and Dalla Man 2009, with the intensity of work (share of the
// reserve of oxygen uptake) in the place of the heart rate, which in a whole body has
// other causes too. Half an hour to an hour of moderate work lowers glucose by
// 20..100 mg/dL, and sensitivity stays up for hours.
type Effort struct{ Y, Z float64 }

const (
	effortTau   = 5.0   // τ, min
	effortSlow  = 600.0 // τex, min
	effortRise  = 20.0  // τz, min
	effortHalf  = 15.0  // a, %
	effortBasal = 0.05  // β, per %
	effortSense = 0.5   // α
)

// advance moves exercise by h minutes at an intensity of 0..1.
func (e *Effort) advance(intensity, h float64) {
	if intensity == 0 && e.Y == 0 && e.Z == 0 {
		return
	}
	e.Y += (100*intensity - e.Y) * (1 - math.Exp(-h/effortTau))
	r := e.Y / effortHalf
	f := r * r * r * r
	f = f / (1 + f) / effortRise
	rate := f + 1/effortSlow
	e.Z = f/rate + (e.Z-f/rate)*math.Exp(-rate*h)
	if intensity == 0 && e.Y < 1e-6 && e.Z < 1e-6 {
		*e = Effort{}
	}
}

// dawn is 0..1, a bump about six in the morning of about four hours.
func dawn(hour float64) float64 {
	d := math.Mod(hour-6+36, 24) - 12
	return math.Exp(-d * d / (2 * 1.7 * 1.7))
}

const (
	dawnProduction = 0.06 // share by which kp1 rises at six
	dawnResistance = 0.20 // share by which insulin's action falls
)

// Metformin is the drug in gut and plasma, mg. At a gram twice a day the liver makes
// about a third less (24..36 % in Hundal 2000 and Stumvoll 1995).
type Metformin struct{ Gut, Plasma float64 }

const (
	metforminKa   = math.Ln2 / 60  // 1/min, with half the dose absorbed
	metforminKe   = math.Ln2 / 372 // 1/min, a half-life of 6.2 h
	metforminEmax = 0.45           // share of production
	metforminEC50 = 150.0          // mg
)

// advance moves metformin by h minutes and gives the share of production that it takes.
func (m *Metformin) advance(h float64) float64 {
	if m.Gut == 0 && m.Plasma == 0 {
		return 0
	}
	taken := m.Gut * (1 - math.Exp(-metforminKa*h))
	m.Gut -= taken
	m.Plasma = m.Plasma*math.Exp(-metforminKe*h) + 0.5*taken
	if m.Gut < 1e-6 && m.Plasma < 1e-6 {
		*m = Metformin{}
	}
	return metforminEmax * m.Plasma / (metforminEC50 + m.Plasma)
}
