package scenarios_test

import (
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

// mixed has every device, chance at every place, and more than one block of work.
const mixed = `
seed: 11
duration: 3m
time: {mode: virtual}
fleet:
  ward:
    patients: 6
    profile: adult-medical
    devices:
      oximeter: {model: pulse-oximeter, publish: {every: 1s, jitter: 300ms}}
      patch: {model: ecg-patch, publish: {every: 5s}, fitted: 70%}
      monitor: {model: bedside-monitor, publish: {every: 10s}}
  home:
    patients: 3
    devices:
      cuff: {model: nibp-cuff, publish: {every: 60s}}
      thermo: {model: thermometer, publish: {every: 1s}}
events:
  dip: {at: {dist: uniform, min: 10s, max: 60s}, select: {percent: 50%}, do: patient.hypoxia, with: {target_spo2: {dist: uniform, min: 80%, max: 88%}, ramp: 20s}, for: 60s}
  off: {rate: 200/patient/day, select: {device: oximeter}, do: sensor.probe-off, for: {dist: exponential, mean: 20s}}
  up: {when: "spo2 < 90", hold: 5s, do: patient.oxygen, with: {fio2: 40%}, for: 30s}
truth:
  low: {when: "spo2 < 90", hold: 5s}
  told: {layer: measured, when: "spo2 < 90", hold: 5s}
  news: {when: "news2 >= 5"}
`

// lasting are the files that a run must repeat byte for byte.
func lasting() []string {
	return []string{"capture.ndjson", "truth.ndjson", "events.ndjson", "inputs.ndjson", "plan.json"}
}

func files(t testing.TB, r run) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range lasting() {
		out[name] = r.file(t, name)
	}
	return out
}

// wantSame says which file differs, and in which line first.
func wantSame(t *testing.T, got, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] == want[name] {
			continue
		}
		a, b := strings.Split(got[name], "\n"), strings.Split(want[name], "\n")
		n := 0
		for n < min(len(a), len(b)) && a[n] == b[n] {
			n++
		}
		t.Errorf("%s differs at line %d (of %d and %d):\n%.300s\n%.300s", name, n+1, len(a), len(b), line(a, n), line(b, n))
	}
}

func line(lines []string, n int) string {
	if n < len(lines) {
		return lines[n]
	}
	return "(end)"
}

func TestARunRepeatsByteForByte(t *testing.T) {
	first := files(t, mustPlay(t, world(), parse(t, mixed)))
	for name, text := range first {
		if text == "" && name != "inputs.ndjson" {
			t.Errorf("%s is empty: the test compares nothing", name)
		}
	}
	for _, c := range []struct {
		name  string
		procs int
		sink  bool
	}{
		{"again", 0, false},
		{"on one processor", 1, false},
		{"on two processors", 2, false},
		{"on five", 5, false},
		{"with somebody who looks at everything", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.procs > 0 {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.procs))
			}
			env := world()
			if c.sink {
				env.Sinks = []scenarios.Sink{curious(t)}
			}
			wantSame(t, files(t, mustPlay(t, env, parse(t, mixed))), first)
		})
	}
}

// curious is a sink that reads whatever there is to read.
func curious(t *testing.T) scenarios.Sink {
	want := signal(t, "spo2", "hr", "news2", "map", "etco2")
	v := make([]float64, len(want))
	return onTick(func(f *scenarios.Frame) {
		for i := range 9 {
			f.Observe(i, want, v)
			f.Reading(i)
			f.Online(i)
		}
		f.Expectations()
		f.Plugins()
	})
}

func TestAnotherSeedIsAnotherRun(t *testing.T) {
	a, b := files(t, mustPlay(t, world(), parse(t, mixed))), files(t, mustPlay(t, world(), parse(t, mixed, "seed=12")))
	for _, name := range []string{"capture.ndjson", "truth.ndjson", "events.ndjson", "plan.json"} {
		if a[name] == b[name] {
			t.Errorf("%s is the same with another seed", name)
		}
	}
}

// The order of production is of the run, so that a patient's own lines are what
// must stay.
func TestNewPatientsChangeNoByteOfTheOthers(t *testing.T) {
	base := byPatient(t, mustPlay(t, world(), parse(t, mixed)))
	for _, c := range []struct{ name, set string }{
		{"another cohort grows", "fleet.home.patients=5"},
		{"its own cohort grows", "fleet.ward.patients=8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			more := byPatient(t, mustPlay(t, world(), parse(t, mixed, c.set)))
			if len(more) <= len(base) {
				t.Fatalf("%d patients, then %d", len(base), len(more))
			}
			for id, lines := range base {
				if more[id] != lines {
					t.Errorf("%s says something else", id)
				}
			}
		})
	}
}

func byPatient(t *testing.T, r run) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, m := range messages(t, r) {
		id := m.Device[:strings.LastIndexByte(m.Device, '-')]
		out[id] += m.line
	}
	return out
}

func TestTheManifestProvesTheRun(t *testing.T) {
	r := mustPlay(t, world(), parse(t, mixed, "duration=20s"))
	v, err := rundir.Verify(r.dir)
	if err != nil || !v.OK() || len(v.Patients) != 9 {
		t.Errorf("verification %+v, error %v; want 9 patients", v, err)
	}
}

// A run without a capture must prove the same bytes of each patient.
func TestPatientSumsDoNotNeedACapture(t *testing.T) {
	s := parse(t, mixed, "duration=20s")
	with, err := rundir.Verify(mustPlay(t, world(), s).dir)
	if err != nil {
		t.Fatal(err)
	}
	without, err := rundir.Verify(playAs(t.Context(), t, world(), s).dir)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(with.Patients, without.Patients) {
		t.Errorf("with capture %v\nwithout %v", with.Patients, without.Patients)
	}
}
