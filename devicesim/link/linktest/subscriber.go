package linktest

import (
	"net/url"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// Message is a message that a Subscriber got.
type Message struct {
	Topic    string
	Payload  string
	QoS      byte
	Retained bool
}

// Subscriber collects what arrives on a topic filter. It comes back by itself
// when its broker does.
type Subscriber struct {
	mu         sync.Mutex
	got        []Message
	subscribed int
}

// Subscribe returns when the subscription has been granted.
func Subscribe(t testing.TB, broker, filter string) *Subscriber {
	t.Helper()
	s := new(Subscriber)
	u, err := url.Parse(broker)
	if err != nil {
		t.Fatal(err)
	}
	o := paho.NewClientOptions().SetClientID("subscriber of " + filter).SetMaxReconnectInterval(5 * time.Millisecond)
	o.Servers = []*url.URL{u}
	o.SetOnConnectHandler(func(c paho.Client) {
		if c.Subscribe(filter, 2, s.message).Wait() {
			s.mu.Lock()
			s.subscribed++
			s.mu.Unlock()
		}
	})
	c := paho.NewClient(o)
	if token := c.Connect(); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	t.Cleanup(func() { c.Disconnect(250) })
	Eventually(t, "the subscription", func() bool { return s.Subscriptions() == 1 })
	return s
}

func (s *Subscriber) message(_ paho.Client, m paho.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, Message{m.Topic(), string(m.Payload()), m.Qos(), m.Retained()})
}

// Subscriptions counts how often the subscription has been granted.
func (s *Subscriber) Subscriptions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.subscribed
}

// Messages returns what has arrived so far, in order.
func (s *Subscriber) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.got...)
}

// Await waits until n messages have arrived and returns them.
func (s *Subscriber) Await(t testing.TB, n int) []Message {
	t.Helper()
	Eventually(t, "messages at the subscriber", func() bool { return len(s.Messages()) >= n })
	return s.Messages()
}
