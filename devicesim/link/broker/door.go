package broker

import (
	"net"
	"sync"
	"time"
)

// door is a listener that remembers who came in. The server forgets a client that
// connects in the very moment in which it closes, and would wait for it for ever.
type door struct {
	net.Listener
	mu     sync.Mutex
	inside map[*guest]struct{}
	locked bool
}

// guest is a connection that tells the door when it leaves.
type guest struct {
	net.Conn
	door *door
}

func newDoor(l net.Listener) *door { return &door{Listener: l, inside: map[*guest]struct{}{}} }

// Accept lets the next one in.
func (d *door) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	if err != nil {
		return nil, err
	}
	g := &guest{Conn: c, door: d}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locked {
		_ = c.Close() // It came too late.
		return nil, net.ErrClosed
	}
	d.inside[g] = struct{}{}
	return g, nil
}

// lock turns out whom the server let in and then forgot, and lets nobody in any more.
func (d *door) lock() {
	d.mu.Lock()
	d.locked = true
	d.mu.Unlock()
	d.turnOut()
}

// Close ends the connection.
func (g *guest) Close() error {
	g.door.mu.Lock()
	delete(g.door.inside, g)
	g.door.mu.Unlock()
	return g.Conn.Close()
}

// turnOut ends every connection that is left.
func (d *door) turnOut() {
	d.mu.Lock()
	left := make([]*guest, 0, len(d.inside))
	for g := range d.inside {
		left = append(left, g)
	}
	d.mu.Unlock()
	for _, g := range left {
		_ = g.Close() // It is being turned out; how it takes it does not matter.
	}
}

// grace is how long the server may say goodbye before the door turns out who is left.
const grace = 200 * time.Millisecond

// shut runs stop, and turns out who is left for as long as it takes.
func (d *door) shut(stop func() error) error {
	done := make(chan error, 1)
	go func() { done <- stop() }()
	for {
		select {
		case err := <-done:
			d.lock()
			return err
		case <-time.After(grace):
			d.turnOut()
		}
	}
}
