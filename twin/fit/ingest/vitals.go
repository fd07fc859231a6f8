package ingest

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

// vital is the vital sign that a kind names, by the id of its signal: hr, map, spo2, ….
func (k Kind) vital() (physiology.SignalInfo, bool) {
	s, ok := physiology.SignalByID(string(k))
	if !ok || !slices.Contains(fit.VitalSignals(), s) && s != physiology.Activity {
		return physiology.SignalInfo{}, false
	}
	return s.Info(), true
}

func (e *Event) isVital() bool { _, ok := e.Kind.vital(); return ok }

// Vitals lays events of vital signs on rows by their times, minutes since the first;
// false when there are none, or glucose beside them, which is then what is fitted. Of two
// readings of one sign at one time the first is kept.
func Vitals(events []Event) (*fit.Vitals, []Note, bool) {
	if slices.ContainsFunc(events, func(e Event) bool { return e.Kind == CGM }) {
		var notes []Note
		for i := range events {
			if e := &events[i]; e.isVital() {
				notes = append(notes, Note{e.File, e.Row, fmt.Sprintf("a reading of %s beside glucose, which is what is fitted", e.Kind), Dropped})
			}
		}
		return nil, notes, false
	}
	events = slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return !e.isVital() })
	if len(events) == 0 {
		return nil, nil, false
	}
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	v, columns := &fit.Vitals{}, map[Kind]int{}
	for i := range events {
		if _, ok := columns[events[i].Kind]; ok || events[i].Kind == Kind(physiology.Activity.Info().ID) {
			continue
		}
		columns[events[i].Kind] = len(v.Signals)
		s, _ := physiology.SignalByID(string(events[i].Kind))
		v.Signals, v.Values, v.Refused = append(v.Signals, s), append(v.Values, nil), append(v.Refused, 0)
	}
	var notes []Note
	var last time.Time
	for i := range events {
		e := &events[i]
		if i == 0 || e.At.After(last) {
			last = e.At
			v.Minutes, v.Activity = append(v.Minutes, e.At.Sub(events[0].At).Minutes()), append(v.Activity, math.NaN())
			for k := range v.Values {
				v.Values[k] = append(v.Values[k], math.NaN())
			}
		}
		cell := &v.Activity[len(v.Activity)-1]
		value := e.Value - 1
		if k, ok := columns[e.Kind]; ok {
			cell, value = &v.Values[k][len(v.Minutes)-1], e.Value
		}
		if !math.IsNaN(*cell) {
			notes = append(notes, Note{e.File, e.Row, fmt.Sprintf("a second reading of %s at one time, %g", e.Kind, e.Value), Dropped})
			continue
		}
		*cell = value
	}
	return v, notes, len(v.Signals) > 0
}
