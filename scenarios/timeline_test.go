package scenarios_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// bodies are three patients without devices and without variation.
const bodies = `
seed: 3
duration: 2m
time: {mode: virtual}
phases:
  - {name: quiet, for: 30s}
  - {name: busy, for: 60s}
  - {name: after, for: 30s}
fleet:
  ward: {patients: 2, variability: 0, labels: {unit: a}}
  home: {patients: 1, variability: 0, labels: {unit: b}}
`

func bare() scenarios.Env {
	env := world()
	env.Bare = true
	return env
}

func TestTimeline(t *testing.T) {
	for _, c := range []struct {
		name   string
		events string
		want   []string // of the event named e
	}{
		{
			"at a time, for all", `
  e: {at: 10s, do: patient.hypoxia, with: {target_spo2: 85%}, for: 20s}`,
			[]string{
				"start home-0001 10s", "start ward-0001 10s", "start ward-0002 10s",
				"end home-0001 30s", "end ward-0001 30s", "end ward-0002 30s",
			},
		},
		{
			"a label selects", `
  e: {at: 10s, select: {labels: {unit: b}}, do: patient.hypoxia, with: {target_spo2: 85%}}`,
			[]string{"start home-0001 10s"},
		},
		{
			"between ticks it happens at the next", `
  e: {at: 10500ms, select: {cohort: home}, do: patient.hypoxia, with: {target_spo2: 85%}, for: 1s}`,
			[]string{"start home-0001 11s", "end home-0001 12s"},
		},
		{
			"every, only in its phase", `
  e: {every: 20s, during: busy, select: {cohort: home}, do: patient.fluids, with: {kind: crystalloid, volume: "10 mL", over: 1s}}`,
			[]string{"start home-0001 50s", "start home-0001 1m10s"},
		},
		{
			"at relative to a phase", `
  e: {at: busy+5s, select: {cohort: home}, do: patient.hypoxia, with: {target_spo2: 85%}, for: 5s}`,
			[]string{"start home-0001 35s", "end home-0001 40s"},
		},
		{
			"at relative to an event's start", `
  base: {at: 10s, select: {cohort: ward}, do: patient.hypoxia, with: {target_spo2: 85%}, for: 50s}
  e: {at: base+7s, select: {cohort: home}, do: patient.hypoxia, with: {target_spo2: 85%}, for: 3s}`,
			[]string{"start home-0001 17s", "end home-0001 20s"},
		},
		{
			"after an event's end, with delay", `
  base: {at: 10s, select: {cohort: ward}, do: patient.hypoxia, with: {target_spo2: 85%}, for: 20s}
  e: {after: base, delay: 5s, select: {cohort: home}, do: patient.hypoxia, with: {target_spo2: 85%}, for: 3s}`,
			[]string{"start home-0001 35s", "end home-0001 38s"},
		},
		{
			"after an event without length, at once", `
  base: {at: 10s, select: {cohort: home}, do: patient.fluids, with: {kind: crystalloid, volume: "10 mL", over: 1s}}
  e: {after: base, select: {cohort: home}, do: patient.fluids, with: {kind: crystalloid, volume: "10 mL", over: 1s}}`,
			[]string{"start home-0001 10s"},
		},
		{
			"after each of many", `
  base: {every: 30s, select: {cohort: home}, do: patient.hypoxia, with: {target_spo2: 95%}, for: 5s}
  e: {after: base, select: {cohort: home}, do: patient.fluids, with: {kind: crystalloid, volume: "10 mL", over: 1s}}`,
			[]string{"start home-0001 35s", "start home-0001 1m5s", "start home-0001 1m35s"},
		},
		{
			"when something has been true for hold, and then a delay", `
  base: {at: 20s, select: {cohort: ward}, do: patient.posture, with: {position: standing}}
  e: {when: "age > 0 and cohort == 'ward'", hold: 10s, delay: 4s, do: patient.fluids, with: {kind: crystalloid, volume: "10 mL", over: 1s}}`,
			[]string{"start ward-0001 15s", "start ward-0002 15s"},
		},
		{"what would come after the end does not come", `
  e: {at: 3m, do: patient.hypoxia, with: {target_spo2: 85%}}`, nil},
		{
			"where looks at the body then", `
  base: {at: 5s, select: {cohort: ward}, do: patient.inspired-gas, with: {fio2: 10%}}
  e: {at: 110s, select: {where: "spo2 < 90"}, do: patient.fluids, with: {kind: crystalloid, volume: "10 mL", over: 1s}}`,
			[]string{"start ward-0001 1m50s", "start ward-0002 1m50s"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := mustPlay(t, bare(), parse(t, bodies+"events:"+c.events+"\n")).when("e")
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

func TestTimesAreDrawnForEach(t *testing.T) {
	const text = bodies + `
events:
  e: {at: {dist: uniform, min: 10s, max: 100s}, do: patient.hypoxia, with: {target_spo2: 85%}, for: 1s}
`
	starts := func(set ...string) map[string]string {
		out := map[string]string{}
		for _, line := range mustPlay(t, bare(), parse(t, text, set...)).when("e") {
			if f := strings.Fields(line); f[0] == "start" {
				out[f[1]] = f[2]
			}
		}
		return out
	}
	got := starts()
	if len(got) != 3 || got["ward-0001"] == got["ward-0002"] {
		t.Errorf("three patients start at %v, want each at a time of its own", got)
	}
	more := starts("fleet.ward.patients=4")
	for id, at := range got {
		if more[id] != at {
			t.Errorf("with more patients, %s starts at %s and not at %s", id, more[id], at)
		}
	}
	if other := starts("seed=4"); other["ward-0001"] == got["ward-0001"] {
		t.Error("another seed draws the same time")
	}
}

// Events of the same time come in the order of their names, ends as they were
// scheduled, whatever the order of the file.
func TestTiesHaveOneOrder(t *testing.T) {
	lines := []string{
		"  c: {at: 10s, select: {cohort: home}, do: patient.hypoxia, with: {target_spo2: 95%}, for: 10s}\n",
		"  a: {at: 10s, select: {cohort: home}, do: patient.hypoxia, with: {target_spo2: 95%}, for: 10s}\n",
		"  b: {at: 20s, select: {cohort: home}, do: patient.hypoxia, with: {target_spo2: 95%}, for: 10s}\n",
	}
	var first []string
	for range 3 {
		lines = append(lines[1:], lines[0])
		var got []string
		for _, e := range mustPlay(t, bare(), parse(t, bodies+"events:\n"+strings.Join(lines, ""))).log {
			got = append(got, e.What+" "+e.Event)
		}
		if first == nil {
			first = got
		}
		if !slices.Equal(got, first) {
			t.Errorf("order %v, then %v", first, got)
		}
	}
	if want := []string{"start a", "start c", "start b", "end a", "end c", "end b"}; !slices.Equal(first, want) {
		t.Errorf("got %v, want %v", first, want)
	}
}

func TestAnActionWithForReverts(t *testing.T) {
	lowest, last := 1000.0, 0.0
	env := bare()
	spo2 := signal(t, "spo2")
	env.Sinks = []scenarios.Sink{onTick(func(f *scenarios.Frame) {
		var v [1]float64
		f.Observe(0, spo2, v[:])
		lowest, last = min(lowest, v[0]), v[0]
	})}
	mustPlay(t, env, parse(t, bodies+`
events:
  e: {at: 10s, do: patient.hypoxia, with: {target_spo2: 82%, ramp: 20s}, for: 2m}
`, "duration=8m", "fleet.ward.patients=0"))
	if lowest > 86 || last < 94 {
		t.Errorf("SpO2 fell to %.1f %% and came back to %.1f %%, want below 86 and above 94", lowest, last)
	}
}
