package scenarios_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/link/broker"
	"github.com/vitalfleet/vitalfleet/devicesim/link/mqtt"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/observe"
)

// startRelay starts a platform that passes messages on to topics of its own. From
// the oximeter of ward-0002 it passes on number 5 changed and number 7 twice.
func startRelay(t *testing.T, b *broker.Broker) {
	t.Helper()
	l, err := mqtt.New(mqtt.Target{URL: b.URL()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := l.Connect(t.Context(), devicesim.Identity{
		ClientID: "relay", Acked: func(uint64, time.Time, error) {}, State: func(bool, error) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	say := func(payload []byte) {
		if err := out.Publish(devicesim.Packet{Topic: "platform/v1/obs", Payload: payload, QoS: 1}); err != nil {
			t.Error(err)
		}
	}
	m := &observe.Mirror{
		URL: b.URL(), Topic: "vitalfleet/v1/+/+/+/+/obs", ClientID: "relay-in", Now: time.Now,
		Message: func(_ string, payload []byte, _ time.Time) {
			_, device, _, _, seq, _, _ := plainjson.Identify(payload)
			switch own := string(device) == "ward-0002-oximeter"; {
			case own && seq == 5:
				say(bytes.Replace(payload, []byte(`"simulated":true`), []byte(`"simulated": true`), 1))
			case own && seq == 7:
				say(payload)
				say(payload)
			default:
				say(payload)
			}
		},
	}
	if err := m.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 5*time.Second)
		defer cancel()
		if err := m.Close(ctx); err != nil {
			t.Error(err)
		}
		if err := out.Close(ctx); err != nil {
			t.Error(err)
		}
	})
}

// Messages that arrive with a fault are named as losses are, each under the
// fault that an expectation asks about.
func TestFaultyMessagesAreNamed(t *testing.T) {
	t.Parallel()
	b := startBroker(t, "127.0.0.1:0")
	startRelay(t, b)
	text := strings.Replace(fmt.Sprintf(online, b.Addr()), `topic: "vitalfleet/v1/#"`, `topic: "platform/v1/#"`, 1)
	text = strings.Replace(text, "observe:\n", "  home: {patients: 1, devices: {oximeter: {model: pulse-oximeter, publish: {every: 1s, qos: 1}}}}\nobserve:\n", 1) + `
  same: {accounting: mirror, settle: 5s, assert: ["lost == 0", "corrupted == 0"]}
  once: {accounting: mirror, settle: 5s, assert: ["lost == 0", "duplicated == 0"]}
  either: {accounting: mirror, assert: ["corrupted == 0", "duplicated == 0"]}
  others: {accounting: mirror, where: {cohort: home}, assert: ["corrupted == 0", "duplicated == 0"]}
  counted: {accounting: mirror, assert: ["corrupted == 1", "duplicated == 1"]}
`
	r := mustPlay(t, world(), parse(t, text))
	wantExit(t, r, scenarios.ExitFailed, "fail")
	for _, c := range []struct {
		name    string
		verdict judge.Verdict
		worst   []string
	}{
		{"same", judge.Fail, []string{"corrupted 5"}},
		{"once", judge.Fail, []string{"duplicated 7"}},
		{"either", judge.Fail, []string{"corrupted 5", "duplicated 7"}},
		{"others", judge.Pass, nil},
		{"counted", judge.Pass, []string{"corrupted 5", "duplicated 7"}},
	} {
		for _, e := range r.Report.Expectations {
			if e.Name != c.name {
				continue
			}
			var worst []string
			for _, w := range e.Worst {
				worst = append(worst, fmt.Sprintf("%s %d", w.What, *w.Seq))
				if w.Patient != "ward-0002" || w.Device != "ward-0002-oximeter" || w.Stream != w.Device+"/obs" || w.Blame != judge.BlamePlatform {
					t.Errorf("%s names %+v, want the oximeter of ward-0002 and the platform", c.name, w)
				}
			}
			if e.Verdict != c.verdict || strings.Join(worst, ", ") != strings.Join(c.worst, ", ") || e.Blame[judge.BlamePlatform] != len(c.worst) {
				t.Errorf("%s: %s, worst %v, blame %v; want %s, %v", c.name, e.Verdict, worst, e.Blame, c.verdict, c.worst)
			}
		}
	}
}
