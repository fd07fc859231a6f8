package judge

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Score compares alerts with the true episodes. The exposure is the total time under observation of all patients, in
// seconds. It is an error if the rule asks for what the records do not hold.
//
// Alerts are taken in order of time and ID. An episode takes the alerts of its patient and kind from onset - Early until the
// later of end + Refractory and onset + Within. The first one in the window [onset - Early, onset + Within] of an episode not
// yet detected detects it; of the rest, those that belong to no detected episode are late, the others repeats. Alerts that
// belong to no episode are false.
func Score(truth []Episode, alerts []Alert, r Rule, exposure float64) (Scored, error) {
	if err := r.check(truth, exposure); err != nil {
		return Scored{}, err
	}
	s := newScoring(truth, r)
	raised, clears := s.sortOut(alerts)
	for _, a := range raised {
		s.take(a)
	}
	s.clear(clears)
	return s.result(exposure), nil
}

func (r Rule) check(truth []Episode, exposure float64) error {
	for _, x := range []struct {
		name string
		v    float64
	}{
		{"within", r.Within},
		{"early", r.Early},
		{"refractory", r.Refractory},
		{"stale_after", r.StaleAfter},
		{"clear_within", r.ClearWithin},
		{"exposure", exposure},
	} {
		if x.v < 0 || math.IsNaN(x.v) || math.IsInf(x.v, 0) {
			return fmt.Errorf("detection rule: %s is %gs: give a duration of 0s or more", x.name, x.v)
		}
	}
	for _, e := range truth {
		if !(e.Onset <= e.End) {
			return fmt.Errorf("episode %s of patient %s ends at %gs, before its onset at %gs", e.Kind, e.Patient, e.End, e.Onset)
		}
	}
	arrived := slices.ContainsFunc(truth, func(e Episode) bool { return e.Arrived })
	if r.Delivered && len(truth) > 0 && !arrived {
		return errors.New("detection on layer delivered is not supported by these records: no episode says when its data arrived; observe the platform, or use layer physiology")
	}
	return nil
}

// scoring is the state of one Score.
type scoring struct {
	rule      Rule
	kinds     KindMap
	results   []EpisodeResult
	kind      []string         // of each result, in normal form
	byPatient map[string][]int // indices of results, by onset
	done      Scored
	stale     bool // an alert names its reading
}

func newScoring(truth []Episode, r Rule) *scoring {
	s := &scoring{rule: r, kinds: r.Kinds.normal(), byPatient: map[string][]int{}}
	for _, e := range truth {
		if r.Delivered {
			e = delivered(e, r.StaleAfter)
		}
		s.results = append(s.results, EpisodeResult{Episode: e})
	}
	slices.SortStableFunc(s.results, func(a, b EpisodeResult) int {
		return cmp.Or(cmp.Compare(a.Onset, b.Onset), cmp.Compare(a.Patient, b.Patient))
	})
	for i, e := range s.results {
		s.byPatient[e.Patient] = append(s.byPatient[e.Patient], i)
		s.kind = append(s.kind, NormalKind(e.Kind))
	}
	return s
}

// delivered moves an episode to the time at which the platform could know of it.
func delivered(e Episode, staleAfter float64) Episode {
	if !e.Arrived || staleAfter > 0 && e.Delivered-e.Onset > staleAfter {
		e.Observable = false
		return e
	}
	e.Onset = max(e.Onset, e.Delivered)
	e.End = max(e.End, e.Onset)
	return e
}

// sortOut orders the alerts, drops retries and stale ones, and splits the rest into raised and cleared alarms.
func (s *scoring) sortOut(alerts []Alert) (raised, clears []Alert) {
	ordered := slices.SortedStableFunc(slices.Values(alerts), func(a, b Alert) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.ID, b.ID))
	})
	seen := map[string]bool{}
	for _, a := range ordered {
		s.stale = s.stale || a.Named
		switch {
		case a.Cleared:
			clears = append(clears, a)
			continue
		case a.ID != "" && seen[a.ID]:
			s.done.DuplicateAlerts++
			continue
		}
		seen[a.ID] = true
		if s.rule.StaleAfter > 0 && a.Named && a.Time-a.Reading > s.rule.StaleAfter {
			s.done.Stale = append(s.done.Stale, a)
			continue
		}
		raised = append(raised, a)
	}
	return raised, clears
}

// take gives an alert to the episode that it belongs to.
func (s *scoring) take(a Alert) {
	first, detected := -1, false
	for _, i := range s.byPatient[a.Patient] {
		e := &s.results[i]
		if !s.belongs(i, a) {
			continue
		}
		if !e.Detected && a.Time <= e.Onset+s.rule.Within {
			e.Detected, e.At = true, a.Time
			return
		}
		detected = detected || e.Detected
		if first < 0 {
			first = i
		}
	}
	switch {
	case first < 0:
		s.done.False = append(s.done.False, a)
	case detected:
		s.done.Repeats++
	case !s.results[first].Late:
		s.results[first].Late, s.results[first].LateAt = true, a.Time
	}
}

func (s *scoring) belongs(i int, a Alert) bool {
	e := &s.results[i]
	return a.Time >= e.Onset-s.rule.Early &&
		a.Time <= max(e.End+s.rule.Refractory, e.Onset+s.rule.Within) &&
		s.kinds.same(s.kind[i], NormalKind(a.Kind))
}

// clear marks the detected episodes whose alarm was cleared until end + ClearWithin.
func (s *scoring) clear(clears []Alert) {
	if s.rule.ClearWithin <= 0 {
		return
	}
	for _, a := range clears {
		for _, i := range s.byPatient[a.Patient] {
			e := &s.results[i]
			if e.Detected && a.Time >= e.At && a.Time <= e.End+s.rule.ClearWithin && s.kinds.same(s.kind[i], NormalKind(a.Kind)) {
				e.Cleared = true
			}
		}
	}
}
