package scenarios_test

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

// online is a run over a broker. The lag is judged by the scenario itself, since
// the machine of a test may be busy.
const online = `
seed: 7
duration: 40s
time: {mode: accelerated, speed: 30}
targets:
  main: {url: "mqtt://%s", reconnect: {backoff: constant, min: 50ms, max: 50ms}}
fleet:
  ward:
    patients: 3
    variability: 0
    devices:
      oximeter: {model: pulse-oximeter, publish: {every: 1s, qos: 1}}
observe:
  mirror: {type: mqtt, target: main, topic: "vitalfleet/v1/#"}
expect:
  lag: {metric: sim.schedule.lag, assert: ["max < 1h"]}
`

const whole = `  whole: {accounting: mirror, settle: 5s, assert: ["lost == 0", "corrupted == 0", "unexpected == 0", "attempted >= 80"]}
`

func wantExit(t *testing.T, r run, exit int, verdict string) {
	t.Helper()
	if r.Exit != exit || r.Verdict != verdict {
		var b strings.Builder
		_ = r.Report.WriteTerminal(&b, false)
		t.Errorf("exit %d, verdict %s; want %d, %s\n%s", r.Exit, r.Verdict, exit, verdict, b.String())
	}
}

// wantBalance checks that every message is either delivered or lost.
func wantBalance(t *testing.T, r run) judge.Accounting {
	t.Helper()
	a := r.Report.Accounting
	if a == nil {
		t.Fatal("the report has no accounting")
	}
	if a.Attempted == 0 || a.Attempted != a.Delivered+a.Lost {
		t.Errorf("attempted %d, delivered %d, lost %d", a.Attempted, a.Delivered, a.Lost)
	}
	return *a
}

func TestNothingIsLostOnTheWay(t *testing.T) {
	t.Parallel()
	b := startBroker(t, "127.0.0.1:0")
	text := fmt.Sprintf(online, b.Addr()) + whole
	r := mustPlay(t, world(), parse(t, text))
	wantExit(t, r, 0, "pass")
	wantBalance(t, r)
	if v, err := rundir.Verify(r.dir); err != nil || !v.OK() {
		t.Errorf("verification %+v, error %v", v, err)
	}
	books, err := rundir.AccountLedgers([]string{filepath.Join(r.dir, "sent.ledger")}, []string{filepath.Join(r.dir, "seen.ledger")})
	if err != nil {
		t.Fatal(err)
	}
	if a := books.Total(nil); a.Attempted != r.Report.Accounting.Attempted || a.Acked != r.Report.Accounting.Acked || a.Delivered != r.Report.Accounting.Delivered {
		t.Errorf("the ledgers say %+v, the report %+v", a, *r.Report.Accounting)
	}
	virtual := mustPlay(t, world(), parse(t, text, "time.mode=virtual"))
	if r.file(t, "capture.ndjson") != virtual.file(t, "capture.ndjson") {
		t.Error("in virtual time the devices say something else")
	}
	if got := virtual.verdict(t, "whole"); got != judge.NotApplicable {
		t.Errorf("in virtual time the accounting is %s", got)
	}
}

const alarmed = `
  found:
    detection: {truth: low, alerts: alerts, kind: SPO2_LOW, within: 1h, refractory: 1h}
    min_events: 1
    assert: ["sensitivity == 100%", "false_alarms == 0"]
events:
  dip: {at: 5s, select: {pick: 1}, do: patient.hypoxia, with: {target_spo2: 82%, ramp: 20s}, for: 60s}
truth:
  low: {layer: measured, when: "spo2 < 90", hold: 10s, clear: "spo2 >= 92"}
`

func withAlerts(broker, hook string) string {
	return strings.Replace(fmt.Sprintf(online, broker), "expect:\n", `  alerts: {type: webhook, listen: `+hook+`, path: /alerts, map: {patient: body.patientId, kind: body.code, time: body.time, id: body.id}}
expect:
`, 1) + alarmed
}

func TestAPlatformThatAlarmsPasses(t *testing.T) {
	t.Parallel()
	b, hook := startBroker(t, "127.0.0.1:0"), freeAddr(t)
	startPlatform(t, b, hook)
	r := mustPlay(t, world(), parse(t, withAlerts(b.Addr(), hook), "duration=80s", "time.speed=40"))
	wantExit(t, r, 0, "pass")
	if d := r.Report.Detection["found"]; d.Episodes != 1 || d.Detected != 1 {
		t.Errorf("detection %+v, want one episode that was detected", d)
	}
	if r.file(t, "alerts.ndjson") == "" {
		t.Error("alerts.ndjson is empty")
	}
}

func TestAPlatformThatIsSilentFails(t *testing.T) {
	t.Parallel()
	b, hook := startBroker(t, "127.0.0.1:0"), freeAddr(t)
	r := mustPlay(t, world(), parse(t, withAlerts(b.Addr(), hook), "duration=80s", "time.speed=40"))
	wantExit(t, r, scenarios.ExitFailed, "fail")
	hit := strings.Fields(r.when("dip")[0])[1]
	for _, e := range r.Report.Expectations {
		if e.Name != "found" {
			continue
		}
		if e.Blame[judge.BlamePlatform] != 1 || len(e.Worst) != 1 || e.Worst[0].Patient != hit || e.Worst[0].Blame != judge.BlamePlatform {
			t.Errorf("blame %v, worst %v; want the platform for %s", e.Blame, e.Worst, hit)
		}
	}
}

func TestABrokerThatComesBack(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	first := startBroker(t, addr)
	env := world()
	var down, up bool
	env.Sinks = []scenarios.Sink{
		at(10*time.Second, func() { first.Close() }),
		at(30*time.Second, func() { startBroker(t, addr) }),
		onTick(func(f *scenarios.Frame) {
			down = down || (f.Elapsed > 10*time.Second && f.Stats.Connected == 0)
			up = f.Stats.Connected == 3
		}),
	}
	r := mustPlay(t, env, parse(t, fmt.Sprintf(online, addr)+`
  books: {accounting: mirror, assert: ["attempted >= 80"]}
`, "duration=60s"))
	wantExit(t, r, 0, "pass")
	a := wantBalance(t, r)
	if !down || !up {
		t.Errorf("all were disconnected: %v, all came back: %v", down, up)
	}
	if a.Acked != a.Attempted {
		t.Errorf("of %d messages at QoS 1 %d were acknowledged", a.Attempted, a.Acked)
	}
}

func TestABrokerThatStaysAwayIsBlamed(t *testing.T) {
	t.Parallel()
	b := startBroker(t, "127.0.0.1:0")
	env := world()
	env.Sinks = []scenarios.Sink{at(20*time.Second, func() { b.Close() })}
	r := mustPlay(t, env, parse(t, fmt.Sprintf(online, b.Addr())+whole, "expect.whole.settle=1s"))
	wantExit(t, r, scenarios.ExitFailed, "fail")
	a := wantBalance(t, r)
	for _, e := range r.Report.Expectations {
		if e.Name == "whole" && (a.Lost == 0 || e.Blame[judge.BlameBroker] != a.Lost || len(e.Blame) != 1) {
			t.Errorf("%d are lost, blame %v; want the broker for all", a.Lost, e.Blame)
		}
	}
}

func TestRunsThatCannotBegin(t *testing.T) {
	b := startBroker(t, "127.0.0.1:0")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	absent := freeAddr(t)
	unobserved := strings.Replace(fmt.Sprintf(online, absent), `  mirror: {type: mqtt, target: main, topic: "vitalfleet/v1/#"}`+"\n", "", 1)
	for _, c := range []struct {
		name string
		text string
		code int
		says string
	}{
		{"no broker", strings.Replace(unobserved, "observe:\n", "", 1), scenarios.ExitUnreachable, "--broker"},
		{"no broker for the mirror", fmt.Sprintf(online, absent), scenarios.ExitUnreachable, "start the broker"},
		{"the webhook's port is taken", withAlerts(b.Addr(), taken.Addr().String()), scenarios.ExitAddressUsed, "observe.alerts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := play(t.Context(), t, world(), parse(t, c.text))
			wantCode(t, r.err, c.code, c.says)
			if m, err := rundir.ReadManifest(r.dir); err != nil || m.Complete {
				t.Errorf("manifest complete: %v, error %v; want one that is not", m.Complete, err)
			}
		})
	}
}

func TestAGatewayMultiplexes(t *testing.T) {
	t.Parallel()
	b := startBroker(t, "127.0.0.1:0")
	env := world()
	most := 0
	env.Sinks = []scenarios.Sink{onTick(func(*scenarios.Frame) { most = max(most, b.Clients()) })}
	text := strings.Replace(fmt.Sprintf(online, b.Addr())+whole, "model: pulse-oximeter,", "model: pulse-oximeter, via: hub,", 1)
	r := mustPlay(t, env, parse(t, text+"gateways:\n  hub: {count: 1}\n", "duration=35s"))
	wantExit(t, r, 0, "pass")
	if most != 2 {
		t.Errorf("at most %d clients were connected, want the gateway and the mirror", most)
	}
}

func TestDevicesJoinOneAfterTheOther(t *testing.T) {
	for _, c := range []struct{ name, load string }{
		{"ramping", "{executor: ramping, stages: [{to: 100%, over: 20s}]}"},
		{"at a rate", "{executor: connect-rate, rate: 0.25/s}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := startBroker(t, "127.0.0.1:0")
			env := world()
			seen := map[int]bool{}
			env.Sinks = []scenarios.Sink{onTick(func(f *scenarios.Frame) { seen[f.Stats.Connected] = true })}
			text := strings.Replace(fmt.Sprintf(online, b.Addr())+whole, "variability: 0\n", "variability: 0\n    load: "+c.load+"\n", 1)
			r := mustPlay(t, env, parse(t, text, "fleet.ward.patients=6"))
			wantExit(t, r, 0, "pass")
			if len(seen) < 4 || !seen[6] {
				t.Errorf("numbers of connected devices were %v, want a growing one up to 6", seen)
			}
		})
	}
}

// What a device cannot send during an outage it sends afterwards.
func TestAnOutageLosesNothingAtQoS1(t *testing.T) {
	b := startBroker(t, "127.0.0.1:0")
	env := world()
	least := 3
	env.Sinks = []scenarios.Sink{onTick(func(f *scenarios.Frame) {
		if f.Elapsed > 10*time.Second {
			least = min(least, f.Stats.Connected)
		}
	})}
	r := mustPlay(t, env, parse(t, fmt.Sprintf(online, b.Addr())+whole+`
  hit: {metric: fault.effect, assert: ["count == 3"]}
events:
  cut: {at: 10s, do: network.outage, for: 15s}
truth:
  silent: {layer: delivered, when: "not delivered(\"3s\")"}
`, "time.speed=15"))
	wantExit(t, r, 0, "pass")
	if least != 0 {
		t.Errorf("during the outage %d devices were connected", least)
	}
	found := map[string]bool{}
	for _, e := range r.truth(t, "delivered.ndjson") {
		if e.Kind == "silent" && e.Layer == "delivered" && e.Onset > stamp(10*time.Second) {
			found[e.Patient] = true
		}
	}
	if len(found) != 3 {
		t.Errorf("the outage silenced %v, want all three", found)
	}
	if strings.Contains(r.file(t, "truth.ndjson"), "silent") {
		t.Error("what was delivered is in the ledger that must repeat")
	}
}

// An outage that ends does not mend the network while another one is in force.
func TestOutagesThatOverlap(t *testing.T) {
	t.Parallel()
	b := startBroker(t, "127.0.0.1:0")
	env := world()
	most, last := 0, 0
	env.Sinks = []scenarios.Sink{onTick(func(f *scenarios.Frame) {
		last = f.Stats.Connected
		if f.Elapsed > 20*time.Second && f.Elapsed <= 30*time.Second {
			most = max(most, last)
		}
	})}
	mustPlay(t, env, parse(t, fmt.Sprintf(online, b.Addr())+`
events:
  first: {at: 5s, do: network.outage, for: 8s}
  second: {at: 8s, do: network.outage, for: 22s}
`, "time.speed=20", "duration=50s"))
	if most != 0 || last != 3 {
		t.Errorf("while the second lasted up to %d devices were connected, and %d at the end; want 0 and 3", most, last)
	}
}

func TestNoEventDependsOnDelivery(t *testing.T) {
	for _, c := range []struct{ name, event, at string }{
		{"when", `{when: "not delivered('3s')", do: patient.hypoxia, with: {target_spo2: 85%}}`, "events.e.when"},
		{"where", `{at: 5s, select: {where: "not delivered('3s')"}, do: patient.hypoxia, with: {target_spo2: 85%}}`, "events.e.select.where"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := scenarios.Prepare(parse(t, bodies+"events:\n  e: "+c.event+"\n"), world())
			wantCode(t, err, scenarios.ExitInvalid, c.at)
		})
	}
}

func TestAnExpectationThatAborts(t *testing.T) {
	t.Parallel()
	b := startBroker(t, "127.0.0.1:0")
	r := mustPlay(t, world(), parse(t, fmt.Sprintf(online, b.Addr())+`
  quiet: {metric: devices.published, assert: ["count <= 20"], abort: true}
`, "duration=1h"))
	wantExit(t, r, scenarios.ExitFailed, "fail")
	if r.Elapsed > time.Minute || !strings.Contains(r.Reason, "quiet") {
		t.Errorf("it went on until %v and ended because %q", r.Elapsed, r.Reason)
	}
}

func TestRunsThatAreEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var runner *scenarios.Runner
	for _, c := range []struct {
		name string
		do   func()
		exit int
	}{
		{"interrupted", cancel, scenarios.ExitInterrupted},
		{"stopped", func() { runner.Stop("enough") }, scenarios.ExitStopped},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := startBroker(t, "127.0.0.1:0")
			s := parse(t, fmt.Sprintf(online, b.Addr())+whole, "duration=1h")
			dir, err := rundir.Create(filepath.Join(t.TempDir(), "run"))
			if err != nil {
				t.Fatal(err)
			}
			env := world()
			env.Dir = dir
			env.Sinks = []scenarios.Sink{at(30*time.Second, c.do)}
			if runner, err = scenarios.Prepare(s, env); err != nil {
				t.Fatal(err)
			}
			ctx := ctx
			if c.exit == scenarios.ExitStopped {
				ctx = t.Context()
			}
			res, err := runner.Run(ctx)
			if err != nil {
				t.Fatal(err)
			}
			r := run{Result: res, dir: dir.Path()}
			wantExit(t, r, c.exit, "inconclusive") // what was not run to its end proves nothing
			wantBalance(t, r)
			if res.Elapsed > 10*time.Minute || res.Reason == "" {
				t.Errorf("it ended at %v because %q", res.Elapsed, res.Reason)
			}
			if v, err := rundir.Verify(r.dir); err != nil || !v.OK() {
				t.Errorf("verification %+v, error %v", v, err)
			}
		})
	}
}

func TestInterruptedWhileConnecting(t *testing.T) {
	b := startBroker(t, "127.0.0.1:0")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := parse(t, strings.Replace(fmt.Sprintf(online, b.Addr()), "observe:\n  mirror: {type: mqtt, target: main, topic: \"vitalfleet/v1/#\"}\n", "", 1))
	r := play(ctx, t, world(), s)
	wantCode(t, r.err, scenarios.ExitInterrupted, "interrupted")
}
