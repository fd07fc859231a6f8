package waveform

import (
	"errors"
	"fmt"
	"math"
)

// Invalid marks a sample that was not measured.
const Invalid int16 = math.MinInt16

// Chunk is some successive samples of one wave of one device.
type Chunk struct {
	Patient, Device string // at most 255 bytes each
	Boot            uint32
	Seq             uint64
	Time            int64   // of the first sample on the device's own clock, ns since the Unix epoch
	Code            string  // the wave's id: "ecg_ii"
	Rate            float64 // samples per second
	Unit            string  // UCUM: "mV", "mm[Hg]"
	Gain            float64 // a sample stands for Offset + Gain*sample
	Offset          float64
	Low, High       int16 // samples at or beyond an end of the sensor's range; both 0: none is said
	Samples         []int16
}

// Physical returns what a sample stands for, NaN for Invalid.
func (c *Chunk) Physical(sample int16) float64 {
	if sample == Invalid {
		return math.NaN()
	}
	return c.Offset + c.Gain*float64(sample)
}

// check reports what no payload can say.
func (c *Chunk) check() error {
	if c.Patient == "" || c.Device == "" || c.Code == "" {
		return errors.New("waveform: a chunk without patient, device or code")
	}
	for _, s := range [...]string{c.Patient, c.Device, c.Code, c.Unit} {
		if len(s) > maxText {
			return fmt.Errorf("waveform: %.40q… has %d bytes, %d is the limit", s, len(s), maxText)
		}
	}
	if !(c.Rate > 0) || math.IsInf(c.Rate, 0) || c.Gain-c.Gain != 0 || c.Gain == 0 || c.Offset-c.Offset != 0 {
		return fmt.Errorf("waveform: %s of %s with rate %g, gain %g and offset %g; rate must be above 0, gain not 0, all finite", c.Code, c.Device, c.Rate, c.Gain, c.Offset)
	}
	if len(c.Samples) == 0 || len(c.Samples) > maxSamples {
		return fmt.Errorf("waveform: %s of %s with %d samples; 1 to %d are possible", c.Code, c.Device, len(c.Samples), maxSamples)
	}
	return nil
}
