package ingest_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/twin/fit/ingest"
)

func TestFHIRBundle(t *testing.T) {
	entry := func(s string) string { return `{"resource":` + s + `}` }
	good := []string{
		entry(`{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"14745-4"}]},"effectiveDateTime":"2024-02-01T00:00:00Z","valueQuantity":{"value":5,"code":"mmol/L"}}`),
		entry(`{"resourceType":"MedicationAdministration","status":"completed","effectiveDateTime":"2024-02-01T00:05:00+01:00","dosage":{"dose":{"value":2,"unit":"U","code":"[iU]"}}}`),
		entry(`{"resourceType":"MedicationAdministration","status":"completed","effectivePeriod":{"start":"2024-02-01T00:00:00Z","end":"2024-02-01T02:00:00Z"},"dosage":{"rateQuantity":{"value":0.9,"code":"[iU]/h"}}}`),
		entry(`{"resourceType":"Observation","status":"final","code":{"coding":[{"code":"9059-7"}]},"effectiveDateTime":"2024-02-01T00:10:00Z","valueQuantity":{"value":30,"unit":"g"}}`),
		entry(`{"resourceType":"Patient"}`),
		entry(`{"resourceType":"Observation","status":"entered-in-error"}`),
	}
	wrap := func(e ...string) []byte {
		return []byte(`{"resourceType":"Bundle","entry":[` + strings.Join(e, ",") + `]}`)
	}
	events, notes, err := ingest.ReadJSON("b.json", wrap(good...))
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 4 || len(notes) != 2 || math.Abs(events[0].Value-90.08) > 1e-9 || events[2].Length != 2*time.Hour || events[3].Kind != ingest.Carbs {
		t.Errorf("%+v\n%+v", events, notes)
	}
	for want, bad := range map[string]string{
		"valueQuantity": strings.Replace(good[0], "mmol/L", "g/L", 1),
		"negative":      strings.Replace(good[1], `"value":2`, `"value":-2`, 1),
		"begin":         strings.Replace(good[2], "02:00:00Z", "00:00:00Z", 1),
		"zone":          strings.Replace(good[3], "2024-02-01T00:10:00Z", "2024-02-01", 1),
	} {
		if _, _, err := ingest.ReadJSON("b.json", wrap(good[0], bad)); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "b.json, entry 2") {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
