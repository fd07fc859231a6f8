package judge_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

func parse(t testing.TB, text string) judge.Assertion {
	t.Helper()
	a, err := judge.ParseAssertion(text)
	if err != nil {
		t.Fatalf("%s: at %d: %v", text, err.Offset, err)
	}
	return a
}

func TestParseAssertion(t *testing.T) {
	var (
		number   = judge.Unit{}
		share    = judge.Unit{Base: judge.Fraction}
		seconds  = judge.Unit{Base: judge.Duration}
		bytes    = judge.Unit{Base: judge.Bytes}
		perTime  = judge.Unit{PerTime: true}
		bytesPer = judge.Unit{Base: judge.Bytes, PerTime: true}
	)
	for _, c := range []struct {
		text, stat string
		arg        float64 // NaN: none
		op         judge.Op
		limit      float64
		unit       judge.Unit
	}{
		{"p(95) < 200ms", "p", 95, "<", 0.2, seconds},
		{"p(99.9)<60s", "p", 99.9, "<", 60, seconds},
		{"  min   ==  100 %  ", "min", math.NaN(), "==", 1, share},
		{"rate < 1%", "rate", math.NaN(), "<", 0.01, share},
		{"rate <= 120/m", "rate", math.NaN(), "<=", 2, perTime},
		{"time_to(99%) <= 90s", "time_to", 0.99, "<=", 90, seconds},
		{"max_per(1m) <= 400", "max_per", 60, "<=", 400, number},
		{"slope < 5MiB/h", "slope", math.NaN(), "<", 5 << 20 / 3600.0, bytesPer},
		{"max <= 1.5 GB", "max", math.NaN(), "<=", 1.5e9, bytes},
		{"lost == 0", "lost", math.NaN(), "==", 0, number},
		{"duplicated <= 0.1%", "duplicated", math.NaN(), "<=", 0.001, share},
		{"late(24h) == 0", "late", 86400, "==", 0, number},
		{"late( 1h30m ) != 2", "late", 5400, "!=", 2, number},
		{"sensitivity >= 95%", "sensitivity", math.NaN(), ">=", 0.95, share},
		{"time_to_alarm.p(50) <= 5m", "time_to_alarm.p", 50, "<=", 300, seconds},
		{"false_alarms_per_patient_day > 0.5", "false_alarms_per_patient_day", math.NaN(), ">", 0.5, number},
		{"last > -2", "last", math.NaN(), ">", -2, number},
		{"mean < 3µs", "mean", math.NaN(), "<", 3e-6, seconds},
		{"max < 2min", "max", math.NaN(), "<", 120, seconds},
	} {
		t.Run(c.text, func(t *testing.T) {
			a := parse(t, c.text)
			if a.Stat.Name != c.stat || a.Op != c.op || a.Limit.Unit != c.unit || a.Text != c.text {
				t.Errorf("got %+v", a)
			}
			if math.Abs(a.Limit.Value-c.limit) > 1e-12*math.Abs(c.limit) {
				t.Errorf("limit %v, want %v", a.Limit.Value, c.limit)
			}
			if a.Stat.HasArg == math.IsNaN(c.arg) || a.Stat.HasArg && a.Stat.Arg.Value != c.arg {
				t.Errorf("argument %v %v, want %v", a.Stat.HasArg, a.Stat.Arg.Value, c.arg)
			}
		})
	}
}

func TestParseErrorsPointAtTheFault(t *testing.T) {
	for _, c := range []struct {
		text, at string // at: the rest of the text from the offset
		message  string
	}{
		{"", "", "statistic is missing"},
		{"p < 200ms", "< 200ms", "p(95)"},
		{"p(95 < 200ms", "< 200ms", "closing )"},
		{"p(101) < 1s", "101) < 1s", "no percentile"},
		{"p(95%) < 1s", "95%) < 1s", "no percentile"},
		{"losst == 0", "losst == 0", "did you mean lost?"},
		{"sensitivty >= 1%", "sensitivty >= 1%", "did you mean sensitivity?"},
		{"lost(3) == 0", "(3) == 0", "takes no argument"},
		{"lost = 0", "= 0", "did you mean ==?"},
		{"lost =< 0", "=< 0", "did you mean <=?"},
		{"lost", "", "comparison is missing"},
		{"lost ==", "", "number is missing"},
		{"lost == none", "none", "is no number"},
		{"lost == 1.2.3", "1.2.3", "is no number"},
		{"max < 3 parsec", "parsec", "unknown unit parsec"},
		{"slope < 5MiB/fortnight", "fortnight", "unknown time"},
		{"max_per(400) <= 1", "400) <= 1", "no duration"},
		{"late(5%) == 0", "5%) == 0", "no duration"},
		{"max < 1m30%", "30%", "does not continue"},
		{"lost == 0, late == 0", ", late == 0", "one comparison"},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := judge.ParseAssertion(c.text)
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), c.message) {
				t.Errorf("message %q does not hold %q", err, c.message)
			}
			if got := c.text[err.Offset:]; got != c.at {
				t.Errorf("points at %q, want %q", got, c.at)
			}
		})
	}
}

func TestUnitsMustFit(t *testing.T) {
	duration := func(a judge.Assertion) error { return judge.CheckMetric(a, judge.Unit{Base: judge.Duration}) }
	share := func(a judge.Assertion) error { return judge.CheckMetric(a, judge.Unit{Base: judge.Fraction}) }
	for _, c := range []struct {
		text  string
		check func(judge.Assertion) error
		want  string // "" for none
	}{
		{"p(95) < 200ms", duration, ""},
		{"p(95) < 20%", duration, "is a duration and cannot be compared with 20%, which is a share"},
		{"p(95) < 200", duration, "needs a unit, such as 200s"},
		{"max < 0", duration, ""},
		{"count < 5s", duration, "count is a number"},
		{"min == 100%", share, ""},
		{"min >= 0.99", share, ""},
		{"min >= 99", share, "did you mean 99%?"},
		{"time_to(99%) <= 90s", share, ""},
		{"time_to(99s) <= 90s", share, "the argument of time_to is a share"},
		{"time_to(99%) <= 90%", share, "time_to is a duration"},
		{"slope < 5%/h", share, ""},
		{"slope < 5%", share, "a share per time"},
		{"lost == 0", share, "not a statistic of a metric"},
		{"lost == 0", judge.CheckAccounting, ""},
		{"duplicated <= 0.1%", judge.CheckAccounting, ""},
		{"late(24h) == 0", judge.CheckAccounting, ""},
		{"lost <= 5s", judge.CheckAccounting, "lost is a number"},
		{"sensitivity >= 95%", judge.CheckAccounting, "not a statistic of accounting"},
		{"sensitivity >= 95%", judge.CheckDetection, ""},
		{"sensitivity >= 95", judge.CheckDetection, "did you mean 95%?"},
		{"sensitivity >= 95s", judge.CheckDetection, "sensitivity is a share"},
		{"time_to_alarm.p(50) <= 5m", judge.CheckDetection, ""},
		{"time_to_alarm.max <= 50%", judge.CheckDetection, "is a duration"},
		{"repeats_per_episode <= 3", judge.CheckDetection, ""},
		{"stale_alarms == 0", judge.CheckDetection, ""},
		{"late(5s) == 0", judge.CheckDetection, "takes no argument"},
		{"p(95) < 1s", judge.CheckDetection, "not a statistic of detection"},
	} {
		err := c.check(parse(t, c.text))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}

func TestFormat(t *testing.T) {
	for want, c := range map[string]struct {
		base judge.Base
		per  bool
		v    float64
	}{
		"99.5%": {judge.Fraction, false, 0.995}, "0s": {judge.Duration, false, 0}, "137ms": {judge.Duration, false, 0.137},
		"12.5us": {judge.Duration, false, 1.25e-5}, "5m30s": {judge.Duration, false, 330}, "1h": {judge.Duration, false, 3599.9},
		"2d3h": {judge.Duration, false, 2*86400 + 3*3600}, "-1m30s": {judge.Duration, false, -90}, "59.9s": {judge.Duration, false, 59.9},
		"1.5MiB": {judge.Bytes, false, 1.5 * (1 << 20)}, "5MiB/h": {judge.Bytes, true, 5 << 20 / 3600.0}, "400": {judge.Plain, false, 400},
		"0.3333": {judge.Plain, false, 1.0 / 3}, "n/a": {judge.Plain, false, math.NaN()}, "never": {judge.Duration, false, math.Inf(1)},
	} {
		if got := (judge.Unit{Base: c.base, PerTime: c.per}).Format(judge.Figure(c.v)); got != want {
			t.Errorf("%+v is %q, want %q", c, got, want)
		}
	}
}

func FuzzParseAssertion(f *testing.F) {
	for _, s := range []string{"p(95) < 200ms", "time_to(99%) <= 90s", "late(1h30m) == 0", "slope < 5MiB/h", "µ(", "p(1e9)<=1", "max < 9999999999999999999999h9h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := judge.ParseAssertion(text)
		if err != nil {
			if err.Offset < 0 || err.Offset > len(text) || err.Message == "" {
				t.Fatalf("%q: offset %d of %d, message %q", text, err.Offset, len(text), err.Message)
			}
			return
		}
		for _, check := range []error{judge.CheckAccounting(a), judge.CheckDetection(a), judge.CheckMetric(a, judge.Unit{Base: judge.Duration})} {
			var p *judge.ParseError
			if ok := errors.As(check, &p); check != nil && (!ok || p.Offset < 0 || p.Offset > len(text)) {
				t.Fatalf("%q: %v is no ParseError within the text", text, check)
			}
		}
		again, err := judge.ParseAssertion(a.Text)
		if err != nil || again != a {
			t.Fatalf("%q reads as %+v, then as %+v (%v)", text, a, again, err)
		}
	})
}
