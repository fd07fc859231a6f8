package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/report"
)

var update = flag.Bool("update", false, "write the golden files")

// assertion parses a threshold that is right.
func assertion(t *testing.T, text string) judge.Assertion {
	t.Helper()
	a, err := judge.ParseAssertion(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return a
}

// failing is a report with every kind of outcome, judged from records.
func failing(t *testing.T) report.Report {
	t.Helper()
	account := judge.NewAccountant()
	for seq := range uint64(1200) {
		account.Sent("ward-0004/oximeter", 0, seq, float64(seq), 1)
		account.Acked("ward-0004/oximeter", 0, seq)
		if seq < 1195 {
			account.Seen("ward-0004/oximeter", 0, seq, judge.Arrival{Time: float64(seq), Digest: 1})
		}
	}
	truth := []judge.Episode{
		{Patient: "ward-0004", Kind: "spo2-low", Onset: 42, End: 103, Observable: true},
		{Patient: "ward-0007", Kind: "spo2-low", Onset: 50, End: 110, Observable: true},
	}
	alerts := []judge.Alert{{Patient: "ward-0007", Kind: "SPO2_LOW", ID: "1", Time: 58}, {Patient: "ward-0009", Kind: "SPO2_LOW", ID: "2", Time: 90}}
	scored, err := judge.Score(truth, alerts, judge.Rule{Within: 30}, 1200)
	if err != nil {
		t.Fatal(err)
	}
	connected := &judge.Series{Unit: judge.Unit{Base: judge.Fraction}}
	connected.Add(0, 0.5)
	connected.Add(10, 1)
	r := report.Report{
		Verdict: judge.Fail, Exit: 99, Scenario: "smoke", Seed: 7, Version: "v0.1.0", Mode: "real", Duration: 120, Patients: 10, Devices: 20,
		Detection: map[string]judge.Detection{"desaturation-alerted": scored.Detection},
		Lag:       &report.Lag{P50: 0.0004, P99: 0.0021, Max: 0.0113, Limit: 0.1},
		Warnings:  []string{"fault outage changed nothing: no device uses network wing-a-wifi"},
	}
	total := account.Total(nil)
	r.Accounting = &total
	window := judge.Window{Stretch: judge.Stretch{From: 15, To: 120}}
	for _, x := range []struct {
		judge.Expectation
		asserts []string
		subject judge.Subject
	}{
		{judge.Expectation{Name: "all-connected"}, []string{"min == 100%"}, judge.Measured{Metric: connected, Window: window}},
		{judge.Expectation{Name: "nothing-lost"}, []string{"corrupted == 0", "lost == 0", "duplicated == 0"}, total},
		{judge.Expectation{Name: "desaturation-alerted", MinEvents: 1}, []string{"sensitivity == 100%", "false_alarms <= 0"}, scored},
		{judge.Expectation{Name: "few-repeats", Severity: judge.Should}, []string{"false_alarms_per_patient_day <= 2"}, scored},
		{judge.Expectation{Name: "most-found"}, []string{"sensitivity >= 40%"}, scored},
		{judge.Expectation{Name: "end-to-end"}, []string{"p(95) < 3s"}, judge.Absent{Verdict: judge.NotApplicable, Why: "virtual time has no observer"}},
	} {
		for _, text := range x.asserts {
			x.Assert = append(x.Assert, assertion(t, text))
		}
		o, err := judge.Decide(x.Expectation, x.subject)
		if err != nil {
			t.Fatal(err)
		}
		r.Expectations = append(r.Expectations, report.FromOutcome(o))
	}
	owner := func(string) (string, string) { return "ward-0004", "oximeter" }
	r.Expectations[1].Worst = report.WorstLosses(account.Losses(nil, 10), owner)
	r.Expectations[1].Blame = map[judge.Blame]int{judge.BlamePlatform: 5}
	r.Expectations[2].Worst = append(report.WorstEpisodes(scored.Results, 10, func(judge.EpisodeResult) judge.Blame { return judge.BlamePlatform }),
		report.WorstFalse(scored.False, 10)...)
	r.Expectations[2].Blame = map[judge.Blame]int{judge.BlamePlatform: 1}
	return r
}

func passing() report.Report {
	return report.Report{
		Verdict: judge.Pass, Scenario: "quiet", Seed: 1, Version: "v0.1.0",
		Accounting: &judge.Accounting{Attempted: 1234567, Acked: 1234567, Delivered: 1234567, LateAfter: 60},
	}
}

func late() report.Report {
	return report.Report{Verdict: judge.Inconclusive, Exit: 98, Scenario: "heavy", Seed: 1, Version: "v0.1.0", Lag: &report.Lag{P50: 0.1, P99: 2.5, Max: 61, Limit: 0.1}}
}

func TestRenderings(t *testing.T) {
	for name, r := range map[string]report.Report{"failing": failing(t), "passing": passing(), "late": late()} {
		for ext, write := range map[string]func(io.Writer) error{
			"txt":  func(w io.Writer) error { return r.WriteTerminal(w, false) },
			"ansi": func(w io.Writer) error { return r.WriteTerminal(w, true) },
			"json": r.WriteJSON,
			"xml":  r.WriteJUnit,
		} {
			t.Run(name+"."+ext, func(t *testing.T) {
				var b bytes.Buffer
				if err := write(&b); err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(strings.ToLower(b.String()), "simulated") {
					t.Error("the rendering does not say that the data are simulated")
				}
				golden(t, filepath.Join("testdata", name+"."+ext), b.Bytes())
			})
		}
	}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-golden +got), -update writes it:\n%s", file, diff)
	}
}

func TestJSONIsReadBack(t *testing.T) {
	var first, second bytes.Buffer
	if err := failing(t).WriteJSON(&first); err != nil {
		t.Fatal(err)
	}
	r, err := report.Read(bytes.NewReader(first.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.WriteJSON(&second); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.String(), second.String()); diff != "" {
		t.Errorf("(-written +read and written):\n%s", diff)
	}
}

func TestJUnitCountsWhatCIMustNotOverlook(t *testing.T) {
	var b bytes.Buffer
	r := failing(t)
	r.Exit = int(judge.Interrupted)
	if err := r.WriteJUnit(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Suite struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Skipped  int `xml:"skipped,attr"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	s := got.Suite
	if s.Tests != 7 || s.Failures != 2 || s.Errors != 2 || s.Skipped != 2 {
		t.Errorf("got %+v, want 7 tests: 2 failures, 2 errors (one inconclusive, the interrupted run), 2 skipped (should, not applicable)", s)
	}
}

func TestTerminalStaysOnOneScreen(t *testing.T) {
	var r report.Report
	for i := range 200 {
		v := judge.Pass
		if i%40 == 0 {
			v = judge.Fail
		}
		r.Expectations = append(r.Expectations, report.Expectation{Name: fmt.Sprint("e", i), Verdict: v, Assert: "lost == 0", Observed: "0"})
	}
	var b strings.Builder
	if err := r.WriteTerminal(&b, false); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n > 40 {
		t.Errorf("%d lines for 200 expectations", n)
	}
	for _, failed := range []string{"e0 ", "e40 ", "e160 ", "and 180 more passed"} {
		if !strings.Contains(b.String(), failed) {
			t.Errorf("%q is not shown", failed)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestWriteErrorsAreReturned(t *testing.T) {
	r := passing()
	for name, err := range map[string]error{
		"terminal": r.WriteTerminal(full{}, false), "json": r.WriteJSON(full{}), "junit": r.WriteJUnit(full{}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestLag(t *testing.T) {
	l := judge.NewLatency(1)
	if none := report.LagOf(l, 0.1); none.Late() || none.P99.Defined() {
		t.Errorf("nothing measured: %+v", none)
	}
	for i := range 1000 {
		l.Add(float64(i), float64(i)/1000)
	}
	got := report.LagOf(l, 0.1)
	if !got.Late() || got.P50 < 0.49 || got.P50 > 0.5 || got.P99 < 0.988 || got.Max < 0.998 || report.LagOf(l, 1).Late() {
		t.Errorf("got %+v", got)
	}
}

func TestFieldsAreListedInOrder(t *testing.T) {
	var b strings.Builder
	if err := report.WriteFields(&b, judge.Detection{Episodes: 3, PPV: judge.Undefined(), SensitivityCI95: judge.Wilson(1, 2)}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines) < 15 || !strings.HasPrefix(lines[0], "simulated ") || lines[1] != "episodes                      3" {
		t.Errorf("got\n%s", b.String())
	}
	for _, want := range []string{"ppv                           n/a\n", "sensitivity_ci95              0.094531 to 0.905469\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func ExampleReport_WriteTerminal() {
	a, _ := judge.ParseAssertion("lost == 0")
	total := judge.Accounting{Attempted: 1200, Acked: 1200, Delivered: 1200}
	outcome, _ := judge.Decide(judge.Expectation{Name: "nothing-lost", Assert: []judge.Assertion{a}}, total)
	r := report.Report{
		Verdict: judge.Overall([]judge.Outcome{outcome}), Exit: judge.Exit([]judge.Outcome{outcome}),
		Scenario: "smoke", Seed: 7, Duration: 120,
		Expectations: []report.Expectation{report.FromOutcome(outcome)}, Accounting: &total,
	}
	_ = r.WriteTerminal(os.Stdout, false)
	// Output:
	//
	//   smoke  seed 7 · 2m simulated
	//   PASS  exit 0: every expectation was met
	//
	//   ✓ nothing-lost  lost == 0  0
	//
	//   messages   1,200 attempted, 1,200 acknowledged, 1,200 delivered, once, unaltered and in time
	//
	//   Simulated data: no patient existed, and nothing here supports a clinical decision.
}
