package edf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// Annotation is a text at a time.
type Annotation struct {
	Onset    float64 // s from the start of the recording
	Duration float64 // s; 0: none is said
	Text     string  // UTF-8, without control characters
}

// The marks inside a time-stamped annotation list.
const (
	endOfText     = 0x14
	beforeSeconds = 0x15 // of the duration
)

// appendTime appends what opens a list: a signed onset and perhaps a duration.
// Times are written in whole microseconds.
func appendTime(dst []byte, onset, duration float64) []byte {
	if onset >= 0 {
		dst = append(dst, '+')
	}
	dst = appendSeconds(dst, onset)
	if duration > 0 {
		dst = appendSeconds(append(dst, beforeSeconds), duration)
	}
	return append(dst, endOfText)
}

func appendSeconds(dst []byte, s float64) []byte {
	dst = strconv.AppendFloat(dst, s, 'f', 6, 64)
	return bytes.TrimSuffix(bytes.TrimRight(dst, "0"), []byte{'.'})
}

// appendList appends the list of one annotation.
func (a Annotation) appendList(dst []byte) []byte {
	dst = appendTime(dst, a.Onset, a.Duration)
	return append(append(dst, a.Text...), endOfText, 0)
}

func (a Annotation) check() error {
	if a.Onset-a.Onset != 0 || math.Abs(a.Onset) > 1e9 || !(a.Duration >= 0) || a.Duration > 1e9 {
		return fmt.Errorf("edf: annotation %q at %g s for %g s has no time", a.Text, a.Onset, a.Duration)
	}
	if !utf8.ValidString(a.Text) || a.Text == "" {
		return fmt.Errorf("edf: annotation %q at %g s is no text in UTF-8", a.Text, a.Onset)
	}
	for _, c := range []byte(a.Text) {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return fmt.Errorf("edf: annotation %q at %g s has control characters", a.Text, a.Onset)
		}
	}
	return nil
}

var errList = errors.New("a list is not of the form onset 0x14 text 0x14 0x00")

// parseLists reads the annotation lists of one record. A text that is empty keeps
// the time of the record; the first of them is returned.
func parseLists(b []byte, list []Annotation) (_ []Annotation, onset float64, hasOnset bool, err error) {
	for len(b) > 0 {
		if b[0] == 0 {
			b = b[1:]
			continue
		}
		one, rest, closed := bytes.Cut(b, []byte{endOfText, 0})
		if !closed {
			return list, onset, hasOnset, errList
		}
		b = rest
		head, texts, _ := bytes.Cut(one, []byte{endOfText})
		a, err := parseTime(head)
		if err != nil {
			return list, onset, hasOnset, err
		}
		for text := range bytes.SplitSeq(texts, []byte{endOfText}) {
			if len(text) > 0 {
				a.Text = string(text)
				list = append(list, a)
			} else if !hasOnset {
				onset, hasOnset = a.Onset, true
			}
		}
	}
	return list, onset, hasOnset, nil
}

func parseTime(head []byte) (Annotation, error) {
	onset, duration, has := bytes.Cut(head, []byte{beforeSeconds})
	if len(onset) == 0 || onset[0] != '+' && onset[0] != '-' {
		return Annotation{}, errList
	}
	var a Annotation
	var err error
	if a.Onset, err = strconv.ParseFloat(string(onset), 64); err != nil {
		return a, errList
	}
	if has {
		if a.Duration, err = strconv.ParseFloat(string(duration), 64); err != nil {
			return a, errList
		}
	}
	if a.Onset-a.Onset != 0 || !(a.Duration >= 0) || math.IsInf(a.Duration, 0) {
		return a, errList
	}
	return a, nil
}
