package fit

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestWhatNoModelKnowsWidensTheBand: where glucose wanders for reasons of its own, meals
// that are estimated hide it from the residual; days left out show it.
func TestWhatNoModelKnowsWidensTheBand(t *testing.T) {
	f, err := generate(102, hardness{})
	if err != nil {
		t.Fatal(err)
	}
	f.train.Rows = f.train.Rows[:576]
	rng, off := rand.New(rand.NewPCG(3, 4)), 0.0
	for k := range f.train.Rows {
		off = 0.99*off + 0.35*math.Sqrt(1-0.99*0.99)*rng.NormFloat64()
		f.train.Rows[k].CGM *= math.Exp(off)
	}
	b := Everyday()
	twin, err := Glucose(f.train, f.therapy, Options{Seed: 1, Members: 40, Beliefs: &b})
	if err != nil {
		t.Fatal(err)
	}
	r := twin.Reliable
	if r == nil || r.Days != 2 || !(r.Share >= 0 && r.Share <= 1 && r.SD > 0.2 && r.Level > 50 && r.Level < 350) {
		t.Fatalf("%+v", r)
	}
	width := func(r *Reliability) (sum float64) {
		twin.Reliable = r
		points, err := twin.Forecast(f.day)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			sum += (p.CGM95 - p.CGM05) / float64(len(points))
			if !(p.CGM05 <= p.CGM && p.CGM <= p.CGM95) {
				t.Fatalf("%+v", p)
			}
		}
		return sum
	}
	if with, without := width(r), width(nil); with < 1.1*without {
		t.Errorf("the band is %.0f mg/dL wide, without days left out %.0f", with, without)
	}
}

// TestFewValuesWidenABand as Student's t does.
func TestFewValuesWidenABand(t *testing.T) {
	for _, c := range []struct{ n, want float64 }{{3, 2.353 / 1.645 * math.Sqrt(1+1.0/3)}, {10, 1.812 / 1.645 * math.Sqrt(1.1)}, {1e6, 1}, {0, 2.353 / 1.645 * math.Sqrt(1+1.0/3)}} {
		if got := fewer(c.n); math.Abs(got-c.want) > 2e-3 {
			t.Errorf("%g values: %g, want %g", c.n, got, c.want)
		}
	}
}
