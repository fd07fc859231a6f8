// Package broker runs an MQTT broker inside the process, so that a first run and
// most tests need nothing installed. It is mochi-mqtt/server (MQTT 3.1, 3.1.1
// and 5) behind a small interface.
//
// It keeps sessions and retained messages in memory only, lets everybody in, and
// drops what a subscriber that is more than Options.Pending messages behind
// should still get (Dropped counts it). It is a convenience, not a reference: judge a platform behind
// the broker that it has in service.
package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// ErrAddressInUse is wrapped by Start's error when the address is taken.
var ErrAddressInUse = errors.New("address in use")

// Options are the settings of a broker; the zero value is good.
type Options struct {
	Log     *slog.Logger // nil: silent
	Remote  bool         // allow addresses beyond loopback: anybody who reaches the port can read and write
	Pending int          // messages that may wait for one subscriber; 0: 8192 (it costs 8 bytes each, for every client)
}

// Broker is a running broker.
type Broker struct {
	server *mochi.Server
	door   *door
	addr   string
	close  sync.Once
}

// Start starts a broker at a TCP address; port 0 takes a free one. It is ready
// when Start returns.
func Start(addr string, o Options) (*Broker, error) {
	if err := allowed(addr, o.Remote); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("start the embedded broker at %s: %w: stop what listens there, or choose another port", addr, ErrAddressInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("start the embedded broker at %s: %w", addr, err)
	}
	server := mochi.New(options(o))
	d := newDoor(l)
	if err := attach(server, d); err != nil {
		_ = l.Close() // It has not listened yet.
		return nil, fmt.Errorf("start the embedded broker at %s: %w", addr, err)
	}
	return &Broker{server: server, door: d, addr: l.Addr().String()}, nil
}

func attach(server *mochi.Server, l net.Listener) error {
	if err := server.AddHook(new(everybody), nil); err != nil {
		return err
	}
	if err := server.AddListener(listeners.NewNet("tcp", l)); err != nil {
		return err
	}
	return server.Serve()
}

// options widens the limits that would make the broker lose or refuse what a
// fleet sends: a gateway that empties its buffer has thousands in flight.
func options(o Options) *mochi.Options {
	c := mochi.NewDefaultServerCapabilities()
	c.ReceiveMaximum, c.MaximumInflight = 65535, 65535
	if o.Pending > 0 {
		c.MaximumClientWritesPending = int32(o.Pending)
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &mochi.Options{Capabilities: c, Logger: slog.New(quiet{log.Handler()})}
}

// allowed refuses addresses that others could reach, because nobody is asked
// for a password.
func allowed(addr string, remote bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q of the embedded broker: %w: give host:port", addr, err)
	}
	if ip := net.ParseIP(host); remote || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("address %q of the embedded broker is not on loopback: it lets everybody in; use 127.0.0.1, or a broker with passwords", addr)
}

// Addr returns the address that the broker listens at, "127.0.0.1:1883".
func (b *Broker) Addr() string { return b.addr }

// URL returns the address as a target names it, "mqtt://127.0.0.1:1883".
func (b *Broker) URL() string { return "mqtt://" + b.addr }

// Clients returns how many clients are connected right now.
func (b *Broker) Clients() int {
	n := 0
	for _, c := range b.server.Clients.GetAll() {
		if !c.Closed() && !c.Net.Inline {
			n++
		}
	}
	return n
}

// Dropped returns how many messages the broker has not passed on because their
// subscriber was too far behind. Each of them is missing at the subscriber, QoS
// 1 or not, and nobody but the broker is to blame.
func (b *Broker) Dropped() int64 {
	info := b.server.Info
	return atomic.LoadInt64(&info.MessagesDropped) + atomic.LoadInt64(&info.InflightDropped)
}

// Close disconnects every client and stops listening. Sessions and retained
// messages are gone. A second call does nothing.
func (b *Broker) Close() error {
	var err error
	b.close.Do(func() { err = b.door.shut(b.server.Close) })
	return err
}

// quiet turns the server's chatter into debug records: a client that leaves
// without a word is its daily bread, not a warning of ours.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return q.Handler.Enabled(ctx, level(l))
}

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	r.Level = level(r.Level)
	return q.Handler.Handle(ctx, r)
}

func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }

func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

func level(l slog.Level) slog.Level {
	if l < slog.LevelError {
		return slog.LevelDebug
	}
	return l
}

// everybody lets all clients in and to all topics.
type everybody struct{ mochi.HookBase }

func (*everybody) ID() string { return "everybody" }

func (*everybody) Provides(b byte) bool {
	return b == mochi.OnConnectAuthenticate || b == mochi.OnACLCheck
}

func (*everybody) OnConnectAuthenticate(*mochi.Client, packets.Packet) bool { return true }

func (*everybody) OnACLCheck(*mochi.Client, string, bool) bool { return true }
