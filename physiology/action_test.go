package physiology_test

import (
	"math"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

func TestBind(t *testing.T) {
	for _, c := range []struct {
		name, action string
		with         map[string]any
		want         []string // a part of each error, in order; none: it binds
	}{
		{"volume in mL", "patient.hemorrhage", with{"volume": "500 mL", "over": "10m"}, nil},
		{"volume in percent", "patient.hemorrhage", with{"volume": "20%", "over": "15m"}, nil},
		{"volume per kg", "patient.hemorrhage", with{"volume": "21 mL/kg", "over": "15 min"}, nil},
		{"rate alone", "patient.hemorrhage", with{"rate": "50 mL/min"}, nil},
		{"volume alone waits for the event's duration", "patient.hemorrhage", with{"volume": "1 L"}, nil},
		{"percent as a number", "patient.hypoxia", with{"target_spo2": 84}, nil},
		{"text is kept", "patient.sepsis", with{"severity": 0.6, "source": "lung"}, nil},
		{"nothing said", "patient.hemorrhage", nil, []string{"volume and over"}},
		{"over and rate", "patient.hemorrhage", with{"volume": "1 L", "over": "1h", "rate": "1 mL/min"}, []string{"not both"}},
		{"a fraction for percent", "patient.hypoxia", with{"target_spo2": 0.84}, []string{"did you mean 84%?"}},
		{"no unit", "patient.altitude", with{"altitude": 3000}, []string{"write 3000 m"}},
		{"unit of another dimension", "patient.altitude", with{"altitude": "3000 mL"}, []string{"does not fit"}},
		{"out of range", "patient.altitude", with{"altitude": "12 km"}, []string{"-400..9000 m"}},
		{"misspelt", "patient.altitude", with{"altitud": "3000 m"}, []string{"did you mean altitude?", "is required"}},
		{"every problem", "patient.fluids", with{"kind": "cristalloid", "volume": "x", "over": true}, []string{"did you mean crystalloid?", "does not start", "not a quantity"}},
		{"two of a kind", "patient.posture", with{"angle": "60 deg", "position": "standing"}, []string{"exactly one"}},
		{"gas over 100 %", "patient.inspired-gas", with{"fio2": "95%", "fico2": "10%"}, []string{"more than 100 %"}},
		{"flag", "patient.treat-sepsis", with{"antibiotics": "maybe"}, []string{"neither true nor false"}},
		{"not a number", "patient.exercise", with{"mets": "3 W"}, []string{"bare number"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, ok := physiology.ActionByName(c.action)
			if !ok {
				t.Fatal("no such action")
			}
			args, errs := a.Bind(c.with)
			if len(errs) != len(c.want) {
				t.Fatalf("got %v, want %q", errs, c.want)
			}
			for i, e := range errs {
				if !strings.Contains(e.Error(), c.want[i]) {
					t.Errorf("%q does not say %q", e.Error(), c.want[i])
				}
			}
			if args.Action().Name != c.action {
				t.Errorf("arguments are for %s", args.Action().Name)
			}
		})
	}
}

func TestConditionsAreBoundOrRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		with map[string]any
		want string
	}{
		{"shunt", with{"fraction": "25%"}, ""},
		{"heart-failure", with{"ejection_fraction": "31%"}, ""},
		{"hypertension", nil, ""},
		{"anaemia", with{"hb": "10.3 g/dL"}, ""},
		{"shunt", nil, "is required"},
		{"shunt", with{"fraction": "90%"}, "0..60 %"},
		{"copd", with{"severity": 0.5}, ""},
		{"copd", with{"severity": 2}, "0..1"},
		{"asthma", nil, ""},
		{"type1-diabetes", nil, ""},
		{"hypertensoin", nil, "did you mean hypertension?"},
	} {
		_, errs := physiology.BindCondition(c.name, c.with)
		switch {
		case c.want == "" && len(errs) > 0:
			t.Errorf("%s %v: %v", c.name, c.with, errs)
		case c.want != "" && (len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want)):
			t.Errorf("%s %v: %v does not say %q", c.name, c.with, errs, c.want)
		}
	}
}

func TestPeopleOutsideValidityAreRefused(t *testing.T) {
	for _, c := range []struct {
		who  physiology.Person
		want string
	}{
		{physiology.Person{Age: 4, Height: 102, Weight: 17}, "they are not modelled"},
		{physiology.Person{Age: 99, Height: 170, Weight: 70}, "5..95 y"},
		{physiology.Person{Age: 40, Height: 120, Weight: 70}, "140..215 cm"},
		{physiology.Person{Age: 40, Height: 180, Weight: 230}, "35..200 kg"},
		{physiology.Person{Age: 40, Height: 180, Weight: 40}, "45..162 kg"},
		{physiology.Person{Age: 40, Height: 180, Weight: 77, VO2Max: 200}, "10..90"},
		{physiology.Person{Age: 40, Height: math.NaN(), Weight: 77}, "height"},
		{physiology.Person{Age: 40, Height: 180, Weight: 77, Conditions: []physiology.Condition{{Name: "pregnancy"}}}, "placenta"},
	} {
		if _, err := physiology.Reference(c.who); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v does not say %q", c.who, err, c.want)
		}
	}
}

func TestRegistryIsConsistent(t *testing.T) {
	last := ""
	for _, a := range physiology.Actions() {
		if a.Name <= last {
			t.Errorf("%s is out of order after %s", a.Name, last)
		}
		last = a.Name
		if len(a.Params) > 6 || a.Title == "" || a.Doc == "" {
			t.Errorf("%s is not described, or has too many parameters", a.Name)
		}
		if args, _ := a.Bind(nil); args.Action().Name != a.Name && args.Action().Name != a.Preset {
			t.Errorf("%s binds to arguments of %s", a.Name, args.Action().Name)
		}
	}
}

func TestVocabulary(t *testing.T) {
	ids, columns := map[string]bool{}, map[string]bool{}
	for i, s := range physiology.Signals() {
		if s.ID == "" || s.Column == "" || s.Unit == "" || s.UCUM == "" || s.Description == "" {
			t.Errorf("signal %d is not described: %+v", i, s)
		}
		if ids[s.ID] || columns[s.Column] {
			t.Errorf("%s or %s appears twice", s.ID, s.Column)
		}
		ids[s.ID], columns[s.Column] = true, true
		if found, ok := physiology.SignalByID(s.ID); !ok || found != physiology.Signal(i) || found.String() != s.ID {
			t.Errorf("%s is not found by its id", s.ID)
		}
	}
	if _, ok := physiology.SignalByID("phase_of_the_moon"); ok {
		t.Error("a signal that is not modelled is in the vocabulary")
	}
}
