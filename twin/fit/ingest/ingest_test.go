package ingest_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/twin/fit/ingest"
)

func glucoseTable() ingest.Table {
	return ingest.Table{File: "g.csv", Time: "ts", Order: "dmy", Columns: []ingest.Column{{Name: "v", Is: ingest.CGM, Unit: "mmol/L"}}}
}

func basalTable() ingest.Table {
	return ingest.Table{File: "b.csv", Time: "ts", Order: "dmy", Columns: []ingest.Column{
		{Name: "dose", Is: ingest.Basal, By: "kind", Units: map[string]string{"R": "U/h", "L": "U"}},
	}}
}

func TestTablesOfDailyLife(t *testing.T) {
	g, notes, err := ingest.ReadTable(glucoseTable(), strings.NewReader("\ufeffts,v\r\n01/02/2024 00:10,6.0\r\n01/02/2024,5.0\r\n01/02/2024 00:15,\r\n01/02/2024 00:20,0.1\r\n,7\r\n01/02/2024 00:25,7.0\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, n := range notes {
		said = append(said, n.Done+" "+n.What)
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"repaired \"01/02/2024\" has no time of day", "sorted in", "dropped no value of v", "dropped a reading that no sensor shows", "dropped no time"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing says %q:\n%s", want, all)
		}
	}
	b, _, err := ingest.ReadTable(basalTable(), strings.NewReader("ts,dose,kind\n31/01/2024 22:00,0.6,R\n01/02/2024 00:20,1.2,R\n01/02/2024 00:00,24,L\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, from, notes, err := ingest.Lay(append(g, b...), ingest.Span{})
	if err != nil {
		t.Fatal(err)
	}
	if from != time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC) || len(r.Rows) != 6 || len(notes) != 1 {
		t.Fatalf("from %v, %d rows, notes %v", from, len(r.Rows), notes)
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	if !near(r.Rows[0].CGM, 5*18.016) || !math.IsNaN(r.Rows[1].CGM) || !near(r.Rows[2].CGM, 6*18.016) {
		t.Errorf("glucose: %+v", r.Rows)
	}
	if !near(r.Rows[0].Basal, 1.6) || !near(r.Rows[4].Basal, 2.2) { // a rate, and a day's share of the long-acting dose
		t.Errorf("basal: %g and %g U/h", r.Rows[0].Basal, r.Rows[4].Basal)
	}
}

func TestWhatCannotBeReadOneWayNamesRowAndColumn(t *testing.T) {
	for name, c := range map[string]struct {
		table      ingest.Table
		text, want string
	}{
		"another order":    {glucoseTable(), "ts,v\n01/02/2024 00:10,6\n01/13/2024 00:10,6\n", "g.csv, row 3, column ts"},
		"mg among mmol":    {glucoseTable(), "ts,v\n01/02/2024 00:10,6\n01/02/2024 00:15,120\n", "g.csv, row 3, column v"},
		"negative":         {basalTable(), "ts,dose,kind\n01/02/2024 00:10,-1,R\n", "b.csv, row 2, column dose"},
		"unit not said":    {basalTable(), "ts,dose,kind\n01/02/2024 00:10,1,X\n", "b.csv, row 2, column dose"},
		"no number":        {basalTable(), "ts,dose,kind\n01/02/2024 00:10,some,R\n", "b.csv, row 2, column dose"},
		"no such column":   {glucoseTable(), "ts,w\n", `no column "v"`},
		"no order":         {ingest.Table{File: "g.csv", Time: "ts", Columns: glucoseTable().Columns}, "ts,v\n01/02/2024 00:10,6\n", "order"},
		"an unknown unit":  {ingest.Table{File: "g.csv", Time: "ts", Order: "dmy", Columns: []ingest.Column{{Name: "v", Is: ingest.CGM, Unit: "g/L"}}}, "ts,v\n", "column v"},
		"no unit declared": {ingest.Table{File: "g.csv", Time: "ts", Order: "dmy", Columns: []ingest.Column{{Name: "v", Is: ingest.CGM}}}, "ts,v\n", "column v"},
	} {
		if _, _, err := ingest.ReadTable(c.table, strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestOverlappingIntervals(t *testing.T) {
	table := ingest.Table{File: "b.csv", Time: "from", Order: "ymd", Columns: []ingest.Column{{Name: "rate", Is: ingest.Basal, Unit: "U/h", Until: "to"}}}
	b, _, err := ingest.ReadTable(table, strings.NewReader("from,to,rate\n2024-02-01 00:00,2024-02-01 02:00,1\n2024-02-01 01:00,2024-02-01 03:00,2\n"))
	if err != nil {
		t.Fatal(err)
	}
	g, _, _ := ingest.ReadTable(glucoseTable(), strings.NewReader("ts,v\n01/02/2024 00:10,6\n01/02/2024 03:10,6\n"))
	_, _, _, err = ingest.Lay(append(b, g...), ingest.Span{})
	if err == nil || !strings.Contains(err.Error(), "b.csv, row 3, column rate") || !strings.Contains(err.Error(), "overlap") {
		t.Errorf("%v", err)
	}
}

func TestJSONOfTidepoolAndNightscout(t *testing.T) {
	events, notes, err := ingest.ReadJSON("t.json", []byte(`[
		{"type":"cbg","time":"2024-02-01T00:00:00Z","units":"mmol/L","value":5},
		{"type":"bolus","time":"2024-02-01T00:01:00Z","normal":2.5},
		{"type":"basal","time":"2024-02-01T00:00:00Z","rate":0.8,"duration":3600000},
		{"type":"wizard","time":"2024-02-01T00:01:00Z","carbInput":30},
		{"type":"upload","time":"2024-02-01T00:01:00Z"},
		{"sgv":100,"date":1706745900000,"type":"sgv"},
		{"eventType":"Meal Bolus","created_at":"2024-02-01T00:02:00.000Z","insulin":1,"carbs":12}]`))
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 7 || len(notes) != 1 || notes[0].Row != 5 {
		t.Fatalf("%d events, notes %v", len(events), notes)
	}
	if math.Abs(events[0].Value-90.08) > 1e-9 || events[2].Length != time.Hour || events[4].At.UTC() != time.Date(2024, 2, 1, 0, 5, 0, 0, time.UTC) {
		t.Errorf("%+v", events)
	}
	for name, text := range map[string]string{
		"no unit":  `[{"type":"cbg","time":"2024-02-01T00:00:00Z","value":5}]`,
		"negative": `[{"type":"bolus","time":"2024-02-01T00:00:00Z","normal":-1}]`,
		"no zone":  `[{"type":"bolus","time":"2024-02-01 00:00","normal":1}]`,
		"no array": `{"type":"bolus"}`,
		"mmol":     `[{"sgv":5.5,"date":1706745900000}]`,
	} {
		if _, _, err := ingest.ReadJSON("t.json", []byte(text)); err == nil || !strings.Contains(err.Error(), "t.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRealRecordings reads recordings that are not part of the project, where REALDATA
// names their folder.
func TestRealRecordings(t *testing.T) {
	folder := os.Getenv("REALDATA")
	if folder == "" {
		t.Skip("REALDATA does not name a folder with the recordings of T1D-UOM")
	}
	f, err := os.Open(filepath.Join(folder, "UoMGlucose2307.csv"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	table := ingest.Table{File: "UoMGlucose2307.csv", Time: "bg_ts", Order: "dmy", Columns: []ingest.Column{{Name: "value", Is: ingest.CGM, Unit: "mmol/L"}}}
	events, notes, err := ingest.ReadTable(table, f)
	if err != nil {
		t.Fatal(err)
	}
	if len(events)+len(notes) < 8385 {
		t.Errorf("%d readings and %d notes for 8385 rows", len(events), len(notes))
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("ts,dose,kind\n31/01/2024 22:00,0.6,R\n")
	f.Fuzz(func(t *testing.T, text string) {
		events, _, err := ingest.ReadTable(basalTable(), strings.NewReader(text))
		if err != nil {
			return
		}
		for _, e := range events {
			if e.Value < 0 || e.Row < 2 || e.At.IsZero() && e.Value != e.Value {
				t.Fatalf("%+v", e)
			}
		}
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`[{"type":"cbg","time":"2024-02-01T00:00:00Z","units":"mmol/L","value":5}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		events, _, err := ingest.ReadJSON("t.json", text)
		if err != nil {
			return
		}
		for _, e := range events {
			if e.Value < 0 {
				t.Fatalf("%+v", e)
			}
		}
	})
}
