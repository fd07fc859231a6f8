package scenarios

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// fromFiles is a scenario of one patient from files, in a folder of its own.
func fromFiles(t *testing.T, params, inputs string) (*plan, error) {
	t.Helper()
	dir := t.TempDir()
	text := "version: 1\nname: files\nseed: 1\nduration: 30m\nfleet:\n  p: {patients: 2, profile: type1-diabetes, glucose: {parameters: p.json, inputs: i.csv}}\n"
	for name, body := range map[string]string{"s.yaml": text, "p.json": params, "i.csv": inputs} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, problems := spec.Parse(spec.Source{Name: "s.yaml", Text: []byte(text), Dir: dir}, spec.Options{})
	if err := problems.Err(); err != nil {
		t.Fatal(problems)
	}
	return makePlan(s, nil, planning{bare: true, precise: true})
}

// adult is the parameters of the middle adult as a file.
func adult(t *testing.T) string {
	t.Helper()
	c, err := glucose.CohortOf(glucose.Adult)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Patient(make([]float64, len(c.Names())), 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	for _, n := range glucose.Names() {
		all[n] = *p.Field(n)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAPatientFromFiles(t *testing.T) {
	p, err := fromFiles(t, adult(t), "t_min,insulin_U_per_min,meal_announced_g\n0,0.02,30\n1,0.02,0\n")
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.twins {
		tw, err := p.twins[i].born(physiology.DefaultEnvironment())
		if err != nil {
			t.Fatal(err)
		}
		if tw.Metabolism.Switches != (glucose.Switches{}) || tw.Metabolism.Therapy != 0 || tw.Metabolism.Step != glucose.PreciseStep || len(tw.Feed) != 2 {
			t.Errorf("%s: %+v with %d rows", tw.ID, tw.Metabolism, len(tw.Feed))
		}
	}
}

func TestFilesOfAPatientAreChecked(t *testing.T) {
	const head = "t_min,insulin_U_per_min,meal_announced_g\n"
	for _, c := range []struct{ name, params, inputs, want string }{
		{"a parameter is missing", `{"BW": 70}`, head + "0,0,0\n", "glucose: parameters: p.json: glucose parameters: missing Gb"},
		{"a negative dose", adult(t), head + "0,-1,0\n", "row 2, column insulin_U_per_min: -1 is negative"},
		{"an overlap", adult(t), head + "0,0,0\n0,0,0\n", "row 3, column t_min: 0, want 1"},
	} {
		if _, err := fromFiles(t, c.params, c.inputs); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v does not say %q", c.name, err, c.want)
		}
	}
}

func TestFilesStayInTheFolder(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(t.TempDir(), "p.json")
	if err := os.WriteFile(secret, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "link.json")); err != nil {
		t.Skip("no links here")
	}
	for _, name := range []string{"../p.json", secret, "link.json", "absent.json"} {
		text := "version: 1\nname: x\nseed: 1\nduration: 30m\nfleet:\n  p: {patients: 1, profile: type1-diabetes, glucose: {parameters: " + name + "}}\n"
		s, problems := spec.Parse(spec.Source{Name: "s.yaml", Text: []byte(text), Dir: dir}, spec.Options{})
		if problems.Err() != nil {
			continue // Refused before it is opened.
		}
		if _, err := makePlan(s, nil, planning{bare: true}); err == nil || !strings.Contains(err.Error(), "inside the scenario's folder") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
