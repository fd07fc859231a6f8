package wfdb

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// Simulated is the comment that every written header begins with.
const Simulated = "simulated: no real person, not for clinical use"

// Header describes a record.
type Header struct {
	Name     string    // letters, digits, underscores and hyphens; also the file's name
	Rate     float64   // frames per second
	Frames   int64     // 0 if unknown; a Writer counts them
	Start    time.Time // civil time of the first frame; the zero Time leaves it out
	Signals  []Signal
	Comments []string // one line each, without the leading #
}

// Signal describes one signal of a record. A sample s stands for
// (s - Baseline) / Gain in Units.
type Signal struct {
	Description string  // "ECG II"; no line breaks
	Units       string  // "mV"; no white space; "" is read as mV
	Gain        float64 // ADC steps per unit, above 0
	Baseline    int     // the sample that stands for 0
	Bits        int     // resolution of the ADC; 0: that of the format
	Zero        int     // the middle of the ADC's range

	// What follows is found: by a Writer when it closes, or in the header read.
	File     string
	Format   Format
	Initial  int   // the first sample
	Checksum int16 // sum of all samples, of which 16 bits are kept
}

// Physical returns what a sample stands for, NaN for Invalid.
func (s *Signal) Physical(sample int16) float64 {
	if sample == Invalid {
		return math.NaN()
	}
	return float64(int(sample)-s.Baseline) / s.Gain
}

// Digital returns the sample nearest to x. Clipped reports that x lies outside
// of what the format can hold, so that the sample is its nearest end. NaN gives
// Invalid.
func (s *Signal) Digital(x float64, f Format) (sample int16, clipped bool) {
	if x != x {
		return Invalid, false
	}
	d := math.RoundToEven(x*s.Gain + float64(s.Baseline))
	limit := float64(f.Limit())
	if d > limit {
		return f.Limit(), true
	}
	if d < -limit {
		return -f.Limit(), true
	}
	return int16(d), false
}

// Range returns the lowest and the highest value that the format can hold at
// this gain: with 200 steps per mV, format 212 holds -10.235 to 10.235 mV; with
// 1000 steps no more than -2.047 to 2.047 mV.
func (s *Signal) Range(f Format) (low, high float64) {
	return s.Physical(-f.Limit()), s.Physical(f.Limit())
}

// check reports what keeps a header from being written.
func (h *Header) check() error {
	if !isName(h.Name) {
		return fmt.Errorf("wfdb: record name %q has other characters than letters, digits, _ and -; rename it", h.Name)
	}
	if !(h.Rate > 0) || math.IsInf(h.Rate, 0) {
		return fmt.Errorf("wfdb: record %s has a rate of %g frames per second; it must be above 0", h.Name, h.Rate)
	}
	if len(h.Signals) == 0 {
		return fmt.Errorf("wfdb: record %s has no signals", h.Name)
	}
	for i := range h.Signals {
		if err := h.Signals[i].check(); err != nil {
			return fmt.Errorf("wfdb: record %s, signal %d: %w", h.Name, i, err)
		}
	}
	for _, c := range h.Comments {
		if strings.ContainsAny(c, "\r\n") || !utf8.ValidString(c) {
			return fmt.Errorf("wfdb: record %s: comment %q is not one line of UTF-8", h.Name, c)
		}
	}
	return nil
}

func (s *Signal) check() error {
	if !(s.Gain > 0) || math.IsInf(s.Gain, 0) {
		return fmt.Errorf("a gain of %g steps per unit; it must be above 0", s.Gain)
	}
	if strings.ContainsAny(s.Units, " \t\r\n()/") || !utf8.ValidString(s.Units) {
		return fmt.Errorf("units %q have white space, brackets or a slash; replace them", s.Units)
	}
	if strings.ContainsAny(s.Description, "\r\n") || !utf8.ValidString(s.Description) {
		return fmt.Errorf("description %q is not one line of UTF-8", s.Description)
	}
	if s.Baseline != int(int16(s.Baseline)) || s.Zero != int(int16(s.Zero)) {
		return fmt.Errorf("baseline %d and ADC zero %d must be in 16 bits", s.Baseline, s.Zero)
	}
	return nil
}

func isName(name string) bool {
	for _, c := range name {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-') {
			return false
		}
	}
	return name != ""
}
