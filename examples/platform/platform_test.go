package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"go.uber.org/goleak"

	"github.com/vitalfleet/vitalfleet/devicesim/link/broker"
	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a running platform with its broker, its webhook and a device.
type bench struct {
	t    *testing.T
	sub  *linktest.Subscriber
	dev  paho.Client
	stop func()

	mu     sync.Mutex
	alerts []alert
	fails  int // posts to turn away
}

func start(t *testing.T, bad ...string) *bench {
	t.Helper()
	b := &bench{t: t}
	br, err := broker.Start("127.0.0.1:0", broker.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { br.Close() })
	hook := httptest.NewServer(http.HandlerFunc(b.take))
	t.Cleanup(hook.Close)
	args := []string{"--broker", br.URL(), "--webhook", hook.URL}
	for _, s := range bad {
		args = append(args, "--bad", s)
	}
	c, err := parse(args, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, c, w, slog.New(slog.DiscardHandler)) }()
	line := make([]byte, 6)
	if _, err := io.ReadFull(r, line); err != nil || string(line) != "ready\n" {
		t.Fatalf("first line %q, %v", line, err)
	}
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(b.stop)
	b.sub = linktest.Subscribe(t, br.URL(), "platform/v1/observations/#")
	b.dev = paho.NewClient(paho.NewClientOptions().AddBroker(br.Addr()).SetClientID("device"))
	b.dev.Connect().Wait()
	t.Cleanup(func() { b.dev.Disconnect(250) })
	return b
}

func (b *bench) take(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fails > 0 {
		b.fails--
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	var a alert
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
		b.t.Error(err)
	}
	b.alerts = append(b.alerts, a)
	w.WriteHeader(http.StatusNoContent)
}

func (b *bench) taken() []alert {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.alerts)
}

var start0 = time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC)

func observation(patient string, seq, spo2 int, quality string) string {
	return fmt.Sprintf(`{"v":1,"simulated":true,"patient":%q,"device":"%s-oximeter","type":"pulse-oximeter","stream":"obs","boot":0,"seq":%d,"time":%q,"obs":[{"code":"spo2","value":%d,"unit":"%%","quality":%q}]}`,
		patient, patient, seq, start0.Add(time.Duration(seq)*time.Second).Format("2006-01-02T15:04:05.000Z"), spo2, quality)
}

func (b *bench) say(patient, payload string) {
	b.t.Helper()
	token := b.dev.Publish("vitalfleet/v1/default/direct/pulse-oximeter/"+patient+"-oximeter/obs", 1, false, payload)
	if token.Wait(); token.Error() != nil {
		b.t.Fatal(token.Error())
	}
}

// desaturate sends 5 good values, then 20 low ones, then 20 good ones.
func (b *bench) desaturate(patient string) {
	for seq := range 45 {
		spo2 := 97
		if seq >= 5 && seq < 25 {
			spo2 = 85
		}
		b.say(patient, observation(patient, seq, spo2, "ok"))
	}
}

func TestPassesOnUnchangedOnceAndInOrder(t *testing.T) {
	b := start(t)
	var want []string
	for seq := range 300 {
		p := observation("ward-0001", seq, 97, "ok")
		want = append(want, p)
		b.say("ward-0001", p)
		if seq%10 == 0 {
			b.say("ward-0001", p) // delivered again
		}
	}
	b.say("ward-0001", "no JSON")
	b.sub.Await(t, 301)
	b.stop()
	got := b.sub.Messages()
	if len(got) != 301 || got[300].Payload != "no JSON" {
		t.Fatalf("%d messages passed on, the last %+v", len(got), got[len(got)-1])
	}
	for i, p := range want {
		if got[i].Payload != p || got[i].Topic != "platform/v1/observations/default/direct/pulse-oximeter/ward-0001-oximeter/obs" {
			t.Fatalf("message %d: %+v, want %s", i, got[i], p)
		}
	}
}

// TestPassesEveryStreamOn sends what devices raise and draw besides what they
// measure. Their alarms are no alarms of the platform.
func TestPassesEveryStreamOn(t *testing.T) {
	b := start(t, "false-alarm=1")
	for i, stream := range []string{"alarm", "wave", "status", "event"} {
		payload := fmt.Sprintf(`{"patient":"ward-0001","device":"ward-0001-oximeter","stream":%q,"boot":0,"seq":%d,"time":"2026-01-15T08:00:00.000Z"}`, stream, i)
		if token := b.dev.Publish("vitalfleet/v1/north/gw/pulse-oximeter/ward-0001-oximeter/"+stream, 1, false, payload); token.Wait() && token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
	b.sub.Await(t, 2)
	b.stop()
	const at = "platform/v1/observations/north/gw/pulse-oximeter/ward-0001-oximeter/"
	got := b.sub.Messages()
	if len(got) != 2 || got[0].Topic != at+"alarm" || got[1].Topic != at+"wave" {
		t.Errorf("passed on %+v, want alarm and wave", got)
	}
	if alerts := b.taken(); len(alerts) != 0 {
		t.Errorf("alerts %+v, want none", alerts)
	}
}

func TestRaisesOneAlertAnEpisodeAndRetriesIt(t *testing.T) {
	b := start(t)
	b.fails = 2
	b.desaturate("ward-0001")
	linktest.Eventually(t, "the alert", func() bool { return len(b.taken()) > 0 })
	b.stop()
	got := b.taken()
	want := alert{Patient: "ward-0001", Code: "SPO2_LOW", Time: start0.Add(15 * time.Second)}
	if len(got) != 1 || got[0].ID == "" {
		t.Fatalf("alerts %+v, want one with an id", got)
	}
	if want.ID = got[0].ID; got[0] != want {
		t.Errorf("alert %+v, want %+v", got[0], want)
	}
}

// faultTest says what a way to be bad must show in what was passed on and raised.
type faultTest struct {
	bad   string
	check func(t *testing.T, sent []string, got []linktest.Message, alerts []alert)
}

func faultTests() []faultTest {
	return []faultTest{
		{"miss-alarm", func(t *testing.T, _ []string, _ []linktest.Message, alerts []alert) {
			if len(alerts) != 0 {
				t.Errorf("alerts %+v", alerts)
			}
		}},
		{"wrong-patient", func(t *testing.T, _ []string, _ []linktest.Message, alerts []alert) {
			if len(alerts) != 1 || alerts[0].Patient != "ward-0002" {
				t.Errorf("alerts %+v, want one of ward-0002", alerts)
			}
		}},
		{"repeat=2s", func(t *testing.T, _ []string, _ []linktest.Message, alerts []alert) {
			ids := map[string]bool{}
			for _, a := range alerts {
				ids[a.ID] = true
			}
			if len(ids) < 5 || len(ids) != len(alerts) {
				t.Errorf("%d alerts of %d ids, want a storm", len(alerts), len(ids))
			}
		}},
		{"false-alarm=0.5", func(t *testing.T, _ []string, _ []linktest.Message, alerts []alert) {
			if len(alerts) < 10 {
				t.Errorf("%d alerts, want many", len(alerts))
			}
		}},
		{"lose=0.2", func(t *testing.T, sent []string, got []linktest.Message, _ []alert) {
			if n := len(sent) - len(got); n < 2 || n > 20 {
				t.Errorf("%d of %d lost", n, len(sent))
			}
		}},
		{"duplicate=0.2", func(t *testing.T, sent []string, got []linktest.Message, _ []alert) {
			if n := len(got) - len(sent); n < 2 || n > 20 {
				t.Errorf("%d of %d duplicated", n, len(sent))
			}
		}},
		{"corrupt=0.2", func(t *testing.T, sent []string, got []linktest.Message, _ []alert) {
			n := 0
			for i := range got {
				if got[i].Payload != sent[i] {
					n++
				}
				if !json.Valid([]byte(got[i].Payload)) {
					t.Errorf("no JSON: %s", got[i].Payload)
				}
			}
			if n < 2 || n > 20 {
				t.Errorf("%d of %d corrupted", n, len(got))
			}
		}},
		{"reorder=0.2", func(t *testing.T, sent []string, got []linktest.Message, _ []alert) {
			var payloads []string
			for _, m := range got {
				payloads = append(payloads, m.Payload)
			}
			if slices.Equal(payloads, sent) {
				t.Error("nothing was reordered")
			}
			slices.Sort(payloads)
			if slices.Sort(sent); !slices.Equal(payloads, sent) {
				t.Error("messages were lost or altered")
			}
		}},
		{"restamp", func(t *testing.T, sent []string, got []linktest.Message, _ []alert) {
			for i := range got {
				if got[i].Payload == sent[i] || strings.Contains(got[i].Payload, "2026-01-15T08:00") {
					t.Fatalf("message %d kept its time: %s", i, got[i].Payload)
				}
			}
		}},
		{"late=10ms", func(t *testing.T, _ []string, _ []linktest.Message, alerts []alert) {
			if len(alerts) != 1 {
				t.Errorf("alerts %+v, want one", alerts)
			}
		}},
	}
}

func TestFaults(t *testing.T) {
	tests := faultTests()
	if len(tests) != len(kinds()) {
		t.Errorf("%d tests for %d ways to be bad", len(tests), len(kinds()))
	}
	for _, test := range tests {
		t.Run(test.bad, func(t *testing.T) {
			b := start(t, test.bad)
			sent := []string{observation("ward-0002", 0, 97, "ok")}
			b.say("ward-0002", sent[0])
			b.desaturate("ward-0001")
			for seq := range 45 {
				spo2 := 97
				if seq >= 5 && seq < 25 {
					spo2 = 85
				}
				sent = append(sent, observation("ward-0001", seq, spo2, "ok"))
			}
			time.Sleep(30 * time.Millisecond)
			b.stop()
			test.check(t, sent, b.sub.Messages(), b.taken())
		})
	}
}
