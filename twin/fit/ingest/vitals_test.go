package ingest_test

import (
	"math"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin/fit/ingest"
)

// TestForeignVitalSigns: columns of vital signs by a mapping become rows by time.
func TestForeignVitalSigns(t *testing.T) {
	table := ingest.Table{File: "ward.csv", Time: "when", Order: "dmy", Columns: []ingest.Column{
		{Name: "pulse", Is: "hr", Unit: "1/min"}, {Name: "sat", Is: "spo2", Unit: "%"}, {Name: "work", Is: "activity", Unit: "MET"},
	}}
	text := "when,pulse,sat,work\n2/3/2026 08:01,71,96,1\n2/3/2026 08:00,70,,1.5\n2/3/2026 08:01,99,97,1\n"
	events, _, err := ingest.ReadTable(table, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	v, notes, ok := ingest.Vitals(events)
	if !ok || len(v.Minutes) != 2 || v.Minutes[1] != 1 || len(notes) != 3 {
		t.Fatalf("%+v, %v", v, notes)
	}
	if v.Signals[0] != physiology.HR || v.Values[0][1] != 71 || !math.IsNaN(v.Values[1][0]) || v.Activity[0] != 0.5 {
		t.Errorf("%+v", v)
	}
	events = append(events, ingest.Event{At: events[0].At, Kind: ingest.CGM, Value: 120})
	if _, notes, ok := ingest.Vitals(events); ok || len(notes) != len(events)-1 {
		t.Errorf("beside glucose: %v, %v", ok, notes)
	}
	table.Columns[0].Unit = "Hz"
	if _, _, err := ingest.ReadTable(table, strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "it is read in 1/min") {
		t.Errorf("a heart rate in Hz: %v", err)
	}
}
