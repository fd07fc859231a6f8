package scenarios_test

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

// diabetics is a cohort that eats a meal and whose basal rate is set far too high.
const diabetics = `
version: 1
name: diabetics
seed: 6
step: 1s
duration: 6h
fleet:
  p: {patients: 4, profile: type1-diabetes}
events:
  lunch: {at: 30m, do: patient.meal, with: {carbs: 40 g, announced: false}}
  basal: {at: 30m, do: patient.insulin-basal, with: {rate: 3 U/h}}
branches:
  baseline: {}
  loop: {events: {t: {at: 0s, do: patient.therapy, with: {mode: loop}}}}
  again: {events: {t: {at: 0s, do: patient.therapy, with: {mode: open-loop}}}}
whatif:
  {patient: p-0001, at: 10m, horizon: 8h, ensemble: 20, signals: [glucose_plasma], thresholds: {glucose_plasma: {below: 54 mg/dL}}}
`

func parsed(t *testing.T, text string, set ...string) *spec.Scenario {
	t.Helper()
	s, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(text)}, spec.Options{Set: append(set, "time.mode=virtual")})
	if err := problems.Err(); err != nil {
		t.Fatal(problems)
	}
	return s
}

// lows is a sink that counts the patient-minutes below 54 mg/dL.
type lows struct {
	twins   int
	minutes int
	log     []scenarios.LogEntry
}

func (l *lows) Begin(r *scenarios.Roster) { l.twins = len(r.Twins) }

func (l *lows) Tick(f *scenarios.Frame) {
	if f.Elapsed%time.Minute != 0 {
		return
	}
	var v [1]float64
	for i := range l.twins {
		if f.Observe(i, []physiology.Signal{physiology.GlucosePlasma}, v[:]); v[0] < 54 {
			l.minutes++
		}
	}
}
func (l *lows) Happened(e scenarios.LogEntry) { l.log = append(l.log, e) }
func (*lows) End(*scenarios.Result)           {}

// simulated runs bodies alone.
func simulated(t *testing.T, s *spec.Scenario) *lows {
	t.Helper()
	out := &lows{}
	r, err := scenarios.Prepare(s, scenarios.Env{Bare: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Sinks: []scenarios.Sink{out}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestALoopKeepsGlucoseFromFalling: of the same people with the same wrong rate, those on
// the loop are low for less time, by a sensor that errs.
func TestALoopKeepsGlucoseFromFalling(t *testing.T) {
	open := simulated(t, parsed(t, diabetics)).minutes
	loop := simulated(t, parsed(t, diabetics, "fleet.p.glucose.therapy=loop", "fleet.p.glucose.sensor=vettoretti2019")).minutes
	if open < 60 || !(float64(loop) < 0.5*float64(open)) {
		t.Errorf("%d patient-minutes below 54 mg/dL on the loop, %d without", loop, open)
	}
	t.Logf("%d patient-minutes below 54 mg/dL on the loop, %d without", loop, open)
}

// TestABranchSwitchesTheTherapy: paired, the loop's members are low for less time, and a
// branch that changes nothing differs by nothing.
func TestABranchSwitchesTheTherapy(t *testing.T) {
	q, err := scenarios.WhatIf(parsed(t, diabetics), 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := whatif.Run(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if r.Whole {
		t.Error("the whole body was stepped for glucose alone")
	}
	sum := map[string]float64{}
	for b, branch := range q.Branches {
		for m := range q.Members {
			for i := range r.Times {
				if r.Value(b, m, 0, i) < 54 {
					sum[branch.Name]++
				}
				if branch.Name == "again" && r.Value(b, m, 0, i) != r.Value(0, m, 0, i) {
					t.Fatalf("member %d differs at %g s from the baseline that it is", m, r.Times[i])
				}
			}
		}
	}
	if !(sum["baseline"] > 20 && sum["loop"] < 0.8*sum["baseline"]) {
		t.Errorf("readings below 54 mg/dL: %v", sum)
	}
}

// TestOnlyInsulinIsControlled: therapies are refused where there is none to control.
func TestOnlyInsulinIsControlled(t *testing.T) {
	_, err := scenarios.Prepare(parsed(t, diabetics, "fleet.p.profile=healthy-adult", "fleet.p.glucose.therapy=loop"), scenarios.Env{Bare: true})
	if err == nil || !strings.Contains(err.Error(), "no insulin to control") {
		t.Errorf("a loop of a healthy person: %v", err)
	}
	text := strings.Replace(diabetics, "basal: {at: 30m, do: patient.insulin-basal, with: {rate: 3 U/h}}", "loop: {at: 1m, do: patient.therapy, with: {mode: loop}}", 1)
	refused := 0
	for _, e := range simulated(t, parsed(t, text, "fleet.p.profile=healthy-adult", "duration=3m")).log {
		if e.What == "refused" {
			refused++
		}
	}
	if refused != 4 {
		t.Errorf("%d of 4 healthy people refused a loop", refused)
	}
}
