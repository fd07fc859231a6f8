package judge

import (
	"cmp"
	"fmt"
)

// Decide judges a subject by an expectation. The verdict is the worst of its assertions': fail before inconclusive before
// pass, and not-applicable only if all are. An error is an assertion that does not fit the subject.
func Decide(e Expectation, s Subject) (Outcome, error) {
	out := Outcome{Name: e.Name, Verdict: NotApplicable, Severity: e.Severity, Blame: e.Blame}
	if out.Severity == "" {
		out.Severity = Must
	}
	for _, a := range e.Assert {
		o, err := s.Observe(a)
		if err != nil {
			return out, fmt.Errorf("expectation %s, %q: %w", e.Name, a.Text, err)
		}
		d := decide(a, o, e.MinEvents)
		out.Decisions = append(out.Decisions, d)
		if rank(d.Verdict) > rank(out.Verdict) {
			out.Verdict = d.Verdict
		}
	}
	return out, nil
}

func rank(v Verdict) int {
	return map[Verdict]int{NotApplicable: 0, Pass: 1, Inconclusive: 2, Fail: 3}[v]
}

// Deciding returns the first decision that has the outcome's verdict, for a one-line report.
func (o Outcome) Deciding() Decision {
	for _, d := range o.Decisions {
		if d.Verdict == o.Verdict {
			return d
		}
	}
	return Decision{Verdict: o.Verdict}
}

func decide(a Assertion, o Observation, minEvents int) Decision {
	d := Decision{Assert: a.Text, Observed: o.Text, Value: o.Value, Limit: fmt.Sprintf("%s %s", a.Op, a.Limit.Text)}
	if d.Observed == "" {
		d.Observed = o.Unit.Format(o.Value)
	}
	switch {
	case o.Missing != "":
		d.Verdict, d.Reason = Inconclusive, "not exercised: "+o.Missing
	case !o.Value.Defined():
		d.Verdict, d.Reason = NotApplicable, cmp.Or(o.NotApplicable, "0/0")
	default:
		d.Verdict, d.Reason = a.verdict(o, minEvents)
	}
	return d
}

// verdict decides on a value. A counter-example to "nothing" or "everything" refutes at once; otherwise the point estimate
// decides when enough events stand behind it, or when it is no estimate of a proportion; else Wilson's interval must lie on
// one side of the limit.
func (a Assertion) verdict(o Observation, minEvents int) (Verdict, string) {
	holds := a.Op.Holds(float64(o.Value), a.Limit.Value)
	enough := minEvents > 0 && o.Events >= minEvents
	switch {
	case enough, !holds && a.exact(), minEvents == 0 && !o.Proportion:
		return passOrFail(holds), ""
	case o.Proportion:
		return a.byInterval(o, minEvents)
	}
	return Inconclusive, fewEvents(o, minEvents)
}

func (a Assertion) byInterval(o Observation, minEvents int) (Verdict, string) {
	holds := a.Op.Holds(float64(o.Value), a.Limit.Value)
	if o.Hits > o.Trials { // several copies a message: no proportion any more
		return passOrFail(holds), ""
	}
	ci := Wilson(o.Hits, o.Trials)
	low, high := a.Op.Holds(float64(ci[0]), a.Limit.Value), a.Op.Holds(float64(ci[1]), a.Limit.Value)
	between := float64(ci[0]) <= a.Limit.Value && a.Limit.Value <= float64(ci[1])
	text := fmt.Sprintf("95%% interval %s to %s", o.Unit.Format(ci[0]), o.Unit.Format(ci[1]))
	switch {
	case !holds && !low && !high && !between:
		return Fail, text
	case minEvents > 0:
		return Inconclusive, fewEvents(o, minEvents)
	case low && high:
		return Pass, text
	}
	return Inconclusive, text + " holds the limit: observe more events, or give min_events to let the estimate decide"
}

func fewEvents(o Observation, minEvents int) string {
	return fmt.Sprintf("only %d of the %d events that min_events asks for", o.Events, minEvents)
}

func passOrFail(holds bool) Verdict {
	if holds {
		return Pass
	}
	return Fail
}
