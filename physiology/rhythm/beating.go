package rhythm

import "math"

// Beating is what the circulation feels of a heart.
type Beating struct {
	Own    bool    // the rhythm is not the sinus node's own: Rate and Stroke count
	Rate   float64 // ventricular activations, 1/min, smoothed over some beats
	Stroke float64 // factor on contraction beyond what a regular rhythm of that rate would have: 1 when the ventricles contract together, 0 when they do not
	Atria  float64 // share of atrial contraction that is lost, 0..1

	Fibrillates bool    // the ventricles do
	Shock       float64 // J that ended it in the last step, from an implanted defibrillator
}

// felt is what beats leave behind.
type felt struct {
	rr      float32 // mean interval, s
	last    float32 // s
	qt      float32 // interval that repolarisation has adapted to, s
	effect  float32 // mean of a beat's filling and synchrony
	lost    float32 // mean share of atrial contraction lost
	pr      float32 // s from the last P wave to its complex
	from    Origin  // of the last beat
	muscle  uint8   // beats of the ventricles' own in a row
	nodal   uint8   // beats of the junction's in a row
	paced   uint8   // beats of a pacemaker in a row
	dropped uint8   // beats since which a P wave was not conducted, from 8 down
	jolt    float32 // J that a defibrillator ended a tachycardia with in the last step
	unquiet uint8   // beats since which the rhythm was not the sinus node's, from 10 down
}

func (f *felt) disturb() { f.unquiet = 10 }

const (
	smoothing  = 1.0 / 8
	adaptation = 50.0  // s
	asystole   = 4.0   // s without a complex
	restCycle  = 0.857 // s
)

// restFilling is what a regular rhythm at rest has.
var restFilling = filling(restCycle)

// filling is the share of passive filling that an interval has time for: systole takes
// 0.5 s − 0.075 s at 1 Hz, as in package circulation, and filling is exponential.
func filling(rr float64) float64 {
	systole := 0.5 - 0.075/max(rr, 0.2)
	return 1 - math.Exp(-max(rr-systole, 0)/0.15)
}

// Synchrony is how well the ventricles contract together in a beat, 0..1: what is left of
// its stroke when the filling that its interval has time for is taken out.
func (e *Event) Synchrony() float64 {
	return min(e.Stroke*restFilling/max(filling(e.RR), 0.02), 1)
}

// feel takes a beat at t after an interval into account and gives its stroke volume
// relative to rest.
func (h *Heart) feel(s *step, t, rr float64, i *impulse) float64 {
	f := &h.felt
	sinus := (i.origin == SinusNode) && i.code != 'F'
	f.last = float32(rr)
	f.rr += smoothing * (float32(rr) - f.rr)
	f.qt += float32(rr/(rr+adaptation)) * (float32(clamp(rr, 0.25, 2)) - f.qt)
	f.from = i.origin
	f.muscle = run(f.muscle, i.origin == Ventricle || i.origin == VentricularLoop)
	f.nodal = run(f.nodal, i.origin == Junction)
	f.paced = run(f.paced, i.origin == PacedVentricle || i.origin == PacedAtrium)
	f.dropped -= min(f.dropped, 1)
	f.unquiet -= min(f.unquiet, 1)
	if !sinus {
		f.disturb()
	}
	lost := 1.0
	if p := t - h.atrial; h.atria == sinusDriven && p > 0.06 && p < 0.40 {
		lost = 0
	}
	f.lost += smoothing * float32(lost-float64(f.lost))
	if f.lost < 1e-9 { // before it gets denormal, which is slow
		f.lost = 0
	}
	effect := filling(rr) * i.together
	if h.mech.pulseless || s.d.Pulseless {
		effect = 0
	}
	f.effect += smoothing * float32(effect-float64(f.effect))
	return effect / restFilling * (1 - 0.18*lost)
}

// run counts beats of a kind in a row.
func run(n uint8, same bool) uint8 {
	if !same {
		return 0
	}
	return min(n+1, 200)
}

// Beating is what the circulation feels now. Rates fall from the eighth part of a beat
// to the next, and to nothing within seconds when the beats stay away.
func (h *Heart) Beating() Beating {
	f := &h.felt
	if h.fib {
		return Beating{Own: true, Atria: 1, Fibrillates: true}
	}
	rr := float64(f.rr)
	gap := h.Time - h.beat
	own := h.mech.sinus != 0 || h.mech.pulseless || f.unquiet > 0 || gap > 2*rr+1
	b := Beating{Own: own, Rate: 60 / rr}
	b.Atria, b.Shock = float64(f.lost), float64(f.jolt)
	b.Stroke = 1
	if own || h.Shape.Bundle != NormalConduction {
		b.Stroke = clamp(float64(f.effect)/filling(rr), 0, 1)
	}
	if late := gap - 1.5*rr - 0.5; late > 0 {
		b.Rate *= math.Exp(-late)
	}
	if b.Rate < 1 || h.mech.pulseless {
		b.Stroke = 0
	}
	if b.Rate < 1 {
		b.Rate = 0
	}
	return b
}
