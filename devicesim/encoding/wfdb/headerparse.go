package wfdb

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Defaults of header(5) for fields that a header leaves out.
const (
	defaultRate = 250.0 // frames per second
	defaultGain = 200.0 // steps per unit, also where a header says 0
)

// maxSignals bounds what a header can make a reader allocate.
const maxSignals = 1024

func (h *Header) parseRecord(line string) (signals int, err error) {
	fields := strings.Fields(line)
	if strings.Contains(fields[0], "/") {
		return 0, errors.New("multi-segment records are not read; read the segments one by one")
	}
	if !isName(fields[0]) {
		return 0, fmt.Errorf("%q is no record name", fields[0])
	}
	h.Name, h.Rate = fields[0], defaultRate
	if len(fields) < 2 {
		return 0, errors.New("the number of signals is missing")
	}
	signals, err = strconv.Atoi(fields[1])
	if err != nil || signals < 0 || signals > maxSignals {
		return 0, fmt.Errorf("%q is no number of signals from 0 to %d", fields[1], maxSignals)
	}
	if len(fields) > 2 {
		rate, _, _ := strings.Cut(fields[2], "/") // the counter frequency is of no use here
		h.Rate, err = strconv.ParseFloat(rate, 64)
		if err != nil || !(h.Rate > 0) || math.IsInf(h.Rate, 0) {
			return 0, fmt.Errorf("%q is no rate above 0", fields[2])
		}
	}
	if len(fields) > 3 {
		h.Frames, err = strconv.ParseInt(fields[3], 10, 64)
		if err != nil || h.Frames < 0 {
			return 0, fmt.Errorf("%q is no number of frames", fields[3])
		}
	}
	if len(fields) > 4 {
		h.Start, err = parseStart(fields[4:])
	}
	return signals, err
}

// parseStart reads a base time, which may leave out hours and minutes, and a
// base date. A time without a date belongs to the first day of year 1 and so
// is no Time that IsZero, unless it is midnight.
func parseStart(fields []string) (time.Time, error) {
	clock := fields[0]
	for strings.Count(clock, ":") < 2 {
		clock = "0:" + clock
	}
	date := "01/01/0001"
	if len(fields) > 1 {
		date = fields[1]
	}
	t, err := time.Parse("15:4:5 2/1/2006", clock+" "+date)
	if err != nil {
		return time.Time{}, fmt.Errorf("base time %q is not HH:MM:SS DD/MM/YYYY", strings.Join(fields, " "))
	}
	return t, nil
}

// parseSignal reads a signal line: file format gain(baseline)/units bits zero
// initial checksum blocksize description.
func parseSignal(line string) (Signal, error) {
	var s Signal
	next := func() string {
		line = strings.TrimLeft(line, " \t")
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			end = len(line)
		}
		field := line[:end]
		line = line[end:]
		return field
	}
	s.File = next()
	if s.File == "" || strings.ContainsAny(s.File, `/\`) || s.File == "." || s.File == ".." {
		return s, fmt.Errorf("signal file %q must lie beside its header", s.File)
	}
	format := next()
	n, err := strconv.Atoi(format)
	s.Format = Format(n)
	if err != nil || s.Format.bits() == 0 {
		return s, fmt.Errorf("format %q is not read; only 16 and 212, one sample a frame, neither skewed nor with an offset", format)
	}
	s.Bits, s.Gain, s.Units = s.Format.bits(), defaultGain, "mV"
	hasBaseline, err := s.parseGain(next())
	if err != nil {
		return s, err
	}
	var checksum, block int
	hasInitial := false
	for i, field := range []*int{&s.Bits, &s.Zero, &s.Initial, &checksum, &block} {
		text := next()
		if text == "" {
			break
		}
		if *field, err = strconv.Atoi(text); err != nil {
			return s, fmt.Errorf("%q is no whole number", text)
		}
		hasInitial = i >= 2
	}
	if !hasBaseline {
		s.Baseline = s.Zero
	}
	if !hasInitial {
		s.Initial = s.Zero
	}
	s.Checksum = int16(checksum)
	s.Description = strings.TrimSpace(line)
	return s, nil
}

// parseGain reads gain(baseline)/units, of which only the gain must be there.
func (s *Signal) parseGain(text string) (hasBaseline bool, err error) {
	if text == "" {
		return false, nil
	}
	gain, units, ok := strings.Cut(text, "/")
	if ok && units != "" {
		s.Units = units
	}
	if open := strings.IndexByte(gain, '('); open >= 0 {
		inner, closed := strings.CutSuffix(gain[open+1:], ")")
		if s.Baseline, err = strconv.Atoi(inner); err != nil || !closed {
			return false, fmt.Errorf("baseline in %q is no whole number", text)
		}
		gain, hasBaseline = gain[:open], true
	}
	s.Gain, err = strconv.ParseFloat(gain, 64)
	if err != nil || math.IsNaN(s.Gain) || math.IsInf(s.Gain, 0) || s.Gain < 0 {
		return false, fmt.Errorf("gain %q is no number from 0", text)
	}
	if s.Gain == 0 {
		s.Gain = defaultGain
	}
	return hasBaseline, nil
}
