package judge

import (
	"slices"
	"strings"
)

// Episode is one true condition of one patient, from the truth ledger.
type Episode struct {
	Patient    string
	Kind       string  // name of the truth
	Onset, End float64 // first and last instant of the condition, simulated seconds
	Observable bool    // a working sensor could have shown it; others are scored apart

	// Delivered is when the first message that shows the condition arrived, simulated seconds; it is read only by rules
	// of the delivered layer, and only if Arrived.
	Delivered float64
	Arrived   bool
}

// Alert is one alarm that the platform raised, or cleared.
type Alert struct {
	Patient string
	Kind    string
	ID      string  // the same ID again is a retry of the same alert; an empty one never is
	Time    float64 // when it counts: its receipt, simulated seconds
	Cleared bool    // it takes an alarm back instead of raising one

	Reading float64 // device time of the reading that it is about, simulated seconds; read only if Named
	Named   bool    // the alert names its reading
}

// Span is a stretch of time of one patient, for instance an artefact; both ends are included. An empty patient means all.
type Span struct {
	Patient  string
	From, To float64 // simulated seconds
}

// KindMap gives, for a truth's kind, the names by which the platform calls it, beside the kind's own.
type KindMap map[string][]string

// NormalKind returns the form in which kinds are compared: lower case, with '-' for '_'.
func NormalKind(kind string) string { return strings.ReplaceAll(strings.ToLower(kind), "_", "-") }

func (m KindMap) normal() KindMap {
	n := make(KindMap, len(m))
	for kind, names := range m {
		k := NormalKind(kind)
		for _, name := range names {
			n[k] = append(n[k], NormalKind(name))
		}
	}
	return n
}

// same reports whether an alert's kind is one of a truth's; all are in normal form.
func (m KindMap) same(truth, alert string) bool {
	return truth == alert || slices.Contains(m[truth], alert)
}
