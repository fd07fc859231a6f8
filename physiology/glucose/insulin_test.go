package glucose_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

func TestInsulinOnBoardCurves(t *testing.T) {
	names := map[string]string{
		"rapidActingAdult": "rapid-acting-adult", "rapidActingChild": "rapid-acting-child",
		"fiasp": "fiasp", "lyumjev": "lyumjev", "afrezza": "afrezza",
	}
	worst, n := 0.0, 0
	for _, r := range rows(t, "testdata/iob_curves.csv") {
		for column, name := range names {
			c, err := glucose.RapidCurve(name)
			if err != nil {
				t.Fatal(err)
			}
			worst = max(worst, math.Abs(c.OnBoard(r["t_min"])-r[column]))
			n++
		}
	}
	if n < 300 || !(worst <= 1e-6) {
		t.Errorf("largest difference over %d points is %g, limit 1e-6", n, worst)
	}
}

func TestActivityIsTheSlopeOfWhatIsOnBoard(t *testing.T) {
	for _, name := range glucose.LongActing() {
		c, err := glucose.LongCurve(name, 0.3)
		if err != nil {
			t.Fatal(err)
		}
		total := 0.0
		for m := range int(c.Duration) + 1 {
			at := float64(m)
			slope := (c.OnBoard(at) - c.OnBoard(at+1))
			if got := c.Activity(at + 0.5); math.Abs(got-slope) > 1e-6 {
				t.Fatalf("%s at %g min: activity %g, slope %g", name, at, got, slope)
			}
			total += slope
		}
		if math.Abs(total-1) > 1e-9 {
			t.Errorf("%s: %g of the dose acts", name, total)
		}
	}
}

func TestUnknownInsulinsAreNamed(t *testing.T) {
	if _, err := glucose.RapidCurve("regular"); err == nil {
		t.Error("regular insulin is not among the rapid ones")
	}
	if _, err := glucose.LongCurve("ultralente", 0.2); err == nil {
		t.Error("ultralente is not known")
	}
}
