package main

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/validation"
)

// TestBarsDocument holds the keys of --json, which other programs read: nine a bar, a
// value that could not be computed is null.
func TestBarsDocument(t *testing.T) {
	bar := validation.Bar{ID: "P05", Condition: "a bleed", Quantity: "HR change", Unit: "1/min", Low: 10, High: 50, Evidence: "S"}
	r := &validation.Report{Results: []validation.Result{
		{Bar: bar, Value: 21.5, Pass: true},
		{Bar: bar, Value: math.NaN(), Reason: "no such action"},
	}}
	raw, err := json.Marshal(barsDocument(r))
	if err != nil {
		t.Fatal(err)
	}
	const one = `{"bar":"P05","condition":"a bleed","quantity":"HR change","unit":"1/min","low":10,"high":50,"value":`
	if want := `{"bars":[` + one + `21.5,"verdict":"pass","evidence":"S"},` + one + `null,"verdict":"miss","evidence":"S"}]}`; string(raw) != want {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
}
