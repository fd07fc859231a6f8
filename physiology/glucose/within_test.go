package glucose_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// TestHoursOfAPerson: factors have the spread that they are said to have at their knots,
// no step between, and are the same whenever they are asked for.
func TestHoursOfAPerson(t *testing.T) {
	var squares, crossed, n float64
	for seed := range uint64(200) {
		w := glucose.WithinPerson(seed * 7919)
		for k := range 10 {
			h := w.At(180 * float64(k))
			s, a := math.Log(h.Sensitivity), math.Log(h.Absorption)
			squares, crossed, n = squares+s*s, crossed+s*a, n+1
			if h != w.At(180*float64(k)) {
				t.Fatal("an hour is not the same twice")
			}
		}
		for m := range 900 {
			if math.Abs(w.At(float64(m)).Sensitivity-w.At(float64(m+1)).Sensitivity) > 0.03 {
				t.Fatalf("seed %d: a step at minute %d", seed, m)
			}
		}
	}
	if sd := math.Sqrt(squares / n); math.Abs(sd-0.2) > 0.01 || math.Abs(crossed/n) > 0.003 {
		t.Errorf("SD %.3f, covariance %.4f", sd, crossed/n)
	}
	if w := (glucose.Within{}); w.At(77) != (glucose.Hour{Sensitivity: 1, Absorption: 1}) {
		t.Error("without a spread there is one")
	}
}
