package wfdb

import (
	"fmt"
	"strconv"
	"strings"
)

// Append appends the header file's text. The comment Simulated comes first
// unless it is there already.
func (h *Header) Append(dst []byte) []byte {
	dst = fmt.Appendf(dst, "%s %d %s %d", h.Name, len(h.Signals), number(h.Rate), h.Frames)
	if !h.Start.IsZero() {
		form := "15:04:05.000"
		if h.Start.Nanosecond()/1e6 == 0 {
			form = "15:04:05"
		}
		dst = append(dst, h.Start.Format(" "+form+" 02/01/2006")...)
	}
	dst = append(dst, '\n')
	for i := range h.Signals {
		dst = h.Signals[i].append(dst)
	}
	if len(h.Comments) == 0 || h.Comments[0] != Simulated {
		dst = append(dst, "# "+Simulated+"\n"...)
	}
	for _, c := range h.Comments {
		dst = append(dst, "# "+c+"\n"...)
	}
	return dst
}

func (s *Signal) append(dst []byte) []byte {
	bits := s.Bits
	if bits == 0 {
		bits = s.Format.bits()
	}
	units := s.Units
	if units == "" {
		units = "mV"
	}
	dst = fmt.Appendf(dst, "%s %d %s(%d)/%s %d %d %d %d 0", s.File, s.Format, number(s.Gain), s.Baseline, units, bits, s.Zero, s.Initial, s.Checksum)
	if s.Description != "" {
		dst = append(dst, " "+s.Description...)
	}
	return append(dst, '\n')
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// ParseHeader reads the text of a header file. The error names the line.
func ParseHeader(text []byte) (Header, error) {
	var h Header
	want := -1 // signal lines that are still to come; -1: the record line
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimRight(line, "\r")
		if comment, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "#"); ok {
			h.Comments = append(h.Comments, strings.TrimSpace(comment))
			continue
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		var err error
		switch {
		case want < 0:
			want, err = h.parseRecord(line)
		case want == 0:
			continue // what follows the signals is free text
		default:
			var s Signal
			s, err = parseSignal(line)
			h.Signals = append(h.Signals, s)
			want--
		}
		if err != nil {
			return Header{}, fmt.Errorf("wfdb: header line %d: %w", n+1, err)
		}
	}
	if want != 0 {
		return Header{}, fmt.Errorf("wfdb: the header ends too early: the record line or %d signal lines are missing", max(want, 0))
	}
	return h, nil
}
