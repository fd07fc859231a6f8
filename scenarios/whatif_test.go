package scenarios_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/library"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

func asked(t *testing.T, set ...string) *spec.Scenario {
	t.Helper()
	src, err := library.Open("meal-bolus")
	if err != nil {
		t.Fatal(err)
	}
	s, problems := spec.Parse(src, spec.Options{Set: append(set, "whatif.ensemble=3")})
	if err := problems.Err(); err != nil {
		t.Fatal(problems)
	}
	return s
}

func TestAWhatIfOfAScenario(t *testing.T) {
	sweep, err := scenarios.ParseSweep("early.b.dose=1U..5U/3")
	if err != nil {
		t.Fatal(err)
	}
	q, err := scenarios.WhatIf(asked(t), 0, sweep)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range q.Branches {
		names = append(names, b.Name)
	}
	if got := strings.Join(names, " "); got != "baseline early=1U early=3U early=5U with-meal late" {
		t.Errorf("branches are %s", got)
	}
	if len(q.Members) != 3 || q.At != 3600 || q.Horizon != 6*3600 || q.Every != 300 || len(q.History) != 1 || len(q.Thresholds) != 1 {
		t.Errorf("%d members at %g s for %g s every %g s, %d events, %d thresholds", len(q.Members), q.At, q.Horizon, q.Every, len(q.History), len(q.Thresholds))
	}
	if a, b := q.Members[0].Metabolism.Params.Vmx, q.Members[1].Metabolism.Params.Vmx; a == b {
		t.Error("members are the same person")
	}
	if none := (glucose.Within{}); q.Members[0].Within != none || q.Members[1].Within == none || q.Members[1].Within == q.Members[2].Within {
		t.Error("the patient differs from himself, or the members do not")
	}
	r, err := whatif.Run(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	last := len(r.Times) - 1
	for m := range q.Members {
		if !(r.Value(1, m, 0, last) > r.Value(2, m, 0, last) && r.Value(2, m, 0, last) > r.Value(3, m, 0, last)) {
			t.Errorf("member %d: more insulin did not lower glucose", m)
		}
	}
}

func TestWhatIfRefuses(t *testing.T) {
	if _, err := scenarios.WhatIf(asked(t, "events.lunch.select.where=age > 5"), 0); err == nil || !strings.Contains(err.Error(), "events.lunch") {
		t.Errorf("an event that chooses by the twin: %v", err)
	}
	if _, err := scenarios.WhatIf(asked(t), 0, scenarios.Sweep{Branch: "nobody", Points: 2}); err == nil || !strings.Contains(err.Error(), "no such branch") {
		t.Errorf("a sweep of nothing: %v", err)
	}
	for _, text := range []string{"", "a.b.c", "a.b=1U..2U/3", "a.b.c=1U..2U", "a.b.c=1U/3", "a.b.c=1U..2g/3", "a.b.c=1U..2U/1", "a.b.c=1X..2X/3"} {
		if _, err := scenarios.ParseSweep(text); err == nil {
			t.Errorf("sweep %q was taken", text)
		}
	}
}

// TestTheFirstMemberIsThePatientOfARun: the baseline of a what-if goes on as a simulation
// of the same scenario does, glucose alone and with the whole body.
func TestTheFirstMemberIsThePatientOfARun(t *testing.T) {
	for _, signals := range []string{"[glucose_plasma, insulin_plasma]", "[hr, map, temp_core, glucose_plasma]"} {
		set := []string{"whatif.signals=" + signals, "whatif.horizon=1h", "duration=2h", "fleet.p.glucose.therapy=loop", "fleet.p.glucose.sensor=icgm"}
		s := asked(t, set...)
		q, err := scenarios.WhatIf(s, 0)
		if err != nil {
			t.Fatal(err)
		}
		q.Members = q.Members[:1]
		r, err := whatif.Run(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		seen := &tape{from: time.Hour, every: time.Duration(q.Every * float64(time.Second)), want: q.Signals}
		run, err := scenarios.Prepare(asked(t, append(set, "time.mode=virtual")...), scenarios.Env{Bare: true, Log: slog.New(slog.DiscardHandler), Sinks: []scenarios.Sink{seen}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := run.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(seen.values) != len(r.Times) {
			t.Fatalf("%d moments of the run, %d of the what-if", len(seen.values), len(r.Times))
		}
		for i := range r.Times {
			for k := range q.Signals {
				if got, want := r.Value(0, 0, k, i), seen.values[i][k]; got != want {
					t.Fatalf("%s at %g s: %g in the what-if, %g in the run", q.Signals[k].Info().ID, r.Times[i], got, want)
				}
			}
		}
	}
}

// tape is a sink that keeps signals of the first patient.
type tape struct {
	from, every time.Duration
	want        []physiology.Signal
	values      [][]float64
}

func (*tape) Begin(*scenarios.Roster) {}

func (p *tape) Tick(f *scenarios.Frame) {
	if f.Elapsed < p.from || (f.Elapsed-p.from)%p.every != 0 {
		return
	}
	v := make([]float64, len(p.want))
	f.Observe(0, p.want, v)
	p.values = append(p.values, v)
}
func (*tape) Happened(scenarios.LogEntry) {}
func (*tape) End(*scenarios.Result)       {}
