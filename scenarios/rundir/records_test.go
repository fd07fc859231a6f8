package rundir_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

func TestReadTruth(t *testing.T) {
	text := `{"patient":"p1","kind":"spo2-low","onset":100.5,"end":400,"observable":false}

{"patient":7,"kind":"spo2-low","onset":"1.5","end":9,"delivered":3,"extra":[1]}`
	got, err := rundir.ReadTruth(strings.NewReader(text), "truth.ndjson", &rundir.Clock{})
	must(t, err)
	want := []judge.Episode{
		{Patient: "p1", Kind: "spo2-low", Onset: 100.5, End: 400},
		{Patient: "7", Kind: "spo2-low", Onset: 1.5, End: 9, Observable: true, Delivered: 3, Arrived: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadAlerts(t *testing.T) {
	text := `{"patient":"p1","kind":"SPO2_LOW","time":130.0,"id":12}
{"patient":"p1","kind":"SPO2_LOW","time":131,"id":"b","reading":0,"cleared":true}
`
	got, err := rundir.ReadAlerts(strings.NewReader(text), "alerts.ndjson", &rundir.Clock{})
	must(t, err)
	want := []judge.Alert{
		{Patient: "p1", Kind: "SPO2_LOW", ID: "12", Time: 130},
		{Patient: "p1", Kind: "SPO2_LOW", ID: "b", Time: 131, Named: true, Cleared: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTimes(t *testing.T) {
	start := time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		start time.Time
		times []string
		want  []float64
		err   string
	}{
		{"seconds", time.Time{}, []string{"0", "1e2", `"3.5"`}, []float64{0, 100, 3.5}, ""},
		{"absolute with start", start, []string{`"2026-01-15T08:00:40Z"`, `"2026-01-15T09:00:40.25+01:00"`, "50"}, []float64{40, 40.25, 50}, ""},
		{"absolute without start", time.Time{}, []string{`"2026-01-15T08:10:00Z"`, `"2026-01-15T07:59:59Z"`}, []float64{600, -1}, ""},
		{"mixed without start", time.Time{}, []string{`"2026-01-15T08:10:00Z"`, "3"}, nil, "give --start"},
		{"mixed the other way", time.Time{}, []string{"3", `"2026-01-15T08:10:00Z"`}, nil, "give --start"},
		{"missing", start, []string{`null`}, nil, "neither RFC 3339"},
		{"no time", start, []string{`"yesterday"`}, nil, `"yesterday" is neither RFC 3339`},
		{"no finite number", start, []string{`"NaN"`}, nil, "neither RFC 3339"},
		{"another age", start, []string{`"0001-01-15T08:10:00Z"`}, nil, "292 years"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			for _, x := range c.times {
				fmt.Fprintf(&b, "{\"patient\":\"p\",\"time\":%s}\n", x)
			}
			got, err := rundir.ReadAlerts(strings.NewReader(b.String()), "f", &rundir.Clock{Start: c.start})
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("error %v, want %q", err, c.err)
				}
				return
			}
			must(t, err)
			for i, a := range got {
				if a.Time != c.want[i] {
					t.Errorf("%s is %v s, want %v", c.times[i], a.Time, c.want[i])
				}
			}
		})
	}
}

func TestRecordErrorsNameFileAndLine(t *testing.T) {
	truth := func(r io.Reader) error { _, err := rundir.ReadTruth(r, "f.ndjson", &rundir.Clock{}); return err }
	alerts := func(r io.Reader) error { _, err := rundir.ReadAlerts(r, "f.ndjson", &rundir.Clock{}); return err }
	sent := func(r io.Reader) error { _, err := rundir.ReadSent(r, "f.ndjson", &rundir.Clock{}); return err }
	seen := func(r io.Reader) error { _, err := rundir.ReadSeen(r, "f.ndjson", &rundir.Clock{}); return err }
	for _, c := range []struct {
		read       func(io.Reader) error
		text, want string
	}{
		{truth, "\n{\"kind\":\"k\"}\n", "f.ndjson:2: patient is missing"},
		{truth, `{"patient":"p","onset":5}`, "f.ndjson:1: end: is missing"},
		{truth, `{"patient":"p","onset":5,"end":4}`, "f.ndjson:1: end 4 is before onset 5"},
		{truth, `{"patient":"p","onset":[5],"end":4}`, "f.ndjson:1: onset: [5] is neither"},
		{truth, `[1]` + "\n", "f.ndjson:1: not the JSON object expected here"},
		{alerts, `{"patient":{},"time":1}` + "\n", "f.ndjson:1: not the JSON object"},
		{sent, `{"seq":1,"time":0}` + "\n", "f.ndjson:1: stream is missing"},
		{sent, `{"stream":"a","time":0}` + "\n", "f.ndjson:1: seq is missing"},
		{sent, `{"stream":"a","seq":-1,"time":0}` + "\n", "f.ndjson:1: not the JSON object"},
		{seen, `{"stream":"a","seq":1,"time":0,"stamp":"x"}` + "\n", "f.ndjson:1: stamp: "},
		{seen, `{"stream":"a","seq":1,"ti`, "f.ndjson:1: the last line is torn"},
	} {
		if err := c.read(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

func TestScoreFiles(t *testing.T) {
	truth := write(t, "truth.ndjson", `{"patient":"p1","kind":"spo2-low","onset":"2026-01-15T08:00:40Z","end":"2026-01-15T08:01:40Z"}`)
	alerts := write(t, "alerts.ndjson", `{"patient":"p1","kind":"DESAT","time":"2026-01-15T08:01:10Z","id":"1"}`)
	rule := judge.Rule{Within: 30, Kinds: judge.KindMap{"spo2-low": {"DESAT"}}}
	s, err := rundir.ScoreFiles(truth, alerts, rule, 86400, rundir.Clock{})
	must(t, err)
	if s.Detected != 1 || s.TTAP50 != 30 {
		t.Errorf("got %+v", s.Detection)
	}
	if _, err := rundir.ScoreFiles(truth, "nowhere", rule, 1, rundir.Clock{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestAccountFiles(t *testing.T) {
	sent := write(t, "sent.ndjson", `{"stream":"a","boot":0,"seq":7,"time":0.0,"acked":true,"hash":"x"}
{"stream":"a","boot":0,"seq":8,"time":1,"acked":false,"hash":"y"}`)
	seen := write(t, "seen.ndjson", `{"stream":"a","boot":0,"seq":7,"time":99,"stamp":0.0,"hash":"x"}`)
	a, err := rundir.AccountFiles(sent, seen, rundir.Clock{}, 60, 24*3600)
	must(t, err)
	text, err := json.Marshal(a)
	must(t, err)
	want := `{"attempted":2,"acked":1,"delivered":1,"lost":1,"lost_after_ack":0,"recovered":0,"duplicated":0,"unexpected":0,"reordered":0,` +
		`"corrupted":0,"retimed":0,"late":1,"late_after":60,"late_at":[{"after":86400,"count":0}]}`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func FuzzRecords(f *testing.F) {
	f.Add([]byte(`{"patient":"p1","kind":"k","onset":"2026-01-15T08:00:40Z","end":400,"time":1,"stream":"a","seq":3,"stamp":2}`))
	f.Add([]byte("{}\n{\"patient\":"))
	f.Fuzz(func(t *testing.T, text []byte) {
		truth, err := rundir.ReadTruth(strings.NewReader(string(text)), "f", &rundir.Clock{})
		for _, e := range truth {
			if !(e.Onset <= e.End) {
				t.Fatalf("episode %+v (%v)", e, err)
			}
		}
		_, _ = rundir.ReadAlerts(strings.NewReader(string(text)), "f", &rundir.Clock{})
		_, _ = rundir.ReadSent(strings.NewReader(string(text)), "f", &rundir.Clock{})
		_, _ = rundir.ReadSeen(strings.NewReader(string(text)), "f", &rundir.Clock{})
	})
}

func ExampleCreate() {
	base, err := os.MkdirTemp("", "runs")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(base)
	d, err := rundir.Create(filepath.Join(base, "smoke"))
	if err != nil {
		fmt.Println(err)
		return
	}
	truth, err := d.Lines(rundir.TruthFile)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(
		truth.AppendLine([]byte(`{"patient":"ward-0001","kind":"spo2-low","onset":40,"end":100}`)),
		truth.Close(),
		d.Seal(rundir.Manifest{Name: "smoke", Seed: 7, Complete: true}),
	)
	v, verifyErr := rundir.Verify(d.Path())
	fmt.Println(v.OK(), v.Files[rundir.TruthFile][:8], errors.Join(err, verifyErr))
	// Output: true 051fafd6 <nil>
}
