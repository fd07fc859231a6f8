package edf

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	fixedBytes      = 256 // of the header, and for each signal
	annotationLabel = "EDF Annotations"
	countOffset     = 236 // of the number of data records
)

// months are English whatever the machine's language is, as the specification asks.
const dateForm = "02-Jan-2006"

// text builds the header, and remembers the first field that does not fit.
type text struct {
	b   []byte
	err error
}

// field appends s, padded with spaces to width.
func (t *text) field(name, s string, width int) {
	for i := range len(s) {
		if t.err == nil && (s[i] < ' ' || s[i] > '~') {
			t.err = fmt.Errorf("edf: %s %q has characters outside of printable ASCII", name, s)
		}
	}
	if t.err == nil && len(s) > width {
		t.err = fmt.Errorf("edf: %s %q has %d characters, %d is the limit; shorten it", name, s, len(s), width)
	}
	t.b = append(t.b, s...)
	for range width - len(s) {
		t.b = append(t.b, ' ')
	}
}

// append builds the header of an EDF+C file; annotationBytes is the room for
// annotations in each record.
func (h *Header) append(annotationBytes int) ([]byte, error) {
	t := &text{}
	t.field("version", "0", 8)
	t.field("patient", h.Patient.String(), 80)
	t.field("recording", h.Recording.at(h.Start), 80)
	t.field("start date", h.Start.Format("02.01.06"), 8)
	t.field("start time", h.Start.Format("15.04.05"), 8)
	t.field("header size", strconv.Itoa(fixedBytes*(len(h.Signals)+2)), 8)
	t.field("format", "EDF+C", 44)
	t.field("number of records", "-1", 8)
	duration, _, err := number8(h.Duration)
	if err != nil {
		return nil, err
	}
	t.field("record duration", duration, 8)
	t.field("number of signals", strconv.Itoa(len(h.Signals)+1), 4)
	all := append(append([]Signal(nil), h.Signals...), Signal{
		Label: annotationLabel, PhysicalMin: -1, PhysicalMax: 1,
		DigitalMin: math.MinInt16, DigitalMax: math.MaxInt16, PerRecord: annotationBytes / 2,
	})
	for _, c := range columns {
		for i := range all {
			t.field(c.name, c.get(&all[i]), c.width)
		}
	}
	return t.b, t.err
}

// column is one property of all signals: the header holds it for every signal
// before it goes on to the next property.
type column struct {
	name  string
	width int
	get   func(*Signal) string
}

var columns = [...]column{
	{"label", 16, func(s *Signal) string { return s.Label }},
	{"transducer", 80, func(s *Signal) string { return s.Transducer }},
	{"unit", 8, func(s *Signal) string { return s.Unit }},
	{"physical minimum", 8, func(s *Signal) string { return must8(s.PhysicalMin) }},
	{"physical maximum", 8, func(s *Signal) string { return must8(s.PhysicalMax) }},
	{"digital minimum", 8, func(s *Signal) string { return strconv.Itoa(s.DigitalMin) }},
	{"digital maximum", 8, func(s *Signal) string { return strconv.Itoa(s.DigitalMax) }},
	{"prefilter", 80, func(s *Signal) string { return s.Prefilter }},
	{"samples in a record", 8, func(s *Signal) string { return strconv.Itoa(s.PerRecord) }},
	{"reserved", 32, func(*Signal) string { return "" }},
}

// must8 writes a number that settle has made to fit.
func must8(x float64) string {
	s, _, _ := number8(x)
	return s
}

// number8 writes x with as many digits as 8 characters hold, and returns the
// number that they say.
func number8(x float64) (string, float64, error) {
	if x-x != 0 {
		return "", 0, fmt.Errorf("%g has no place in a header", x)
	}
	for decimals := 7; decimals >= 0; decimals-- {
		s := strconv.FormatFloat(x, 'f', decimals, 64)
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		if len(s) > 8 {
			continue
		}
		said, err := strconv.ParseFloat(s, 64)
		if err != nil || math.Abs(said-x) > 1e-4*math.Abs(x) {
			break
		}
		return s, said, nil
	}
	return "", 0, fmt.Errorf("%g cannot be said in 8 characters; choose another unit", x)
}

// String returns the patient field: code, sex, day of birth and name, and that
// it is simulated.
func (p Patient) String() string {
	return strings.Join([]string{word(p.Code), word(p.Sex), day(p.Birth), word(p.Name), Simulated}, " ")
}

// at returns the recording field.
func (r Recording) at(start time.Time) string {
	return strings.Join([]string{"Startdate", day(start), word(r.Administration), word(r.Technician), word(r.Equipment), Simulated}, " ")
}

func day(t time.Time) string {
	if t.IsZero() {
		return "X"
	}
	return strings.ToUpper(t.Format(dateForm))
}

// word makes one subfield of s.
func word(s string) string {
	if s = strings.Join(strings.Fields(s), "_"); s == "" {
		return "X"
	}
	return s
}
