package rhythm_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// TestAskedSinusRates is the mean over two minutes, with the variability of a person.
func TestAskedSinusRates(t *testing.T) {
	for _, asked := range []float64{30, 45, 60, 75, 100, 150, 180, 220} {
		for _, code := range []rhythm.Code{rhythm.NSR, rhythm.SBRAD, rhythm.STACH} {
			t.Run(fmt.Sprintf("%s at %g", code, asked), func(t *testing.T) {
				for seed := range uint64(4) {
					r := play(set(seed, code, rhythm.Settings{Rate: asked}), rhythm.Resting(72), 120)
					margin := max(1, 0.01*asked)
					within(t, "rate", r.rate(), asked-margin, asked+margin)
					within(t, "beats that P waves did not make", float64(len(r.qrs)-r.count("N")), 0, 0)
				}
			})
		}
	}
}

// TestDrivenSinusRate follows what the body asks, through a ramp.
func TestDrivenSinusRate(t *testing.T) {
	h := rhythm.New(3, rhythm.Typical(40, true))
	n := 0
	for i := range 600 {
		d := rhythm.Resting(60 + 0.1*float64(i))
		for _, e := range h.Advance(&d, 1, nil) {
			if e.Kind == rhythm.Ventricular {
				n++
			}
		}
	}
	within(t, "beats in a ramp from 60 to 120", float64(n), 900-9, 900+9)
}

// TestAskedFibrillation is the mean rate, and that it is irregular.
func TestAskedFibrillation(t *testing.T) {
	for _, asked := range []float64{60, 75, 88, 110, 140, 170} {
		t.Run(fmt.Sprint(asked), func(t *testing.T) {
			r := play(set(5, rhythm.AFIB, rhythm.Settings{Rate: asked}), rhythm.Resting(72), 1200)
			within(t, "rate", r.rate(), 0.95*asked, 1.05*asked)
			fibrillation(t, &r)
		})
	}
}

// TestOwnFibrillation is that of a person who has lived with it: its rate is controlled,
// and follows what the body asks of the sinus node.
func TestOwnFibrillation(t *testing.T) {
	p := rhythm.Typical(75, false)
	p.Own = rhythm.AFIB
	rest := play(rhythm.New(1, p), rhythm.Resting(68), 600)
	within(t, "rate at rest", rest.rate(), 72, 95)
	work := play(rhythm.New(1, p), rhythm.Resting(130), 600)
	within(t, "rate at work over rest", work.rate()/rest.rate(), 1.15, 2)
	if rest.heart.Name() != rhythm.AFIB {
		t.Errorf("name is %s", rest.heart.Name())
	}
}

// TestAskedCircuits is the rate of circuits.
func TestAskedCircuits(t *testing.T) {
	for _, tc := range []struct {
		code  rhythm.Code
		asked float64
	}{{rhythm.VTM, 195}, {rhythm.VTM, 206}, {rhythm.VTM, 120}, {rhythm.VTM, 245}, {rhythm.SVT, 155}, {rhythm.SVT, 245}, {rhythm.VFL, 310}, {rhythm.AJR, 95}, {rhythm.IVR, 22}} {
		t.Run(fmt.Sprintf("%s at %g", tc.code, tc.asked), func(t *testing.T) {
			r := play(set(5, tc.code, rhythm.Settings{Rate: tc.asked}), rhythm.Resting(72), 300)
			within(t, "rate", r.rate(), 0.99*tc.asked, 1.01*tc.asked)
		})
	}
}

// TestGroups asks for several ratios of Mobitz I and counts the P waves that stay behind.
func TestGroups(t *testing.T) {
	for n := 3; n <= 5; n++ {
		for _, asked := range []float64{45, 60, 75} {
			t.Run(fmt.Sprintf("%d:%d at %g", n, n-1, asked), func(t *testing.T) {
				r := play(set(5, rhythm.AVB2W, rhythm.Settings{Ratio: n, Rate: asked}), rhythm.Resting(72), 600)
				got := groups(&r)
				if len(got) != 1 || got[n-1] == 0 {
					t.Errorf("groups of conducted beats: %v", got)
				}
				within(t, "dropped complexes", float64(len(r.p)-len(r.qrs)-r.blocked()), -1, 1)
				first := math.NaN()
				for i, pr := range r.pr() {
					if i > n && pr < first-0.02 && pr < 0.25 || i == n {
						first = pr
					}
				}
				within(t, "rate", r.rate(), 0.98*asked, 1.02*asked)
			})
		}
	}
}

// TestInfranodalRatios asks for 2:1 to 4:1.
func TestInfranodalRatios(t *testing.T) {
	for n := 2; n <= 4; n++ {
		r := play(set(5, rhythm.AVB2M, rhythm.Settings{Ratio: n}), rhythm.Resting(72), 300)
		within(t, fmt.Sprintf("P waves to a complex at %d:1", n), float64(len(r.p))/float64(len(r.qrs)), float64(n)-0.05, float64(n)+0.05)
	}
}

// TestSupraventricularOnset is abrupt, and so is the end that slow conduction in the
// node brings.
func TestSupraventricularOnset(t *testing.T) {
	h := set(2, rhythm.NSR, rhythm.Settings{})
	d := rhythm.Resting(70)
	before := play(h, d, 30)
	h = before.heart
	h.Set(rhythm.SVT, rhythm.Settings{Rate: 180})
	during := play(h, d, 30)
	for i, x := range during.rr() {
		if i > 0 {
			within(t, "interval of the tachycardia", x, 0.32, 0.35)
		}
	}
	h = during.heart
	d.AV = 4 // as adenosine
	after := play(h, d, 10)
	if name := after.heart.Name(); name == rhythm.SVT {
		t.Errorf("name is %s after the node was blocked", name)
	}
}

// TestDrugsBlockFlutter lets fewer waves through the slower the node is.
func TestDrugsBlockFlutter(t *testing.T) {
	last := 0.0
	for _, av := range []float64{1, 1.6, 2.2} {
		h := set(2, rhythm.AFL21, rhythm.Settings{})
		d := rhythm.Resting(70)
		d.AV = av
		r := play(h, d, 60)
		n := float64(len(r.p)) / float64(len(r.qrs))
		if n < last+0.5 {
			t.Errorf("%.2f waves to a complex at a factor of %g, %.2f before", n, av, last)
		}
		last = n
	}
}

// TestBlockByDrugs makes the node of a person in sinus rhythm block.
func TestBlockByDrugs(t *testing.T) {
	h := rhythm.New(4, rhythm.Typical(70, false))
	d := rhythm.Resting(75)
	for _, tc := range []struct {
		av   float64
		name rhythm.Code
	}{{1, rhythm.NSR}, {2, rhythm.AVB1}, {3.2, rhythm.AVB2W}} {
		d.AV = tc.av
		r := play(h, d, 60)
		if got := r.heart.Name(); got != tc.name {
			t.Errorf("at a factor of %g the name is %s, not %s", tc.av, got, tc.name)
		}
		h = r.heart
	}
}

// TestEscape is the foci below that beat when the sinus node does not.
func TestEscape(t *testing.T) {
	stopped := play(set(3, rhythm.NSR, rhythm.Settings{}), rhythm.Resting(0), 3)
	r := play(stopped.heart, rhythm.Resting(0), 120)
	within(t, "junctional rate", r.rate(), 30, 60)
	if got := r.heart.Name(); got != rhythm.JUNC {
		t.Errorf("name is %s", got)
	}
	noP(t, &r)
}
