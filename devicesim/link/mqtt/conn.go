package mqtt

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// conn is the connection of one device. A packet waits in queue, is staged
// while paho takes it, flies until it is acknowledged, and is then reported. One
// goroutine at most carries packets from the queue to paho, and only while there
// are any.
type conn struct {
	link   *link
	id     devicesim.Identity
	client paho.Client
	ctx    context.Context //nolint:containedctx // The life of the connection: paho's callbacks, which pass none, wait and dial under it.
	cancel context.CancelFunc

	telling sync.Mutex // held while State is called, so that calls keep their order

	mu          sync.Mutex
	changed     *sync.Cond // sending or the number of open packets has changed
	wire        *wire      // the newest
	up          bool       // the session stands and paho knows it
	closing     bool       // no packet is taken any more
	ended       bool       // nothing will be acknowledged any more
	queue       queue
	sending     bool // carry runs
	staged      bool // paho is taking the packet with stagedToken
	stagedToken uint64
	zeros       int  // packets of QoS 0 that are being written
	slot        bool // this connection holds a place among those who dial
	flight      map[uint16]flying
	order       uint64
	resumed     bool // paho has asked what to send again on this connection
	again       int  // how much that is: nothing new goes before it is acknowledged
	tries       int  // reconnects that have failed in a row
	dialErr     error
	healed      chan struct{} // not nil while the network is cut
	kept        []net.Conn    // sockets of silent cuts
	jitter      *rand.Rand
}

func newConn(l *link, id devicesim.Identity) (*conn, error) {
	password, err := l.target.password(id)
	if err != nil {
		return nil, err
	}
	c := &conn{link: l, id: id, jitter: jitter(l.target.Seed, id.ClientID)}
	c.changed = sync.NewCond(&c.mu)
	c.ctx, c.cancel = context.WithCancel(context.Background())
	tlsConfig := l.shared
	if encrypted(l.url) && tlsConfig == nil {
		if tlsConfig, err = l.target.TLS.config(l.url.Hostname(), id); err != nil {
			c.cancel()
			return nil, err
		}
	}
	c.client = paho.NewClient(c.options(password, tlsConfig))
	return c, nil
}

// Publish takes a packet, if it is one that a broker will take.
func (c *conn) Publish(p devicesim.Packet) error {
	if err := valid(p); err != nil {
		return err
	}
	payload := append(make([]byte, 0, len(p.Payload)), p.Payload...)
	c.mu.Lock()
	switch {
	case c.closing:
		c.mu.Unlock()
		return fmt.Errorf("publish %s: %w", p.Topic, ErrClosed)
	case c.queue.len() >= c.link.target.Buffer:
		n := c.queue.len()
		c.mu.Unlock()
		return fmt.Errorf("publish %s: %w: %d messages wait for the broker", p.Topic, ErrBufferFull, n)
	}
	c.queue.push(item{topic: p.Topic, payload: payload, token: p.Token, qos: p.QoS, retain: p.Retain})
	c.mu.Unlock()
	c.kick()
	return nil
}

// valid refuses what would make a broker close the connection.
func valid(p devicesim.Packet) error {
	switch {
	case p.Topic == "" || len(p.Topic) > 65535 || strings.ContainsAny(p.Topic, "+#\x00") || !utf8.ValidString(p.Topic):
		return fmt.Errorf("topic %q cannot be published to: it must be UTF-8 of 1 to 65,535 bytes without + and #", p.Topic)
	case p.QoS > 2:
		return fmt.Errorf("publish %s: QoS %d does not exist", p.Topic, p.QoS)
	case len(p.Payload) > 256<<20-70000:
		return fmt.Errorf("publish %s: %d bytes are more than a packet holds", p.Topic, len(p.Payload))
	}
	return nil
}

// Connected reports whether the session stands right now.
func (c *conn) Connected() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.up
}

// Close sends and waits for acknowledgements as far as ctx allows, then
// disconnects; a ctx that never ends waits for a broker that never comes back.
// What is still open is given up with ErrClosed. It must not be called from
// Acked or State.
func (c *conn) Close(ctx context.Context) error {
	c.mu.Lock()
	if c.closing {
		c.mu.Unlock()
		return nil
	}
	c.closing = true
	stop := context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.changed.Broadcast()
	})
	for c.open() > 0 && ctx.Err() == nil && !c.ended {
		c.changed.Wait()
	}
	c.mu.Unlock()
	stop()
	if n := c.end(250*time.Millisecond, ErrClosed); n > 0 {
		return fmt.Errorf("close %s: %d messages were not acknowledged: %w", c.id.ClientID, n, ErrClosed)
	}
	return nil
}

// open counts the packets that were taken and not yet reported.
func (c *conn) open() int {
	n := c.queue.len() + len(c.flight) + c.zeros
	if c.staged {
		n++
	}
	return n
}

// end disconnects, reports what is open with err and returns how much that was.
func (c *conn) end(patience time.Duration, err error) int {
	c.cancel()
	c.mu.Lock()
	c.closing = true
	w := c.wire
	c.mu.Unlock()
	c.client.Disconnect(uint(patience / time.Millisecond))
	if w != nil {
		w.mu.Lock()
		w.Conn.Close()
		w.mu.Unlock()
	}
	return c.giveUp(nil, err)
}

// giveUp reports every open packet with err, and the state as lost.
func (c *conn) giveUp(reason, err error) int {
	c.telling.Lock()
	defer c.telling.Unlock()
	c.mu.Lock()
	was := c.up
	c.up, c.closing, c.ended = false, true, true
	tokens := c.takeOpen()
	kept := c.kept
	c.kept = nil
	c.changed.Broadcast()
	c.mu.Unlock()
	for _, s := range kept {
		s.Close()
	}
	if was {
		c.tell(false, reason)
	}
	now := time.Now()
	for _, t := range tokens {
		c.acked(t, now, err)
	}
	return len(tokens)
}

// takeOpen removes the packets that fly and wait, oldest first.
func (c *conn) takeOpen() []uint64 {
	var tokens []uint64
	for _, id := range c.inOrder() {
		tokens = append(tokens, c.flight[id].token)
	}
	c.flight = nil
	if c.staged {
		c.staged = false
		tokens = append(tokens, c.stagedToken)
	}
	for c.queue.len() > 0 {
		tokens = append(tokens, c.queue.pop().token)
	}
	return tokens
}

func (c *conn) acked(token uint64, at time.Time, err error) {
	if c.id.Acked != nil {
		c.id.Acked(token, at, err)
	}
}

func (c *conn) tell(connected bool, reason error) {
	if reason != nil {
		c.link.log.Debug("connection lost", "client", c.id.ClientID, "reason", reason)
	}
	if c.id.State != nil {
		c.id.State(connected, reason)
	}
}
