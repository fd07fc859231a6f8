package edf

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// fields hands out the fields of a header, and remembers the first that is wrong.
type fields struct {
	b   []byte
	err error
}

func (f *fields) text(width int) string {
	s := strings.TrimRight(string(f.b[:width]), " \x00")
	f.b = f.b[width:]
	return s
}

func (f *fields) number(name string, width int) float64 {
	s := strings.TrimSpace(f.text(width))
	x, err := strconv.ParseFloat(s, 64)
	if f.err == nil && (err != nil || x-x != 0) {
		f.err = fmt.Errorf("%s %q is no number", name, s)
	}
	return x
}

func (f *fields) whole(name string, width, low, high int) int {
	x := f.number(name, width)
	if f.err == nil && (x != math.Trunc(x) || x < float64(low) || x > float64(high)) {
		f.err = fmt.Errorf("%s is %g; it must be a whole number from %d to %d", name, x, low, high)
	}
	if f.err != nil {
		return low
	}
	return int(x)
}

// readHeader returns the bytes of a data record.
func (d *Reader) readHeader() (int, error) {
	fixed := make([]byte, fixedBytes)
	if _, err := io.ReadFull(d.in, fixed); err != nil {
		return 0, fmt.Errorf("read the header: %w", err)
	}
	f := &fields{b: fixed}
	if version := f.text(8); version != "0" {
		return 0, fmt.Errorf("version %q is not EDF", version)
	}
	h := &d.Header
	h.Patient, h.Recording = parsePatient(f.text(80)), parseRecording(f.text(80))
	start := f.text(16)
	size := f.whole("header size", 8, 0, math.MaxInt32)
	h.Plus = strings.HasPrefix(f.text(44), "EDF+")
	h.Records = int64(f.whole("number of records", 8, -1, 99999999))
	h.Duration = f.number("record duration", 8)
	n := f.whole("number of signals", 4, 0, maxSignals)
	if f.err != nil {
		return 0, f.err
	}
	if size != fixedBytes*(n+1) {
		return 0, fmt.Errorf("header size %d does not fit %d signals", size, n)
	}
	if !(h.Duration >= 0) {
		return 0, fmt.Errorf("record duration %g s is below 0", h.Duration)
	}
	var err error
	if h.Start, err = parseStart(start); err != nil {
		return 0, err
	}
	return d.readSignals(n)
}

func (d *Reader) readSignals(n int) (bytes int, err error) {
	b := make([]byte, fixedBytes*n)
	if _, err := io.ReadFull(d.in, b); err != nil {
		return 0, fmt.Errorf("read the signals' headers: %w", err)
	}
	f, all := &fields{b: b}, make([]Signal, n)
	each := func(set func(*Signal)) {
		for i := range all {
			set(&all[i])
		}
	}
	each(func(s *Signal) { s.Label = f.text(16) })
	each(func(s *Signal) { s.Transducer = f.text(80) })
	each(func(s *Signal) { s.Unit = f.text(8) })
	each(func(s *Signal) { s.PhysicalMin = f.number("physical minimum", 8) })
	each(func(s *Signal) { s.PhysicalMax = f.number("physical maximum", 8) })
	each(func(s *Signal) { s.DigitalMin = f.whole("digital minimum", 8, math.MinInt16, math.MaxInt16) })
	each(func(s *Signal) { s.DigitalMax = f.whole("digital maximum", 8, math.MinInt16, math.MaxInt16) })
	each(func(s *Signal) { s.Prefilter = f.text(80) })
	each(func(s *Signal) { s.PerRecord = f.whole("samples in a record", 8, 1, maxReadBytes) })
	if f.err != nil {
		return 0, f.err
	}
	for _, s := range all {
		bytes += 2 * s.PerRecord
		if bytes > maxReadBytes {
			return 0, fmt.Errorf("a data record has more than %d bytes", maxReadBytes)
		}
		if d.Header.Plus && s.Label == annotationLabel {
			d.layout = append(d.layout, -s.PerRecord)
			continue
		}
		if s.DigitalMin >= s.DigitalMax || s.PhysicalMin == s.PhysicalMax {
			return 0, fmt.Errorf("signal %q has an empty range", s.Label)
		}
		if d.Header.Duration == 0 {
			return 0, errors.New("data records of 0 s hold samples")
		}
		s.Rate = float64(s.PerRecord) / d.Header.Duration
		d.layout = append(d.layout, s.PerRecord)
		d.Header.Signals = append(d.Header.Signals, s)
	}
	if bytes == 0 {
		return 0, errors.New("data records are empty")
	}
	return bytes, nil
}

func parseStart(s string) (time.Time, error) {
	t, err := time.Parse("02.01.0615.04.05", s)
	if err != nil {
		return t, fmt.Errorf("start %q is not dd.mm.yyhh.mm.ss", s)
	}
	// The two digits of the year mean 1985 to 2084.
	year := 1900 + t.Year()%100
	if year < 1985 {
		year += 100
	}
	return time.Date(year, t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC), nil
}

func parsePatient(s string) Patient {
	parts := append(strings.Fields(s), "X", "X", "X", "X")
	birth, _ := time.Parse(dateForm, parts[2]) // what is no date is unknown
	return Patient{Code: known(parts[0]), Sex: known(parts[1]), Birth: birth, Name: known(parts[3])}
}

func parseRecording(s string) Recording {
	parts := append(strings.Fields(s), "X", "X", "X", "X", "X")
	return Recording{Administration: known(parts[2]), Technician: known(parts[3]), Equipment: known(parts[4])}
}

func known(s string) string {
	if s == "X" {
		return ""
	}
	return s
}
