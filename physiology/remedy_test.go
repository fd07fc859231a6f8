package physiology_test

import (
	"math"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// TestDrugsOfGlucoseByTheirNames: patient.drug gives the same glucose as the action that
// the drug is.
func TestDrugsOfGlucoseByTheirNames(t *testing.T) {
	weight := newPerson(t, "type1-diabetes", nil).patient.Weight
	for _, c := range []struct {
		drug, action string
		as, with     map[string]any
	}{
		{"insulin aspart", "patient.insulin-bolus", map[string]any{"bolus": "4 U"}, map[string]any{"dose": "4 U"}},
		{"insulin", "patient.insulin-bolus", map[string]any{"bolus": "4000 mU", "route": "sc"}, map[string]any{"dose": "4 U"}},
		{"insulin glargine", "patient.insulin-bolus", map[string]any{"bolus": "12 U"}, map[string]any{"dose": "12 U", "insulin": "glargine100"}},
		{"isophane insulin", "patient.insulin-bolus", map[string]any{"bolus": "8 U"}, map[string]any{"dose": "8 U", "insulin": "nph"}},
		{"glucagon", "patient.glucagon", map[string]any{"bolus": "500 ug"}, map[string]any{"dose": "0.5 mg"}},
		{"metformin", "patient.metformin", map[string]any{"bolus": "1 g"}, map[string]any{"dose": "1000 mg"}},
	} {
		a, b := newPerson(t, "type1-diabetes", nil), newPerson(t, "type1-diabetes", nil)
		c.as["drug"] = c.drug
		a.do(t, "patient.drug", c.as, 86400)
		b.do(t, c.action, c.with, 86400)
		x, y := a.run(180), b.run(180)
		if x[179] != y[179] || math.Abs(x[179]-x[0]) < 1 {
			t.Errorf("%s: %.2f mg/dL after three hours, %s gives %.2f, at first %.2f", c.drug, x[179], c.action, y[179], x[0])
		}
		if a.inputs.Active != 0 {
			t.Errorf("%s: a dose that is given stays in force", c.drug)
		}
	}
	perKg, units := newPerson(t, "type1-diabetes", nil), newPerson(t, "type1-diabetes", nil)
	perKg.do(t, "patient.drug", map[string]any{"drug": "insulin lispro", "bolus": "0.1 U/kg", "over": "30 min"}, 86400)
	units.do(t, "patient.drug", map[string]any{"drug": "insulin lispro", "infusion": "0.2 U/kg/h"}, 1800)
	x, y := perKg.run(120), units.run(120)
	if math.Abs(x[119]-y[119]) > 1 || math.Abs(perKg.state.Delivered-units.state.Delivered) > 0.01 {
		t.Errorf("0.1 U/kg over half an hour: %.2f mg/dL and %.3f U; infused %.2f and %.3f", x[119], perKg.state.Delivered, y[119], units.state.Delivered)
	}
	basal := 120 * perKg.metab.Therapy
	if got := perKg.state.Delivered - basal; math.Abs(got-0.1*weight) > 0.01 {
		t.Errorf("0.1 U/kg of %.1f kg gave %.3f U", weight, got)
	}
}

func TestDosesOfGlucoseDrugsAreChecked(t *testing.T) {
	for _, c := range []struct {
		with map[string]any
		want string
	}{
		{map[string]any{"drug": "insulin", "bolus": "5 mg"}, "bolus: 5 mg of insulin: it takes 0..100 U or 0..2 U/kg"},
		{map[string]any{"drug": "insulin", "bolus": "500 U"}, "bolus: 500 U of insulin"},
		{map[string]any{"drug": "insulin", "infusion": "2 mg/h"}, "infusion: 2 mg/h of insulin"},
		{map[string]any{"drug": "insulin", "bolus": "5 U", "route": "iv"}, "route: insulin is not given iv; known is sc"},
		{map[string]any{"drug": "insulin glargine", "infusion": "2 U/h"}, "infusion: insulin glargine is given as a bolus only"},
		{map[string]any{"drug": "glucagon", "bolus": "1 U"}, "bolus: 1 U of glucagon: it takes 0..5 mg"},
		{map[string]any{"drug": "metformin", "bolus": "500 mg", "over": "10 min"}, "over: metformin is given at once"},
		{map[string]any{"drug": "lantus", "bolus": "5 U"}, "did you mean insulin glargine?"},
	} {
		a, _ := physiology.ActionByName("patient.drug")
		_, errs := a.Bind(c.with)
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%v: %v does not say %q", c.with, errs, c.want)
		}
	}
}
