package scenarios_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// loaded is the run over a broker whose devices join as a load says.
func loaded(broker, load string) string {
	return strings.Replace(fmt.Sprintf(online, broker), "variability: 0\n", "variability: 0\n    load: "+load+"\n", 1)
}

// A device that joins while the broker is away connects when it is back, and
// says then what it could not say before.
func TestDevicesJoinWhenTheBrokerIsBack(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	first := startBroker(t, addr)
	env := world()
	away, last := 0, 0
	env.Sinks = []scenarios.Sink{
		at(6*time.Second, func() { first.Close() }),
		at(26*time.Second, func() { startBroker(t, addr) }),
		onTick(func(f *scenarios.Frame) {
			last = f.Stats.Connected
			if f.Stats.Connected == 0 {
				away = f.Stats.Devices
			}
		}),
	}
	text := loaded(addr, "{executor: connect-rate, rate: 0.25/s}") + `
  books: {accounting: mirror, assert: ["attempted >= 1"]}
`
	r := mustPlay(t, env, parse(t, text, "fleet.ward.patients=6", "duration=100s"))
	wantExit(t, r, 0, "pass")
	if away < 5 || last != 6 {
		t.Errorf("%d devices were switched on while the broker was away, and %d were connected at the end; want 5 or more and 6", away, last)
	}
	a := wantBalance(t, r)
	// They join 4 s apart, and each speaks once a second from then on.
	said := len(messages(t, r))
	if want := 6*100 - 4*(1+2+3+4+5) - 12; said < want || a.Attempted != said || a.Acked != said {
		t.Errorf("devices said %d, of which %d were attempted and %d acknowledged; want all, and at least %d", said, a.Attempted, a.Acked, want)
	}
}

// A device that never finds the broker again gives up what it has to say, and
// does not hold up the end of the run.
func TestDevicesThatNeverJoinGiveUpTheirMessages(t *testing.T) {
	t.Parallel()
	b := startBroker(t, "127.0.0.1:0")
	env := world()
	var early uint64
	env.Sinks = []scenarios.Sink{
		at(3*time.Second, func() { b.Close() }),
		onTick(func(f *scenarios.Frame) { early = f.Stats.Errors }),
	}
	text := loaded(b.Addr(), "{executor: connect-rate, rate: 0.25/s}") + `
  books: {accounting: mirror, settle: 1s, assert: ["lost == 0"]}
  refused: {metric: mqtt.errors, assert: ["count >= 25"]}
`
	r := mustPlay(t, env, parse(t, text, "fleet.ward.patients=2"))
	wantExit(t, r, scenarios.ExitFailed, "fail")
	if got := r.verdict(t, "refused"); got != "pass" || early != 0 {
		t.Errorf("messages of the device that never joined: %s, %d of them given up during the run; want them given up after it", got, early)
	}
	if a := wantBalance(t, r); a.Lost < 25 {
		t.Errorf("%d messages were lost", a.Lost)
	}
	if warnings := strings.Join(r.Report.Warnings, "\n"); !strings.Contains(warnings, "observer mirror was not connected until the end from 2026-01-15T08:00:") {
		t.Errorf("the report does not warn that the observer was away: %s", warnings)
	}
}

func TestARampToHalfLeavesHalfOff(t *testing.T) {
	t.Parallel()
	const half = "{executor: ramping, stages: [{to: 50%, over: 10s}]}"
	b := startBroker(t, "127.0.0.1:0")
	env := world()
	var last scenarios.Stats
	env.Sinks = []scenarios.Sink{onTick(func(f *scenarios.Frame) { last = f.Stats })}
	text := loaded(b.Addr(), half) + "  on: {metric: devices.connected.ratio, during: {from: 30s}, assert: [\"last == 100%\"]}\n"
	r := mustPlay(t, env, parse(t, text, "fleet.ward.patients=6"))
	wantExit(t, r, 0, "pass") // those that are off do not count as away
	if last.Devices != 3 || last.Connected != 3 {
		t.Errorf("%d devices are on and %d connected, want 3 of 6", last.Devices, last.Connected)
	}
	virtual := mustPlay(t, world(), parse(t, text, "fleet.ward.patients=6", "time.mode=virtual"))
	speak := map[string]bool{}
	for _, m := range messages(t, virtual) {
		speak[m.Device] = true
	}
	if len(speak) != 3 {
		t.Errorf("in virtual time %v speak, want 3 of 6", speak)
	}
}

func TestLoadsThatCannotBeRun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, load, says string }{
		{"down", "{executor: ramping, stages: [{to: 100%, over: 10s}, {to: 50%, over: 10s}]}", "go down"},
		{"of another kind", "{executor: churn, rate: 1/s, stay: 10s}", "executor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := scenarios.Prepare(parse(t, loaded("127.0.0.1:1", c.load)), world())
			wantCode(t, err, scenarios.ExitInvalid, c.says)
		})
	}
}
