package scenarios_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// A run that is held is still seen: who watches it learns that it is paused.
func TestAPauseKeepsFramesComing(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"virtual", "accelerated"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel() // A run that shows nothing is never let go on.
			var runner *scenarios.Runner
			held, at := 0, uint64(0)
			env := bare()
			env.Sinks = []scenarios.Sink{onTick(func(f *scenarios.Frame) {
				switch {
				case f.Tick == 5 && held == 0:
					at, held = f.Tick, 1
					runner.Pause(true)
				case f.Paused && f.Tick == at:
					if held++; held == 4 {
						runner.Pause(false)
					}
				case f.Paused:
					t.Errorf("a paused run went on to tick %d", f.Tick)
				}
			})}
			var err error
			runner, err = scenarios.Prepare(parse(t, bodies, "duration=20s", "time.mode="+mode, "time.speed=100"), env)
			if err != nil {
				t.Fatal(err)
			}
			r, err := runner.Run(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if held != 4 || r.Elapsed != 20*time.Second {
				t.Errorf("%d frames of the paused run, and it ended at %v; want 4 and 20s", held, r.Elapsed)
			}
		})
	}
}

// A restart of a vendor's process leaves the run as it would have been: who
// watches is told and the report warns, but the event log, which must repeat,
// has nothing of it.
func TestRestartsOfPluginsAreTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		restarts int
		state    string
		told     int
		warns    string
	}{
		{"none", 0, "running", 0, ""},
		{"one", 1, "running", 1, "plugin acme was restarted 1 times (killed)"},
		{"quarantined", 3, "quarantined", 1, "plugin acme was quarantined (killed)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			env := bare()
			asked := 0
			env.Plugins = func() []scenarios.PluginState {
				if asked++; asked < 5 {
					return []scenarios.PluginState{{Name: "acme", State: "running", PID: 10}}
				}
				return []scenarios.PluginState{{Name: "acme", State: c.state, PID: 11, Restarts: c.restarts, Reason: "killed"}}
			}
			r := mustPlay(t, env, parse(t, bodies, "duration=20s"))
			var told []scenarios.LogEntry
			for _, e := range r.log {
				if e.What == "plugin" {
					told = append(told, e)
				}
			}
			if len(told) != c.told {
				t.Fatalf("sinks were told %v, want %d", told, c.told)
			}
			for _, e := range told {
				if e.Kind != "acme" || e.Detail["state"] != c.state || e.Detail["reason"] != "killed" || e.Tick == 0 {
					t.Errorf("sinks were told %+v", e)
				}
			}
			if text := r.file(t, "events.ndjson"); strings.Contains(text, "acme") {
				t.Errorf("the event log has the plugin:\n%s", text)
			}
			warnings := strings.Join(r.Report.Warnings, "\n")
			if !strings.Contains(warnings, c.warns) || (c.warns == "") != (warnings == "") {
				t.Errorf("warnings %q, want %q", warnings, c.warns)
			}
			if text := r.file(t, "report.json"); !strings.Contains(text, c.warns) {
				t.Errorf("report.json does not warn of %q", c.warns)
			}
		})
	}
}

// A run in virtual time has no network to judge. It fails nothing, and does not
// claim to have met anything either.
func TestARunThatJudgesNothingSaysSo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, expect, says string }{
		{"only of the network", `
  whole: {accounting: mirror, assert: ["lost == 0"]}
  punctual: {metric: sim.schedule.lag, assert: ["max < 1s"]}
`, "nothing could be judged"},
		{"also of the bodies", `
  whole: {accounting: mirror, assert: ["lost == 0"]}
  hit: {metric: fault.effect, assert: ["count >= 0"]}
`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(strings.SplitN(online, "expect:", 2)[0], "%s", "127.0.0.1:1", 1) + "expect:" + c.expect
			r := mustPlay(t, world(), parse(t, text, "time.mode=virtual", "duration=5s"))
			for _, e := range r.Report.Expectations {
				if e.Verdict != judge.NotApplicable || e.Reason == "" {
					t.Errorf("%s is %s because %q", e.Name, e.Verdict, e.Reason)
				}
			}
			var b strings.Builder
			if err := r.Report.WriteTerminal(&b, false); err != nil {
				t.Fatal(err)
			}
			if r.Exit != 0 || !strings.Contains(b.String(), c.says) {
				t.Errorf("exit %d, the report does not say %q:\n%s", r.Exit, c.says, b.String())
			}
			if r.Report.Lag != nil {
				t.Errorf("virtual time has a lag: %+v", *r.Report.Lag)
			}
		})
	}
}
