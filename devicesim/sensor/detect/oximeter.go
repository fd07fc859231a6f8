package detect

import (
	"fmt"
	"math"
)

// Oximeter finds saturation, perfusion and pulse in the light that a red and an
// infrared plethysmogram let through, beat by beat.
//
// Light that crosses tissue falls with the logarithm of what absorbs it
// (Beer-Lambert), so that a pulse changes the logarithm of each light by its AC
// over its DC. The ratio of ratios R = (AC/DC red) / (AC/DC infrared) is taken
// over the whole pulse, as the slope of the changes of the red logarithm on those
// of the infrared one, which a slow drift of both does not disturb; the infrared
// change of two samples before is the instrument of the regression, so that white
// noise of the sensors does not bias it. R is made a saturation by a straight line, 110 - 25 R by default
// (Webster JG (ed), Design of Pulse Oximeters, 1997; to check); makers use curves
// of their own.
//
// Validity: 25 to 500 samples per second. Limits: no rejection of motion, which
// drives R towards 1 and the saturation towards 85 %.
type Oximeter struct {
	curve         Curve
	pulses        Pulses
	red0, ir0     float64 // logarithms of the first lights
	red, infrared float64 // the last ones, in percent of change
	begun         bool
	change        [2]float64 // of the infrared logarithm, one and two samples ago
	srz, siz      float64    // sums of products with the instrument over the pulse
}

// Curve is the line At0 - Slope*R, in percent.
type Curve struct{ At0, Slope float64 }

// PulseReading is what an oximeter finds in one pulse.
type PulseReading struct {
	Sample     int64   // of its onset
	Saturation float64 // %, 0 to 100
	Ratio      float64 // of ratios
	Perfusion  float64 // index, %: infrared AC over DC
	Interval   float64 // s
}

// leastPerfusion is the perfusion index in % below which there is no pulse.
const leastPerfusion = 0.02

// NewOximeter returns an oximeter for so many samples per second. The zero Curve
// is 110 - 25 R.
func NewOximeter(rate float64, c Curve) (Oximeter, error) {
	p, err := NewPulses(rate, leastPerfusion)
	if err != nil {
		return Oximeter{}, err
	}
	if c == (Curve{}) {
		c = Curve{At0: 110, Slope: 25}
	}
	return Oximeter{curve: c, pulses: p}, nil
}

// Advance takes as many samples of both lights, above 0, in any unit, and appends
// what was found. A sample that is not above 0 counts as the one before.
func (o *Oximeter) Advance(red, infrared []float64, found []PulseReading) ([]PulseReading, error) {
	if len(red) != len(infrared) {
		return found, fmt.Errorf("detect: %d samples of red light and %d of infrared", len(red), len(infrared))
	}
	for i := range red {
		found = o.push(red[i], infrared[i], found)
	}
	return found, nil
}

func (o *Oximeter) push(red, infrared float64, found []PulseReading) []PulseReading {
	redBefore, infraredBefore := o.red, o.infrared
	if red > 0 && infrared > 0 && red-red == 0 && infrared-infrared == 0 {
		if !o.begun {
			o.red0, o.ir0, o.begun = math.Log(red), math.Log(infrared), true
		}
		o.red, o.infrared = -100*(math.Log(red)-o.red0), -100*(math.Log(infrared)-o.ir0)
	}
	change, instrument := o.infrared-infraredBefore, o.change[1]
	o.srz += (o.red - redBefore) * instrument
	o.siz += change * instrument
	o.change = [2]float64{change, o.change[0]}
	one, buf := [1]float64{o.infrared}, [1]Pulse{}
	for _, p := range o.pulses.Advance(one[:], buf[:0]) {
		ratio := o.srz / o.siz
		o.srz, o.siz = 0, 0
		if ratio-ratio != 0 {
			continue
		}
		saturation := min(max(o.curve.At0-o.curve.Slope*ratio, 0), 100)
		found = append(found, PulseReading{p.Onset, saturation, ratio, p.Systolic - p.Diastolic, p.Interval})
	}
	return found
}

// Silence is the time in seconds since the last pulse began.
func (o *Oximeter) Silence() float64 { return o.pulses.Silence() }
