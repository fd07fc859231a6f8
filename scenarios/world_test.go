package scenarios_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/inclinic"
	"github.com/vitalfleet/vitalfleet/devicesim/inhome"
	"github.com/vitalfleet/vitalfleet/devicesim/link/mqtt"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/observe"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

func models() []devicesim.Model {
	var out []devicesim.Model
	out = append(out, onbody.Models()...)
	out = append(out, inhome.Models()...)
	return append(out, inclinic.Models()...)
}

func model(typ, _ string) (devicesim.Model, error) {
	for _, m := range models() {
		if m.Describe().Type == typ {
			return m, nil
		}
	}
	return nil, fmt.Errorf("there is no device type %s", typ)
}

func hasFault(kind string) bool {
	_, last, _ := strings.Cut(kind, ".")
	for _, m := range models() {
		for _, f := range m.Describe().Faults {
			if f.Name == kind || f.Name == last {
				return true
			}
		}
	}
	return false
}

// parse reads a scenario; set are overrides such as "seed=8".
func parse(t testing.TB, text string, set ...string) *spec.Scenario {
	t.Helper()
	s, problems := spec.Parse(spec.Source{Name: "test.yaml", Text: []byte("version: 1\nname: test\n" + text)}, spec.Options{
		Set:        set,
		Executable: func(kind string) bool { return scenarios.Executable(kind, hasFault) },
	})
	if err := problems.Err(); err != nil {
		t.Fatal(problems)
	}
	return s
}

// world is the environment of a run with the real devices, links and observers.
func world() scenarios.Env {
	return scenarios.Env{Version: "test", Models: model, Link: link, Observe: observer, Log: slog.New(slog.DiscardHandler)}
}

func link(_ string, t spec.Target, seed uint64) (devicesim.Link, error) {
	return mqtt.New(mqtt.Target{
		URL: t.URL, KeepAlive: t.Keepalive.D(), CleanSession: t.CleanSession, InFlight: int(t.Inflight), Seed: seed,
		Reconnect: mqtt.Reconnect{Backoff: t.Reconnect.Backoff, Min: t.Reconnect.Min.D(), Max: t.Reconnect.Max.D(), Jitter: float64(t.Reconnect.Jitter)},
	}, nil)
}

func observer(name string, o spec.Observer, t spec.Target, h scenarios.Hearing) (observe.Observer, error) {
	if o.Type == "mqtt" {
		return &observe.Mirror{URL: t.URL, Topic: o.Topic, ClientID: "observer-" + name, Now: h.Now, Message: h.Message, State: h.Gap}, nil
	}
	return &observe.Webhook{Listen: o.Listen, Path: o.Path, Now: h.Now, Alert: func(raw json.RawMessage, _ http.Header, at time.Time) {
		var body any
		if json.Unmarshal(raw, &body) == nil {
			h.Alert(body, nil, at)
		}
	}}, nil
}

// run is one finished run.
type run struct {
	*scenarios.Result
	err error
	dir string
	log []scenarios.LogEntry
}

// play runs a scenario to its end and captures it, into a directory of its own
// unless env has one.
func play(ctx context.Context, t testing.TB, env scenarios.Env, s *spec.Scenario) run {
	t.Helper()
	env.Capture = true
	return playAs(ctx, t, env, s)
}

// playAs is play that captures only if env says so.
func playAs(ctx context.Context, t testing.TB, env scenarios.Env, s *spec.Scenario) run {
	t.Helper()
	out := run{}
	if env.Dir == nil {
		dir, err := rundir.Create(filepath.Join(t.TempDir(), "run"))
		if err != nil {
			t.Fatal(err)
		}
		env.Dir = dir
	}
	out.dir = env.Dir.Path()
	env.Sinks = append(env.Sinks, &logSink{entries: &out.log})
	r, err := scenarios.Prepare(s, env)
	if err != nil {
		t.Fatal(err)
	}
	out.Result, out.err = r.Run(ctx)
	return out
}

// mustPlay is play for runs that must be carried out.
func mustPlay(t testing.TB, env scenarios.Env, s *spec.Scenario) run {
	t.Helper()
	out := play(t.Context(), t, env, s)
	if out.err != nil {
		t.Fatal(out.err)
	}
	return out
}

// file is the text of a file of the run.
func (r run) file(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(r.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// verdict is that of an expectation in the report.
func (r run) verdict(t testing.TB, name string) judge.Verdict {
	t.Helper()
	for _, x := range r.Report.Expectations {
		if x.Name == name {
			return x.Verdict
		}
	}
	t.Fatalf("the report has no expectation %s", name)
	return ""
}

// when lists the times at which an event did something, as "what id time".
func (r run) when(event string) []string {
	var out []string
	for _, e := range r.log {
		if e.Event != event {
			continue
		}
		id := e.Patient
		if e.Device != "" {
			id = e.Device
		}
		out = append(out, fmt.Sprintf("%s %s %s", e.What, id, e.Time.Sub(start())))
	}
	return out
}

func start() time.Time { return time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC) }

// truth is a line of the truth ledger.
type truth struct {
	Patient, Kind, Layer, Onset, End string
	Open, Observable                 bool
}

func (r run) truth(t testing.TB, file string) []truth {
	t.Helper()
	var out []truth
	for line := range strings.Lines(r.file(t, file)) {
		var e truth
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

// logSink keeps the event log.
type logSink struct{ entries *[]scenarios.LogEntry }

func (*logSink) Begin(*scenarios.Roster)         {}
func (*logSink) Tick(*scenarios.Frame)           {}
func (s *logSink) Happened(e scenarios.LogEntry) { *s.entries = append(*s.entries, e) }
func (*logSink) End(*scenarios.Result)           {}

// tickSink calls a function after every tick.
type tickSink struct {
	logSink
	tick func(f *scenarios.Frame)
}

func onTick(tick func(f *scenarios.Frame)) scenarios.Sink {
	return &tickSink{logSink{new([]scenarios.LogEntry)}, tick}
}

func (s *tickSink) Tick(f *scenarios.Frame) { s.tick(f) }

// at calls do once, when the run has come to a time.
func at(elapsed time.Duration, do func()) scenarios.Sink {
	var once sync.Once
	return onTick(func(f *scenarios.Frame) {
		if f.Elapsed >= elapsed {
			once.Do(do)
		}
	})
}

// freeAddr is a loopback address that nobody listens at.
func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// wantCode checks the exit code of an error and that it says what to do.
func wantCode(t testing.TB, err error, code int, says string) {
	t.Helper()
	e, ok := errors.AsType[*scenarios.RunError](err)
	if !ok {
		t.Fatalf("error %v, want a RunError of code %d", err, code)
	}
	if e.Code != code || !strings.Contains(e.Error(), says) {
		t.Errorf("code %d: %v; want code %d and %q", e.Code, e, code, says)
	}
}

// signal finds signals by their ids.
func signal(t testing.TB, ids ...string) []physiology.Signal {
	t.Helper()
	var out []physiology.Signal
	for _, id := range ids {
		for i, info := range physiology.Signals() {
			if info.ID == id {
				out = append(out, physiology.Signal(i))
			}
		}
	}
	if len(out) != len(ids) {
		t.Fatalf("not all of %v are signals", ids)
	}
	return out
}
