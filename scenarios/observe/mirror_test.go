package observe_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"go.uber.org/goleak"

	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
	"github.com/vitalfleet/vitalfleet/scenarios/observe"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// heard is what a mirror has said.
type heard struct {
	mu       sync.Mutex
	messages []string
	gaps     []observe.Gap
}

func (h *heard) message(topic string, payload []byte, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !at.Equal(wall()) {
		topic = "not stamped by the clock: " + topic
	}
	h.messages = append(h.messages, topic+" "+string(payload))
}

func (h *heard) state(g observe.Gap) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gaps = append(h.gaps, g)
}

func (h *heard) get() ([]string, []observe.Gap) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.messages...), append([]observe.Gap(nil), h.gaps...)
}

func (h *heard) count() int {
	m, _ := h.get()
	return len(m)
}

func wall() time.Time { return time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC) }

func mirror(url string) (*observe.Mirror, *heard) {
	h := new(heard)
	return &observe.Mirror{URL: url, Topic: "t/#", ClientID: "mirror", Timeout: 2 * time.Second, Now: wall, Message: h.message, State: h.state}, h
}

func started(t *testing.T, m *observe.Mirror) {
	t.Helper()
	if err := m.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close(context.Background()) })
}

// talk returns a function that publishes at QoS 1 and waits for the PUBACK.
func talk(t *testing.T, url string) func(topic, payload string, retain bool) {
	t.Helper()
	c := paho.NewClient(paho.NewClientOptions().AddBroker(url).SetClientID("platform"))
	if token := c.Connect(); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	t.Cleanup(func() { c.Disconnect(250) })
	return func(topic, payload string, retain bool) {
		t.Helper()
		if token := c.Publish(topic, 1, retain, payload); token.Wait() && token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
}

func TestMirrorMissesNothingAfterStart(t *testing.T) {
	for name, start := range map[string]func(testing.TB) (string, func(), func()){
		"embedded": linktest.StartEmbedded, "mosquitto": linktest.StartMosquitto,
	} {
		t.Run(name, func(t *testing.T) {
			url, _, _ := start(t)
			say := talk(t, url)
			say("t/old", "said before", true)
			m, h := mirror(url)
			started(t, m)
			const n = 500
			for i := range n {
				say("t/x", strconv.Itoa(i), false)
			}
			say("other", "not asked for", false)
			linktest.Eventually(t, "the messages", func() bool { return h.count() >= n })
			if err := m.Close(context.Background()); err != nil {
				t.Fatal(err)
			}
			say("t/x", "too late", false)
			got, gaps := h.get()
			for i := range n {
				if want := fmt.Sprintf("t/x %d", i); got[i] != want {
					t.Fatalf("message %d is %q, want %q", i, got[i], want)
				}
			}
			if len(got) != n || len(gaps) != 0 {
				t.Errorf("%d messages, want %d; gaps %v", len(got), n, gaps)
			}
		})
	}
}

func TestMirrorReportsGapsAndMissesNothingThatTheBrokerKept(t *testing.T) {
	url, _, _ := linktest.StartMosquitto(t)
	say := talk(t, url)
	gate := linktest.NewGate(t, url)
	m, h := mirror(gate.URL)
	started(t, m)
	const n = 300
	for i := range n {
		say("t/x", strconv.Itoa(i), false)
		if i == 100 {
			gate.Shut()
		}
	}
	linktest.Eventually(t, "the gap", func() bool { _, g := h.get(); return len(g) == 1 })
	gate.Open()
	linktest.Eventually(t, "the messages", func() bool { return h.count() >= n })
	linktest.Eventually(t, "the end of the gap", func() bool { _, g := h.get(); return len(g) == 2 })
	got, gaps := h.get()
	if !gaps[0].To.IsZero() || gaps[1].To.IsZero() || gaps[0].From.IsZero() {
		t.Errorf("gaps %+v, want one that opens and closes", gaps)
	}
	seen := map[string]int{}
	for _, s := range got {
		seen[s]++
	}
	for i := range n {
		if k := seen[fmt.Sprintf("t/x %d", i)]; k != 1 {
			t.Errorf("message %d was handed over %d times", i, k)
		}
	}
}

func TestMirrorSaysWhatIsWrong(t *testing.T) {
	m, _ := mirror("mqtt://127.0.0.1:1")
	if err := m.Start(context.Background()); !errors.Is(err, observe.ErrUnreachable) {
		t.Errorf("error %v, want ErrUnreachable", err)
	}
	for _, url := range []string{"nonsense", "mqtt://", "mqtt://user:secret@127.0.0.1"} {
		m, _ = mirror(url)
		if err := m.Start(context.Background()); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: error %v", url, err)
		}
	}
	if err := m.Close(context.Background()); err != nil {
		t.Errorf("close of a mirror that never stood: %v", err)
	}
}
