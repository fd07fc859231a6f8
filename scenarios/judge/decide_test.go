package judge_test

import (
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// scored makes episodes of which the first detected ones are alarmed at once, and false alarms.
func scored(t *testing.T, episodes, detected, falseAlarms int) judge.Scored {
	t.Helper()
	var truth []judge.Episode
	var alerts []judge.Alert
	for i := range episodes {
		on := float64(i) * 1000
		truth = append(truth, judge.Episode{Patient: "p", Kind: "k", Onset: on, End: on + 100, Observable: true})
		if i < detected {
			alerts = append(alerts, judge.Alert{Patient: "p", Kind: "k", Time: on + 10})
		}
	}
	for range falseAlarms {
		alerts = append(alerts, judge.Alert{Patient: "q", Kind: "k", Time: 5})
	}
	s, err := judge.Score(truth, alerts, judge.Rule{Within: 60}, 86400)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDecide(t *testing.T) {
	events := &judge.Events{}
	for i := range 200 {
		events.Add(float64(i), float64(one(i == 7)))
	}
	failing := judge.Measured{Name: "mqtt.errors", Metric: events, Window: judge.Always()}
	nothing := judge.Measured{Name: "mqtt.ack.latency", Metric: judge.NewLatency(1), Window: judge.Always()}
	for _, c := range []struct {
		name    string
		assert  string
		min     int
		subject judge.Subject
		want    judge.Verdict
		reason  string
	}{
		{"19 of 20 is not yet 95 percent", "sensitivity >= 95%", 0, scored(t, 20, 19, 0), judge.Inconclusive, "76.39%"},
		{"19 of 20 with enough events decides", "sensitivity >= 95%", 20, scored(t, 20, 19, 0), judge.Pass, ""},
		{"18 of 20 with enough events", "sensitivity >= 95%", 20, scored(t, 20, 18, 0), judge.Fail, ""},
		{"whole interval above", "sensitivity >= 50%", 0, scored(t, 20, 19, 0), judge.Pass, "interval"},
		{"whole interval below", "sensitivity >= 95%", 0, scored(t, 20, 5, 0), judge.Fail, "interval"},
		{"too few events do not pass", "sensitivity >= 50%", 30, scored(t, 20, 20, 0), judge.Inconclusive, "only 20 of the 30"},
		{"too few events may fail", "sensitivity >= 95%", 30, scored(t, 20, 5, 0), judge.Fail, ""},
		{"all, one counter-example", "sensitivity == 100%", 30, scored(t, 20, 19, 0), judge.Fail, ""},
		{"all of enough", "sensitivity == 100%", 1, scored(t, 1, 1, 0), judge.Pass, ""},
		{"all of too few", "sensitivity == 100%", 5, scored(t, 4, 4, 0), judge.Inconclusive, "only 4 of the 5"},
		{"all without min_events is never certain", "sensitivity == 100%", 0, scored(t, 20, 20, 0), judge.Inconclusive, "min_events"},
		{"no episode is no pass", "sensitivity == 100%", 1, scored(t, 0, 0, 0), judge.Inconclusive, "no episode"},
		{"false alarms need no episode", "false_alarms <= 0", 0, scored(t, 0, 0, 0), judge.Pass, ""},
		{"a false alarm fails although events are few", "false_alarms <= 0", 5, scored(t, 0, 0, 1), judge.Fail, ""},
		{"no false alarm among too few events", "false_alarms <= 0", 5, scored(t, 4, 4, 0), judge.Inconclusive, "only 4"},
		{"0/0 is not applicable", "ppv >= 50%", 0, scored(t, 3, 0, 0), judge.NotApplicable, "0/0"},
		{"no alarm, no time to alarm", "time_to_alarm.p(50) <= 1m", 0, scored(t, 3, 0, 0), judge.NotApplicable, "0/0"},
		{"time to alarm", "time_to_alarm.p(95) <= 10s", 0, scored(t, 3, 3, 0), judge.Pass, ""},
		{"repeats", "repeats_per_episode <= 3", 0, scored(t, 3, 3, 0), judge.Pass, ""},
		{"budget", "false_alarms_per_patient_day <= 2", 0, scored(t, 3, 3, 3), judge.Fail, ""},
		{"nothing attempted", "lost == 0", 0, judge.Accounting{}, judge.Inconclusive, "no message"},
		{"strangers are counted although nothing was attempted", "unexpected == 0", 0, judge.Accounting{Unexpected: 1}, judge.Fail, ""},
		{"nothing lost", "lost == 0", 0, judge.Accounting{Attempted: 5, Delivered: 5}, judge.Pass, ""},
		{"one lost", "lost == 0", 100, judge.Accounting{Attempted: 5, Delivered: 4, Lost: 1}, judge.Fail, ""},
		{"share of too few messages", "duplicated <= 0.1%", 0, judge.Accounting{Attempted: 100}, judge.Inconclusive, "interval"},
		{"share of many messages", "duplicated <= 0.1%", 0, judge.Accounting{Attempted: 100_000, Duplicated: 20}, judge.Pass, ""},
		{"more copies than messages", "duplicated <= 0.1%", 0, judge.Accounting{Attempted: 10, Duplicated: 20}, judge.Fail, ""},
		{"no copy at all", "duplicated <= 0%", 0, judge.Accounting{Attempted: 10}, judge.Pass, ""},
		{"another limit", "late(24h) == 0", 0, judge.Accounting{Attempted: 1, LateAt: []judge.LateCount{{After: 86400, Count: 1}}}, judge.Fail, ""},
		{"errors are a proportion", "rate < 5%", 0, failing, judge.Pass, "interval"},
		{"errors near the limit", "rate < 1%", 0, failing, judge.Inconclusive, "interval"},
		{"errors by point estimate", "rate < 1%", 100, failing, judge.Pass, ""},
		{"nothing measured", "p(95) < 200ms", 0, nothing, judge.Inconclusive, "mqtt.ack.latency: nothing was measured"},
		{"nobody observed", "lost == 0", 0, judge.Absent{Why: "no observer"}, judge.Inconclusive, "no observer"},
		{"virtual time", "lost == 0", 0, judge.Absent{Verdict: judge.NotApplicable, Why: "virtual time"}, judge.NotApplicable, "virtual time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := judge.Expectation{Name: "e", Assert: []judge.Assertion{parse(t, c.assert)}, MinEvents: c.min}
			o, err := judge.Decide(e, c.subject)
			if err != nil {
				t.Fatal(err)
			}
			d := o.Deciding()
			if o.Verdict != c.want || !strings.Contains(d.Reason, c.reason) {
				t.Errorf("%s (%s, observed %s), want %s (%s)", o.Verdict, d.Reason, d.Observed, c.want, c.reason)
			}
		})
	}
}

func TestWorstAssertionDecides(t *testing.T) {
	s := scored(t, 20, 19, 1)
	var e judge.Expectation
	for _, text := range []string{"false_alarms <= 5", "sensitivity >= 95%", "false_alarms == 0", "ppv >= 10%"} {
		e.Assert = append(e.Assert, parse(t, text))
	}
	o, err := judge.Decide(e, s)
	if err != nil {
		t.Fatal(err)
	}
	if o.Verdict != judge.Fail || o.Deciding().Assert != "false_alarms == 0" || o.Severity != judge.Must || len(o.Decisions) != 4 {
		t.Errorf("got %+v", o)
	}
}

func TestDecideRefusesWhatDoesNotFit(t *testing.T) {
	for text, s := range map[string]judge.Subject{
		"p(95) < 1s":        judge.Accounting{Attempted: 1},
		"late(5h) == 0":     judge.Accounting{Attempted: 1},
		"sensitivity >= 5s": scored(t, 1, 1, 0),
		"slope < 1/h":       judge.Measured{Metric: &judge.Events{}},
		"rate < 1%":         judge.Measured{Metric: &judge.Series{}},
	} {
		if _, err := judge.Decide(judge.Expectation{Name: "x", Assert: []judge.Assertion{parse(t, text)}}, s); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

func TestExit(t *testing.T) {
	pass := judge.Outcome{Verdict: judge.Pass}
	fail := judge.Outcome{Verdict: judge.Fail, Severity: judge.Must}
	should := judge.Outcome{Verdict: judge.Fail, Severity: judge.Should}
	unclear := judge.Outcome{Verdict: judge.Inconclusive}
	none := judge.Outcome{Verdict: judge.NotApplicable}
	lag := judge.Outcome{Verdict: judge.Fail, Blame: judge.BlameGenerator}
	for _, c := range []struct {
		name       string
		outcomes   []judge.Outcome
		conditions []judge.Condition
		exit       int
		overall    judge.Verdict
	}{
		{"nothing expected", nil, nil, 0, judge.Pass},
		{"all pass", []judge.Outcome{pass, none}, nil, 0, judge.Pass},
		{"should never counts", []judge.Outcome{pass, should, {Verdict: judge.Inconclusive, Severity: judge.Should}}, nil, 0, judge.Pass},
		{"inconclusive", []judge.Outcome{pass, unclear}, nil, 96, judge.Inconclusive},
		{"fail before inconclusive", []judge.Outcome{unclear, fail}, nil, 99, judge.Fail},
		{"a late generator makes the run invalid", []judge.Outcome{fail, lag}, nil, 98, judge.Inconclusive},
		{"lag as a condition", []judge.Outcome{fail}, []judge.Condition{judge.GeneratorLate}, 98, judge.Inconclusive},
		{"unreachable before lag", []judge.Outcome{fail}, []judge.Condition{judge.GeneratorLate, judge.Unreachable}, 100, judge.Inconclusive},
		{"interrupted before stopped", nil, []judge.Condition{judge.Stopped, judge.Interrupted}, 105, judge.Inconclusive},
		{"panic before all", []judge.Outcome{fail}, []judge.Condition{judge.Interrupted, judge.Panicked}, 109, judge.Fail},
		{"scenario before address", nil, []judge.Condition{judge.PluginFailed, judge.AddressInUse, judge.Invalid}, 104, judge.Inconclusive},
		{"address before plugin", nil, []judge.Condition{judge.PluginFailed, judge.AddressInUse}, 106, judge.Inconclusive},
		{"plugin before unreachable", nil, []judge.Condition{judge.Unreachable, judge.PluginFailed}, 107, judge.Inconclusive},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := judge.Exit(c.outcomes, c.conditions...); got != c.exit || judge.ExitReason(got) == "" {
				t.Errorf("exit %d, want %d", got, c.exit)
			}
			if got := judge.Overall(c.outcomes, c.conditions...); got != c.overall {
				t.Errorf("%s, want %s", got, c.overall)
			}
		})
	}
}
