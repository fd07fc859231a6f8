package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vectors are the exact definitions of accounting and detection, as judge has
// them; here they go through files, flags and --json.
const vectors = "../../scenarios/judge/testdata/"

// vector is one case of either file. What is not in its kind is empty.
type vector struct {
	Name       string
	Sent, Seen []struct {
		ID    [3]any
		T     float64
		Acked bool
		Hash  string
		Stamp *float64
	}
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

func TestScoreAccountsAsDefined(t *testing.T) {
	for _, v := range readVectors(t, "vectors_accounting.json") {
		t.Run(v.Name, func(t *testing.T) {
			var sent, seen []any
			for _, m := range v.Sent {
				sent = append(sent, map[string]any{"stream": m.ID[0], "boot": m.ID[1], "seq": m.ID[2], "time": m.T, "acked": m.Acked, "hash": m.Hash})
			}
			for _, m := range v.Seen {
				line := map[string]any{"stream": m.ID[0], "boot": m.ID[1], "seq": m.ID[2], "time": m.T, "hash": m.Hash}
				if m.Stamp != nil {
					line["stamp"] = *m.Stamp
				}
				seen = append(seen, line)
			}
			got := score(t, "--sent", ndjson(t, sent), "--seen", ndjson(t, seen))
			compare(t, v.Want, got)
		})
	}
}

func TestScoreDetectsAsDefined(t *testing.T) {
	for _, v := range readVectors(t, "vectors_detection.json") {
		t.Run(v.Name, func(t *testing.T) {
			var truth, alerts []any
			for _, e := range v.Truth {
				line := map[string]any{"patient": e.P, "kind": "spo2-low", "onset": e.On, "end": e.Off}
				if e.Observable != nil {
					line["observable"] = *e.Observable
				}
				truth = append(truth, line)
			}
			for _, a := range v.Alerts {
				alerts = append(alerts, map[string]any{"patient": a.P, "kind": "DESAT", "time": a.T, "id": a.ID})
			}
			seconds := func(s float64) string { return fmt.Sprintf("%gs", s) }
			got := score(t, "--truth", ndjson(t, truth), "--alerts", ndjson(t, alerts), "--kind", "spo2-low=DESAT",
				"--within", seconds(v.Rule.Within), "--early", seconds(v.Rule.Early), "--refractory", seconds(v.Rule.Refractory),
				"--exposure", fmt.Sprintf("%.0fs", v.Exposure))
			compare(t, v.Want, got)
		})
	}
}

func readVectors(t *testing.T, file string) []vector {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(vectors, file))
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 5 {
		t.Fatalf("%s holds %d vectors", file, len(all))
	}
	return all
}

// ndjson writes objects into a file, one a line.
func ndjson(t *testing.T, lines []any) string {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, l := range lines {
		if err := json.NewEncoder(f).Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	return f.Name()
}

// score runs vitalfleet score --json.
func score(t *testing.T, args ...string) map[string]any {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := Main(append([]string{"score", "--json"}, args...), &stdout, &stderr); code != 0 || stderr.Len() > 0 {
		t.Fatalf("exit code %d\n%s", code, &stderr)
	}
	var got map[string]any
	if err := oneDocument(stdout.String(), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// compare wants every field of the definition, numbers within 1e-4.
func compare(t *testing.T, want, got map[string]any) {
	t.Helper()
	if len(want) == 0 {
		t.Fatal("the vector defines nothing")
	}
	for name, w := range want {
		if g, ok := got[name]; !ok || !near(w, g) {
			t.Errorf("%s is %v, want %v", name, g, w)
		}
	}
}

func near(want, got any) bool {
	switch w := want.(type) {
	case float64:
		n, ok := got.(json.Number)
		g, err := n.Float64()
		return ok && err == nil && math.Abs(w-g) <= 1e-4
	case []any:
		list, ok := got.([]any)
		if !ok || len(w) != len(list) {
			return false
		}
		for i := range w {
			if !near(w[i], list[i]) {
				return false
			}
		}
		return true
	}
	return want == got
}

// TestScoreReadsTimes gives one file seconds and the other times of day.
func TestScoreReadsTimes(t *testing.T) {
	truth := ndjson(t, []any{map[string]any{"patient": "p1", "kind": "spo2-low", "onset": 40, "end": 100}})
	alerts := ndjson(t, []any{map[string]any{"patient": "p1", "kind": "SPO2_LOW", "time": "2026-01-15T08:00:52Z", "id": "1"}})
	got := score(t, "--truth", truth, "--alerts", alerts, "--start", "2026-01-15T08:00:00Z", "--within", "30s")
	compare(t, map[string]any{"detected": 1.0, "tta_p50": 12.0, "false_alarms": 0.0}, got)
}

func TestScoreRefuses(t *testing.T) {
	good := ndjson(t, []any{map[string]any{"patient": "p1", "kind": "k", "onset": 40, "end": 100}})
	alerts := ndjson(t, []any{map[string]any{"patient": "p1", "kind": "K", "time": 50, "id": "1"}})
	broken := ndjson(t, []any{"no object"})
	for _, test := range []struct {
		name, args, want string
		code             int
	}{
		{"nothing", "", "--sent and --seen", 104},
		{"half", "--truth " + good, "--truth and --alerts", 104},
		{"too much", "--truth " + good + " --alerts " + alerts + " --sent " + good, "--sent and --seen", 104},
		{"bare number", "--truth " + good + " --alerts " + alerts + " --within 60", "--within 60: write a duration such as 60s", 104},
		{"below zero", "--truth " + good + " --alerts " + alerts + " --early -1s", "--early", 104},
		{"kind without =", "--truth " + good + " --alerts " + alerts + " --kind k", "truth=ALERT", 104},
		{"start", "--truth " + good + " --alerts " + alerts + " --start today", "2026-01-15T08:00:00Z", 104},
		{"no file", "--truth " + good + " --alerts nowhere.ndjson", "nowhere.ndjson", 108},
		{"not NDJSON", "--truth " + broken + " --alerts " + alerts, filepath.Base(broken), 108},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := Main(append([]string{"score"}, strings.Fields(test.args)...), &stdout, &stderr)
			if code != test.code || !strings.Contains(stderr.String(), test.want) || stdout.Len() > 0 {
				t.Errorf("exit code %d, want %d; stderr %q, want %q; stdout %q", code, test.code, &stderr, test.want, &stdout)
			}
		})
	}
}
