package fit

import (
	"math"
	"math/rand/v2"
	"testing"
)

// series is a residual of order 2 at five minutes each.
func series(n int, phi1, phi2, sd float64) (minutes []int, left []float64) {
	rng := rand.New(rand.NewPCG(1, 2))
	var before, last float64
	for i := range n + 100 {
		before, last = last, phi1*last+phi2*before+sd*rng.NormFloat64()
		if i >= 100 {
			minutes, left = append(minutes, 5*(i-100)), append(left, last)
		}
	}
	return minutes, left
}

func TestNoiseIsEstimated(t *testing.T) {
	for _, c := range []struct{ phi1, phi2, sd float64 }{{1.26, -0.40, 3.25}, {0.9, 0, 2}, {1.1, -0.2, 5}} {
		minutes, left := series(20000, c.phi1, c.phi2, c.sd)
		n := estimate(minutes, left, 0.97)
		if math.Abs(n.first()-c.phi1) > 0.03 || math.Abs(n.Second-c.phi2) > 0.03 || math.Abs(n.innovation()/c.sd-1) > 0.02 {
			t.Errorf("%+v: %.3f, %.3f, %.2f", c, n.first(), n.Second, n.innovation())
		}
		square := 0.0
		for _, x := range left {
			square += x * x / float64(len(left))
		}
		if math.Abs(n.whole()/math.Sqrt(square)-1) > 0.03 {
			t.Errorf("%+v: the residual's deviation is %.2f, said %.2f", c, math.Sqrt(square), n.whole())
		}
	}
}

// TestInnovationsAreWhite, also where readings are missing.
func TestInnovationsAreWhite(t *testing.T) {
	minutes, left := series(30000, 1.26, -0.40, 3.25)
	var m []int
	var r []float64
	for i := range minutes {
		if i%50 < 40 { // gaps of 50 minutes
			m, r = append(m, minutes[i]), append(r, left[i])
		}
	}
	n := Noise{Phi: 1.26 / 1.4, Second: -0.40, SD: 3.25 / math.Sqrt(1-0.16)}
	dst := make([]float64, len(m))
	n.innovations(m, r, make([]float64, len(m)), dst)
	var zero, one float64
	for i := 1; i < len(dst); i++ {
		zero += dst[i] * dst[i] / float64(len(dst))
		one += dst[i] * dst[i-1] / float64(len(dst))
	}
	if math.Abs(zero-1) > 0.03 || math.Abs(one) > 0.03 {
		t.Errorf("variance %.3f, correlation of neighbours %.3f", zero, one)
	}
}

// TestNoiseOverTime: the correlation over n readings is the process's own, and with
// order 1 it is a power.
func TestNoiseOverTime(t *testing.T) {
	two, one := Noise{Phi: 0.9, Second: -0.4, SD: 3}, Noise{Phi: 0.9, SD: 3}
	minutes, left := series(200000, two.first(), two.Second, two.innovation())
	for _, k := range []int{1, 2, 5, 12} {
		phi, sd := two.over(5 * k)
		var xy, xx float64
		for i := k; i < len(minutes); i++ {
			xy += left[i] * left[i-k]
			xx += left[i] * left[i]
		}
		if math.Abs(phi-xy/xx) > 0.02 || math.Abs(math.Hypot(phi*two.whole(), sd)-two.whole()) > 1e-9 {
			t.Errorf("over %d min %.3f, found %.3f", 5*k, phi, xy/xx)
		}
		if phi, _ := one.over(5 * k); math.Abs(phi-math.Pow(0.9, float64(k))) > 1e-12 {
			t.Errorf("order 1 over %d min: %g", 5*k, phi)
		}
	}
	if phi, sd := two.over(361); phi != 0 || sd != two.whole() {
		t.Errorf("after six hours %g, %g", phi, sd)
	}
}
