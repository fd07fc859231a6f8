// Package infection is a first, reduced form of a bacterial infection and the
// inflammation that it raises, in hours.
//
// Source: Reynolds A et al, A reduced mathematical model of the acute inflammatory
// response, J Theor Biol 242:220, 2006, doi:10.1016/j.jtbi.2006.02.016, reduced to
// pathogen and activated phagocytes; the anti-inflammatory and damage variables are
// folded into saturation.
//
// Equations used (pathogen p and inflammation m scaled to their maxima, h):
//
//	dp/dt = kg·p·(1 − p/severity) − ka·A·p
//	dm/dt = (p/(p + 0.25·severity)·1.25·severity − m)/τm,   τm 1.5 h up, 12 h down
//	leak follows m with 3 h
//
// Validity: the course over 6..48 h as a cause of changing vital signs. Limits: no
// organ failure beyond circulation and lungs, no endotoxin kinetics, no immune
// suppression. Not for predicting outcome.
package infection

import "math"

// State is what is integrated, each 0..1.
type State struct {
	Pathogen, Inflammation, Leak float64
	Severity                     float64 // carrying capacity of the source; 0 without one
	Pace                         float64 // speed of the growth, 1 is the reference course
	Antibiotic                   float64 // effect at the site, 0..1
	Endotoxin                    float64 // in blood, ng/kg
	Sterile                      float64 // inflammation that endotoxin raised, 0..1
	Late                         float64 // its lagged effect on vessels, 0..1
	White                        float64 // white cells above rest, share of rest
}

// Effect is what inflammation does to causes elsewhere.
type Effect struct {
	SetPoint     float64 // degC
	Vasodilation float64 // factor on resistance, <= 1
	Pooling      float64 // unstressed volume, mL per 77 kg
	Leak         float64 // 0..1
	Shunt        float64 // added, 0..1
	Contractile  float64 // factor on Emax, <= 1
	Drive        float64 // ventilation, factor >= 1
	Blunt        float64 // fall of the set point of pressure, mmHg
}

const (
	inoculum       = 0.02
	growth         = 1.2 // 1/h
	kill           = 1.6 // 1/h at full antibiotic effect
	tauUp, tauDown = 1.5, 12.0
	tauLeak        = 3.0
	tauAntibiotic  = 1.0
	quickest       = 600.0 // s, the fastest course
	referenceShock = 6.0   // h from inoculum to shock at severity 1 and pace 1
)

// Begin seeds an infection. toShock is the time, s, in which severity 1 is to reach
// shock, at least 600; 0 takes the reference course.
func (s *State) Begin(severity, toShock float64) {
	s.Severity = max(s.Severity, severity)
	s.Pathogen = max(s.Pathogen, inoculum*severity)
	s.Pace = 1
	if toShock > 0 {
		s.Pace = referenceShock * 3600 / max(toShock, quickest)
	}
}

// Advance moves the state by dt seconds; treated says that antibiotics are given.
func Advance(s *State, treated bool, dt float64) {
	s.advanceSterile(dt / 3600)
	if s.Pathogen == 0 && s.Inflammation == 0 {
		return
	}
	h := dt / 3600
	goal := 0.0
	if treated {
		goal = 1
	}
	s.Antibiotic += (1 - math.Exp(-h/tauAntibiotic)) * (goal - s.Antibiotic)
	pace := max(s.Pace, 1e-3)
	rate := -kill * s.Antibiotic
	if s.Severity > 0 {
		rate += growth * pace * (1 - s.Pathogen/s.Severity)
	} else {
		rate -= growth // a drained source is cleared by the host
	}
	s.Pathogen *= math.Exp(rate * h)
	if s.Pathogen < 1e-6 {
		s.Pathogen = 0
	}
	reach := max(s.Severity, s.Pathogen)
	target := 0.0
	if s.Pathogen > 0 {
		target = min(1.25*reach*s.Pathogen/(s.Pathogen+0.25*reach), 1)
	}
	tau := tauUp / pace
	if target < s.Inflammation {
		tau = tauDown
	}
	s.Inflammation += (1 - math.Exp(-h/tau)) * (target - s.Inflammation)
	s.Leak += (1 - math.Exp(-h/(tauLeak/max(pace, 1)))) * (s.Inflammation - s.Leak)
}

// Derive gives the effects. They were chosen so that inflammation 1 is septic shock
// (mean pressure below 65 mmHg, heart rate above 110) in the reference adult.
func Derive(s *State) Effect {
	m := min(s.Inflammation+s.Sterile, 1)
	return Effect{
		SetPoint:     2.4 * math.Sqrt(m),
		Vasodilation: (1 - 0.62*m) * (1 - 0.4*s.Late),
		Pooling:      900*m + 500*s.Late,
		Blunt:        25 * s.Late,
		Leak:         0.7 * s.Leak,
		Shunt:        0.22 * s.Leak,
		Contractile:  1 - 0.35*m,
		Drive:        1 + 3.2*m,
	}
}
