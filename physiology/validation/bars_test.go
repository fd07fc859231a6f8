package validation_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/validation"
)

// TestEveryBarHasAMeasure: no bar is left out, each is judged in the order of the
// table, and a miss says why or has a value.
func TestEveryBarHasAMeasure(t *testing.T) {
	bars, err := validation.Bars()
	if err != nil {
		t.Fatal(err)
	}
	r := full(t)
	if len(bars) < 116 || len(r.Results) != len(bars) {
		t.Fatalf("%d bars, %d results", len(bars), len(r.Results))
	}
	for i, x := range r.Results {
		if x.Name() != bars[i].Name() {
			t.Errorf("row %d is %s, not %s", i, x.Name(), bars[i].Name())
		}
		if x.Experiment == "" {
			t.Errorf("%s: no experiment measures it", x.Name())
		}
		if math.IsNaN(x.Value) && x.Reason == "" {
			t.Errorf("%s: no value and no reason", x.Name())
		}
		if inside := x.Value >= x.Low && x.Value <= x.High; x.Pass && !inside {
			t.Errorf("%s passes with %g outside %g..%g", x.Name(), x.Value, x.Low, x.High)
		}
	}
}

// TestIdentitiesInEveryFrame holds CO = HR·SV, MAP = SVR·CO + CVP, VE = RR·VT and
// DBP ≤ MAP ≤ SBP in every recorded second of every experiment.
func TestIdentitiesInEveryFrame(t *testing.T) {
	frames := 0
	for _, o := range full(t).Experiments {
		for name, c := range o.Courses {
			frames += len(c.Frames)
			if w := c.Worst; w.CO > 1 || w.MAP > 1 || w.VE > 1 || w.Order > 1e-9 {
				t.Errorf("%s, %s: CO %.2g %%, MAP %.2g %%, VE %.2g %%, order %.2g mmHg", o.ID, name, w.CO, w.MAP, w.VE, w.Order)
			}
		}
	}
	if frames < 50000 {
		t.Errorf("only %d frames", frames)
	}
}

// TestMissesOfStrongEvidenceHaveACause: a bar of evidence S may miss when its cause is
// published, and nine bars in ten pass.
func TestMissesOfStrongEvidenceHaveACause(t *testing.T) {
	r := full(t)
	for _, x := range r.Unexplained() {
		t.Errorf("%s: %.4g outside %g..%g without a published cause %s", x.Name(), x.Value, x.Low, x.High, x.Reason)
	}
	if 10*r.Passed() < 9*len(r.Results) {
		t.Errorf("%d of %d bars pass, fewer than nine in ten", r.Passed(), len(r.Results))
	}
}

// TestVerdictsHoldAtAQuarterSecond: the bars give the same verdicts at 0.25 s.
func TestVerdictsHoldAtAQuarterSecond(t *testing.T) {
	if validation.Raced {
		t.Skip("four times the steps take too long under the race detector")
	}
	r := full(t)
	fine, err := validation.Run(validation.Options{Step: 0.25, Courses: true})
	if err != nil {
		t.Fatal(err)
	}
	coarse := map[string]validation.Result{}
	for _, x := range r.Results {
		coarse[x.Name()] = x
	}
	for _, x := range fine.Results {
		if c := coarse[x.Name()]; x.Pass != c.Pass {
			t.Errorf("%s: %s with %.4g at 0.25 s, %s with %.4g at 1 s", x.Name(), x.Verdict(), x.Value, c.Verdict(), c.Value)
		}
	}
	if len(fine.Results) < 100 {
		t.Errorf("only %d bars were run at 0.25 s", len(fine.Results))
	}
}

// TestPagesShowMisses: a page names each miss.
func TestPagesShowMisses(t *testing.T) {
	r := full(t)
	pages := r.Pages()
	for _, x := range r.Results {
		if x.Pass {
			continue
		}
		want := fmt.Sprintf("**%s %s**", x.ID, x.Quantity)
		for _, name := range []string{"index.md", x.Experiment + ".md"} {
			if !strings.Contains(pages[name], want) {
				t.Errorf("%s does not name the miss of %s", name, x.Name())
			}
		}
	}
	for name, text := range pages {
		if strings.HasSuffix(name, ".svg") && (!strings.Contains(text, "<polyline") || strings.Contains(text, "NaN")) {
			t.Errorf("%s shows no course, or not a number", name)
		}
	}
}

func ExampleBars() {
	bars, err := validation.Bars()
	if err != nil {
		fmt.Println(err)
		return
	}
	b := bars[0]
	fmt.Println(b.ID, b.Quantity, b.Low, b.High, b.Unit)
	// Output: P01 heart rate 60 80 1/min
}
