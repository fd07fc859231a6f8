package spec_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

func TestRegistryHasTheFailureModes(t *testing.T) {
	modes, groups := 0, map[string]int{}
	for _, k := range spec.Events() {
		if group, _, ok := strings.Cut(k.Name, "."); !ok || k.Title == "" || k.Scope == "" || group != k.Group {
			t.Errorf("%s: group %q, title %q, scope %q", k.Name, k.Group, k.Title, k.Scope)
		}
		if k.Shows != "" {
			modes++
			groups[k.Group]++
			if k.Expected == "" || k.Truth == "" {
				t.Errorf("%s says how it shows, and not what is expected or logged", k.Name)
			}
		}
	}
	if modes != 110 {
		t.Errorf("%d failure modes, want 110: %v", modes, groups)
	}
}

func TestRegistryParametersAreTyped(t *testing.T) {
	if _, err := json.Marshal(spec.Events()); err != nil {
		t.Errorf("the registry has no JSON: %v", err)
	}
	for _, k := range spec.Events() {
		seen := map[string]bool{}
		for _, p := range k.Params {
			if seen[p.Name] || p.Name == "" {
				t.Errorf("%s: parameter %q is there twice or has no name", k.Name, p.Name)
			}
			seen[p.Name] = true
			if p.Kind == physiology.Quantity && len(p.Units) == 0 || p.Kind == physiology.Choice && len(p.Choices) == 0 {
				t.Errorf("%s.%s: a %s without units or choices", k.Name, p.Name, p.Kind)
			}
		}
	}
}

// TestEveryKindValidatesWithItsOwnParameters writes each kind with a valid value of every parameter.
func TestEveryKindValidatesWithItsOwnParameters(t *testing.T) {
	exclusive := map[string]string{ // parameters that physiology refuses together
		"patient.hemorrhage": "rate", "patient.fluids": "rate", "patient.exercise": "mets intensity",
		"patient.posture": "position", "patient.hyperkalaemia": "rise", "patient.rhythm": "",
	}
	written := map[string]string{ // where one parameter's range hangs on another
		"patient.drug":            "drug: propofol, bolus: 2 mg/kg, over: 30s",
		"patient.target-infusion": "drug: fentanyl, effect_site: 1.5 ng/mL",
	}
	for _, k := range spec.Events() {
		var with []string
		for _, p := range k.Params {
			if !strings.Contains(" "+exclusive[k.Name]+" ", " "+p.Name+" ") {
				with = append(with, p.Name+": "+valid(p))
			}
		}
		params := strings.Join(with, ", ")
		if text, ok := written[k.Name]; ok {
			params = text
		}
		event := fmt.Sprintf("do: %s, with: {%s}", k.Name, params)
		_, problems := parse("do: patient.hypoxia, with: {target_spo2: 84%}", event)
		if problems.Err() != nil {
			t.Errorf("%s: %v", event, problems)
		}
	}
}

// valid is a value that a parameter accepts.
func valid(p physiology.Param) string {
	x := 1.0
	if p.Min < p.Max {
		x = max(p.Min, min(p.Max, 1))
		if p.Max < 1e6 && p.Min > -1e6 {
			x = (p.Min + p.Max) / 2
		}
	}
	switch p.Kind {
	case physiology.Quantity:
		switch p.Units[0] {
		case "s":
			return fmt.Sprintf("%ds", int(x))
		case "1/min":
			return fmt.Sprintf("%g /min", x)
		}
		return fmt.Sprintf("%g %s", x, p.Units[0])
	case physiology.Number:
		return fmt.Sprintf("%g", x)
	case physiology.Choice:
		return p.Choices[0]
	case physiology.Flag:
		return "true"
	}
	return "some"
}

func TestEventByName(t *testing.T) {
	if k, ok := spec.EventByName("network.outage"); !ok || k.Scope != "network" || len(k.Params) != 2 {
		t.Errorf("network.outage: %+v, %t", k, ok)
	}
	if _, ok := spec.EventByName("network.outrage"); ok {
		t.Error("network.outrage is known")
	}
}

func TestUnavailableNamesPlaces(t *testing.T) {
	src := file(t, "testdata/examples/sepsis-news2.yaml")
	opt := spec.Options{
		Executable: func(kind string) bool { return kind != "sensor.probe-off" },
		Devices: func(typ string) (spec.DeviceInfo, bool) {
			return spec.DeviceInfo{Type: typ}, typ != "manual-observation"
		},
	}
	s, problems := spec.Parse(src, opt)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := s.Unavailable().Error()
	for _, want := range []string{"sensor.probe-off is known and cannot be run", "device type manual-observation is known and not built"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nhas no %q", got, want)
		}
	}
	if strings.Contains(got, "patient.sepsis") || strings.Contains(got, "nibp-cuff") {
		t.Errorf("what is available is refused:\n%s", got)
	}
}

func TestSettingsAreCheckedByTheDeviceType(t *testing.T) {
	opt := spec.Options{Devices: func(typ string) (spec.DeviceInfo, bool) {
		return spec.DeviceInfo{Type: typ, ConfigSchema: `{"type":"object","additionalProperties":false,"properties":{"accuracy":{"enum":["clinical","poor"]}}}`}, true
	}}
	for set, want := range map[string]string{"accuracy=clinical": "", "accuracy=best": "does not fit pulse-oximeter", "acuracy=poor": "does not fit pulse-oximeter"} {
		opt.Set = []string{"fleet.ward.devices.ox.settings." + set}
		_, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(base)}, opt)
		if want == "" && len(problems) > 0 || !strings.Contains(problems.Error(), want) {
			t.Errorf("%s: %v, want %q", set, problems, want)
		}
	}
}
