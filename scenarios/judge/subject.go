package judge

import (
	"fmt"
	"slices"
	"strings"
)

// notOf says that a statistic is not one of a kind of subject.
func notOf(a Assertion, what string, names []string) error {
	return &ParseError{0, fmt.Sprintf("%s is not a statistic of %s: there are %s", a.Stat.Name, what, strings.Join(names, ", "))}
}

// CheckAccounting reports what is wrong with an assertion about an accounting: a *ParseError, or nil.
func CheckAccounting(a Assertion) error {
	if !slices.Contains(accountingStatistics(), a.Stat.Name) {
		return notOf(a, "accounting", accountingStatistics())
	}
	if a.Limit.Unit.Base == Fraction {
		return a.limitIn(Unit{Base: Fraction})
	}
	return a.limitIn(Unit{})
}

// CheckDetection reports what is wrong with an assertion about a detection: a *ParseError, or nil.
func CheckDetection(a Assertion) error {
	if !slices.Contains(detectionStatistics(), a.Stat.Name) {
		return notOf(a, "detection", detectionStatistics())
	}
	if a.Stat.Name == "late" && a.Stat.HasArg {
		return &ParseError{a.argAt, "late of a detection takes no argument: within is part of its rule"}
	}
	return a.limitIn(detectionUnit(a.Stat.Name))
}

func detectionUnit(name string) Unit {
	switch {
	case name == "sensitivity", name == "sensitivity_observable", name == "ppv":
		return Unit{Base: Fraction}
	case name == "unalarmed_hazard", strings.HasPrefix(name, "time_to_alarm"):
		return Unit{Base: Duration}
	}
	return Unit{}
}

// Observe returns a count; compared with percent, the share of the attempted messages.
func (c Accounting) Observe(a Assertion) (Observation, error) {
	if err := CheckAccounting(a); err != nil {
		return Observation{}, err
	}
	o := Observation{Unit: Unit{}, Events: c.Attempted}
	n := c.count(a.Stat.Name)
	if a.Stat.HasArg {
		late, counted := c.LateBy(a.Stat.Arg.Value)
		if !counted {
			return o, &ParseError{a.argAt, fmt.Sprintf("messages later than %s were not counted: give this limit when accounting", a.Stat.Arg.Text)}
		}
		n = late
	}
	o.Value = Figure(n)
	if a.Limit.Unit.Base == Fraction {
		o.Unit, o.Value = a.Limit.Unit, Ratio(float64(n), float64(c.Attempted))
		o.Hits, o.Trials, o.Proportion = n, c.Attempted, !a.exact()
		o.Text = fmt.Sprintf("%s (%d of %d)", o.Unit.Format(o.Value), n, c.Attempted)
	}
	if c.Attempted == 0 && n == 0 {
		o.Value, o.Missing = Undefined(), "no message was attempted"
	}
	return o, nil
}

func (c Accounting) count(name string) int {
	return map[string]int{
		"attempted": c.Attempted, "acked": c.Acked, "delivered": c.Delivered, "lost": c.Lost, "lost_after_ack": c.LostAfterAck,
		"recovered": c.Recovered, "duplicated": c.Duplicated, "unexpected": c.Unexpected, "reordered": c.Reordered,
		"corrupted": c.Corrupted, "retimed": c.Retimed, "late": c.Late,
	}[name]
}

// Observe returns a statistic of the score.
func (s Scored) Observe(a Assertion) (Observation, error) {
	if err := CheckDetection(a); err != nil {
		return Observation{}, err
	}
	name := a.Stat.Name
	o := Observation{Unit: detectionUnit(name), Events: s.Episodes}
	if timing, ok := strings.CutPrefix(name, "time_to_alarm."); ok {
		o.Value = quantities(timing, a.Stat.Arg.Value, s.timesToAlarm())
		return s.needEpisodes(o), nil
	}
	switch name {
	case "sensitivity":
		return s.needEpisodes(proportion(o, s.Detected, s.Episodes)), nil
	case "sensitivity_observable":
		return s.needEpisodes(proportion(o, s.observed(), s.Episodes-s.Unobservable)), nil
	case "ppv":
		return proportion(o, s.Detected, s.Detected+s.FalseAlarms), nil
	case "stale_alarms":
		return optional(o, s.StaleAlarms, "no alert names its reading: map its time, and give the rule stale_after"), nil
	case "cleared", "uncleared":
		n := s.Cleared
		if name == "uncleared" {
			n = s.Uncleared
		}
		return s.needEpisodes(optional(o, n, "the rule has no clear_within")), nil
	case "false_alarms", "duplicate_alerts":
		o.Value = Figure(s.counts()[name])
		return o, nil
	case "false_alarms_per_patient_day":
		o.Value = s.FalseAlarmsPerPatientDay
		if !o.Value.Defined() {
			o.Missing = "no patient was under observation"
		}
		return o, nil
	case "unalarmed_hazard":
		o.Value = s.UnalarmedMinutes * 60
	case "repeats_per_episode":
		o.Value = s.RepeatsPerEpisode
	default:
		o.Value = Figure(s.counts()[name])
	}
	return s.needEpisodes(o), nil
}

func (s Scored) counts() map[string]int {
	return map[string]int{
		"episodes": s.Episodes, "detected": s.Detected, "missed": s.Missed, "late": s.Late, "repeats": s.Repeats,
		"duplicate_alerts": s.DuplicateAlerts, "false_alarms": s.FalseAlarms, "unobservable": s.Unobservable,
	}
}

// needEpisodes marks a statistic of episodes as not exercised when there was none.
func (s Scored) needEpisodes(o Observation) Observation {
	if s.Episodes == 0 {
		o.Value, o.Missing = Undefined(), "no episode occurred"
	}
	return o
}

func (s Scored) observed() int {
	n := 0
	for _, e := range s.Results {
		if e.Detected && e.Observable {
			n++
		}
	}
	return n
}

func (s Scored) timesToAlarm() []float64 {
	var t []float64
	for _, e := range s.Results {
		if e.Detected {
			t = append(t, e.timeToAlarm())
		}
	}
	return t
}

func proportion(o Observation, hits, trials int) Observation {
	o.Hits, o.Trials, o.Proportion = hits, trials, true
	o.Value = Ratio(float64(hits), float64(trials))
	o.Text = fmt.Sprintf("%s (%d of %d)", o.Unit.Format(o.Value), hits, trials)
	return o
}

func optional(o Observation, n *int, missing string) Observation {
	if n == nil {
		o.Value, o.Missing = Undefined(), missing
		return o
	}
	o.Value = Figure(*n)
	return o
}

// Absent is the subject of an expectation that there was nothing to judge for: nobody observed, or a fault never took hold.
type Absent struct {
	Verdict Verdict // Inconclusive, or NotApplicable where the run could not have it, as an observer in virtual time
	Why     string
}

// Observe returns nothing, and why.
func (s Absent) Observe(Assertion) (Observation, error) {
	o := Observation{Value: Undefined()}
	if s.Verdict == NotApplicable {
		o.NotApplicable = s.Why
		return o, nil
	}
	o.Missing = s.Why
	return o, nil
}
