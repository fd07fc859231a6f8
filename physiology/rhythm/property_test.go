package rhythm_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// anyHeart draws a person, what is set and an implanted device.
func anyHeart(t *rapid.T) rhythm.Heart {
	p := rhythm.Typical(rapid.Float64Range(18, 95).Draw(t, "age"), rapid.Bool().Draw(t, "female"))
	p.PVC = rapid.SampledFrom([]float32{0, 30, 600}).Draw(t, "PVC")
	p.PAC = rapid.SampledFrom([]float32{0, 30, 600}).Draw(t, "PAC")
	p.Retrograde = rapid.Bool().Draw(t, "retrograde")
	p.Own = rapid.SampledFrom([]rhythm.Code{rhythm.Own, rhythm.Own, rhythm.AFIB, rhythm.AVB3}).Draw(t, "own")
	h := rhythm.New(rapid.Uint64().Draw(t, "seed"), p)
	h.Pacemaker = rhythm.Pacing(rhythm.Mode(rapid.IntRange(0, 3).Draw(t, "mode")), 60)
	if rapid.Bool().Draw(t, "ICD") {
		h.ICD = rhythm.Defibrillator()
	}
	for range rapid.IntRange(0, 2).Draw(t, "sets") {
		h.Set(rapid.SampledFrom(rhythm.Catalogue()).Draw(t, "code"), rhythm.Settings{})
	}
	return h
}

// anyDrive draws a body that may be ill.
func anyDrive(t *rapid.T) rhythm.Drive {
	d := rhythm.Resting(rapid.Float64Range(0, 250).Draw(t, "sinus"))
	d.Vagal, d.Sympathetic = rapid.Float64Range(0, 2).Draw(t, "vagal"), rapid.Float64Range(0, 2).Draw(t, "sympathetic")
	d.Potassium = rapid.Float64Range(2, 9).Draw(t, "K")
	d.Ischaemia = rapid.Float64Range(0, 1).Draw(t, "ischaemia")
	d.AV = rapid.Float64Range(0.5, 4).Draw(t, "AV")
	d.Energy = rapid.Float64Range(0, 1).Draw(t, "energy")
	d.Compressions = rapid.SampledFrom([]float64{0, 110}).Draw(t, "compressions")
	return d
}

// TestEventsDoNotDependOnSteps cuts the same minute differently.
func TestEventsDoNotDependOnSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, d := anyHeart(t), anyDrive(t)
		cut := h
		const total = 40.0
		want := h.Advance(&d, total, nil)
		var got []rhythm.Event
		at := 0.0
		for at < total {
			dt := math.Min(rapid.SampledFrom([]float64{0.02, 0.25, 0.37, 1, 5}).Draw(t, "dt"), total-at)
			got = cut.Advance(&d, dt, got)
			at += dt
		}
		if math.Abs(float64(len(got)-len(want))) > 1 {
			t.Fatalf("%d events, %d in one step", len(got), len(want))
		}
		for i := range min(len(got), len(want)) {
			a, b := got[i], want[i]
			if math.Abs(a.Time-b.Time) > 1e-9 || a.Kind != b.Kind || a.Code != b.Code || a.Rhythm != b.Rhythm || math.Abs(a.QT-b.QT) > 1e-6 {
				t.Fatalf("event %d: %+v, in one step %+v", i, a, b)
			}
		}
	})
}

// TestEventsAreInOrder checks times, refractory periods and that all numbers are ones.
func TestEventsAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := anyHeart(t)
		last, beat := math.Inf(-1), math.Inf(-1)
		for range 30 {
			d := anyDrive(t)
			if rapid.IntRange(0, 5).Draw(t, "shock") == 0 {
				d.Shock = 200
			}
			from := h.Time
			dt := rapid.Float64Range(0.05, 3).Draw(t, "dt")
			for _, e := range h.Advance(&d, dt, nil) {
				if e.Time < from || e.Time > h.Time || e.Time < last {
					t.Fatalf("%+v, step %g..%g, last at %g", e, from, h.Time, last)
				}
				last = e.Time
				for _, x := range []float64{e.Time, e.Width, e.QT, e.RR, e.Stroke, e.Phase} {
					if math.IsNaN(x) || x < 0 {
						t.Fatalf("%+v", e)
					}
				}
				if e.Kind != rhythm.Ventricular {
					continue
				}
				if e.Time-beat < 0.13 {
					t.Fatalf("complexes at %g and %g", beat, e.Time)
				}
				beat = e.Time
			}
			b := h.Beating()
			if !(b.Rate >= 0 && b.Rate < 460 && b.Stroke >= 0 && b.Stroke <= 1 && b.Atria >= 0 && b.Atria <= 1) {
				t.Fatalf("%+v", b)
			}
		}
	})
}

// TestExtremeDrives gives what no body gives.
func TestExtremeDrives(t *testing.T) {
	wild := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 0}
	for _, c := range rhythm.Catalogue() {
		for i, x := range wild {
			h := rhythm.New(1, rhythm.Typical(x, true))
			h.Set(c, rhythm.Settings{x, x, x, x, int(int32(i) * 1000), x, x, x, x, 0})
			d := rhythm.Drive{x, x, x, x, x, x, x, x, x, x, x, x, x, false, x, x}
			var events []rhythm.Event
			for range 20 {
				events = h.Advance(&d, 1, events)
			}
			for _, e := range events {
				if math.IsNaN(e.Time + e.Width + e.QT + e.Stroke + e.Phase) {
					t.Fatalf("%s under drive %d: %+v", c, i, e)
				}
			}
			if b := h.Beating(); math.IsNaN(b.Rate + b.Stroke + b.Atria) {
				t.Fatalf("%s under drive %d: %+v", c, i, b)
			}
		}
	}
}

// TestSameSeedSameEvents forks a heart and lets both halves go on.
func TestSameSeedSameEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, d := anyHeart(t), anyDrive(t)
		h.Step(&d, 20)
		fork := h
		if a, b := h.Advance(&d, 30, nil), fork.Advance(&d, 30, nil); !slices.Equal(a, b) || h != fork {
			t.Fatal("a fork went another way")
		}
		quiet := h
		quiet.Step(&d, 30)
		h.Advance(&d, 30, nil)
		if quiet != h {
			t.Fatal("whoever does not listen hears another heart")
		}
	})
}

func TestHeartAllocatesNothing(t *testing.T) {
	for _, c := range rhythm.Catalogue() {
		h := set(1, c, rhythm.Settings{})
		d := rhythm.Resting(70)
		dst := make([]rhythm.Event, 0, 64)
		if n := testing.AllocsPerRun(50, func() { dst = h.Advance(&d, 1, dst[:0]) }); n != 0 {
			t.Errorf("%s: %g allocations", c, n)
		}
	}
}
