package instrument

import (
	"math"
	"math/rand/v2"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
)

// Front is what a device's electronics and its probe make of a wave, in the wave's unit.
type Front struct {
	Noise  float64 // standard deviation of white noise, always
	Motion float64 // standard deviation of what motion adds at intensity 1, up to 5 Hz
	Idle   float64 // what is read without contact
	Hum    float64 // amplitude of the mains' hum without contact
}

// front is the front end of one wave of one device.
type front struct {
	Front
	rate  float64
	noise rand.PCG
	sway  float64 // of motion, standard deviations
	keep  float64 // of it in a sample
	phase float64 // of the mains, turns
}

const (
	mains   = 50.0 // Hz
	swaying = 0.05 // s, time constant of motion
)

func newFront(t *tapSetup, _ string, seed uint64) front {
	return front{Front: t.Front, rate: t.Rate, noise: sensor.Stream(seed, t.ID), keep: math.Exp(-1 / t.Rate / swaying)}
}

// run turns what there is into what reaches the converter; fx are the faults of the
// site, nil for none.
func (f *front) run(x []float32, fx *effect) {
	noise := f.Noise
	if fx != nil {
		noise *= fx.noise
		if fx.off {
			f.hum(x)
		} else if fx.intensity > 0 {
			f.shake(x, fx.intensity)
		}
	}
	if noise <= 0 {
		return
	}
	for i := range x {
		x[i] += float32(noise * f.white())
	}
}

// white is a number of mean 0 and standard deviation 1, evenly spread.
func (f *front) white() float64 {
	return (float64(f.noise.Uint64()>>11)*0x1p-53 - 0.5) * 2 * math.Sqrt(3)
}

// hum is all that a probe without contact picks up.
func (f *front) hum(x []float32) {
	for i := range x {
		f.phase += mains / f.rate
		f.phase -= math.Floor(f.phase)
		x[i] = float32(f.Idle + f.Hum*math.Sin(2*math.Pi*f.phase))
	}
}

// shake adds motion.
func (f *front) shake(x []float32, intensity float64) {
	size, push := intensity*f.Motion, math.Sqrt(1-f.keep*f.keep)
	for i := range x {
		f.sway = f.keep*f.sway + push*f.white()
		x[i] += float32(size * f.sway)
	}
}

// noiseNames are the sets of noise, the first is the default.
func noiseNames() []string { return []string{"none", "clinical", "motion"} }
