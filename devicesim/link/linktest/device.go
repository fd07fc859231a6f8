package linktest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// Device is a connection under test, with what its link has reported.
type Device struct {
	devicesim.Conn
	t testing.TB

	mu     sync.Mutex
	acks   map[uint64][]error
	states []bool
}

// Connect connects a device or fails the test, and closes it with the test.
func Connect(t testing.TB, l devicesim.Link, name string, will *devicesim.Will) *Device {
	t.Helper()
	d := &Device{t: t, acks: map[uint64][]error{}}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c, err := l.Connect(ctx, devicesim.Identity{ClientID: name, Device: name, Will: will, Acked: d.acked, State: d.state})
	if err != nil {
		t.Fatal(err)
	}
	d.Conn = c
	t.Cleanup(func() { d.shut() })
	return d
}

func (d *Device) acked(token uint64, _ time.Time, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.acks[token] = append(d.acks[token], err)
}

func (d *Device) state(up bool, _ error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.states = append(d.states, up)
}

func (d *Device) shut() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return d.Close(ctx)
}

// Send publishes or fails the test.
func (d *Device) Send(p devicesim.Packet) {
	d.t.Helper()
	if err := d.Publish(p); err != nil {
		d.t.Fatalf("publish %d: %v", p.Token, err)
	}
}

// Acked returns how many packets have been reported so far.
func (d *Device) Acked() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.acks)
}

// tokens returns the packets that have been reported so far.
func (d *Device) tokens() map[uint64]bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	set := map[uint64]bool{}
	for t := range d.acks {
		set[t] = true
	}
	return set
}

// States returns the states reported so far.
func (d *Device) States() []bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]bool(nil), d.states...)
}

// AllAckedOnce fails the test unless the tokens 0..n-1 were each acknowledged
// once and without an error.
func (d *Device) AllAckedOnce(n int) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range uint64(n) {
		if a := d.acks[i]; len(a) != 1 || a[0] != nil {
			d.t.Fatalf("packet %d was reported as %v, want one acknowledgement", i, a)
		}
	}
	if len(d.acks) != n {
		d.t.Fatalf("%d packets were reported, want %d", len(d.acks), n)
	}
}
