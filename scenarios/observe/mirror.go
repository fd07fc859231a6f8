package observe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// Mirror subscribes to a topic filter and hands every message over.
type Mirror struct {
	URL      string // mqtt://host:1883
	Topic    string // filter: "platform/v1/observations/#"
	ClientID string // must be no device's
	Username string
	Password string
	TLS      *tls.Config
	Timeout  time.Duration // to connect and subscribe; 0: 10 s

	Now func() time.Time // wall clock, stamps receipts
	// Message is called for each message, in order of arrival. The payload may
	// be kept. Retained messages from before the subscription are left out,
	// since nobody says them now, and so is what the broker repeats after a gap
	// although it had arrived: that is not the platform's doing.
	Message func(topic string, payload []byte, at time.Time)
	// State, if set, is called when a gap opens and again when it has closed.
	State func(Gap)

	mu      sync.Mutex
	client  paho.Client
	gap     Gap
	open    bool
	closed  bool
	handing sync.RWMutex // held for reading while Message runs
	first   chan error   // the outcome of the first subscription
	recent  recent       // used by paho's one delivering goroutine
	once    sync.Once
}

// Start connects and subscribes; it returns when the broker has granted the
// subscription.
func (m *Mirror) Start(ctx context.Context) error {
	if m.Timeout == 0 {
		m.Timeout = 10 * time.Second
	}
	o, err := m.options()
	if err != nil {
		return err
	}
	m.first = make(chan error, 1)
	m.client = paho.NewClient(o)
	ctx, cancel := context.WithTimeout(ctx, m.Timeout)
	defer cancel()
	if err := m.connect(ctx); err != nil {
		m.stop()
		return fmt.Errorf("mirror of %s at %s: %w", m.Topic, m.URL, err)
	}
	return nil
}

func (m *Mirror) connect(ctx context.Context) error {
	token := m.client.Connect()
	select {
	case <-token.Done():
		if token.Error() != nil {
			return fmt.Errorf("%w: %w: start the broker, or correct its address", ErrUnreachable, token.Error())
		}
	case <-ctx.Done():
		return fmt.Errorf("%w: no answer to CONNECT: %w", ErrUnreachable, ctx.Err())
	}
	select {
	case err := <-m.first:
		return err
	case <-ctx.Done():
		return fmt.Errorf("no answer to SUBSCRIBE: %w", ctx.Err())
	}
}

func (m *Mirror) options() (*paho.ClientOptions, error) {
	u, err := url.Parse(m.URL)
	if err != nil || u.Host == "" {
		return nil, errors.New("mirror: the broker address is not a URL: write mqtt://host:1883")
	}
	if u.User != nil {
		return nil, fmt.Errorf("mirror: broker address of host %q holds a user name: set Username and Password instead", u.Host)
	}
	if m.Topic == "" || m.ClientID == "" || m.Now == nil || m.Message == nil {
		return nil, fmt.Errorf("mirror of %s: topic, client id, clock and callback are needed", m.URL)
	}
	if u.Port() == "" {
		u.Host += map[bool]string{true: ":8883", false: ":1883"}[strings.HasSuffix(u.Scheme, "s")]
	}
	o := paho.NewClientOptions().SetProtocolVersion(4).SetClientID(m.ClientID).
		SetUsername(m.Username).SetPassword(m.Password).SetTLSConfig(m.TLS).
		SetCleanSession(false).SetKeepAlive(15 * time.Second).SetConnectTimeout(m.Timeout).
		SetMaxReconnectInterval(200 * time.Millisecond).SetOrderMatters(true).
		SetDefaultPublishHandler(m.message).
		SetOnConnectHandler(m.connected).
		SetReconnectingHandler(func(paho.Client, *paho.ClientOptions) { m.lost(nil) }).
		SetConnectionLostHandler(func(_ paho.Client, err error) { m.lost(err) })
	o.Servers = []*url.URL{u}
	return o, nil
}

// message takes one message in; paho calls it for one at a time.
func (m *Mirror) message(_ paho.Client, msg paho.Message) {
	if msg.Retained() {
		return
	}
	at := m.Now()
	known := m.recent.add(msg.Topic(), msg.Payload())
	if msg.Duplicate() && known {
		return
	}
	m.handing.RLock()
	defer m.handing.RUnlock()
	m.mu.Lock()
	closed := m.closed
	m.mu.Unlock()
	if !closed {
		m.Message(msg.Topic(), msg.Payload(), at)
	}
}

// connected subscribes, on every connection: the broker may have forgotten.
func (m *Mirror) connected(c paho.Client) {
	token := c.Subscribe(m.Topic, 1, nil)
	token.Wait()
	err := token.Error()
	if granted, ok := token.(*paho.SubscribeToken); ok && err == nil && granted.Result()[m.Topic] > 2 {
		err = errors.New("the broker refuses the subscription: check its access rules")
	}
	m.once.Do(func() { m.first <- err })
	if err == nil {
		m.back()
	}
}

// lost notes that a gap opens. Paho reports a loss from two places.
func (m *Mirror) lost(reason error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || m.open {
		return
	}
	m.open, m.gap = true, Gap{From: m.Now(), Reason: reason}
	if m.State != nil {
		m.State(m.gap)
	}
}

// back notes that the gap is over, once the subscription stands again.
func (m *Mirror) back() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || !m.open || !m.client.IsConnectionOpen() {
		return
	}
	m.open, m.gap.To = false, m.Now()
	if m.State != nil {
		m.State(m.gap)
	}
}

// Close unsubscribes, so that the broker keeps nothing for a mirror that will
// not come back, and disconnects.
func (m *Mirror) Close(ctx context.Context) error {
	if m.client == nil {
		return nil
	}
	var err error
	if m.client.IsConnectionOpen() {
		token := m.client.Unsubscribe(m.Topic)
		select {
		case <-token.Done():
			err = token.Error()
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	m.stop()
	if err != nil {
		return fmt.Errorf("mirror of %s: unsubscribe: %w", m.Topic, err)
	}
	return nil
}

func (m *Mirror) stop() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.client.Disconnect(250)
	m.handing.Lock() // wait for a callback that runs
	defer m.handing.Unlock()
}
