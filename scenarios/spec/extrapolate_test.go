package spec_test

import (
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// TestExtrapolationIsAWarningAtItsPlace: the file is valid, and says what goes beyond the
// data of the models.
func TestExtrapolationIsAWarningAtItsPlace(t *testing.T) {
	for _, c := range []struct{ event, says string }{
		{"do: patient.altitude, with: {altitude: 4000 m}", ""},
		{"do: patient.altitude, with: {altitude: 8000 m}", "warning: altitude: 8000 m is extrapolated: the models had data for -400..5500 m"},
	} {
		_, problems := parse("do: patient.hypoxia, with: {target_spo2: 84%}", c.event)
		if problems.Err() != nil {
			t.Fatalf("%s: %v", c.event, problems)
		}
		if c.says == "" {
			if len(problems) > 0 {
				t.Errorf("%s: %v", c.event, problems)
			}
			continue
		}
		if len(problems) != 1 || problems[0].Severity != spec.Warning || problems[0].Line != 22 || problems[0].Col < 40 || !strings.Contains(problems.Error(), c.says) {
			t.Errorf("%s: %v", c.event, problems)
		}
	}
	_, problems := parse("profile: healthy-adult", "conditions: {anaemia: {hb: 6.2 g/dL}}")
	if problems.Err() != nil || !strings.Contains(problems.Error(), "warning: hb: 6.2 g/dL is extrapolated") {
		t.Errorf("%v", problems)
	}
}

// TestDrugsAreRefusedAsPeopleMeanThem: another name is told the one that is used here,
// and a volume is refused with the reason.
func TestDrugsAreRefusedAsPeopleMeanThem(t *testing.T) {
	for _, c := range []struct{ event, says string }{
		{"do: patient.drug, with: {drug: noradrenaline, infusion: 0.1 ug/kg/min}", `did you mean "norepinephrine"?`},
		{"do: patient.drug, with: {drug: Noradrenaline, infusion: 0.1 ug/kg/min}", `did you mean "norepinephrine"?`},
		{"do: patient.drug, with: {drug: norepinephrine, infusion: 5 mL/h}", "a volume says nothing without the strength of the solution"},
		{"do: patient.drug, with: {drug: propofol, bolus: 20 mL}", "a volume says nothing without the strength of the solution"},
		{"do: patient.drug, with: {drug: propofol, bolus: 20 mmHg}", "a mass such as 200 mg or 2.5 mg/kg"},
	} {
		_, problems := parse("do: patient.hypoxia, with: {target_spo2: 84%}", c.event)
		if problems.Err() == nil || !strings.Contains(problems.Error(), c.says) || strings.Contains(problems.Error(), "1e+07") {
			t.Errorf("%s: %v", c.event, problems)
		}
	}
}
