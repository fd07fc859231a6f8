package sensor

import "math/rand/v2"

// Noise is autocorrelated noise, AR(1), of variance 1 and mean 0. It is
// stationary from the first step, and exact at any step length: sampling it
// twice as often does not change its statistics.
type Noise struct {
	Value   float64
	Started bool
}

// Step moves the noise on by one interval and returns it. It draws one number.
func (n *Noise) Step(r *rand.Rand, p Pace) float64 {
	if !n.Started {
		n.Value, n.Started = r.NormFloat64(), true
		return n.Value
	}
	n.Value = p.Keep*n.Value + p.Fresh*r.NormFloat64()
	return n.Value
}

// Calibration turns what a sensor feels into what it says: a gain error, an
// offset, and a drift since the calibration. The zero value changes nothing.
type Calibration struct {
	Gain   float64 // relative: 0.02 reads 2 % high
	Offset float64 // in the unit of the value
	Slope  float64 // drift, in the unit of the value per day
	Begin  float64 // drift at the time zero, in the unit of the value
}

// Apply returns what the sensor says to x, days after the time zero.
func (c *Calibration) Apply(x, days float64) float64 {
	return x + x*c.Gain + c.Offset + c.Begin + c.Slope*days
}

// Dropout tells whether a sample is lost, each with the given probability.
func Dropout(r *rand.Rand, probability float64) bool { return r.Float64() < probability }

// Motion is movement as a sensor feels it: a pull towards a false value and noise
// that changes within seconds, both in proportion to the intensity of 0 to 1.
type Motion struct{ Noise Noise }

// Step returns what motion adds to a value: pull and shake are the bias and the
// standard deviation at intensity 1.
func (m *Motion) Step(r *rand.Rand, p Pace, intensity, pull, shake float64) float64 {
	return intensity * (pull + shake*m.Noise.Step(r, p))
}

// Stuck holds a value for as long as it is stuck.
type Stuck struct {
	Held    float64
	Holding bool
}

// Step passes x through, or gives what was held when it became stuck.
func (s *Stuck) Step(x float64, stuck bool) float64 {
	if !stuck {
		s.Holding = false
		return x
	}
	if !s.Holding {
		s.Held, s.Holding = x, true
	}
	return s.Held
}
