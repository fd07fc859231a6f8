package twin

import "math"

// LabelRule says how long a condition must last before it counts, so that a
// value that flickers about a limit makes one episode and not a hundred.
type LabelRule struct {
	Hold      float64 // s that the condition must have been true
	ClearHold float64 // s that its end must have been true
}

// Label follows one condition of one patient through its episodes. The zero
// Label has none.
type Label struct {
	open    bool
	pending bool    // the condition (or, when open, its end) is true but not for long enough
	since   float64 // first instant of what is pending
	onset   float64
}

// Change is what one look at a condition brought about.
type Change uint8

// The changes of a label.
const (
	Same Change = iota
	Began
	Ended
)

// Open reports whether an episode is going on, and since when.
func (l *Label) Open() (onset float64, open bool) { return l.onset, l.open }

// Step takes the condition and the condition of its end at time t (s). The time
// it returns with a change is the first instant at which the condition that
// made it was true: an onset lies before the end of the hold that confirms it.
func (l *Label) Step(r LabelRule, t float64, when, clear bool) (Change, float64) {
	look, hold := when, r.Hold
	if l.open {
		look, hold = clear, r.ClearHold
	}
	if !look {
		l.pending = false
		return Same, math.NaN()
	}
	if !l.pending {
		l.pending, l.since = true, t
	}
	if t-l.since < hold {
		return Same, math.NaN()
	}
	l.pending = false
	if l.open {
		l.open = false
		return Ended, l.since
	}
	l.open, l.onset = true, l.since
	return Began, l.since
}
