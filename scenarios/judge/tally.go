package judge

import (
	"math"
	"slices"
)

// result counts what became of the episodes and alerts.
func (s *scoring) result(exposure float64) Scored {
	d := &s.done
	s.overlap()
	d.Results = s.results
	d.FalseAlarms = len(d.False)
	observable, observed, unalarmed := 0, 0, 0.0
	var times []float64
	for _, e := range d.Results {
		d.Episodes++
		unalarmed += e.unalarmed()
		if e.Late && !e.Detected {
			d.Late++
		}
		if e.Observable {
			observable++
		}
		if !e.Detected {
			continue
		}
		d.Detected++
		if e.Observable {
			observed++
		}
		times = append(times, e.timeToAlarm())
	}
	d.Missed = d.Episodes - d.Detected
	d.Unobservable = d.Episodes - observable
	d.Sensitivity = Ratio(float64(d.Detected), float64(d.Episodes))
	d.SensitivityCI95 = Wilson(d.Detected, d.Episodes)
	d.SensitivityObservable = Ratio(float64(observed), float64(observable))
	d.PPV = Ratio(float64(d.Detected), float64(d.Detected+d.FalseAlarms))
	d.PatientDays = Figure(exposure / 86400)
	d.FalseAlarmsPerPatientDay = Ratio(float64(d.FalseAlarms), exposure/86400)
	times = sorted(times)
	d.TTAP50, d.TTAP95, d.TTAMax = NearestRank(times, 0.5), NearestRank(times, 0.95), NearestRank(times, 1)
	d.UnalarmedMinutes = Figure(unalarmed / 60)
	d.RepeatsPerEpisode = Ratio(float64(d.Repeats), float64(d.Detected))
	s.extras()
	return s.done
}

// extras counts what only some rules ask for.
func (s *scoring) extras() {
	d := &s.done
	if s.rule.StaleAfter > 0 && s.stale {
		n := len(d.Stale)
		d.StaleAlarms = &n
	}
	if s.rule.ClearWithin > 0 {
		cleared := 0
		for _, e := range d.Results {
			if e.Cleared {
				cleared++
			}
		}
		uncleared := d.Detected - cleared
		d.Cleared, d.Uncleared = &cleared, &uncleared
	}
}

// overlap drops episodes and false alarms outside the rule's spans.
func (s *scoring) overlap() {
	if s.rule.Overlap == nil {
		return
	}
	inside := func(patient string, from, to, after float64) bool {
		return slices.ContainsFunc(s.rule.Overlap, func(x Span) bool {
			return (x.Patient == "" || x.Patient == patient) && from <= x.To+after && to >= x.From
		})
	}
	s.results = slices.DeleteFunc(s.results, func(e EpisodeResult) bool { return !inside(e.Patient, e.Onset, e.End, 0) })
	s.done.False = slices.DeleteFunc(s.done.False, func(a Alert) bool { return !inside(a.Patient, a.Time, a.Time, s.rule.Within) })
}

// timeToAlarm is the delay of the alert that detected the episode, in seconds; an early one took no time.
func (e EpisodeResult) timeToAlarm() float64 { return max(0, e.At-e.Onset) }

// unalarmed is how long the condition lasted without an alarm, in seconds.
func (e EpisodeResult) unalarmed() float64 {
	until := e.End
	switch {
	case e.Detected:
		until = min(until, e.At)
	case e.Late:
		until = min(until, e.LateAt)
	}
	return max(0, until-e.Onset)
}

// Lateness is how long after its window of so many seconds an undetected episode was alarmed, +Inf if it never was.
func (e EpisodeResult) Lateness(within float64) float64 {
	if !e.Late {
		return math.Inf(1)
	}
	return e.LateAt - (e.Onset + within)
}
