package judge

import "math"

// Blame names the part of the chain from the body to the platform that is responsible for a miss.
type Blame string

// The parts, in the order in which they are asked: the first that explains the miss has the blame.
const (
	BlameGenerator Blame = "generator" // our own simulator was late
	BlameBody      Blame = "body"      // the condition was over before any reading was due
	BlameSensor    Blame = "sensor"    // no valid reading showed the condition
	BlameNetwork   Blame = "network"   // no message that showed it was accepted by the broker in time
	BlameBroker    Blame = "broker"    // accepted, but the observer on the broker did not see it in time
	BlamePlatform  Blame = "platform"  // the platform had it in time and did not alarm
)

// Miss holds the facts of an episode that was not detected in time. "In time" is until the end of its window; counts are
// of the patient's devices that measure the condition.
type Miss struct {
	Within   float64 // length of the window after the onset, s
	Lateness float64 // s from the window's end to the first alert, +Inf if there never was one
	Lag      float64 // greatest schedule lag of the generator while the window was open, s

	Due    int // readings due, by the devices' schedules, while the condition held
	Showed int // readings of valid quality whose measured values showed the condition
	Acked  int // messages with such readings that the broker acknowledged in time; with QoS 0, that were written in time

	Mirrored bool // an observer listened on the broker
	Seen     int  // messages with such readings that this observer saw in time
}

// BlameFor returns who is responsible for a missed or late episode.
//
// The generator is, when its lag explains the whole lateness; for an episode that was never alarmed, when the lag used up
// the whole window, so that nobody can tell what the platform would have done.
func BlameFor(m Miss) Blame {
	switch {
	case m.Lag > 0 && (m.Lag >= m.Lateness && !math.IsInf(m.Lateness, 1) || m.Lag >= m.Within):
		return BlameGenerator
	case m.Due == 0:
		return BlameBody
	case m.Showed == 0:
		return BlameSensor
	case m.Acked == 0:
		return BlameNetwork
	case m.Mirrored && m.Seen == 0:
		return BlameBroker
	}
	return BlamePlatform
}

// BlameForLoss returns who is responsible for a message that was never seen: who acknowledges a message answers for it.
func BlameForLoss(l Loss) Blame {
	if l.Acked {
		return BlamePlatform
	}
	return BlameNetwork
}
