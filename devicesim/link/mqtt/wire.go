package mqtt

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

var (
	errCut      = errors.New("network cut")
	errSilent   = errors.New("broker silent")
	errProtocol = errors.New("given up by the client")
)

// wire is the network connection that paho is given. It owns the news of its
// own end: errors of writing are kept from paho, and an error of reading is
// passed on only when no message is on its way into paho any more. A message
// that came after that would overtake those that are sent again.
type wire struct {
	net.Conn
	c *conn

	buf      [96]byte // acknowledgements are 4 bytes, and paho reads them in pieces
	from, to int
	deadline time.Time // of reading, as last set

	mu     sync.Mutex
	live   bool  // the handshake is over
	dead   error // why no byte passes any more
	closed bool  // by paho
	held   bool  // the socket outlives the wire: the broker must not notice
	slot   bool  // the wire holds its connection's place among those who dial
}

// Read reads for paho's one reading goroutine.
func (w *wire) Read(p []byte) (int, error) {
	if w.from == w.to {
		w.watch()
		if len(p) >= len(w.buf) {
			n, err := w.Conn.Read(p)
			return n, w.ended(err)
		}
		n, err := w.Conn.Read(w.buf[:])
		w.from, w.to = 0, n
		if n == 0 {
			return 0, w.ended(err)
		}
	}
	n := copy(p, w.buf[w.from:w.to])
	w.from += n
	return n, nil
}

// watch limits how long the broker may be silent: paho asks for an answer once
// in a keep-alive interval, and looks every five seconds or more often.
func (w *wire) watch() {
	k := w.c.link.target.KeepAlive
	now := time.Now()
	if k <= 0 || w.deadline.Sub(now) > k+k/4 {
		return // set it four times in a keep-alive interval, not for each packet
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.live && w.dead == nil {
		w.deadline = now.Add(k + k/2 + min(k/4, 5*time.Second))
		_ = w.Conn.SetReadDeadline(w.deadline) // A closed connection needs none.
	}
}

// ended turns the end of the connection into a loss that paho hears of after
// the conn has stopped sending.
func (w *wire) ended(err error) error {
	if err == nil {
		return nil
	}
	w.mu.Lock()
	live, closed := w.live, w.closed
	w.mu.Unlock()
	switch {
	case closed:
		return net.ErrClosed
	case !live:
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = fmt.Errorf("%w for more than its keep-alive of %v", errSilent, w.c.link.target.KeepAlive)
	}
	w.fail(err)
	reason := w.reason()
	w.c.lost(reason, true)
	return fmt.Errorf("connection lost: %w", reason)
}

// fail marks the wire dead and wakes its reader. The first reason stays.
func (w *wire) fail(reason error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead == nil {
		w.dead = reason
		if !w.held {
			w.Conn.Close()
		}
	}
}

// reason is why the wire is dead.
func (w *wire) reason() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dead
}

// cut ends the connection without or with a sign to the broker.
func (w *wire) cut(silent bool) {
	w.mu.Lock()
	if w.dead == nil && silent {
		w.dead, w.held = errCut, true
		_ = w.Conn.SetDeadline(time.Unix(1, 0)) // A closed connection wakes its reader by itself.
	}
	w.mu.Unlock()
	if !silent {
		w.reset()
		w.fail(errCut)
	}
}

// reset makes the coming close send a TCP reset.
func (w *wire) reset() {
	raw := w.Conn
	if t, ok := raw.(*tls.Conn); ok {
		raw = t.NetConn()
	}
	if s, ok := raw.(interface{ SetLinger(sec int) error }); ok {
		_ = s.SetLinger(0) // A closed connection sends nothing any more.
	}
}

// Write swallows what comes after the end: it is in paho's store and is sent
// again, unless it has QoS 0, which send looks after.
func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	live, dead := w.live, w.dead
	w.mu.Unlock()
	if dead != nil && live {
		return len(p), nil
	}
	n, err := w.Conn.Write(p)
	if err != nil && live && !w.isClosed() {
		w.fail(err)
		return len(p), nil
	}
	return n, err
}

// SetDeadline is paho's: it sets one for the handshake and lifts it afterwards.
func (w *wire) SetDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.IsZero() {
		w.yield()
	}
	if w.dead != nil {
		return w.dead
	}
	w.live = t.IsZero()
	return w.Conn.SetDeadline(t)
}

// SetWriteDeadline does nothing. Paho sets one twice a message; a broker that
// takes nothing says nothing either, and watch notices that.
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

// Close is paho's. A socket that was cut silently stays open with the conn.
func (w *wire) Close() error {
	w.mu.Lock()
	again, held := w.closed, w.held
	w.closed = true
	w.yield()
	w.mu.Unlock()
	switch {
	case again:
		return nil
	case held:
		w.c.keep(w.Conn)
		return nil
	}
	return w.Conn.Close()
}

// yield lets the next one dial, once the broker has answered or will not.
// Brokers choke on handshakes, not on dials.
func (w *wire) yield() {
	if w.slot {
		w.slot = false
		w.c.link.leave()
	}
}

func (w *wire) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed
}

// broken reports whether bytes may have been lost on this wire.
func (w *wire) broken() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dead != nil || w.closed
}
