// Package alarm is one alarm of a medical device as a small state machine in the
// structure of IEC 60601-1-8: a condition must last for a delay before the alarm
// is raised, it may latch until somebody acknowledges it, and its priority may rise
// when nobody does.
//
//	Inactive --condition--> Waiting --delay--> Active --condition over--> Inactive
//	                           |                  |
//	                           +--over--> Inactive +--over, latching--> Latched --acknowledged--> Inactive
//
// The package knows no clock, no limits and no encoding. It models the structure
// of alarms for tests of platforms; it is not a medical alarm system.
package alarm

import "time"

// Priority is how soon somebody must act.
type Priority uint8

// The priorities of IEC 60601-1-8.
const (
	Low Priority = iota
	Medium
	High
)

// String is the name in payloads.
func (p Priority) String() string { return [...]string{"low", "medium", "high"}[min(p, High)] }

// Kind is whether the patient or the device is in trouble.
type Kind uint8

// The kinds of alarm conditions.
const (
	Physiological Kind = iota
	Technical
)

// String is the name in payloads.
func (k Kind) String() string { return [...]string{"physiological", "technical"}[min(k, Technical)] }

// State is where an alarm stands.
type State uint8

// The states. Waiting is inactive to the outside.
const (
	Inactive State = iota
	Waiting
	Active
	Latched
)

// String is the name in payloads.
func (s State) String() string {
	return [...]string{"inactive", "inactive", "active", "latched"}[min(s, Latched)]
}

// Phase is what one step did to an alarm.
type Phase uint8

// The phases, of which each but None is worth a message.
const (
	None Phase = iota
	Start
	Continue // active and latched: one became the other
	Escalate // the priority rose
	End
)

// String is the name in payloads.
func (p Phase) String() string {
	return [...]string{"", "start", "continue", "escalate", "end"}[min(p, End)]
}

// Rule is how an alarm behaves.
type Rule struct {
	Code     string // "spo2-low"
	Kind     Kind
	Priority Priority
	Delay    time.Duration // how long the condition must last before the alarm is raised
	Hold     time.Duration // how long the condition must be over before the alarm ends
	Latching bool
	Escalate time.Duration // unacknowledged for so long, the priority rises by one; 0: never
}

// Alarm is the state of one alarm. The zero value is inactive.
type Alarm struct {
	State        State
	Raised       Priority
	Acknowledged bool
	Over         bool   // active, and the condition has been over since Since
	Since        int64  // ns since the Unix epoch: of Waiting, or of Over
	Began        int64  // when it was raised or last rose
	Number       uint32 // chosen by the caller when the alarm starts
}

// Step tells the alarm whether its condition holds at time now, in nanoseconds
// since the Unix epoch, and returns what that did.
func (a *Alarm) Step(r *Rule, condition bool, now int64) Phase {
	switch a.State {
	case Active:
		return a.active(r, condition, now)
	case Latched:
		return a.latched(condition)
	}
	if !condition {
		a.State = Inactive
		return None
	}
	if a.State == Inactive {
		a.State, a.Since = Waiting, now
	}
	if now-a.Since < int64(r.Delay) {
		return None
	}
	*a = Alarm{State: Active, Raised: r.Priority, Began: now, Number: a.Number}
	return Start
}

func (a *Alarm) active(r *Rule, condition bool, now int64) Phase {
	if condition {
		a.Over = false
		if r.Escalate > 0 && !a.Acknowledged && a.Raised < High && now-a.Began >= int64(r.Escalate) {
			a.Raised++
			a.Began = now
			return Escalate
		}
		return None
	}
	if !a.Over {
		a.Over, a.Since = true, now
	}
	if now-a.Since < int64(r.Hold) {
		return None
	}
	if r.Latching && !a.Acknowledged {
		a.State = Latched
		return Continue
	}
	a.State = Inactive
	return End
}

func (a *Alarm) latched(condition bool) Phase {
	switch {
	case a.Acknowledged:
		a.State = Inactive
		return End
	case condition:
		a.State, a.Over = Active, false
		return Continue
	}
	return None
}

// Acknowledge says that somebody has taken note. A latched alarm ends at the
// next step, an active one will not latch and not escalate. It reports whether
// there was anything to acknowledge.
func (a *Alarm) Acknowledge() bool {
	if a.State != Active && a.State != Latched || a.Acknowledged {
		return false
	}
	a.Acknowledged = true
	return true
}
