package rhythm_test

import (
	"math"
	"slices"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// record is what a heart did, sorted by kind.
type record struct {
	all, p, qrs, spikes []rhythm.Event
	names               []rhythm.Code
	beating             rhythm.Beating
	heart               rhythm.Heart
}

// play lets a heart go on for some seconds, in steps of one.
func play(h rhythm.Heart, d rhythm.Drive, seconds float64) record {
	var r record
	end := h.Time + seconds
	for h.Time < end-1e-9 {
		r.all = h.Advance(&d, math.Min(1, end-h.Time), r.all)
	}
	for _, e := range r.all {
		switch e.Kind {
		case rhythm.Atrial:
			r.p = append(r.p, e)
		case rhythm.Ventricular:
			r.qrs = append(r.qrs, e)
		case rhythm.Spike:
			r.spikes = append(r.spikes, e)
		case rhythm.Changes:
			r.names = append(r.names, e.Rhythm)
		}
	}
	r.beating, r.heart = h.Beating(), h
	return r
}

// set is a heart with a rhythm in force, at rest, after some seconds that let it settle.
func set(seed uint64, c rhythm.Code, s rhythm.Settings) rhythm.Heart {
	p := rhythm.Typical(40, false)
	p.PVC, p.PAC = 0, 0
	h := rhythm.New(seed, p)
	h.Set(c, s)
	d := rhythm.Resting(72)
	h.Step(&d, 10)
	return h
}

// rr is the intervals between complexes, s.
func (r *record) rr() []float64 {
	var out []float64
	for i := 1; i < len(r.qrs); i++ {
		out = append(out, r.qrs[i].Peak()-r.qrs[i-1].Peak())
	}
	return out
}

// rate is the mean ventricular rate, 1/min.
func (r *record) rate() float64 { return 60 / mean(r.rr()) }

// pr pairs each complex from above with the last P wave before it.
func (r *record) pr() []float64 {
	var out []float64
	last := math.NaN()
	for _, e := range r.all {
		switch {
		case e.Kind == rhythm.Atrial:
			last = e.Time
		case e.Kind == rhythm.Ventricular && !math.IsNaN(last) && (e.Origin == rhythm.SinusNode || e.Origin == rhythm.AtrialFocus || e.Origin == rhythm.PacedAtrium):
			out = append(out, e.Time-last)
		}
	}
	return out
}

// count is how many complexes have one of the codes.
func (r *record) count(codes string) int {
	n := 0
	for _, e := range r.qrs {
		if slices.Contains([]byte(codes), e.Code) {
			n++
		}
	}
	return n
}

// blocked is how many P waves were not conducted.
func (r *record) blocked() int {
	n := 0
	for _, e := range r.p {
		if e.Code == 'x' {
			n++
		}
	}
	return n
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func deviation(x []float64) float64 {
	m, sum := mean(x), 0.0
	for _, v := range x {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(len(x)))
}

// rmssd is the root mean square of successive differences.
func rmssd(x []float64) float64 {
	sum := 0.0
	for i := 1; i < len(x); i++ {
		sum += (x[i] - x[i-1]) * (x[i] - x[i-1])
	}
	return math.Sqrt(sum / float64(len(x)-1))
}

// sampleEntropy of at most 300 values with m = 1 and a tolerance r: Richman JS,
// Moorman JR, Am J Physiol Heart Circ Physiol 278:H2039, 2000.
func sampleEntropy(x []float64, r float64) float64 {
	x = x[:min(len(x), 300)]
	a, b := 0, 0
	for i := 0; i < len(x)-1; i++ {
		for j := i + 1; j < len(x)-1; j++ {
			if math.Abs(x[i]-x[j]) <= r {
				b++
				if math.Abs(x[i+1]-x[j+1]) <= r {
					a++
				}
			}
		}
	}
	return -math.Log(float64(a) / float64(b))
}

// within fails when v is outside low..high.
func within(t *testing.T, what string, v, low, high float64) {
	t.Helper()
	if !(v >= low && v <= high) {
		t.Errorf("%s is %.4g, not in %.4g..%.4g", what, v, low, high)
	}
}
