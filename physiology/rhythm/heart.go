package rhythm

import "math"

// Code names a rhythm of the catalogue.
type Code uint8

// Heart is the electrical state of one heart, a plain value: assigning it forks it.
type Heart struct {
	Seed  uint64
	Time  float64 // s since the start, that it has been advanced to
	sinus Train
	rate  float64 // of the node at Time, 1/min
	last  float64 // onset of the last QRS complex, s
}

// NewHeart is a heart that has beaten under a drive for ever.
func NewHeart(d Drive) Heart { return Heart{rate: d.Sinus, last: math.Inf(-1)} }

// Drive is what the body makes of its heart during a step.
type Drive struct {
	Sinus float64 // rate that nerves, drugs and temperature ask of the sinus node, 1/min, at the end of the step
}

// Advance moves the heart by dt seconds and appends what happened in (Time, Time+dt]
// to dst, in order of time; a nil dst is not appended to.
func (h *Heart) Advance(d *Drive, dt float64, dst []Event) []Event {
	var times [8]float64
	for _, at := range h.sinus.Advance(h.Time, dt, h.rate, d.Sinus, times[:0]) {
		if dst != nil {
			dst = append(dst, Event{Time: at, Kind: Ventricular, Code: 'N', Width: 0.09, QT: 0.4, RR: at - h.last, Stroke: 1})
		}
		h.last = at
	}
	h.rate = d.Sinus
	h.Time += dt
	return dst
}

// Beating is what the circulation feels of a heart.
type Beating struct {
	Own    bool    // the rhythm is not the sinus node's own: Rate and Stroke count
	Rate   float64 // ventricular activations, 1/min, smoothed over some beats
	Stroke float64 // factor on contraction: 1 when the ventricles contract together, 0 when they do not
	Atria  float64 // share of atrial contraction that is lost, 0..1
}

// Beating is what the circulation feels now.
func (h *Heart) Beating() Beating { return Beating{} }
