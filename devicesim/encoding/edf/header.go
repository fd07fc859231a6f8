package edf

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Simulated is the subfield that the patient and the recording of every written
// file end with.
const Simulated = "simulated"

// Header describes a recording.
type Header struct {
	Patient   Patient
	Recording Recording
	Start     time.Time // civil time of the first sample, years 1985 to 2084
	Signals   []Signal
	Duration  float64 // of a data record, s; a Writer chooses it
	Records   int64   // data records; -1 if unknown
	Plus      bool    // EDF+, with a time for each record; false in a plain EDF file read
}

// Patient is who was recorded. What is empty is written as X, for unknown;
// spaces inside are written as underscores.
type Patient struct {
	Code  string
	Sex   string    // "F", "M" or ""
	Birth time.Time // the day counts
	Name  string
}

// Recording is how it was recorded.
type Recording struct{ Administration, Technician, Equipment string }

// Signal describes one signal. A digital value d stands for
// PhysicalMin + (d - DigitalMin) * (PhysicalMax - PhysicalMin) / (DigitalMax - DigitalMin)
// in Unit.
type Signal struct {
	Label       string  // "ECG II"; at most 16 characters
	Transducer  string  // at most 80 characters
	Unit        string  // "mV"; at most 8 characters
	PhysicalMin float64 // rounded to the 8 characters that the header has
	PhysicalMax float64
	DigitalMin  int // both 0: -32768 and 32767
	DigitalMax  int
	Prefilter   string  // "HP:0.05Hz LP:150Hz"; at most 80 characters
	Rate        float64 // samples per second

	PerRecord int // samples in a data record; a Writer finds it
}

// AtGain sets the scale so that a digital value d of 16 bits stands for
// offset + gain * d.
func (s Signal) AtGain(gain, offset float64) Signal {
	s.DigitalMin, s.DigitalMax = math.MinInt16, math.MaxInt16
	s.PhysicalMin, s.PhysicalMax = offset+gain*math.MinInt16, offset+gain*math.MaxInt16
	return s
}

// Gain is how much one digital step stands for, in Unit.
func (s *Signal) Gain() float64 {
	return (s.PhysicalMax - s.PhysicalMin) / float64(s.DigitalMax-s.DigitalMin)
}

// Physical returns what a digital value stands for.
func (s *Signal) Physical(d int16) float64 {
	return s.PhysicalMin + float64(int(d)-s.DigitalMin)*s.Gain()
}

// Digital returns the digital value nearest to x. Clipped reports that x lies
// outside of the signal's range, so that the value is its nearest end. EDF has no
// value for what was not measured: NaN gives DigitalMin, clipped.
func (s *Signal) Digital(x float64) (d int16, clipped bool) {
	v := math.RoundToEven((x-s.PhysicalMin)/s.Gain()) + float64(s.DigitalMin)
	switch {
	case v > float64(s.DigitalMax):
		return int16(s.DigitalMax), true
	case !(v >= float64(s.DigitalMin)):
		return int16(s.DigitalMin), true
	}
	return int16(v), false
}

// settle fills in defaults and rounds the scale to what the header can say.
func (s *Signal) settle() error {
	if s.DigitalMin == 0 && s.DigitalMax == 0 {
		s.DigitalMin, s.DigitalMax = math.MinInt16, math.MaxInt16
	}
	if s.DigitalMin < math.MinInt16 || s.DigitalMax > math.MaxInt16 || s.DigitalMin >= s.DigitalMax {
		return fmt.Errorf("digital range %d to %d is not inside -32768 to 32767", s.DigitalMin, s.DigitalMax)
	}
	for _, x := range []*float64{&s.PhysicalMin, &s.PhysicalMax} {
		var err error
		if _, *x, err = number8(*x); err != nil {
			return fmt.Errorf("physical range: %w", err)
		}
	}
	if s.PhysicalMin == s.PhysicalMax {
		return fmt.Errorf("physical range %g to %g is empty", s.PhysicalMin, s.PhysicalMax)
	}
	if strings.TrimSpace(s.Label) == annotationLabel {
		return fmt.Errorf("label %q is kept for annotations", s.Label)
	}
	return nil
}

// maxRecordBytes is the size up to which the specification recommends to make
// a data record.
const maxRecordBytes = 61440

// durations are tried in turn, the common one first, then longer ones for slow
// or odd rates, then shorter ones for records that would be too large.
var durations = [...]float64{1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60, 0.5, 0.4, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01}

// chooseDuration sets Duration and each PerRecord.
func (h *Header) chooseDuration(annotationBytes int) error {
	for _, d := range durations {
		bytes, whole := annotationBytes, true
		for i := range h.Signals {
			n := h.Signals[i].Rate * d
			h.Signals[i].PerRecord = int(math.Round(n))
			bytes += 2 * h.Signals[i].PerRecord
			whole = whole && n >= 1-1e-9 && math.Abs(n-math.Round(n)) < 1e-9*n
		}
		if whole && bytes <= maxRecordBytes {
			h.Duration = d
			return nil
		}
	}
	rates := make([]float64, len(h.Signals))
	for i := range h.Signals {
		rates[i] = h.Signals[i].Rate
	}
	return fmt.Errorf("edf: no data record of 0.01 to 60 s and %d bytes has a whole number of samples at rates of %g per second", maxRecordBytes, rates)
}
