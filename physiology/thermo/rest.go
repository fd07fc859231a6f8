package thermo

import (
	"errors"
	"math"
)

// ErrNoRest says that this air has no steady state that a body survives.
var ErrNoRest = errors.New("thermo: no steady body temperature in this air; start in milder air and change it")

// Rest solves the steady state. metabolism gives the heat, W/m2, of a core
// temperature, without shivering. The method is pseudo-transient continuation:
// implicit steps in time that grow as the imbalance falls and shrink when it rises, so
// that the kinks of sweating and shivering cannot trap it.
func Rest(p *Params, air Air, phase float64, metabolism func(core float64) float64) (State, error) {
	f := func(s State) (float64, float64) {
		h := Derive(p, &s, &air, metabolism(s.Core), 0, 0, phase, 1)
		return h.dCore, h.dSkin
	}
	s := State{Core: p.CoreSet, Skin: p.SkinSet}
	a, b := f(s)
	most := 1e9 // h
	for step, n := 0.3, 0; n < 300 && math.Hypot(a, b) > 1e-12; n++ {
		before := math.Hypot(a, b)
		s = implicit(f, s, a, b, step)
		if !(s.Core > 33 && s.Core < 41 && s.Skin > 10 && s.Skin < 42) {
			// A step over a kink went too far, to where regulation fails and other steady
			// states lie: begin again, and walk at first.
			s, step = State{Core: p.CoreSet, Skin: p.SkinSet}, 0.05
			most = min(0.2*most, 20)
		}
		a, b = f(s)
		step *= min(max(before/math.Hypot(a, b), 0.1), 5)
		step = min(max(step, 0.02), most)
	}
	if math.Hypot(a, b) > 1e-6 {
		// Where a regulation sets in at the very steady state, Newton jumps between its
		// two sides: short steps that shrink settle on the kink.
		s = State{Core: p.CoreSet, Skin: p.SkinSet}
		for step := 0.1; step > 1e-5; step *= 0.998 {
			a, b = f(s)
			s = implicit(f, s, a, b, step)
		}
		a, b = f(s)
	}
	if math.Hypot(a, b) > 2e-3 {
		s = wait(p, f)
		a, b = f(s)
	}
	if math.Hypot(a, b) > 0.05 || !(s.Core > 33 && s.Core < 41) {
		return s, ErrNoRest
	}
	return s, nil
}

// wait lives through two days: for the one person in many thousands whose steady
// state lies on a kink that no solver settles on. What is left of the imbalance is
// below 0.05 degC/h and changes its sign.
func wait(p *Params, f func(State) (float64, float64)) State {
	const step = 20.0 / 3600 // h
	s := State{Core: p.CoreSet, Skin: p.SkinSet}
	for range int(48 / step) {
		a, b := f(s)
		s.Core, s.Skin = s.Core+a*step, s.Skin+b*step
	}
	return s
}

// implicit is one linearly implicit Euler step of h hours from a state with rates a, b.
func implicit(f func(State) (float64, float64), s State, a, b, h float64) State {
	const e = 1e-7
	ac, bc := f(State{s.Core + e, s.Skin})
	as, bs := f(State{s.Core, s.Skin + e})
	j00, j01 := 1/h-(ac-a)/e, -(as-a)/e
	j10, j11 := -(bc-b)/e, 1/h-(bs-b)/e
	det := j00*j11 - j01*j10
	return State{s.Core + (a*j11-b*j01)/det, s.Skin + (b*j00-a*j10)/det}
}
