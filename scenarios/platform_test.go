package scenarios_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/link/broker"
	"github.com/vitalfleet/vitalfleet/scenarios/observe"
)

// platform is a tiny system under test: it raises SPO2_LOW by webhook when a
// patient's saturation has been below 90 % for ten seconds of device time.
type platform struct {
	hook   string
	client *http.Client

	mu       sync.Mutex
	patients map[string]*watched
}

type watched struct {
	since  time.Time // of low values, zero while they are good
	raised bool
}

// startPlatform listens to a broker and raises alerts at a webhook until the test ends.
func startPlatform(t *testing.T, b *broker.Broker, hook string) {
	t.Helper()
	p := &platform{hook: "http://" + hook + "/alerts", client: &http.Client{Transport: &http.Transport{}}, patients: map[string]*watched{}}
	m := &observe.Mirror{
		URL: b.URL(), Topic: "vitalfleet/v1/+/+/+/+/obs", ClientID: "platform", Now: time.Now,
		Message: func(_ string, payload []byte, _ time.Time) { p.message(t, payload) },
	}
	if err := m.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Log(err) // The broker may be gone by then.
		}
		p.client.CloseIdleConnections()
	})
}

func (p *platform) message(t *testing.T, payload []byte) {
	var r plainjson.Reading
	if err := plainjson.Decode(payload, &r); err != nil {
		t.Error(err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, o := range r.Obs {
		if string(o.Code) == "spo2" && o.HasValue && p.low(string(r.Patient), o.Value, time.Unix(0, r.Time).UTC()) {
			p.raise(t, string(r.Patient), time.Unix(0, r.Time).UTC())
		}
	}
}

// low takes a value in and reports whether to raise the alarm.
func (p *platform) low(patient string, v float64, at time.Time) bool {
	w := p.patients[patient]
	if w == nil {
		w = new(watched)
		p.patients[patient] = w
	}
	switch {
	case v >= 90:
		*w = watched{}
	case w.since.IsZero():
		w.since = at
	case !w.raised && at.Sub(w.since) >= 10*time.Second:
		w.raised = true
		return true
	}
	return false
}

func (p *platform) raise(t *testing.T, patient string, at time.Time) {
	body, err := json.Marshal(map[string]any{"patientId": patient, "code": "SPO2_LOW", "time": at, "id": patient + at.Format(time.RFC3339)})
	if err != nil {
		t.Error(err)
		return
	}
	res, err := p.client.Post(p.hook, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	res.Body.Close()
	if res.StatusCode >= 300 {
		t.Errorf("the webhook answered %s", res.Status)
	}
}

// startBroker starts a broker that is closed with the test.
func startBroker(t *testing.T, addr string) *broker.Broker {
	t.Helper()
	b, err := broker.Start(addr, broker.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}
