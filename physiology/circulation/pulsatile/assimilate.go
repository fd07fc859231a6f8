package pulsatile

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/circulation"
)

// Hold nudges the shadow towards package circulation, as observations nudge a
// forecast (Newtonian relaxation: Hoke JE, Anthes RA, Mon Weather Rev 104:1551, 1976,
// to check). Over each beat the difference of the mean pressures is taken; over the
// next, blood enters or leaves the reservoir with a time constant of some seconds.
// Three parameters are estimated beside it, a small step a beat: the contractility of
// each ventricle from the blood that it moved, the stiffness of the arteries from the
// pulse pressure at the wrist. No output is rescaled.
type Hold struct {
	Left, Right, Stiff float64 // factors on the elastances and on the arteries' stiffness, near 1 at rest
	Window             float64 // s since the window began
	Sum                Gap     // integral of the gaps over it
	Push               Gap     // mmHg/s, what is given to the reservoirs now
	High, Low          float64 // pressure at the wrist over it, mmHg
}

// Gap is what package circulation has more than the shadow: pressures in mmHg, flows
// in mL/s.
type Gap struct{ Psa, Pra, Ppa, Pla, Ql, Qr float64 }

const (
	relaxing  = 3.0  // s, of a reservoir
	learning  = 0.25 // of contractility, relative to the stroke's gap
	stiffens  = 0.25 // of stiffness, relative to the pulse's
	hasty     = 0.5  // s, a window that counts half
	longest   = 2.0  // s, window without a beat
	authority = 1.2  // logarithm of the largest factor
	palpable  = 3.0  // mmHg of pulse pressure, under which it says nothing
)

// observe adds a step to the window, with the mL that either ventricle ejected.
func (h *Hold) observe(f *circulation.Flow, o *Out, left, right, dt float64) {
	h.Window += dt
	h.Sum.Psa += dt * (f.Psa - o.Aorta)
	h.Sum.Pra += dt * (f.Pra - o.RA)
	h.Sum.Ppa += dt * (f.Ppa - o.PA)
	h.Sum.Pla += dt * (f.Ppv - o.LA)
	h.Sum.Ql += dt*f.Ql - left
	h.Sum.Qr += dt*f.Qr - right
	if o.Radial > h.High {
		h.High = o.Radial
	}
	if o.Radial < h.Low {
		h.Low = o.Radial
	}
}

// shut ends the window; a beat says more than the mere passing of time.
func (h *Hold) shut(p *Params, d *Drive, beat bool) {
	if h.Window <= 0 {
		return
	}
	// Short windows, of premature beats, see one part of the pulse: they say less.
	k, keep := 1/(relaxing*(h.Window+hasty)), hasty/(h.Window+hasty)
	h.Push = Gap{
		Psa: keep*h.Push.Psa + k*h.Sum.Psa, Pra: keep*h.Push.Pra + k*h.Sum.Pra,
		Ppa: keep*h.Push.Ppa + k*h.Sum.Ppa, Pla: keep*h.Push.Pla + k*h.Sum.Pla,
	}
	if sv := d.Flow.SV; beat && sv > 1 {
		h.Left = learnt(h.Left, learning*h.Sum.Ql/sv)
		h.Right = learnt(h.Right, learning*h.Sum.Qr/sv)
		sbp, dbp := circulation.Pulse(&p.Mean, &d.Flow, d.Tone.EmaxL)
		if sbp-dbp > palpable && h.High-h.Low > palpable {
			h.Stiff = learnt(h.Stiff, stiffens*math.Log((sbp-dbp)/(h.High-h.Low)))
		}
	}
	h.open()
}

// open begins a window.
func (h *Hold) open() {
	h.Window, h.Sum, h.High, h.Low = 0, Gap{}, 0, math.Inf(1)
}

// learnt is a factor moved by a small logarithm, within its authority.
func learnt(factor, by float64) float64 {
	factor *= math.Exp(min(max(by, -0.3), 0.3))
	return min(max(factor, math.Exp(-authority)), math.Exp(authority))
}

// nudge gives the reservoirs what the last window found missing.
func (s *State) nudge(p *Params, dt float64) {
	g := &s.Hold.Push
	s.Psp = max(s.Psp+dt*g.Psa, 0)
	s.Vsv = max(s.Vsv+dt*g.Pra*p.Csv, 0)
	s.Vev = max(s.Vev+dt*g.Pra*p.Cev, 0)
	s.Ppp = max(s.Ppp+dt*g.Ppa, 0)
	s.Ppv = max(s.Ppv+dt*g.Pla, 0)
}
