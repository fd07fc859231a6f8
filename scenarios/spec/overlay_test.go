package spec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// folder writes files into a new folder and returns the source of the first.
func folder(t *testing.T, first string, files map[string]string) spec.Source {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return spec.Source{Name: first, Text: []byte(files[first]), Dir: dir}
}

func TestExtendsOverlays(t *testing.T) {
	src := folder(t, "child.yaml", map[string]string{
		"t.yaml":     base,
		"child.yaml": "version: 1\nname: child\nextends: t.yaml\nfleet: {ward: {patients: 25, devices: {ox: {via: null}}}}\nevents: {dip: null}\n",
	})
	s, problems := spec.Parse(src, spec.Options{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	ward, _ := s.Fleet.Get("ward")
	ox, _ := ward.Devices.Get("ox")
	if s.Name != "child" || ward.Patients != 25 || ox.Via != "" || ox.Model != "pulse-oximeter" || s.Events.Len() != 0 {
		t.Errorf("name %s, patients %d, via %q, model %s, events %d", s.Name, ward.Patients, ox.Via, ox.Model, s.Events.Len())
	}
	for path, want := range map[string]spec.Origin{"fleet.ward.patients": spec.FromFile, "fleet.ward.profile": spec.FromExtends, "step": spec.FromDefault} {
		if got := s.Origin(path); got != want {
			t.Errorf("origin of %s is %s, want %s", path, got, want)
		}
	}
	if got := s.Pos("fleet.ward.profile").String(); got != "t.yaml:17:14" {
		t.Errorf("position %s", got)
	}
}

func TestFilesStayInsideTheFolder(t *testing.T) {
	for name, ref := range map[string]string{"above": "../../../etc/passwd", "absolute": "/etc/passwd", "itself": "a.yaml", "absent": "b.yaml"} {
		t.Run(name, func(t *testing.T) {
			src := folder(t, "a.yaml", map[string]string{"a.yaml": "version: 1\nname: a\nextends: " + ref + "\n"})
			_, problems := spec.Parse(src, spec.Options{})
			if problems.Err() == nil || !strings.Contains(problems.Error(), "a.yaml:3:10") {
				t.Errorf("problems: %v", problems)
			}
		})
	}
}

func TestImportsGiveTemplatesOnly(t *testing.T) {
	src := folder(t, "a.yaml", map[string]string{
		"a.yaml":   strings.Replace(base, "model: pulse-oximeter", "use: o", 1) + "imports: [l/b.yaml]\n",
		"l/b.yaml": "version: 1\ntemplates:\n  o: {model: pulse-oximeter, publish: {qos: 2}}\nseed: 3\n",
	})
	s, problems := spec.Parse(src, spec.Options{})
	if len(problems) != 1 || problems[0].Position.String() != "l/b.yaml:4:1" {
		t.Errorf("problems: %v", problems)
	}
	ward, _ := s.Fleet.Get("ward")
	ox, _ := ward.Devices.Get("ox")
	if ox.Model != "pulse-oximeter" || ox.Publish.QoS == nil || *ox.Publish.QoS != 2 || ox.Publish.Every == nil {
		t.Errorf("device %+v", ox)
	}
	if got := s.Origin("fleet.ward.devices.ox.publish.qos"); got != spec.FromTemplate {
		t.Errorf("origin %s", got)
	}
}

func TestSet(t *testing.T) {
	for _, tc := range []struct{ name, set, want string }{
		{"replaces", "fleet.ward.patients=500", ""},
		{"creates", "time.mode=virtual", ""},
		{"creates a mapping", "networks.lte={latency: 60ms}", ""},
		{"creates a label", "fleet.ward.labels.wing=north", ""},
		{"keeps digits in a label", "fleet.ward.labels.bed=7", ""},
		{"reaches into a list", "phases.0.for=1m", ""},
		{"reaches into a list by name", "phases.steady.for=1m", ""},
		{"reaches into values of an event", "events.dip.with.target_spo2=80%", ""},
		{"keeps zeros in a label", "fleet.ward.labels.bed=012", ""},
		{"leading zero in a number", "fleet.ward.patients=010", `"010"`},
		{"unknown key", "fleet.ward.pateints=5", `there is no "pateints" in fleet.ward (did you mean "patients"?)`},
		{"unknown cohort", "fleet.wrad.patients=5", `there is no "wrad" in fleet (did you mean "ward"?)`},
		{"unknown section", "flet.ward.patients=5", `there is no "flet" in a scenario (did you mean "fleet"?)`},
		{"below a scalar", "seed.x=5", `there is no "x" in seed`},
		{"without value", "seed", "there is no = in it"},
		{"wrong value", "fleet.ward.patients=many", `--set fleet.ward.patients=many: "many"`},
		{"broken YAML", "networks.lte={latency", "cannot be read as YAML"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(base)}, spec.Options{Set: []string{tc.set}})
			if tc.want == "" && len(problems) > 0 || !strings.Contains(problems.Error(), tc.want) {
				t.Errorf("problems %v, want %q", problems, tc.want)
			}
		})
	}
}

func TestPrecedence(t *testing.T) {
	text := base + "params:\n  n: {type: int, default: 3, max: 50}\n"
	text = strings.Replace(text, "patients: 10", "patients: ${params.n}", 1)
	env := func(name string) (string, bool) {
		v, ok := map[string]string{"VITALFLEET_SEED": "11", "VITALFLEET_PARAM_N": "7", "VITALFLEET_TIME": "virtual"}[name]
		return v, ok
	}
	seed := uint64(12)
	for _, tc := range []struct {
		name     string
		opt      spec.Options
		seed     uint64
		patients spec.Int
		mode     string
		origin   spec.Origin
	}{
		{"file", spec.Options{}, 1, 3, "real", spec.FromFile},
		{"environment", spec.Options{Env: env}, 11, 7, "virtual", spec.FromEnv},
		{"flags", spec.Options{Env: env, Seed: &seed, TimeMode: "accelerated", Params: map[string]string{"n": "8"}}, 12, 8, "accelerated", spec.FromFlag},
		{"set", spec.Options{Env: env, Seed: &seed, Set: []string{"seed=13", "time.mode=real", "fleet.ward.patients=9"}}, 13, 9, "real", spec.FromFlag},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(text)}, tc.opt)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			ward, _ := s.Fleet.Get("ward")
			if s.Seed != tc.seed || ward.Patients != tc.patients || s.Time.Mode != tc.mode || s.Origin("fleet.ward.patients") != tc.origin {
				t.Errorf("seed %d, patients %d, mode %s, origin %s", s.Seed, ward.Patients, s.Time.Mode, s.Origin("fleet.ward.patients"))
			}
		})
	}
	for name, params := range map[string]map[string]string{"not a number": {"n": "x"}, "too large": {"n": "51"}, "unknown": {"m": "1"}} {
		if _, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(text)}, spec.Options{Params: params}); problems.Err() == nil {
			t.Errorf("--param that is %s was accepted", name)
		}
	}
}

func TestBrokerFlagReachesEveryTarget(t *testing.T) {
	s, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(base)}, spec.Options{Broker: "mqtt://10.0.0.1:1883"})
	main, _ := s.Targets.Get("main")
	if len(problems) > 0 || main.URL != "mqtt://10.0.0.1:1883" {
		t.Errorf("url %s, problems %v", main.URL, problems)
	}
}

func TestMatrixCells(t *testing.T) {
	src := file(t, "testdata/examples/wifi-outage.yaml")
	s, problems := spec.Parse(src, spec.Options{})
	if len(problems) > 0 || len(s.Cells) != 3 {
		t.Fatalf("%d cells, problems %v", len(s.Cells), problems)
	}
	for _, cell := range s.Cells {
		s, _ := spec.Parse(src, spec.Options{Cell: cell})
		main, _ := s.Targets.Get("main")
		if main.Reconnect.Backoff != cell["reconnect"] || main.CleanSession != (cell["clean_session"] == "true") {
			t.Errorf("cell %v gave %s, %t", cell, main.Reconnect.Backoff, main.CleanSession)
		}
	}
	text := strings.Replace(string(src.Text), "reconnect: [immediate, backoff]", "reconnect: [immediate, bakoff]", 1)
	if _, problems = spec.Parse(spec.Source{Name: "m.yaml", Text: []byte(text)}, spec.Options{}); !strings.Contains(problems.Error(), `"bakoff" is not known here`) {
		t.Errorf("a wrong value of a later cell was not found: %v", problems)
	}
}

func TestAliasesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\nname: bomb\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		prev, this := string(rune('a'+i-1))+"0", string(rune('a'+i))+"0"
		b.WriteString(this + ": &" + this + " [" + strings.TrimSuffix(strings.Repeat("*"+prev+", ", 10), ", ") + "]\n")
	}
	_, problems := spec.Parse(spec.Source{Name: "bomb.yaml", Text: []byte(b.String())}, spec.Options{})
	if !strings.Contains(problems.Error(), "too large") {
		t.Error(problems)
	}
}

func TestProvenanceListsWrittenValuesAndDefaults(t *testing.T) {
	s, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(base)}, spec.Options{Set: []string{"duration=20m"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := map[string]spec.Provenance{}
	for _, p := range s.Provenance() {
		if _, twice := got[p.Path]; twice {
			t.Errorf("%s is there twice", p.Path)
		}
		got[p.Path] = p
	}
	for path, want := range map[string]struct {
		value  string
		origin spec.Origin
		place  string
	}{
		"duration":                       {"20m", spec.FromFlag, "--set duration=20m"},
		"fleet.ward.patients":            {"10", spec.FromFile, "t.yaml:16:15"},
		"step":                           {"1s", spec.FromDefault, ""},
		"targets.main.keepalive":         {"60s", spec.FromDefault, ""},
		"targets.main.reconnect.backoff": {"exponential", spec.FromDefault, ""},
		"fleet.ward.devices.ox.fitted":   {"100%", spec.FromDefault, ""},
		"events.dip.with.target_spo2":    {"84%", spec.FromFile, "t.yaml:22:83"},
		"environment.temperature":        {"22 degC", spec.FromDefault, ""},
	} {
		p := got[path]
		if p.Value != want.value || p.Origin != want.origin || p.Position.String() != want.place {
			t.Errorf("%s: %+v, want %+v", path, p, want)
		}
	}
}
