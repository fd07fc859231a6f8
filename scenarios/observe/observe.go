// Package observe takes in what the platform under test says: the messages that
// it passes on (an MQTT mirror), the alerts that it raises (a webhook), and
// records that it wrote to a file. It hands everything over as it came, with the
// time of its receipt; what it means is decided by package judge.
//
// An observer is not part of the run's deterministic half: when something
// arrives depends on the network and on the platform.
package observe

import (
	"context"
	"errors"
	"time"
)

// Observer takes in one source. Callbacks are called one at a time and must
// return quickly: what is slow here makes the platform look slow.
type Observer interface {
	// Start returns when nothing that the platform says from now on can be
	// missed, or with an error that says why not.
	Start(ctx context.Context) error
	// Close stops. No callback runs after it has returned.
	Close(ctx context.Context) error
}

// ErrAddressInUse is wrapped by the error of a Start whose address is taken.
var ErrAddressInUse = errors.New("address in use")

// ErrUnreachable is wrapped by the error of a Start whose broker does not answer.
var ErrUnreachable = errors.New("target unreachable")

// Gap is a stretch of time in which an observer was not connected. A message of
// QoS 0 that was sent in it is missing, and so is one of QoS 1 unless the
// broker kept the session.
type Gap struct {
	From, To time.Time // wall times; To is zero while the gap is open
	Reason   error
}
