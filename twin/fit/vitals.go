package fit

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// vitalKind is a vital sign that can be fitted: what people share of its course and
// noise before the data speak, and what readings can be. Daily courses after the dips of
// healthy adults (10 % of pressure, 5-8 /min of heart rate, 0.3 degC); the others are
// choices, wide enough that a day of readings outweighs them.
type vitalKind struct {
	signal       physiology.Signal
	daily        float64 // SD of either part of the daily course
	gain, gainSD float64 // of a MET of activity above rest
	noise, phi   float64 // SD, and correlation over a minute, until the data tell
	low, high    float64 // that a sensor shows
}

func vitalKinds() []vitalKind {
	return []vitalKind{
		{physiology.HR, 5, 12, 8, 3, 0.8, 20, 250},
		{physiology.SBP, 6, 8, 6, 5, 0.8, 40, 260},
		{physiology.DBP, 5, 2, 4, 4, 0.8, 20, 180},
		{physiology.MAP, 5, 4, 5, 4, 0.8, 25, 220},
		{physiology.RR, 1.5, 3, 2, 1.5, 0.7, 3, 60},
		{physiology.SpO2, 0.4, -0.2, 0.5, 0.8, 0.7, 50, 100},
		{physiology.TempCore, 0.3, 0.1, 0.1, 0.1, 0.9, 30, 43},
	}
}

// Vitals are readings of vital signs over time. Activity is in MET above rest.
type Vitals struct {
	Signals  []physiology.Signal
	Minutes  []float64 // rising
	Activity []float64
	Values   [][]float64 // by signal; NaN is a gap
	Refused  []int       // by signal: readings that no sensor shows, left out
}

// VitalSignals are the vital signs that can be fitted.
func VitalSignals() (out []physiology.Signal) {
	for _, k := range vitalKinds() {
		out = append(out, k.signal)
	}
	return out
}

// HasVitals reports whether a head names columns of vital signs and none of glucose.
func HasVitals(head []string) bool {
	found := false
	for _, name := range head {
		name = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
		if strings.HasPrefix(name, "cgm_") {
			return false
		}
		_, ok := vitalColumn(name)
		found = found || ok
	}
	return found
}

// vitalColumn finds a vital sign by the name of its column, which says its unit.
func vitalColumn(name string) (vitalKind, bool) {
	for _, k := range vitalKinds() {
		if k.signal.Info().Column == name {
			return k, true
		}
	}
	return vitalKind{}, false
}

// ReadVitals reads a table with t_min or time_s and columns named as those of exports:
// hr_bpm, sbp_mmhg, spo2_pct, …, and activity_met if there is one. Empty cells are gaps.
// Errors name row and column.
func ReadVitals(r io.Reader) (*Vitals, error) {
	in := csv.NewReader(skipMark(r))
	in.TrimLeadingSpace = true
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("the first row must name the columns: %w", err)
	}
	h, err := vitalHead(head)
	if err != nil {
		return nil, err
	}
	v := &Vitals{Values: make([][]float64, len(h.kinds)), Refused: make([]int, len(h.kinds))}
	for _, k := range h.kinds {
		v.Signals = append(v.Signals, k.signal)
	}
	for n := 2; ; n++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", n, err)
		}
		if err := v.take(h, cells); err != nil {
			return nil, fmt.Errorf("row %d, %w", n, err)
		}
	}
	return v, nil
}

// clean leaves out what no sensor shows, and counts it.
func (v *Vitals) clean() error {
	if len(v.Minutes) < 2 {
		return errors.New("there are no rows to learn from")
	}
	for i := range v.Signals {
		k, ok := vitalColumn(v.Signals[i].Info().Column)
		if !ok {
			return fmt.Errorf("%s is no vital sign that can be fitted", v.Signals[i].Info().ID)
		}
		for j, x := range v.Values[i] {
			if x < k.low || x > k.high {
				v.Refused[i]++
				v.Values[i][j] = math.NaN()
			}
		}
	}
	return nil
}

// vitalTable is where the columns are.
type vitalTable struct {
	time, activity, patient int // -1 without one
	perMinute               float64
	kinds                   []vitalKind
	at                      []int
	who                     string
}

func vitalHead(names []string) (*vitalTable, error) {
	h := &vitalTable{time: -1, activity: -1, patient: -1}
	for i, name := range names {
		name = strings.TrimSpace(name)
		switch name {
		case "t_min", "time_s":
			if h.time >= 0 {
				return nil, fmt.Errorf("column %q: there are two columns of time", name)
			}
			h.time, h.perMinute = i, 1
			if name == "time_s" {
				h.perMinute = 60
			}
		case physiology.Activity.Info().Column:
			h.activity = i
		case "patient":
			h.patient = i
		default:
			if k, ok := vitalColumn(name); ok {
				h.kinds, h.at = append(h.kinds, k), append(h.at, i)
			}
		}
	}
	if h.time < 0 {
		return nil, errors.New("there is no column of time: name it t_min or time_s")
	}
	if len(h.kinds) == 0 {
		var known []string
		for _, k := range vitalKinds() {
			known = append(known, k.signal.Info().Column)
		}
		return nil, fmt.Errorf("there is no column of a vital sign; they are %s", strings.Join(known, ", "))
	}
	return h, nil
}

// take adds a row.
func (v *Vitals) take(h *vitalTable, cells []string) error {
	number := func(i int) (float64, error) {
		text := strings.TrimSpace(cells[i])
		if text == "" {
			return math.NaN(), nil
		}
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(x, 0) {
			return 0, fmt.Errorf("%q is not a number", text)
		}
		return x, nil
	}
	if h.patient >= 0 {
		if h.who != "" && cells[h.patient] != h.who {
			return fmt.Errorf("column patient: %s after %s: a twin is of one patient", cells[h.patient], h.who)
		}
		h.who = cells[h.patient]
	}
	t, err := number(h.time)
	if err != nil || math.IsNaN(t) {
		return fmt.Errorf("column of time: %q is not a time", cells[h.time])
	}
	t /= h.perMinute
	if k := len(v.Minutes); k > 0 && t <= v.Minutes[k-1] {
		return fmt.Errorf("column of time: %g min is not after %g min of the row before: rows overlap or are not sorted", t, v.Minutes[k-1])
	}
	met := 1.0
	if h.activity >= 0 {
		if met, err = number(h.activity); err != nil {
			return fmt.Errorf("column activity_met: %w", err)
		}
	}
	v.Minutes, v.Activity = append(v.Minutes, t), append(v.Activity, met-1)
	for i, k := range h.kinds {
		x, err := number(h.at[i])
		if err != nil {
			return fmt.Errorf("column %s: %w", k.signal.Info().Column, err)
		}
		v.Values[i] = append(v.Values[i], x)
	}
	return nil
}

// readings of a signal that were taken.
func (v *Vitals) readings(i int) int {
	return len(v.Values[i]) - countFunc(v.Values[i], math.IsNaN)
}

func countFunc(xs []float64, f func(float64) bool) (n int) {
	for _, x := range xs {
		if f(x) {
			n++
		}
	}
	return n
}

// every is the usual interval of the rows, min.
func (v *Vitals) every() float64 {
	gaps := make([]float64, 0, len(v.Minutes)-1)
	for i := 1; i < len(v.Minutes); i++ {
		gaps = append(gaps, v.Minutes[i]-v.Minutes[i-1])
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}
