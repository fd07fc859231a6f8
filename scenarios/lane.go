package scenarios

import (
	"context"
	"sync"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// lane sends the mail of some of the connections, in order.
type lane struct {
	d       *delivery
	in      chan bag
	empty   chan []mail // of bags that are sent, to be filled again
	next    []mail      // the bag that is being filled
	mu      sync.Mutex
	flights []flight // by token
	free    []uint64
	done    []outcome
	told    []outcome // the last ones that were collected, to be filled again
}

// behind is how many ticks a lane may be behind before the run waits for it.
const behind = 4

func newLane(d *delivery) *lane {
	return &lane{d: d, in: make(chan bag, behind), empty: make(chan []mail, behind+1)}
}

// take returns an empty bag.
func (l *lane) take() []mail {
	select {
	case b := <-l.empty:
		return b[:0]
	default:
		return nil
	}
}

// bag is one tick's mail for a lane.
type bag struct {
	at    time.Duration // the tick's end
	mails []mail
}

// letter is a message with the moment at which it should leave, wall time.
type letter struct {
	mail
	due time.Time
}

// flight is a message that waits for its acknowledgement.
type flight struct {
	id   messageID
	due  time.Time
	busy bool
}

// outcome is what became of a message.
type outcome struct {
	id      messageID
	latency time.Duration // from when it should have been sent to its acknowledgement
	lag     time.Duration // from when it should have been sent to when it was
	err     error
	acked   bool
}

// send publishes one tick's mail, each slot at its moment.
func (l *lane) send(ctx context.Context, b bag) {
	slot := int32(-1)
	var due time.Time
	for _, m := range b.mails {
		if m.slot != slot {
			slot = m.slot
			at := b.at + l.d.plan.step*time.Duration(slot)/slots
			if _, err := l.d.clock.Until(ctx, at); err != nil {
				due = l.d.clock.Now() // the run is being stopped: what is left goes out at once
			} else {
				due = l.d.clock.Wall(at)
			}
		}
		l.publish(m, due)
	}
	clear(b.mails)
	select {
	case l.empty <- b.mails:
	default:
	}
}

// publish sends a letter, or keeps it until its connection is made: a device that
// joins speaks at once, and its broker may take a while to answer.
func (l *lane) publish(m mail, due time.Time) {
	l.mu.Lock()
	c := &l.d.conns[m.conn]
	open, failed := c.open, c.failed
	if open == nil && failed == nil {
		c.parked = append(c.parked, letter{m, due})
		l.mu.Unlock()
		return
	}
	l.mu.Unlock()
	l.hand(letter{m, due}, open, failed)
}

// settle says what became of a connection: it was made or it failed. What was
// kept for it goes first, so that the order stays.
func (l *lane) settle(c *conn, open devicesim.Conn, failed error) {
	for {
		l.mu.Lock()
		parked := c.parked
		c.parked = nil
		if len(parked) == 0 {
			c.open, c.failed = open, failed
			l.mu.Unlock()
			return
		}
		l.mu.Unlock()
		for _, x := range parked {
			l.hand(x, open, failed)
		}
	}
}

// hand gives a letter to its connection.
func (l *lane) hand(x letter, open devicesim.Conn, err error) {
	m, due := x.mail, x.due
	l.mu.Lock()
	token := l.board(flight{id: m.id, due: due, busy: true})
	l.mu.Unlock()
	now := l.d.clock.Now()
	if open != nil {
		err = open.Publish(devicesim.Packet{Topic: m.topic, Payload: m.payload, QoS: m.qos, Retain: m.retain, Token: token})
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.land(token)
		l.done = append(l.done, outcome{id: m.id, err: err, lag: now.Sub(due)})
		return
	}
	l.done = append(l.done, outcome{id: m.id, lag: now.Sub(due)})
}

// board gives a flight a token; land takes it back.
func (l *lane) board(f flight) uint64 {
	if n := len(l.free); n > 0 {
		token := l.free[n-1]
		l.free = l.free[:n-1]
		l.flights[token] = f
		return token
	}
	l.flights = append(l.flights, f)
	return uint64(len(l.flights) - 1)
}

func (l *lane) land(token uint64) flight {
	f := l.flights[token]
	if f.busy {
		l.flights[token].busy = false
		l.free = append(l.free, token)
	}
	return f
}

// acked is called by the link.
func (l *lane) acked(token uint64, at time.Time, err error) {
	if token == noToken {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.land(token)
	if !f.busy {
		return
	}
	l.done = append(l.done, outcome{id: f.id, acked: err == nil, err: err, latency: at.Sub(f.due), lag: -1})
}
