package judge

import (
	"slices"
	"strings"
)

// need says whether a statistic takes an argument.
type need uint8

const (
	noArg need = iota
	mayArg
	mustArg
)

// metricStatistics are those of a metric; unit of the argument and result depend on the metric.
func metricStatistics() []string {
	return []string{"p", "min", "max", "mean", "med", "count", "last", "rate", "slope", "time_to", "max_per"}
}

func accountingStatistics() []string {
	return []string{
		"attempted", "acked", "delivered", "lost", "lost_after_ack", "recovered",
		"duplicated", "unexpected", "reordered", "corrupted", "retimed", "late",
	}
}

func detectionStatistics() []string {
	return []string{
		"episodes", "detected", "missed", "late", "repeats", "duplicate_alerts", "false_alarms", "unobservable",
		"sensitivity", "sensitivity_observable", "ppv", "false_alarms_per_patient_day", "repeats_per_episode",
		"unalarmed_hazard", "stale_alarms", "cleared", "uncleared",
		"time_to_alarm.p", "time_to_alarm.min", "time_to_alarm.max", "time_to_alarm.mean", "time_to_alarm.med",
	}
}

// Statistics lists the statistics of metrics, accounting and detection, for help texts and completion.
func Statistics() (metric, accounting, detection []string) {
	return metricStatistics(), accountingStatistics(), detectionStatistics()
}

// argNeed returns whether a statistic takes an argument; ok is false for an unknown one.
func argNeed(name string) (n need, ok bool) {
	switch name {
	case "p", "time_to_alarm.p", "time_to", "max_per":
		return mustArg, true
	case "late":
		return mayArg, true
	}
	all := slices.Concat(metricStatistics(), accountingStatistics(), detectionStatistics())
	return noArg, slices.Contains(all, name)
}

// didYouMean returns a hint at the statistic whose name is nearest, or a list of examples.
func didYouMean(name string) string {
	best, least := "", 1+len(name)/3
	for _, s := range slices.Concat(metricStatistics(), accountingStatistics(), detectionStatistics()) {
		if d := distance(name, s); d <= least {
			best, least = s, d-1
		}
	}
	if best == "" {
		return "there are " + strings.Join(metricStatistics(), ", ") + " for metrics, and the names of accounting and detection"
	}
	return "did you mean " + best + "?"
}

// distance is Levenshtein's, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
