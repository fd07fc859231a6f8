// Package ingest turns recordings of other systems into one that can be fitted:
// tables with declared columns, units and date order, Tidepool and Nightscout JSON, and
// FHIR Bundles.
//
// Nothing is dropped silently: every row that is left out or mended is a Note. What
// cannot be read in one way only is an error that names row and column: a unit that is
// not declared, a negative dose, intervals that overlap, a date in another order.
package ingest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/twin/fit"
)

// Kind is what an event is of.
type Kind string

// The kinds of events. Basal is a rate that holds until the next one, or for its
// length; Long is a dose of long-acting insulin.
const (
	CGM   Kind = "cgm"   // mg/dL
	Basal Kind = "basal" // U/h
	Long  Kind = "long"  // U
	Bolus Kind = "bolus" // U
	Carbs Kind = "carbs" // g
)

// Event is one thing that was recorded.
type Event struct {
	At     time.Time
	Kind   Kind
	Value  float64
	Length time.Duration // of a basal rate; 0: until the next
	File   string
	Row    int // of the file, the head is 1
	Column string
}

// where names the place of an event.
func (e *Event) where() string {
	return fmt.Sprintf("%s, row %d, column %s", e.File, e.Row, e.Column)
}

// Note is one row that was left out or mended.
type Note struct {
	File string `json:"file"`
	Row  int    `json:"row"`
	What string `json:"what"`
	Done string `json:"done"` // dropped or repaired
}

// What was done to a row.
const (
	Dropped  = "dropped"
	Repaired = "repaired"
)

// Span is the stretch of a recording that is wanted.
type Span struct {
	From time.Time     // zero: the first reading
	For  time.Duration // 0: to the last reading
}

// slot is the interval of a recording's rows.
const slot = 5 * time.Minute

// Lay orders events and lays them on rows of five minutes. Doses of long-acting insulin
// become a day of their rate.
func Lay(events []Event, span Span) (*fit.Recording, time.Time, []Note, error) {
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	from, to, err := bounds(events, span)
	if err != nil {
		return nil, from, nil, err
	}
	r := &fit.Recording{Rows: make([]fit.Row, int(to.Sub(from)/slot))}
	for i := range r.Rows {
		r.Rows[i] = fit.Row{Minute: 5 * i, CGM: math.NaN()}
	}
	var notes []Note
	for i := range events {
		e := &events[i]
		if e.At.Before(from) || !e.At.Before(to) {
			continue
		}
		row := &r.Rows[int(e.At.Sub(from)/slot)]
		switch e.Kind {
		case CGM:
			if !math.IsNaN(row.CGM) {
				notes = append(notes, Note{e.File, e.Row, fmt.Sprintf("a second reading within five minutes, %.0f beside %.0f mg/dL", e.Value, row.CGM), Dropped})
				continue
			}
			row.CGM = e.Value
		case Bolus:
			row.Bolus += e.Value
		case Carbs:
			row.Carbs += e.Value
		default:
		}
	}
	more, err := layBasal(r, events, from, to)
	return r, from, append(notes, more...), err
}

// bounds are the wanted span cut to where there are readings.
func bounds(events []Event, span Span) (from, to time.Time, err error) {
	for i := range events {
		if events[i].Kind != CGM || events[i].At.Before(span.From) {
			continue
		}
		if from.IsZero() {
			from = events[i].At
		}
		to = events[i].At
	}
	if from.IsZero() {
		return from, to, fmt.Errorf("there are no glucose readings in the wanted time")
	}
	if !span.From.IsZero() {
		from = span.From
	}
	to = to.Add(slot)
	if span.For > 0 && from.Add(span.For).Before(to) {
		to = from.Add(span.For)
	}
	if to.Sub(from) > 60*24*time.Hour {
		return from, to, fmt.Errorf("the recording lasts %v: choose up to 60 days of it with --from and --days", to.Sub(from).Round(time.Hour))
	}
	return from, to, nil
}

// stretch is a basal rate over a time.
type stretch struct {
	from, to time.Time
	rate     float64 // U/h
}

// layBasal writes the mean basal rate over each row.
func layBasal(r *fit.Recording, events []Event, from, to time.Time) ([]Note, error) {
	all, notes, err := stretches(events, to)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.from.Before(from) {
			s.from = from
		}
		if s.to.After(to) {
			s.to = to
		}
		for at := s.from; at.Before(s.to); {
			i := int(at.Sub(from) / slot)
			end := from.Add(time.Duration(i+1) * slot)
			if end.After(s.to) {
				end = s.to
			}
			r.Rows[i].Basal += s.rate * float64(end.Sub(at)) / float64(slot)
			at = end
		}
	}
	return notes, nil
}

// stretches are the basal rates over time; a rate with a length must not run into the
// next.
func stretches(events []Event, to time.Time) (out []stretch, notes []Note, err error) {
	var last *Event
	for i := range events {
		e := &events[i]
		switch e.Kind {
		case Long:
			out = append(out, stretch{e.At, e.At.Add(24 * time.Hour), e.Value / 24})
			notes = append(notes, Note{e.File, e.Row, fmt.Sprintf("%g U of long-acting insulin taken as %.3g U/h over a day", e.Value, e.Value/24), Repaired})
		case Basal:
			if last != nil {
				end := last.At.Add(last.Length)
				if last.Length > 0 && e.At.Before(end) {
					return nil, nil, fmt.Errorf("%s: its interval begins %v before that of row %d ends: intervals overlap", e.where(), end.Sub(e.At), last.Row)
				}
				if last.Length == 0 {
					end = e.At
				}
				out = append(out, stretch{last.At, end, last.Value})
			}
			last = e
		default:
		}
	}
	if last != nil {
		end := to
		if last.Length > 0 {
			end = last.At.Add(last.Length)
		}
		out = append(out, stretch{last.At, end, last.Value})
	}
	slices.SortStableFunc(out, func(a, b stretch) int { return cmp.Compare(a.from.UnixNano(), b.from.UnixNano()) })
	return out, notes, nil
}
