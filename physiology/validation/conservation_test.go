package validation

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// TestGasesBalance follows oxygen and carbon dioxide for 30 days by the clock: what
// the blood brings, what tissues use and make, and what the airway lets out agree to
// half a percent, in the end and over every day.
func TestGasesBalance(t *testing.T) {
	t.Parallel()
	length := 30 // days
	if Raced || testing.Short() {
		length = 2
	}
	p := Plan{Who: adult(), Daily: true}
	q, b, err := p.subject()
	if err != nil {
		t.Fatal(err)
	}
	in := physiology.NewInputs(p.environment())
	const stpd = 0.863 // mmHg·L(BTPS) per mL(STPD)
	for day := range length {
		var used, brought, made, exhaled float64 // mL
		for range int(days) {
			b.Step(&q, &in, 1)
			flow := 0.06 * b.Flow.Ql // L/min
			used += b.Need.VO2 / 60
			made += b.Need.VCO2 / 60
			brought += flow * (b.Gas.CaO2 - b.Lungs.CvO2) / 60
			exhaled += b.Gas.VA * b.Lungs.PACO2 / stpd / 60
		}
		for _, c := range []struct {
			what     string
			one, two float64
		}{{"oxygen brought and used", brought, used}, {"carbon dioxide exhaled and made", exhaled, made}} {
			if off := 100 * math.Abs(c.one/c.two-1); !(off < 0.5) {
				t.Errorf("day %d: %s differ by %.3g %%: %.6g and %.6g mL", day+1, c.what, off, c.one, c.two)
			}
		}
	}
}

// TestCausesAreOfBars: a cause that names no bar explains nothing.
func TestCausesAreOfBars(t *testing.T) {
	bars, err := Bars()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range causes() {
		found := false
		for _, b := range bars {
			known, ok := Result{Bar: b}.Cause()
			found = found || ok && known == c
		}
		if !found || c.Why == "" || c.Source == "" {
			t.Errorf("cause of %s %q fits no bar, or says nothing", c.bar, c.quantity)
		}
	}
}

// TestFailed: nine in ten must pass, and a strong bar may miss only with a cause.
func TestFailed(t *testing.T) {
	report := func(passed int, evidence string) *Report {
		r := &Report{Results: make([]Result, 10)}
		for i := range r.Results {
			r.Results[i] = Result{Bar: Bar{ID: "P00", Evidence: evidence}, Pass: i < passed}
		}
		return r
	}
	for _, c := range []struct {
		passed   int
		evidence string
		want     bool
	}{{10, "S", false}, {9, "K", false}, {9, "S", true}, {8, "K", true}, {0, "G", true}} {
		if got := report(c.passed, c.evidence).Failed(); got != c.want {
			t.Errorf("%d of 10 of evidence %s: failed is %v", c.passed, c.evidence, got)
		}
	}
}
