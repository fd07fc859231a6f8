package ingest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Codes of what a Bundle says: LOINC of glucose (blood, serum or plasma, capillary,
// interstitial) and of carbohydrate intake.
func glucoseCodes() []string {
	return []string{"99504-3", "2339-0", "2345-7", "14745-4", "15074-8", "41653-7", "14743-9"}
}

const carbohydrateCode = "9059-7"

type bundle struct {
	ResourceType string `json:"resourceType"`
	Entry        []struct {
		Resource resource `json:"resource"`
	} `json:"entry"`
}

type quantityValue struct {
	Value *float64 `json:"value"`
	Unit  string   `json:"unit"`
	Code  string   `json:"code"` // UCUM
}

// resource is what is read of an Observation or a MedicationAdministration.
type resource struct {
	ResourceType string `json:"resourceType"`
	Status       string `json:"status"`
	Code         struct {
		Coding []struct {
			Code string `json:"code"`
		} `json:"coding"`
	} `json:"code"`
	Effective       string         `json:"effectiveDateTime"`
	EffectivePeriod *period        `json:"effectivePeriod"`
	Value           *quantityValue `json:"valueQuantity"`
	Dosage          *struct {
		Dose *quantityValue `json:"dose"`
		Rate *quantityValue `json:"rateQuantity"`
	} `json:"dosage"`
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// ReadBundle reads a FHIR R4 Bundle: Observations of glucose and carbohydrate, and
// MedicationAdministrations of insulin, a dose (bolus) or a rate over a period (basal).
// Other entries, and those entered in error, are noted as dropped. Rows count entries.
func ReadBundle(file string, text []byte) ([]Event, []Note, error) {
	var b bundle
	if err := json.Unmarshal(text, &b); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	if b.ResourceType != "Bundle" {
		return nil, nil, fmt.Errorf("%s: a resource of type %q: a Bundle is read", file, b.ResourceType)
	}
	var events []Event
	var notes []Note
	for i := range b.Entry {
		e, what, err := b.Entry[i].Resource.event()
		if err != nil {
			return nil, nil, fmt.Errorf("%s, entry %d, %w", file, i+1, err)
		}
		if what != "" {
			notes = append(notes, Note{file, i + 1, what, Dropped})
			continue
		}
		e.File, e.Row = file, i+1
		events = append(events, e)
	}
	return events, notes, nil
}

// event is what a resource says, or why it says nothing.
func (r *resource) event() (e Event, dropped string, err error) {
	switch {
	case r.Status == "entered-in-error" || r.Status == "cancelled" || r.Status == "not-done":
		return e, "its status is " + r.Status, nil
	case r.ResourceType == "Observation":
		return r.observation()
	case r.ResourceType == "MedicationAdministration" && r.Dosage != nil && r.Dosage.Rate != nil:
		e, err = r.read(Basal, "dosage.rateQuantity", r.Dosage.Rate, map[string]float64{"[iU]/h": 1, "U/h": 1, "[IU]/h": 1})
		return e, "", err
	case r.ResourceType == "MedicationAdministration" && r.Dosage != nil && r.Dosage.Dose != nil:
		e, err = r.read(Bolus, "dosage.dose", r.Dosage.Dose, map[string]float64{"[iU]": 1, "U": 1, "[IU]": 1})
		return e, "", err
	}
	return e, fmt.Sprintf("a %s is no glucose, insulin or carbohydrate", r.ResourceType), nil
}

func (r *resource) observation() (e Event, dropped string, err error) {
	for _, c := range r.Code.Coding {
		switch {
		case slices.Contains(glucoseCodes(), c.Code) && r.Value != nil:
			e, err = r.read(CGM, "valueQuantity", r.Value, map[string]float64{"mg/dL": 1, "mmol/L": 18.016})
			return e, "", err
		case c.Code == carbohydrateCode && r.Value != nil:
			e, err = r.read(Carbs, "valueQuantity", r.Value, map[string]float64{"g": 1})
			return e, "", err
		}
	}
	return e, "an Observation of something else, or without a value", nil
}

// read checks a quantity by its UCUM code, or by its unit where there is no code.
func (r *resource) read(kind Kind, column string, q *quantityValue, units map[string]float64) (Event, error) {
	unit := q.Code
	if unit == "" {
		unit = q.Unit
	}
	factor, ok := units[unit]
	if !ok || q.Value == nil {
		return Event{}, fmt.Errorf("column %s: a %s in %q cannot be read", column, kind, unit)
	}
	if err := plausible(kind, *q.Value, *q.Value*factor, unit); err != nil {
		return Event{}, fmt.Errorf("column %s: %w", column, err)
	}
	text, end := r.Effective, ""
	if r.EffectivePeriod != nil {
		text, end = r.EffectivePeriod.Start, r.EffectivePeriod.End
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return Event{}, fmt.Errorf("column effective: %q is not a time with its zone", text)
	}
	e := Event{At: at, Kind: kind, Value: *q.Value * factor, Column: column}
	if end != "" && kind == Basal {
		until, err := time.Parse(time.RFC3339, end)
		if err != nil || !until.After(at) {
			return Event{}, fmt.Errorf("column effectivePeriod.end: %q is not a time after its begin", end)
		}
		e.Length = until.Sub(at)
	}
	return e, nil
}

// isBundle reports whether a JSON text is an object, as a Bundle is, and no array.
func isBundle(text []byte) bool { return strings.HasPrefix(strings.TrimSpace(string(text)), "{") }
