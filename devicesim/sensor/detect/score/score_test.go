package score_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect/score"
	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %g, want %g within %g", what, got, want, tolerance)
	}
}

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		truth, found []int64
		want         score.Match
	}{
		"nothing":               {nil, nil, score.Match{}},
		"all":                   {[]int64{100, 200}, []int64{101, 199}, score.Match{Found: 2}},
		"at the window's edge":  {[]int64{100, 200}, []int64{110, 211}, score.Match{Found: 1, Missed: 1, False: 1}},
		"one too many":          {[]int64{100, 200}, []int64{95, 100, 200}, score.Match{Found: 2, False: 1}},
		"one too few":           {[]int64{100, 108, 200}, []int64{107, 200}, score.Match{Found: 2, Missed: 1}},
		"two close, both found": {[]int64{100, 108}, []int64{106, 112}, score.Match{Found: 2}},
		"nothing found":         {[]int64{100}, nil, score.Match{Missed: 1}},
		"nothing to find":       {nil, []int64{1, 2}, score.Match{False: 2}},
	} {
		if got := score.Compare(c.truth, c.found, 10); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	near(t, "sensitivity", score.Match{Found: 3, Missed: 1}.Sensitivity(), 75, 0)
	near(t, "predictivity", score.Match{Found: 3, False: 9}.Predictivity(), 25, 0)
	near(t, "sensitivity of nothing", score.Match{}.Sensitivity(), 100, 0)
}

func TestEveryBeatIsCountedOnce(t *testing.T) {
	sorted := rapid.Custom(func(t *rapid.T) []int64 {
		var list []int64
		at := int64(0)
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			at += rapid.Int64Range(1, 40).Draw(t, "gap")
			list = append(list, at)
		}
		return list
	})
	rapid.Check(t, func(t *rapid.T) {
		truth, found := sorted.Draw(t, "truth"), sorted.Draw(t, "found")
		m := score.Compare(truth, found, 10)
		if m.Found+m.Missed != len(truth) || m.Found+m.False != len(found) {
			t.Fatalf("%+v of %d and %d", m, len(truth), len(found))
		}
		if same := score.Compare(truth, truth, 10); same.Found != len(truth) {
			t.Fatalf("a list does not match itself: %+v", same)
		}
	})
}

func TestVary(t *testing.T) {
	v := score.Vary([]float64{0.8, 1.0, 0.8, 1.0})
	near(t, "mean", v.Mean, 0.9, 1e-12)
	near(t, "SDNN", v.SDNN, math.Sqrt(0.04/3), 1e-12)
	near(t, "RMSSD", v.RMSSD, 0.2, 1e-12)
	near(t, "rate", v.PerMin, 60/0.9, 1e-9)
	near(t, "longest", v.Longest, 1, 0)
	if score.Vary([]float64{1}) != (score.Variability{}) {
		t.Error("one interval varies")
	}
	if got := score.Intervals([]int64{0, 250, 375}, 250); got[0] != 1 || got[1] != 0.5 || score.Intervals([]int64{1}, 250) != nil {
		t.Errorf("intervals %v", got)
	}
}

// TestSampleEntropy compares white noise with theory: two values of a normal
// distribution lie within r with the probability erf(r/2), whatever came before.
func TestSampleEntropy(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	noise, sine := make([]float64, 1500), make([]float64, 1500)
	for i := range noise {
		noise[i], sine[i] = r.NormFloat64(), math.Sin(float64(i)/5)
	}
	near(t, "entropy of noise", score.SampleEntropy(noise, 2, 0.2), -math.Log(math.Erf(0.1)), 0.1)
	if e := score.SampleEntropy(sine, 2, 0.2); e > 0.4 {
		t.Errorf("a sine has the entropy %g", e)
	}
	if !math.IsInf(score.SampleEntropy([]float64{0, 1, 0, 2}, 1, 0.1), 1) || !math.IsNaN(score.SampleEntropy([]float64{0, 1, 2, 3}, 1, 0.1)) {
		t.Error("entropy of runs that never return")
	}
}

// TestSpectrumFindsSines modulates intervals with two sines of known power.
func TestSpectrumFindsSines(t *testing.T) {
	var intervals []float64
	for at := 0.0; at < 600; {
		s := 0.85 + 0.03*math.Sin(2*math.Pi*0.1*at) + 0.02*math.Sin(2*math.Pi*0.25*at)
		at += s
		intervals = append(intervals, s)
	}
	b := score.Spectrum(intervals)
	near(t, "LF", b.LF*1e6, 450, 45)
	near(t, "HF", b.HF*1e6, 200, 30)
	near(t, "LF/HF", b.LF/b.HF, 2.25, 0.4)
	near(t, "VLF", b.VLF*1e6, 0, 20)
	v := score.Vary(intervals)
	near(t, "all power", b.LF+b.HF+b.VLF, v.SDNN*v.SDNN, 0.1*v.SDNN*v.SDNN)
	if score.Spectrum(nil) != (score.Bands{}) {
		t.Error("nothing has a spectrum")
	}
}

func Example() {
	m := score.Compare([]int64{250, 500, 750}, []int64{252, 498}, 37)
	fmt.Println(m)
	// Output: 2 found, 1 missed, 0 false (Se 66.67 %, P+ 100.00 %)
}
