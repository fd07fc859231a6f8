package condition_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr"
	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/condition"
)

var env = condition.Env{Labels: []string{"arm", "cohort"}}

func TestConditions(t *testing.T) {
	values := map[string]float64{"spo2": 88, "hr": 120, "news2": 6, "news2_any3": 1, "age": 71, "map": 60}
	labels := map[string]string{"arm": "septic", "cohort": "ward"}
	for text, want := range map[string]bool{
		"spo2 < 90":                            true,
		"spo2 < 88":                            false,
		"spo2 <= 88 and hr > 100":              true,
		"spo2 > 90 or news2_any3":              true,
		"not news2_any3":                       false,
		"news2 >= 7 or news2 >= 5 and age<80":  true,
		"(news2 >= 7 or news2 >= 5) && age>80": false,
		"hr / 2 - 1 == 59":                     true,
		"-spo2 + 100 == 12":                    true,
		"hr > map * 2 || !(age >= 71)":         false,
		`arm == "septic" and spo2 < 90`:        true,
		`"control" == arm or cohort != "ward"`: false,
		"true and not false":                   true,
		"news2_any3 == true":                   true,
		"50 < map < 70":                        true,
		"1.5e1 < map":                          true,
	} {
		p, err := condition.Compile(text, env)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		p = p.WithLabels(func(name string) string { return labels[name] })
		if got := p.Bool(columns(p, values)); got != want {
			t.Errorf("%s is %t, want %t", text, got, want)
		}
	}
}

// columns are the values of a program's signals.
func columns(p *condition.Program, values map[string]float64) []float64 {
	var out []float64
	for _, s := range p.Signals() {
		out = append(out, values[s.String()])
	}
	return out
}

func TestDeliveredIsAColumnAfterTheSignals(t *testing.T) {
	p, err := condition.Compile(`not delivered("60s") and spo2 > 50 or delivered("10s") and hr > 200`, env)
	if err != nil {
		t.Fatal(err)
	}
	want := []condition.Call{{Func: "delivered", Window: time.Minute}, {Func: "delivered", Window: 10 * time.Second}}
	if got := fmt.Sprint(p.Signals(), p.Calls()); got != fmt.Sprint([]physiology.Signal{physiology.SpO2, physiology.HR}, want) {
		t.Fatalf("columns %s", got)
	}
	for _, tc := range []struct {
		values []float64
		want   bool
	}{{[]float64{97, 70, 0, 0}, true}, {[]float64{97, 70, 1, 0}, false}, {[]float64{97, 210, 1, 1}, true}, {[]float64{97, 210, 1, 0}, false}} {
		if got := p.Bool(tc.values); got != tc.want {
			t.Errorf("%v: %t", tc.values, got)
		}
	}
}

func TestErrorsHavePlaces(t *testing.T) {
	for text, want := range map[string]string{
		"sp2 < 90":               `0 "sp2" is neither a signal nor a label`,
		"hr > 3 and sp2 < 90":    `11 "sp2" is neither`,
		"spo2":                   "0 a condition must be true or false, this is a number",
		"spo2 and hr > 3":        "0 and needs true or false, this is a number",
		"hr > 3 and spo2":        "11 and needs true or false, this is a number",
		"spo2 < news2_any3":      "7 < needs a number, this is true or false",
		"spo2 == news2_any3":     "a number cannot be compared with true or false",
		"arm":                    "0 arm is a label",
		`hr == "septic"`:         "6 hr is a number, not a text",
		`ward == "a"`:            `0 no cohort has the label "ward"`,
		"now() > 3":              "now",
		"spo2 < ":                "the expression cannot be read",
		"len(arm) > 3":           "len() is not available",
		"hr ** 2 > 3":            "** is not available",
		"delivered(60)":          "the duration of delivered is a text",
		`delivered("soon")`:      `"soon" is not a duration`,
		"age > 70 ? true : true": "not available in a condition",
		"":                       "the expression cannot be read",
		strings.Repeat("(", 50) + "hr > 1" + strings.Repeat(")", 49): "cannot be read",
		strings.Repeat("a", 5000):                                    "longer than",
	} {
		_, err := condition.Compile(text, env)
		if err == nil || !strings.Contains(fmt.Sprintf("%d %s", err.Offset, err.Message), want) {
			t.Errorf("%.40q: %+v, want %s", text, err, want)
		}
	}
}

// TestAgreesWithExpr: on random expressions and values the program gives what
// expr's own machine gives.
func TestAgreesWithExpr(t *testing.T) {
	names := []string{"spo2", "hr", "map", "news2", "age"}
	rapid.Check(t, func(rt *rapid.T) {
		text := truthText(rt, 4, names)
		values := map[string]float64{}
		machine := map[string]any{}
		for _, n := range names {
			v := rapid.SampledFrom([]float64{-3, 0, 0.5, 1, 7, 60, 90, 1e9}).Draw(rt, n)
			values[n], machine[n] = v, v
		}
		flag := rapid.Bool().Draw(rt, "news2_any3")
		machine["news2_any3"], machine["arm"] = flag, "septic"
		if flag {
			values["news2_any3"] = 1
		}
		want, err := expr.Eval(text, machine)
		if err != nil {
			rt.Fatalf("%s: expr: %v", text, err)
		}
		p, bad := condition.Compile(text, env)
		if bad != nil && strings.Contains(bad.Message, "nested") {
			return
		}
		if bad != nil {
			rt.Fatalf("%s: %v", text, bad)
		}
		if got := p.WithLabels(func(string) string { return "septic" }).Bool(columns(p, values)); got != want {
			rt.Fatalf("%s with %v: %t, expr says %v", text, machine, got, want)
		}
	})
}

// truthText writes a random expression that is true or false.
func truthText(rt *rapid.T, depth int, names []string) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"news2_any3", "true", "false", `arm == "septic"`, `arm != "control"`}).Draw(rt, "leaf")
	}
	switch rapid.IntRange(0, 4).Draw(rt, "form") {
	case 0:
		return "not (" + truthText(rt, depth-1, names) + ")"
	case 1:
		op := rapid.SampledFrom([]string{"and", "or", "&&", "||", "==", "!="}).Draw(rt, "op")
		return "(" + truthText(rt, depth-1, names) + ") " + op + " (" + truthText(rt, depth-1, names) + ")"
	case 2:
		return truthText(rt, 0, names)
	}
	op := rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(rt, "cmp")
	return numberText(rt, depth-1, names) + " " + op + " " + numberText(rt, depth-1, names)
}

// numberText writes a random expression that is a number.
func numberText(rt *rapid.T, depth int, names []string) string {
	if depth == 0 || rapid.Bool().Draw(rt, "stop") {
		if rapid.Bool().Draw(rt, "literal") {
			return rapid.SampledFrom([]string{"0.0", "1.5", "90.0", "7.0"}).Draw(rt, "number")
		}
		return rapid.SampledFrom(names).Draw(rt, "name")
	}
	op := rapid.SampledFrom([]string{"+", "-", "*", "/"}).Draw(rt, "arith")
	return "(" + numberText(rt, depth-1, names) + " " + op + " -" + numberText(rt, 0, names) + ")"
}

func TestBoolAllocatesNothing(t *testing.T) {
	p, err := condition.Compile(`(news2 >= 5 or news2_any3) and spo2 - 3 < 90 and arm == "septic"`, env)
	if err != nil {
		t.Fatal(err)
	}
	p = p.WithLabels(func(string) string { return "septic" })
	values := []float64{6, 0, 88}
	if n := testing.AllocsPerRun(100, func() { p.Bool(values) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func BenchmarkBool(b *testing.B) {
	p, err := condition.Compile("news2 >= 5 or news2_any3", env)
	if err != nil {
		b.Fatal(err)
	}
	values := []float64{3, 0}
	for b.Loop() {
		p.Bool(values)
	}
}

func TestMapping(t *testing.T) {
	message := map[string]any{
		"body":   map[string]any{"patientId": "ward-0001", "n": 12345678.0, "nested": map[string]any{"code": true}, "list": []any{"a", "b"}},
		"header": map[string]any{"x-id": "7"},
		"topic":  "a/b",
	}
	for text, want := range map[string]string{
		"body.patientId": "ward-0001", "body.n": "12345678", "body.nested.code": "true", "body.absent": "",
		`header["x-id"]`: "7", "topic": "a/b", "body.list[1]": "b", `split(topic, "/")[1]`: "b", `body.patientId ?? "none"`: "ward-0001",
	} {
		m, err := condition.CompileMapping(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := m.String(message); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"bdy.x", "body.", "now()", ""} {
		if _, err := condition.CompileMapping(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
	m, err := condition.CompileMapping("body.a.b")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.String(message); err == nil {
		t.Error("a field of an absent mapping is no error")
	}
}

func FuzzCompile(f *testing.F) {
	for _, text := range []string{"spo2 < 90", `not delivered("60s")`, "news2 >= 5 or news2_any3", `arm == "a"`, "((((", "-1..2"} {
		f.Add(text)
	}
	values := make([]float64, 200)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := condition.Compile(text, env)
		if err == nil {
			p.Bool(values)
		} else if err.Offset < 0 || err.Offset > len(text) {
			t.Fatalf("offset %d of %d", err.Offset, len(text))
		}
		condition.CompileMapping(text)
	})
}

func ExampleCompile() {
	p, err := condition.Compile("news2 >= 5 or news2_any3", condition.Env{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Signals(), p.Bool([]float64{3, 1}))
	_, err = condition.Compile("news2 >= 5 or nws2_any3", condition.Env{})
	fmt.Println(err.Offset, err)
	// Output:
	// [news2 news2_any3] true
	// 14 "nws2_any3" is neither a signal nor a label
}
