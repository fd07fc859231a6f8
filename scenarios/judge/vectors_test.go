package judge_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

type accountingVector struct {
	Name string
	Sent []struct {
		ID    [3]any
		T     float64
		Acked bool
		Hash  string
	}
	Seen []struct {
		ID    [3]any
		T     float64
		Stamp *float64
		Hash  string
	}
	Want map[string]any
}

type detectionVector struct {
	Name  string
	Truth []struct {
		P          string
		On, Off    float64
		Observable *bool
	}
	Alerts []struct {
		P, ID string
		T     float64
	}
	Exposure float64 `json:"exposure_s"`
	Rule     struct{ Within, Early, Refractory float64 }
	Want     map[string]any
}

func load[T any](t *testing.T, file string) []T {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v []T
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if len(v) == 0 {
		t.Fatalf("%s holds no vectors", file)
	}
	return v
}

func TestAccountingVectors(t *testing.T) {
	for _, v := range load[accountingVector](t, "testdata/vectors_accounting.json") {
		t.Run(v.Name, func(t *testing.T) {
			var sent []judge.Sent
			for _, m := range v.Sent {
				sent = append(sent, judge.Sent{Stream: m.ID[0].(string), Boot: uint32(m.ID[1].(float64)), Seq: uint64(m.ID[2].(float64)), Time: m.T, Acked: m.Acked, Hash: m.Hash})
			}
			var seen []judge.Seen
			for _, m := range v.Seen {
				s := judge.Seen{Stream: m.ID[0].(string), Boot: uint32(m.ID[1].(float64)), Seq: uint64(m.ID[2].(float64)), Time: m.T, Hash: m.Hash}
				if m.Stamp != nil {
					s.Stamp, s.Stamped = *m.Stamp, true
				}
				seen = append(seen, s)
			}
			compareJSON(t, v.Want, judge.Account(sent, seen, 60))
		})
	}
}

func TestDetectionVectors(t *testing.T) {
	for _, v := range load[detectionVector](t, "testdata/vectors_detection.json") {
		t.Run(v.Name, func(t *testing.T) {
			var truth []judge.Episode
			for _, e := range v.Truth {
				truth = append(truth, judge.Episode{Patient: e.P, Kind: "k", Onset: e.On, End: e.Off, Observable: e.Observable == nil || *e.Observable})
			}
			var alerts []judge.Alert
			for _, a := range v.Alerts {
				alerts = append(alerts, judge.Alert{Patient: a.P, Kind: "K", ID: a.ID, Time: a.T})
			}
			rule := judge.Rule{Within: v.Rule.Within, Early: v.Rule.Early, Refractory: v.Rule.Refractory}
			got, err := judge.Score(truth, alerts, rule, v.Exposure)
			if err != nil {
				t.Fatal(err)
			}
			compareJSON(t, v.Want, got.Detection)
		})
	}
}

// compareJSON compares the wanted fields with those of got's JSON, numbers within 1e-4.
func compareJSON(t *testing.T, want map[string]any, got any) {
	t.Helper()
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	for name, w := range want {
		g, ok := fields[name]
		if !ok || !near(w, g) {
			t.Errorf("%s = %v, want %v", name, g, w)
		}
	}
}

func near(a, b any) bool {
	switch a := a.(type) {
	case float64:
		f, ok := b.(float64)
		return ok && math.Abs(a-f) <= 1e-4
	case []any:
		l, ok := b.([]any)
		if !ok || len(a) != len(l) {
			return false
		}
		for i := range a {
			if !near(a[i], l[i]) {
				return false
			}
		}
		return true
	}
	return a == b
}
