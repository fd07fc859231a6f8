package ingest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// ReadJSON reads events of a Tidepool export (an array of records with a type) or of
// Nightscout (an array of entries with sgv, or of treatments with eventType), or a FHIR
// Bundle. Records of other types are noted as dropped. Row numbers count the records from 1.
func ReadJSON(file string, text []byte) ([]Event, []Note, error) {
	if isBundle(text) {
		return ReadBundle(file, text)
	}
	var records []json.RawMessage
	if err := json.Unmarshal(text, &records); err != nil {
		return nil, nil, fmt.Errorf("%s: an array of Tidepool or Nightscout records is read: %w", file, err)
	}
	var events []Event
	var notes []Note
	for i, raw := range records {
		var r record
		if err := json.Unmarshal(raw, &r); err != nil {
			return nil, nil, fmt.Errorf("%s, record %d: %w", file, i+1, err)
		}
		found, err := r.events()
		if err != nil {
			return nil, nil, fmt.Errorf("%s, record %d, %w", file, i+1, err)
		}
		if len(found) == 0 {
			notes = append(notes, Note{file, i + 1, fmt.Sprintf("a record of type %q is no glucose, insulin or carbohydrate", r.Type+r.EventType), Dropped})
		}
		for _, e := range found {
			e.File, e.Row = file, i+1
			events = append(events, e)
		}
	}
	return events, notes, nil
}

// record is what both systems write; a field that is absent is nil or empty.
type record struct {
	Type      string   `json:"type"` // Tidepool: cbg, bolus, basal, wizard, food; Nightscout: sgv
	Time      string   `json:"time"`
	Units     string   `json:"units"`
	Value     *float64 `json:"value"`
	Normal    *float64 `json:"normal"`
	Extended  *float64 `json:"extended"`
	Rate      *float64 `json:"rate"`
	Duration  *float64 `json:"duration"` // Tidepool ms, Nightscout min
	CarbInput *float64 `json:"carbInput"`
	Nutrition *struct {
		Carbohydrate *struct {
			Net   *float64 `json:"net"`
			Units string   `json:"units"`
		} `json:"carbohydrate"`
	} `json:"nutrition"`

	SGV       *float64 `json:"sgv"`
	Date      *int64   `json:"date"` // ms since 1970
	CreatedAt string   `json:"created_at"`
	EventType string   `json:"eventType"`
	Insulin   *float64 `json:"insulin"`
	Carbs     *float64 `json:"carbs"`
	Absolute  *float64 `json:"absolute"`
}

// events are those of one record, each checked.
func (r *record) events() ([]Event, error) {
	at, err := r.at()
	if err != nil {
		return nil, err
	}
	var out []Event
	add := func(kind Kind, field string, v *float64, factor float64, unit string, length time.Duration) {
		if v == nil || err != nil {
			return
		}
		if bad := plausible(kind, *v, *v*factor, unit); bad != nil {
			err = fmt.Errorf("column %s: %w", field, bad)
			return
		}
		if *v == 0 && kind != Basal {
			return
		}
		out = append(out, Event{At: at, Kind: kind, Value: *v * factor, Length: length, Column: field})
	}
	length := func(unit time.Duration) time.Duration {
		if r.Duration == nil || *r.Duration <= 0 {
			return 0
		}
		return time.Duration(*r.Duration * float64(unit))
	}
	switch {
	case r.Type == "cbg":
		factor, bad := glucoseUnit(r.Units)
		if bad != nil {
			return nil, bad
		}
		add(CGM, "value", r.Value, factor, r.Units, 0)
	case r.Type == "bolus":
		add(Bolus, "normal", r.Normal, 1, "U", 0)
		add(Bolus, "extended", r.Extended, 1, "U", 0)
	case r.Type == "basal":
		add(Basal, "rate", r.Rate, 1, "U/h", length(time.Millisecond))
	case r.Type == "wizard":
		add(Carbs, "carbInput", r.CarbInput, 1, "g", 0)
	case r.Type == "food" && r.Nutrition != nil && r.Nutrition.Carbohydrate != nil:
		add(Carbs, "nutrition.carbohydrate.net", r.Nutrition.Carbohydrate.Net, 1, "g", 0)
	case r.SGV != nil: // Nightscout keeps mg/dL whatever it shows.
		add(CGM, "sgv", r.SGV, 1, "mg/dL", 0)
	case r.EventType != "":
		add(Bolus, "insulin", r.Insulin, 1, "U", 0)
		add(Carbs, "carbs", r.Carbs, 1, "g", 0)
		if r.EventType == "Temp Basal" {
			rate := r.Absolute
			if rate == nil {
				rate = r.Rate
			}
			add(Basal, "absolute", rate, 1, "U/h", length(time.Minute))
		}
	}
	return out, err
}

// glucoseUnit is the factor to mg/dL of a unit that a record names.
func glucoseUnit(unit string) (float64, error) {
	switch strings.ToLower(unit) {
	case "mmol/l":
		return 18.016, nil
	case "mg/dl":
		return 1, nil
	}
	return 0, fmt.Errorf("column units: %q: glucose is in mmol/L or mg/dL", unit)
}

// at is when the record is of.
func (r *record) at() (time.Time, error) {
	text, field := r.Time, "time"
	if text == "" {
		text, field = r.CreatedAt, "created_at"
	}
	if text == "" && r.Date != nil {
		return time.UnixMilli(*r.Date).UTC(), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("column %s: %q is not a time with its zone", field, text)
	}
	return t, nil
}
