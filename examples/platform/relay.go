package main

import (
	"bytes"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// relay passes messages on, in their order.
type relay struct {
	client   paho.Client
	bad      faults
	held     map[string]message // by topic: one that is to follow its successor
	inflight chan paho.Token    // published, not yet acknowledged
	quit     chan struct{}
	done     chan struct{}
}

// message is an observation on its way through.
type message struct {
	topic   string
	payload []byte
}

func newRelay(client paho.Client, bad faults) *relay {
	r := &relay{client: client, bad: bad, held: map[string]message{}, inflight: make(chan paho.Token, 1000), quit: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(r.done)
		for token := range r.inflight {
			select {
			case <-token.Done():
			case <-r.quit:
			}
		}
	}()
	return r
}

// pass publishes an observation, as it came unless a fault says otherwise.
func (r *relay) pass(m message, o *reading) {
	m.topic = target(m.topic)
	if o == nil {
		r.publish(m)
		return
	}
	hits := func(name string) bool { return r.bad.hits(name, o.Device, o.Seq) }
	if hits("lose") {
		return
	}
	if hits("corrupt") {
		m.payload = corrupt(m.payload)
	}
	if hits("restamp") {
		m.payload = restamp(m.payload, time.Now())
	}
	before, waits := r.held[m.topic]
	if hits("reorder") && !waits {
		r.held[m.topic] = m
		return
	}
	r.publish(m)
	if hits("duplicate") {
		r.publish(m)
	}
	if waits {
		delete(r.held, m.topic)
		r.publish(before)
	}
}

func (r *relay) publish(m message) {
	r.inflight <- r.client.Publish(m.topic, 1, false, m.payload)
}

// finish waits until what was published is acknowledged, or for a while.
func (r *relay) finish(patience time.Duration) {
	for _, m := range r.held {
		r.publish(m)
	}
	close(r.inflight)
	select {
	case <-r.done:
	case <-time.After(patience):
	}
	close(r.quit)
	<-r.done
	r.client.Disconnect(250)
}

// corrupt changes the first digit of the first value, so that the payload stays
// JSON and is wrong.
func corrupt(payload []byte) []byte {
	p := bytes.Clone(payload)
	i := bytes.Index(p, []byte(`"value":`))
	if i < 0 {
		return append(p, ' ')
	}
	for i += len(`"value":`); i < len(p); i++ {
		if p[i] >= '0' && p[i] <= '9' {
			p[i] = "1234567898"[p[i]-'0']
			break
		}
	}
	return p
}

// restamp replaces the time of an observation.
func restamp(payload []byte, now time.Time) []byte {
	const key = `"time":"`
	i := bytes.Index(payload, []byte(key))
	if i < 0 {
		return payload
	}
	i += len(key)
	n := bytes.IndexByte(payload[i:], '"')
	if n < 0 {
		return payload
	}
	p := append([]byte(nil), payload[:i]...)
	p = now.UTC().AppendFormat(p, "2006-01-02T15:04:05.000Z")
	return append(p, payload[i+n:]...)
}
