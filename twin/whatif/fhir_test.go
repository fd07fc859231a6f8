package whatif_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

// TestABundleIsWhatReadersOfFHIRExpect: required elements of R4, UCUM units, references
// that resolve, and every resource marked as test data.
func TestABundleIsWhatReadersOfFHIRExpect(t *testing.T) {
	q := sweetQuestion(t, 20)
	q.Thresholds = []whatif.Threshold{{Signal: physiology.GlucosePlasma, Low: 70, High: math.Inf(1)}}
	r := answer(t, q)
	b := whatif.Bundle{
		Report:  whatif.Report{Title: "dose", Made: "vitalfleet", Command: "vitalfleet whatif x", Times: r.Times, Summaries: r.Summarise(nil)},
		Patient: "p-0001", Start: time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC), Members: 20,
	}
	var one, two bytes.Buffer
	if err := b.WriteFHIR(&one); err != nil {
		t.Fatal(err)
	}
	if err := b.WriteFHIR(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Fatalf("not the same bytes twice: %v", err)
	}
	var doc struct {
		ResourceType, Type string
		Entry              []struct {
			FullURL  string
			Resource map[string]any
		}
	}
	if err := json.Unmarshal(one.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	known, count := map[string]bool{}, map[string]int{}
	for _, e := range doc.Entry {
		if known[e.FullURL] || !strings.HasPrefix(e.FullURL, "urn:uuid:") {
			t.Errorf("entry %q is there twice or has no name", e.FullURL)
		}
		known[e.FullURL] = true
	}
	if doc.ResourceType != "Bundle" || doc.Type != "collection" || strings.Count(one.String(), `"HTEST"`) != len(doc.Entry)+1 {
		t.Errorf("%s of type %s with %d entries", doc.ResourceType, doc.Type, len(doc.Entry))
	}
	for _, e := range doc.Entry {
		kind := e.Resource["resourceType"].(string)
		count[kind]++
		need := map[string][]string{
			"Observation":    {"status", "code", "subject", "effectiveDateTime", "valueQuantity", "device"},
			"RiskAssessment": {"status", "subject", "performer", "occurrenceDateTime", "prediction"},
		}[kind]
		for _, field := range need {
			if e.Resource[field] == nil {
				t.Errorf("%s without %s", kind, field)
			}
		}
		for _, field := range []string{"device", "performer"} {
			if ref, ok := e.Resource[field].(map[string]any); ok && !known[ref["reference"].(string)] {
				t.Errorf("%s: %s refers to nothing", kind, field)
			}
		}
		if v, ok := e.Resource["valueQuantity"].(map[string]any); ok && (v["system"] != "http://unitsofmeasure.org" || v["code"] == "" || v["value"] == nil) {
			t.Errorf("a value of %v", v)
		}
	}
	if count["Device"] != 1 || count["RiskAssessment"] != len(q.Branches) || count["Observation"] != 4*len(q.Branches)*len(q.Signals) {
		t.Errorf("resources: %v", count)
	}
}

// TestWhatIsBeyondTheDataIsSaid: a state that leaves the range of the models is marked,
// one that stays is not, and nothing is clipped.
func TestWhatIsBeyondTheDataIsSaid(t *testing.T) {
	q := sweetQuestion(t, 20)
	a, _ := physiology.ActionByName("patient.insulin-bolus")
	args, errs := a.Bind(map[string]any{"dose": "60 U"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	q.Branches = append(q.Branches[:1:1], whatif.Branch{Name: "flood", Actions: []whatif.Action{{Args: []physiology.Args{args}}}})
	q.Notes = []string{"a person beyond the data"}
	var text []string
	for _, s := range answer(t, q).Summarise(nil) {
		if s.Signal != "glucose_plasma" {
			continue
		}
		if (s.Beyond != nil) != (s.Branch == "flood") {
			t.Errorf("%s: %+v", s.Branch, s.Beyond)
		}
		if s.Beyond != nil {
			text = append(text, s.Beyond.String())
			if !(s.Beyond.Lowest < 40 && s.Beyond.Members > 0.2 && s.Beyond.First > 0) {
				t.Errorf("%+v", s.Beyond)
			}
		}
	}
	if len(text) != 1 || !strings.Contains(text[0], "the models had data for 40 to 400") {
		t.Errorf("%v", text)
	}
	if got := q.Extrapolated(); len(got) != 1 || got[0] != q.Notes[0] {
		t.Errorf("extrapolated: %v", got)
	}
	if got := strings.Join(q.NotModelled(), " "); !strings.Contains(got, "infusion sites") || strings.Contains(got, "valves") {
		t.Errorf("not modelled: %s", got)
	}
}
