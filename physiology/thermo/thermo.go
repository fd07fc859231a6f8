// Package thermo is the heat balance of the body: the two-node model of core and
// skin with skin blood flow, sweating and shivering, and a set point that fever
// raises.
//
// Source: Gagge AP, Fobelets AP, Berglund LG, ASHRAE Transactions 92:709, 1986; the
// constants of ASHRAE 55-2020.
//
// Equations used (W/m2, degC, kPa-free: vapour pressures in torr):
//
//	mbl  = (6.3 + 120·warm_core)/(1 + 0.5·cold_skin)             L/h/m2
//	rsw  = 170·warm_body·exp(warm_skin/10.7) ≤ 500               g/h/m2
//	core → skin: (5.28 + 1.163·mbl)·(Tc − Ts)
//	dry  = (Ts − Ta)/(Rcl + Ra),  evaporation = (0.06 + 0.94·p)·Emax
//	shivering = 19.4·cold_skin·cold_core ≤ 3.5·44
//	α = 0.0417737 + 0.7451833/(mbl + 0.585417)                   mass of the skin
//
// The body's clock shifts the set points and, against them, skin blood flow. Water
// and the end of shivering are in water.go.
//
// Validity: air of −10..45 degC, still. Limits: two nodes, no local cooling, no
// acclimatisation, walls as warm as the air. Not for clothing design.
package thermo

import "math"

// Params are the constants of one patient.
//
//	symbol   reference adult  unit     source
//	A        1.96             m2       DuBois 1916
//	m        77               kg
//	Tc, Ts   37.0, 33.7       degC     Gagge 1986 neutral points, core as in ASHRAE 55
//	hc       2.7              W/m2/K   calibrated: still air of a room
//	Aeff     0.86             1        calibrated: a mattress covers the rest
type Params struct {
	Area, Mass    float64 // m2, kg
	CoreSet       float64 // degC
	SkinSet       float64 // degC
	Hc            float64 // convection, W/m2/K
	EffectiveArea float64 // share of the skin that faces the air
	Fat           float64 // insulation under the skin beyond that of the lean, 1 is none
}

// State is what is integrated, degC.
type State struct{ Core, Skin float64 }

// Air around the patient, or water.
type Air struct {
	Temperature, Humidity, Clothing float64 // degC, %, clo
	Water                           bool    // immersed to the neck
}

// Heat is the algebra of a State, W/m2.
type Heat struct {
	Shiver         float64
	SkinBlood      float64 // L/h/m2
	Sweat          float64 // g/h/m2
	ToSkin, ToAir  float64
	Alpha          float64
	dCore, dSkin   float64 // degC/h
	Breath         float64
	EvaporatedSkin float64
}

const (
	neutralSkinBlood, skinBloodMax = 6.3, 90.0 // L/h/m2
	radiation                      = 4.7       // W/m2/K
	lewis                          = 2.2       // degC/torr
	shiverMax                      = 3.5 * 44  // W/m2
	rigor                          = 35.0      // W/m2 per degC of core deficit in a rising fever
	heatCapacity                   = 0.97      // W·h/kg/K
	vapourClothing                 = 0.45
	clockSkin                      = 0.5 // per degC: skin blood flow against the clock's set point
)

func vapour(t float64) float64 { return math.Exp(18.6686 - 4030.183/(t+235)) }

// Derive solves the heat flows. metabolism without shivering and work leaving the
// body are in W/m2; offset is the fever's and phase the clock's shift of the set
// points, degC; alive 0 switches every regulation off.
func Derive(p *Params, s *State, air *Air, metabolism, work, offset, phase, alive float64) (h Heat) {
	fever := offset > 0
	offset += phase
	coldSkin := max(p.SkinSet+offset-s.Skin, 0)
	coldCore := max(p.CoreSet+offset-s.Core, 0)
	warmCore := max(s.Core-p.CoreSet-offset, 0)
	warmSkin := max(s.Skin-p.SkinSet-offset, 0)
	h.SkinBlood = min(max((neutralSkinBlood*math.Exp(-clockSkin*phase)+120*warmCore)/(1+0.5*coldSkin), 0.5), skinBloodMax) * alive
	h.Alpha = 0.0417737 + 0.7451833/(h.SkinBlood+0.585417)
	if alive == 0 {
		h.Alpha = 0.2
	}
	neutral := 0.1*(p.SkinSet+offset) + 0.9*(p.CoreSet+offset)
	warmBody := max(h.Alpha*s.Skin+(1-h.Alpha)*s.Core-(neutral+(h.Alpha-0.1)*(p.SkinSet-p.CoreSet)), 0)
	h.Sweat = min(170*warmBody*math.Exp(warmSkin/10.7), 500) * alive
	h.Shiver = 19.4 * coldSkin * coldCore
	if fever {
		h.Shiver += rigor * min(coldCore, 1)
	}
	h.Shiver = min(h.Shiver, shiverMax) * shivers(s.Core) * alive
	h.ToSkin = (5.28 + 1.163*h.SkinBlood) * (s.Core - s.Skin)
	if air.Water {
		h.soak(p, s, air)
	} else {
		h.lose(p, s, air)
	}
	total := metabolism + h.Shiver
	wet := vapour(air.Temperature) * air.Humidity / 100
	h.Breath = (0.0023*total*(44-wet) + 0.0014*total*(34-air.Temperature)) * alive
	capacity := heatCapacity * p.Mass / p.Area
	h.dCore = (total - work - h.Breath - h.ToSkin) / (capacity * (1 - h.Alpha))
	h.dSkin = (h.ToSkin - h.ToAir) / (capacity * h.Alpha)
	return h
}

// lose adds what leaves the skin, dry and evaporated.
func (h *Heat) lose(p *Params, s *State, air *Air) {
	fcl := 1 + 0.15*air.Clothing
	cloth := 0.155 * air.Clothing
	dry := (s.Skin - air.Temperature) / (cloth + 1/(fcl*(p.Hc+radiation)))
	wet := vapour(air.Temperature) * air.Humidity / 100
	most := (vapour(s.Skin) - wet) / (1/(lewis*fcl*p.Hc) + cloth/(lewis*vapourClothing))
	if most > 0 {
		h.EvaporatedSkin = min(0.06*most+0.94*0.68*h.Sweat, most)
	} else {
		h.EvaporatedSkin = most * 0.06 // air moister than the skin condenses a little
	}
	h.ToAir = p.EffectiveArea * (dry + h.EvaporatedSkin)
}

// Advance moves the state by dt seconds; 60 s is stable.
func Advance(s *State, h *Heat, dt float64) {
	s.Core += h.dCore * dt / 3600
	s.Skin += h.dSkin * dt / 3600
}
