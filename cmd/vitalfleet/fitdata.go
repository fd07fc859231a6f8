package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/twin/fit"
	"github.com/vitalfleet/vitalfleet/twin/fit/ingest"
)

// mapping is the file of --map: how foreign tables are read.
type mapping struct {
	Tables []ingest.Table `yaml:"tables"`
}

// fitData is what was read for a fit.
type fitData struct {
	train, after *fit.Recording // after: the days held out, nil without
	notes        []ingest.Note
	source, sum  string
	beliefs      *fit.Beliefs
	vitals       *fit.Vitals // vital signs in the place of glucose
}

// readFitData reads our own CSV, or foreign files by a mapping and by their form.
func (a *app) readFitData(names []string, f fitFlags) (*fitData, error) {
	h := sha256.New()
	texts := make([][]byte, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fail(scenarios.ExitFile, "fit: %v", err)
		}
		_, _ = h.Write(text) // A hash does not fail.
		texts[i] = text
	}
	d := &fitData{source: filepath.Base(names[0]), sum: hex.EncodeToString(h.Sum(nil))}
	if len(names) == 1 && f.mapping == "" && filepath.Ext(names[0]) != ".json" {
		var err error
		if ofVitals(texts[0]) {
			if d.vitals, err = fit.ReadVitals(bytes.NewReader(texts[0])); err != nil {
				return nil, fail(scenarios.ExitInvalid, "%s: %v", names[0], err)
			}
			return d, nil
		}
		if d.train, err = fit.ReadCSV(bytes.NewReader(texts[0]), "bolus_U", true); err != nil {
			return nil, fail(scenarios.ExitInvalid, "%s: %v", names[0], err)
		}
		return d, nil
	}
	everyday := fit.Everyday()
	d.beliefs = &everyday
	events, err := d.foreign(names, texts, f)
	if err != nil {
		return nil, err
	}
	v, notes, ok := ingest.Vitals(events)
	if d.notes = append(d.notes, notes...); ok {
		d.vitals = v
		return d, nil
	}
	return d, d.lay(events, f)
}

// foreign reads the events of all files.
func (d *fitData) foreign(names []string, texts [][]byte, f fitFlags) ([]ingest.Event, error) {
	var m mapping
	if f.mapping != "" {
		text, err := os.ReadFile(f.mapping)
		if err != nil {
			return nil, fail(scenarios.ExitFile, "--map: %v", err)
		}
		dec := yaml.NewDecoder(bytes.NewReader(text))
		dec.KnownFields(true)
		if err := dec.Decode(&m); err != nil {
			return nil, fail(scenarios.ExitInvalid, "--map %s: %v", f.mapping, err)
		}
	}
	var events []ingest.Event
	for i, name := range names {
		base := filepath.Base(name)
		k := slices.IndexFunc(m.Tables, func(t ingest.Table) bool { return t.File == base })
		var found []ingest.Event
		var notes []ingest.Note
		var err error
		switch {
		case k >= 0:
			found, notes, err = ingest.ReadTable(m.Tables[k], bytes.NewReader(texts[i]))
		case filepath.Ext(name) == ".json":
			found, notes, err = ingest.ReadJSON(base, texts[i])
		default:
			return nil, fail(scenarios.ExitInvalid, "%s: the mapping has no table for it; its units and order of dates must be declared with --map", name)
		}
		if err != nil {
			return nil, fail(scenarios.ExitInvalid, "%v", err)
		}
		events, d.notes = append(events, found...), append(d.notes, notes...)
	}
	return events, nil
}

// lay makes the recording, and that of the days held out after it.
func (d *fitData) lay(events []ingest.Event, f fitFlags) error {
	span := ingest.Span{For: time.Duration(f.days * float64(24*time.Hour))}
	if f.from != "" {
		var err error
		if span.From, err = time.Parse("2006-01-02", f.from); err != nil {
			return fail(scenarios.ExitInvalid, "--from %s: write a date, 2006-01-02", f.from)
		}
	}
	var notes []ingest.Note
	var from time.Time
	var err error
	if d.train, from, notes, err = ingest.Lay(events, span); err != nil {
		return fail(scenarios.ExitInvalid, "fit: %v", err)
	}
	d.notes = append(d.notes, notes...)
	if f.holdout <= 0 {
		return nil
	}
	if span.For <= 0 {
		return fail(scenarios.ExitInvalid, "--holdout needs --days: how many to learn from")
	}
	rest := ingest.Span{From: from.Add(span.For), For: time.Duration(f.holdout * float64(24*time.Hour))}
	if d.after, _, _, err = ingest.Lay(events, rest); err != nil {
		return fail(scenarios.ExitInvalid, "--holdout: %v", err)
	}
	for i := range d.after.Rows {
		d.after.Rows[i].Minute += int(span.For.Minutes())
	}
	return nil
}

// held is how a twin forecasts the days that it was not fitted to.
type held struct {
	MARD     float64 `json:"mard_percent"`
	Coverage float64 `json:"band_90_coverage_percent"`
	Width    float64 `json:"band_90_width_mgdl"`
	Readings int     `json:"readings"`
}

// judge forecasts the held-out days and compares.
func (d *fitData) judge(t *fit.Twin) (*held, error) {
	if d.after == nil {
		return nil, nil
	}
	points, err := t.Forecast(d.after)
	if err != nil {
		return nil, err
	}
	h := &held{}
	for i, p := range points {
		y := d.after.Rows[i].CGM
		if math.IsNaN(y) {
			continue
		}
		h.Readings++
		h.MARD += 100 * math.Abs(p.CGM-y) / y
		h.Width += p.CGM95 - p.CGM05
		if p.CGM05 <= y && y <= p.CGM95 {
			h.Coverage += 100
		}
	}
	n := float64(max(h.Readings, 1))
	h.MARD, h.Width, h.Coverage = h.MARD/n, h.Width/n, h.Coverage/n
	return h, nil
}

// printNotes says what happened to each row, alike ones together unless asked for.
func (a *app) printNotes(notes []ingest.Note) {
	if len(notes) == 0 {
		return
	}
	if a.flags.verbose {
		for _, n := range notes {
			a.note("%s, row %d: %s: %s", n.File, n.Row, n.What, n.Done)
		}
		return
	}
	var order []string
	first, count := map[string]ingest.Note{}, map[string]int{}
	for _, n := range notes {
		what, _, _ := strings.Cut(n.What, ",")
		if strings.HasPrefix(what, `"`) {
			_, what, _ = strings.Cut(what[1:], `" `)
		}
		key := fmt.Sprintf("%s: %s: %s", n.File, what, n.Done)
		if count[key]++; count[key] == 1 {
			order, first[key] = append(order, key), n
		}
	}
	for _, key := range order {
		a.note("%s (%d rows, the first is row %d; --verbose lists all)", key, count[key], first[key].Row)
	}
}

// fitDocument is the JSON of a fit.
type fitDocument struct {
	*fit.Twin
	Held  *held         `json:"held_out,omitempty"`
	Notes []ingest.Note `json:"rows,omitempty"` // dropped or repaired
}

// MarshalJSON leaves the members to the twin file.
func (d fitDocument) MarshalJSON() ([]byte, error) {
	short := *d.Twin
	short.Members = nil
	return json.Marshal(struct {
		fit.Twin
		Held  *held         `json:"held_out,omitempty"`
		Notes []ingest.Note `json:"rows,omitempty"`
	}{short, d.Held, d.Notes})
}
