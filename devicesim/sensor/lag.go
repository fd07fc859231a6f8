package sensor

import "math"

// Pace is what a step of one length does to a process of one time constant. It
// is the same for all devices of a batch, so the exponential is computed once.
type Pace struct {
	Keep  float64 // share of the old value that is left: exp(-dt/tau)
	Fresh float64 // scale of new noise that keeps the variance: sqrt(1-Keep^2)
	Trail float64 // tau/dt: how far a ramp is trailed, in steps
}

// PaceOf returns the pace of a step of dt seconds with a time constant of tau
// seconds; tau 0 follows at once.
func PaceOf(dt, tau float64) Pace {
	if tau <= 0 {
		return Pace{Fresh: 1}
	}
	if dt <= 0 {
		return Pace{Keep: 1}
	}
	keep := math.Exp(-dt / tau)
	return Pace{Keep: keep, Fresh: math.Sqrt(-math.Expm1(-2 * dt / tau)), Trail: tau / dt}
}

// Lag is a first-order lag. It begins settled on its first input. For input that
// runs in straight lines between the samples it is exact at any step length.
//
// A moving average over a window of W seconds is W/2 seconds old in the mean;
// a Lag with a time constant of W/2 is its equivalent.
type Lag struct {
	In, Out float64
	Settled bool
}

// Step gives the lag its input at the end of the interval and returns the output.
func (l *Lag) Step(x float64, p Pace) float64 {
	if !l.Settled {
		l.In, l.Out, l.Settled = x, x, true
		return x
	}
	if p.Keep == 1 {
		return l.Out
	}
	behind := (x - l.In) * p.Trail
	l.Out = x - behind + (l.Out-l.In+behind)*p.Keep
	l.In = x
	return l.Out
}

// delaySlots is the number of samples that a Delay keeps.
const delaySlots = 24

// Delay is a transport delay: it remembers its input for a while and gives the
// value of some seconds ago, in straight lines between samples that lie at least
// 1/20 of its length apart.
type Delay struct {
	Times  [delaySlots]float64 // s before the present sample, growing
	Values [delaySlots]float64
	Filled int32
	Newest int32
}

// Push adds the input at the end of an interval of dt seconds. Length is the
// longest age in seconds that At will be asked for.
func (d *Delay) Push(x, dt, length float64) {
	for i := range d.Filled {
		d.Times[i] += dt
	}
	before := (d.Newest + delaySlots - 1) % delaySlots
	if d.Filled > 1 && d.Times[before]-d.Times[d.Newest] < length/20 {
		d.Times[d.Newest], d.Values[d.Newest] = 0, x
		return
	}
	if d.Filled > 0 {
		d.Newest = (d.Newest + 1) % delaySlots
	}
	d.Filled = min(d.Filled+1, delaySlots)
	d.Times[d.Newest], d.Values[d.Newest] = 0, x
}

// At returns the value of age seconds ago; before the first sample it is the
// first sample.
func (d *Delay) At(age float64) float64 {
	value, newer := 0.0, 0.0
	for i := range d.Filled {
		k := (d.Newest - i + delaySlots) % delaySlots
		if d.Times[k] >= age {
			if i == 0 || d.Times[k] <= newer {
				return d.Values[k]
			}
			share := (age - newer) / (d.Times[k] - newer)
			return value + share*(d.Values[k]-value)
		}
		value, newer = d.Values[k], d.Times[k]
	}
	return value
}

// Sound reports whether a Delay that was read from outside can be used.
func (d *Delay) Sound() bool {
	return d.Filled >= 0 && d.Filled <= delaySlots && d.Newest >= 0 && d.Newest < delaySlots
}
