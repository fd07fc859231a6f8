package rhythm_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// quiet is a heart without ectopy or variability.
func quiet(seed uint64) rhythm.Heart {
	p := rhythm.Typical(70, true)
	p.Variability = 0
	return rhythm.New(seed, p)
}

// TestPacemakerIsInhibited by a heart that is faster, and paces one that is slower.
func TestPacemakerIsInhibited(t *testing.T) {
	for _, mode := range []rhythm.Mode{rhythm.AAI, rhythm.VVI, rhythm.DDD} {
		h := quiet(1)
		h.Pacemaker = rhythm.Pacing(mode, 60)
		fast := play(h, rhythm.Resting(75), 60)
		stimuli := 0
		for _, e := range fast.spikes {
			if mode != rhythm.DDD || e.Focus == 0 {
				stimuli++ // a long PR interval may let DDD pace the ventricles
			}
		}
		within(t, "stimuli at 75", float64(stimuli), 0, 1)
		slow := play(fast.heart, rhythm.Resting(40), 5)
		slow = play(slow.heart, rhythm.Resting(40), 60)
		within(t, "rate under a sinus rate of 40", slow.rate(), 59.4, 60.6)
		within(t, "stimuli", float64(len(slow.spikes)), 59, 121)
	}
}

// TestHysteresis lets a sensed beat have a longer interval after it than a paced one.
func TestHysteresis(t *testing.T) {
	h := quiet(1)
	h.Pacemaker = rhythm.Pacing(rhythm.VVI, 60)
	h.Pacemaker.Hysteresis = 0.3
	r := play(h, rhythm.Resting(52), 60)
	within(t, "stimuli within the hysteresis", float64(len(r.spikes)), 0, 1)
}

// TestTrackingHasALimit: the ventricles follow the atria up to the upper rate.
func TestTrackingHasALimit(t *testing.T) {
	p := rhythm.Typical(70, true)
	p.Variability, p.Own = 0, rhythm.AVB3
	for _, tc := range []struct {
		upper     float32
		low, high float64
	}{{130, 76, 78}, {100, 76, 78}, {70, 50, 71}} {
		h := rhythm.New(1, p) // its P waves come 77 times a minute
		h.Pacemaker = rhythm.Pacing(rhythm.DDD, 60)
		h.Pacemaker.Upper = tc.upper
		r := play(h, rhythm.Resting(77), 10)
		r = play(r.heart, rhythm.Resting(77), 60)
		within(t, fmt.Sprintf("rate under an upper rate of %g", tc.upper), r.rate(), tc.low, tc.high)
	}
}

// TestModeSwitch keeps a tracking pacemaker from following fibrillating atria.
func TestModeSwitch(t *testing.T) {
	h := quiet(2)
	h.Set(rhythm.AFIB, rhythm.Settings{Rate: 45})
	h.Pacemaker = rhythm.Pacing(rhythm.DDD, 70)
	r := play(h, rhythm.Resting(70), 120)
	within(t, "rate", r.rate(), 68, 80)
	for _, e := range r.spikes {
		if e.Focus == 0 {
			t.Fatalf("stimulus of fibrillating atria at %g s", e.Time)
		}
	}
}

// TestPacemakerMediatedTachycardia comes of retrograde conduction and a short PVARP, and
// of neither alone.
func TestPacemakerMediatedTachycardia(t *testing.T) {
	run := func(retrograde bool, pvarp float32) float64 {
		p := rhythm.Typical(70, true)
		p.PVC, p.PAC, p.Retrograde = 0, 0, retrograde
		h := rhythm.New(3, p)
		h.Set(rhythm.PVC, rhythm.Settings{Rate: 70, Burden: 6})
		h.Pacemaker = rhythm.Pacing(rhythm.DDD, 60)
		h.Pacemaker.PVARP, h.Pacemaker.AVI = pvarp, 0.22
		d := rhythm.Resting(70)
		h.Step(&d, 60)
		r := play(h, d, 60)
		return r.rate()
	}
	if got := run(true, 0.15); got < 110 {
		t.Errorf("rate %.0f with retrograde conduction and a short PVARP", got)
	}
	within(t, "rate with a long PVARP", run(true, 0.30), 50, 75)
	within(t, "rate without retrograde conduction", run(false, 0.15), 50, 75)
}

// TestCaptureShares is kept to within 3 points.
func TestCaptureShares(t *testing.T) {
	for _, share := range []float64{0.2, 0.5, 0.8, 0.95} {
		r := play(set(4, rhythm.PaceNC, rhythm.Settings{CaptureShare: share}), rhythm.Resting(72), 600)
		lost := 0
		for _, e := range r.spikes {
			if !e.Captured {
				lost++
			}
		}
		within(t, "share without capture", float64(lost)/float64(len(r.spikes)), 1-share-0.03, 1-share+0.03)
	}
}

// outcome is what a defibrillator did.
func outcome(r *record) (shocks, stimuli int) {
	for _, e := range r.all {
		if e.Kind == rhythm.Shock {
			shocks++
		}
	}
	return shocks, len(r.spikes)
}

// TestDefibrillatorShocksFibrillation within half a minute; the heart beats again.
func TestDefibrillatorShocksFibrillation(t *testing.T) {
	h := quiet(5)
	h.ICD = rhythm.Defibrillator()
	h.Set(rhythm.VFC, rhythm.Settings{})
	r := play(h, rhythm.Resting(70), 60)
	shocks, _ := outcome(&r)
	within(t, "shocks", float64(shocks), 1, 2)
	within(t, "rate after", r.beating.Rate, 60, 80)
	if len(r.qrs) == 0 || r.qrs[0].Time > 30 {
		t.Error("no beat within 30 s")
	}
	if name := r.heart.Name(); name != rhythm.NSR {
		t.Errorf("name is %s", name)
	}
}

// TestBurstsEndTachycardia in most, without a shock; what they do not end is shocked.
func TestBurstsEndTachycardia(t *testing.T) {
	painless, shocked := 0, 0
	for seed := range uint64(60) {
		h := quiet(seed)
		h.ICD = rhythm.Defibrillator()
		h.Set(rhythm.VTM, rhythm.Settings{Rate: 185})
		r := play(h, rhythm.Resting(70), 90)
		shocks, stimuli := outcome(&r)
		if stimuli < 8 {
			t.Fatalf("%d stimuli", stimuli)
		}
		if shocks == 0 {
			painless++
		} else {
			shocked++
		}
		if name := r.heart.Name(); name != rhythm.NSR {
			t.Errorf("seed %d: name is %s after %d stimuli and %d shocks", seed, name, stimuli, shocks)
		}
	}
	within(t, "of 60 without a shock", float64(painless), 45, 60)
	_ = shocked
}

// TestDefibrillatorLetsSlowRhythmsBe.
func TestDefibrillatorLetsSlowRhythmsBe(t *testing.T) {
	for _, tc := range []struct {
		code rhythm.Code
		rate float64
	}{{rhythm.VTM, 150}, {rhythm.STACH, 160}, {rhythm.BIGEM, 90}} {
		h := quiet(5)
		h.ICD = rhythm.Defibrillator()
		h.Set(tc.code, rhythm.Settings{Rate: tc.rate})
		r := play(h, rhythm.Resting(70), 120)
		shocks, stimuli := outcome(&r)
		within(t, tc.code.String()+": therapies", float64(shocks+stimuli), 0, 0)
	}
}

// TestShockFromOutside ends fibrillation when it is strong enough.
func TestShockFromOutside(t *testing.T) {
	for _, tc := range []struct {
		joule float64
		beats bool
	}{{20, false}, {200, true}} {
		h := quiet(6)
		h.Set(rhythm.VFC, rhythm.Settings{})
		d := rhythm.Resting(70)
		h.Step(&d, 20)
		d.Shock = tc.joule
		h.Step(&d, 1)
		d.Shock = 0
		r := play(h, d, 20)
		if (len(r.qrs) > 10) != tc.beats {
			t.Errorf("%d beats after %g J", len(r.qrs), tc.joule)
		}
	}
}

// TestFibrillationFades with the muscle's phosphates.
func TestFibrillationFades(t *testing.T) {
	h := quiet(6)
	h.Set(rhythm.VFC, rhythm.Settings{})
	last := math.Inf(1)
	for i := range 20 {
		d := rhythm.Resting(70)
		d.Energy = 1 - 0.05*float64(i)
		for _, e := range h.Advance(&d, 10, nil) {
			if e.Kind != rhythm.Fibrillates {
				continue
			}
			if e.Phase > last {
				t.Errorf("amplitude rises to %g mV", e.Phase)
			}
			last = e.Phase
		}
	}
	if h.Name() != rhythm.VFF {
		t.Errorf("name is %s", h.Name())
	}
}
