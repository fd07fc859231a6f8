package wave

import "github.com/vitalfleet/vitalfleet/physiology/rhythm"

// pWave is an atrial wave: the right atrium, then the left.
type pWave [2]bump

// pWaveOf is the wave of an origin, by how it spreads: from the node down and to the
// left; from a focus in the left atrium to the right; from the AV node upwards.
func pWaveOf(o rhythm.Origin) *pWave {
	switch o {
	case rhythm.AtrialFocus:
		return &pWaves[1]
	case rhythm.Junction, rhythm.Pathway, rhythm.Ventricle, rhythm.PacedVentricle:
		return &pWaves[2]
	case rhythm.PacedAtrium:
		return &pWaves[3]
	}
	return &pWaves[0]
}

var pWaves = [...]pWave{
	{{0.39, 0, 0.125, 0.125, dipole{0.02, 0.075, -0.05}}, {0.61, 0, 0.125, 0.125, dipole{0.075, 0.05, 0.05}}},
	{{0.39, 0, 0.120, 0.120, dipole{-0.05, 0.02, 0.06}}, {0.61, 0, 0.120, 0.120, dipole{-0.05, 0.055, -0.06}}},
	{{0.39, 0, 0.120, 0.120, dipole{0.03, -0.085, -0.03}}, {0.61, 0, 0.120, 0.120, dipole{0.02, -0.08, -0.03}}},
	{{0.37, 0, 0.120, 0.120, dipole{0.04, 0.06, -0.06}}, {0.63, 0, 0.120, 0.120, dipole{0.08, 0.03, 0.06}}},
}

// flutterWave is one turn of a circuit that goes up the septum and down the free wall:
// slowly down and steeply up in II, III and aVF, upright in V1. Its times are shares of
// a turn.
var flutterWave = bump{0.56, 0, 0.24, 0.11, dipole{-0.05, -0.30, -0.20}}

// lost is the share of the P wave that potassium takes: the atria fall silent first.
func lost(potassium float64) float64 { return 0.95 * ramp(potassium, 6.0, 6.7) }

// ramp goes from 0 at a to 1 at b.
func ramp(x, a, b float64) float64 { return min(max((x-a)/(b-a), 0), 1) }

// atrial draws a P wave or flutter wave.
func (e *ecg) atrial(ev *rhythm.Event) {
	onset := index(ev.Time, e.canvas.rate)
	width := within(ev.Width, 0.02, 0.4, 0.1)
	if ev.Origin == rhythm.Reentry {
		turn := within(ev.Time-e.circled, 0.15, 0.3, 0.2)
		e.circled = ev.Time
		e.strike(onset, ev.Time, turn, &flutterWave, e.person.p)
		return
	}
	w := pWaveOf(ev.Origin)
	size := e.person.p * (1 - lost(e.shape.Potassium))
	for i := range w {
		e.strike(onset, ev.Time, width, &w[i], size)
	}
}

// strike draws a bump of a complex that began at a time and has a width.
func (e *ecg) strike(onset int64, begin, width float64, b *bump, size float64) {
	s := stroke{top: begin + b.at*width, hold: b.hold * width, rise: b.rise * width, fall: b.fall * width}
	e.paint(onset, &s, b.v.times(size))
}

// within is x between two limits, or a usual value when it is no number.
func within(x, low, high, usual float64) float64 {
	if x != x {
		return usual
	}
	return min(max(x, low), high)
}
