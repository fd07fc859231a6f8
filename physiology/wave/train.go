package wave

import "math"

// train is a train of waves that no event announces one by one: of fibrillation.
// The k-th lies at k periods, give or take a random share of one,
// so that it is a function of seed and k alone.
type train struct {
	on      bool
	period  float64 // s
	jitter  float64 // share of a period
	size    float64 // mV
	k       int64   // the next wave
	chance  stream
	spindle [2]float64 // rates at which size and axis change, rad a wave
}

// start sets the train going at a time with a period; one that goes already keeps its
// waves unless its period changes.
func (t *train) start(time, period, size float64) {
	t.size = size
	if t.on && t.period == period {
		return
	}
	t.on, t.period = true, period
	t.k = int64(math.Floor(time/period)) - 1
	for t.next() <= time {
		t.k++
	}
}

// next is the onset of the next wave, s; +Inf when there is none.
func (t *train) next() float64 {
	if !t.on {
		return math.Inf(1)
	}
	return (float64(t.k) + t.jitter*t.chance.uniform(4*t.k)) * t.period
}

// swell is how the size of waves changes slowly, around 1.
func (t *train) swell() float64 {
	k := float64(t.k)
	return 1 + 0.3*math.Sin(t.spindle[0]*k) + 0.2*math.Sin(t.spindle[1]*k+1) + 0.3*(t.chance.uniform(4*t.k+1)-0.5)
}

// turn is how the axis of waves changes slowly, rad.
func (t *train) turn(most float64) float64 {
	k := float64(t.k)
	return most * (0.6*math.Sin(t.spindle[1]*k+2) + 0.4*math.Sin(0.7*t.spindle[0]*k) + 0.5*(t.chance.uniform(4*t.k+2)-0.5))
}

// fWave draws a wave of atrial fibrillation, best seen in V1.
func (e *ecg) fWave(t *train) {
	at := t.next()
	axis := dipole{-0.25, 0.55, -0.70}.times(t.size / 2 * t.swell()).rolled(t.turn(0.5))
	e.sway(at, t.period/2, axis, -1)
}

// fibril draws a half wave of ventricular fibrillation: up for even k, down for odd.
func (e *ecg) fibril(t *train) {
	size := 0.8 * t.size * t.swell() * (0.5 + t.chance.uniform(4*t.k+3))
	if t.k&1 != 0 {
		size = -size
	}
	axis := dipole{0.30, 0.90, 0.35}.times(size).rolled(t.turn(0.7)).yawed(t.turn(0.9))
	at := t.next()
	rise := t.period * (0.30 + 0.25*t.chance.uniform(4*t.k+1))
	s := stroke{top: at + 1.9*t.period, rise: rise, fall: 0.42 * t.period}
	e.paint(index(at, e.canvas.rate), &s, axis)
}

// sway draws a wave and, half a period later, one against it.
func (e *ecg) sway(at, half float64, axis dipole, back float64) {
	onset := index(at, e.canvas.rate)
	s := stroke{top: at + 1.2*half, rise: 0.38 * half, fall: 0.38 * half}
	e.paste(onset, &s, axis)
	s.top += half
	e.paste(onset, &s, axis.times(back))
}
