package rhythm_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// TestTimesDoNotDependOnSteps cuts the same ramp of rates into different steps.
func TestTimesDoNotDependOnSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r0 := rapid.Float64Range(0, 220).Draw(t, "rate0")
		r1 := rapid.Float64Range(0, 220).Draw(t, "rate1")
		n := rapid.IntRange(1, 240).Draw(t, "steps")
		const total = 60.0
		rate := func(x float64) float64 { return r0 + (r1-r0)*x/total }
		var whole, cut rhythm.Train
		want := whole.Advance(0, total, r0, r1, nil)
		var got []float64
		for i := range n {
			a, b := total*float64(i)/float64(n), total*float64(i+1)/float64(n)
			got = cut.Advance(a, b-a, rate(a), rate(b), got)
		}
		if math.Abs(float64(len(got)-len(want))) > 1 {
			t.Fatalf("%d events, not %d", len(got), len(want))
		}
		for i := range min(len(got), len(want)) {
			if math.Abs(got[i]-want[i]) > 1e-4 {
				t.Fatalf("event %d at %.9f, not %.9f", i, got[i], want[i])
			}
		}
	})
}

// TestEventsAreOrderedAndInside checks times and the mean rate.
func TestEventsAreOrderedAndInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var train rhythm.Train
		var times []float64
		sum, at := 0.0, 0.0
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			dt := rapid.Float64Range(0.05, 2).Draw(t, "dt")
			a, b := rapid.Float64Range(-10, 220).Draw(t, "a"), rapid.Float64Range(-10, 220).Draw(t, "b")
			n := len(times)
			times = train.Advance(at, dt, a, b, times)
			for i := n; i < len(times); i++ {
				if times[i] < at-1e-12 || times[i] > at+dt+1e-12 || i > 0 && times[i] < times[i-1] {
					t.Fatalf("event at %g outside %g..%g", times[i], at, at+dt)
				}
			}
			at += dt
			sum += (max(a, 0) + max(b, 0)) / 120 * dt
		}
		if math.Abs(sum-float64(len(times))) > 1+1e-9 {
			t.Fatalf("%d events for %g cycles", len(times), sum)
		}
	})
}

func TestTrainAllocatesNothing(t *testing.T) {
	var train rhythm.Train
	dst := make([]float64, 0, 16)
	if n := testing.AllocsPerRun(100, func() { dst = train.Advance(0, 1, 70, 72, dst[:0]) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func ExampleTrain() {
	var beats rhythm.Train
	var times []float64
	for second := 0.0; second < 3; second++ {
		times = beats.Advance(second, 1, 75, 75, times)
	}
	fmt.Printf("%.2f\n", times)
	// Output: [0.80 1.60 2.40]
}
