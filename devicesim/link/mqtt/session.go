package mqtt

import (
	"context"
	"crypto/tls"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/url"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// options sets paho up. Its own waits between reconnects are set to nothing:
// reconnecting waits instead, as the target says and so that Close can end it.
func (c *conn) options(password string, tlsConfig *tls.Config) *paho.ClientOptions {
	t := c.link.target
	o := paho.NewClientOptions()
	o.Servers = []*url.URL{c.link.url}
	o.SetClientID(c.id.ClientID).SetUsername(expand(t.Username, c.id)).SetPassword(password)
	o.SetProtocolVersion(4)
	if t.Version == "3.1" {
		o.SetProtocolVersion(3)
	}
	o.SetCleanSession(t.CleanSession).SetConnectTimeout(t.ConnectTimeout)
	o.SetKeepAlive(max(t.KeepAlive, 0)).SetPingTimeout(1000 * time.Hour) // wire watches over silence
	o.SetAutoReconnect(t.Reconnect.Backoff != "never").SetMaxReconnectInterval(time.Nanosecond)
	o.SetStore(ledger{c}).SetOrderMatters(true).SetWriteTimeout(t.ConnectTimeout)
	o.SetCustomOpenConnectionFn(func(u *url.URL, _ paho.ClientOptions) (net.Conn, error) { return c.dial(u, tlsConfig) })
	o.SetOnConnectHandler(func(paho.Client) { c.connected() })
	o.SetReconnectingHandler(func(paho.Client, *paho.ClientOptions) { c.reconnecting() })
	o.SetConnectionLostHandler(func(_ paho.Client, err error) { c.gone(err) })
	if w := c.id.Will; w != nil {
		o.SetBinaryWill(w.Topic, w.Payload, w.QoS, w.Retain)
	}
	return o
}

// jitter returns the device's own source of randomness for its reconnects.
func jitter(seed uint64, client string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(client + "/reconnect"))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// dial opens the network connection under a session.
func (c *conn) dial(u *url.URL, tlsConfig *tls.Config) (net.Conn, error) {
	defer c.yield()
	ctx, cancel := context.WithTimeout(c.ctx, c.link.target.ConnectTimeout)
	defer cancel()
	err := errCut
	var s net.Conn
	if !c.isCut() {
		s, err = c.link.open(ctx, u, tlsConfig)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil && (c.healed != nil || c.ctx.Err() != nil) {
		s.Close()
		err = errCut
	}
	if c.dialErr = err; err != nil {
		return nil, err
	}
	c.wire = &wire{Conn: s, c: c, slot: c.slot}
	c.slot = false
	return c.wire, nil
}

func (l *link) open(ctx context.Context, u *url.URL, tlsConfig *tls.Config) (net.Conn, error) {
	if websocket(u) {
		return paho.NewWebsocket(u.String(), tlsConfig, l.target.ConnectTimeout, nil, nil)
	}
	dial := l.target.Dialer
	if dial == nil {
		dial = (&net.Dialer{KeepAlive: -1}).DialContext // MQTT has a keep-alive of its own
	}
	s, err := dial(ctx, "tcp", u.Host)
	if err != nil || tlsConfig == nil {
		return s, err
	}
	secure := tls.Client(s, tlsConfig)
	if err := secure.HandshakeContext(ctx); err != nil {
		s.Close()
		return nil, &handshakeError{err}
	}
	return secure, nil
}

func (c *conn) dialError() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dialErr
}

// connected opens the way for packets. Paho calls it some time after the
// connection was made, when it may be lost again.
func (c *conn) connected() {
	c.telling.Lock()
	defer c.telling.Unlock()
	c.mu.Lock()
	if c.up || c.ended || c.wire == nil || c.wire.broken() || !c.client.IsConnectionOpen() {
		c.mu.Unlock()
		return
	}
	c.up, c.tries = true, 0
	kept := c.kept
	c.kept = nil
	c.mu.Unlock()
	for _, s := range kept {
		s.Close()
	}
	c.tell(true, nil)
	c.kick()
}

// lost closes the way for packets and, if asked, waits until none is on it.
func (c *conn) lost(reason error, wait bool) {
	c.telling.Lock()
	defer c.telling.Unlock()
	c.mu.Lock()
	was := c.up
	c.up, c.resumed = false, false
	for wait && c.sending {
		c.changed.Wait()
	}
	c.mu.Unlock()
	if was {
		c.tell(false, reason)
	}
}

// gone ends a connection that is not to be made again.
func (c *conn) gone(reason error) {
	if c.link.target.Reconnect.Backoff != "never" {
		return
	}
	c.lost(reason, false)
	c.giveUp(reason, ErrClosed)
}

// reconnecting is called before each try to connect again; it waits for the
// backoff and for a place among those who dial.
func (c *conn) reconnecting() {
	c.lost(errProtocol, false) // a no-op unless paho itself gave up the connection
	for {
		d, healed := c.patience()
		if !c.pause(d, healed) {
			return
		}
		if !c.isCut() {
			break
		}
	}
	if c.link.enter(c.ctx) == nil {
		c.slot = true
	}
}

// yield gives back the place that reconnecting took, unless the wire has it
// now. Both run on the goroutine that reconnects.
func (c *conn) yield() {
	if c.slot {
		c.slot = false
		c.link.leave()
	}
}

// patience returns how long to wait before the next try. A device that tries at
// once would spin while its network is cut: it waits for the mending instead.
func (c *conn) patience() (time.Duration, <-chan struct{}) {
	r := c.link.target.Reconnect
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.healed != nil && r.Backoff == "immediate" {
		return time.Hour, c.healed
	}
	d := r.wait(c.tries, c.jitter.Float64())
	c.tries++
	return d, nil
}

// pause waits; it returns false when the connection is to be closed.
func (c *conn) pause(d time.Duration, healed <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-healed:
	case <-c.ctx.Done():
		return false
	}
	return true
}
