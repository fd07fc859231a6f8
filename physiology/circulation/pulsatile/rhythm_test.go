package pulsatile_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/circulation/pulsatile"
)

// stroke is what one activation of the ventricles made.
type stroke struct {
	at, ejected, high, low float64 // s, mL, and pressures at the wrist until the next, mmHg
}

// strokes runs beats at given times, s since Rest, with or without the atria, and
// gives what each made; the pressure of a beat is read 0.1 s later, at the wrist.
func strokes(w *twin, d *pulsatile.Drive, at []float64, atria bool) []stroke {
	s := w.s
	var out []stroke
	given := 0
	end := at[len(at)-1] + 0.05
	for now := 0.0; now < end; now = float64(s.N) * grid {
		for given < len(at) && at[given]-0.14 < now+grid {
			if atria {
				s.Atrium(at[given]-0.14, 1)
			}
			s.Beat(at[given], 1)
			given++
		}
		o := s.Step(&w.q, d, grid)
		if n := len(out); n < len(at) && now >= at[n] {
			out = append(out, stroke{at: at[n], low: math.Inf(1)})
		}
		if n := len(out); n > 0 {
			last := &out[n-1]
			last.ejected += o.Flow * grid
			last.high, last.low = max(last.high, o.Radial), min(last.low, o.Radial)
		}
	}
	return out[:len(out)-1]
}

// regular are n beats from a state's rest on, at a period, s.
func regular(n int, period float64) []float64 {
	at := make([]float64, n)
	for i := range at {
		at[i] = (float64(i) + 0.5) * period
	}
	return at
}

func TestAPrematureBeatIsWeakAndTheNextStrong(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	period := 1 / d.Tone.Rate
	before := -1.0
	for _, coupling := range []float64{0.4, 0.5, 0.6} { // s
		at := regular(12, period)
		at[6] = at[5] + coupling // and the pause after it is compensatory
		got := strokes(w, &d, at, true)
		usual, weak := got[4].ejected, got[6].ejected
		if weak <= before || weak > 0.9*usual {
			t.Errorf("coupled at %g s it ejects %.0f mL, usually %.0f, earlier %.0f", coupling, weak, usual, before)
		}
		before = weak
		if got[7].ejected < 1.03*usual {
			t.Errorf("the beat after the pause ejects %.0f mL, usually %.0f", got[7].ejected, usual)
		}
		if got[6].low > got[4].low-5 {
			t.Errorf("in the pause the diastole falls to %.0f from %.0f mmHg", got[6].low, got[4].low)
		}
	}
}

func TestAMissingBeatLetsTheDiastoleFall(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	at := regular(12, 1/d.Tone.Rate)
	at = append(at[:6], at[7:]...)
	got := strokes(w, &d, at, true)
	if fall := got[4].low - got[5].low; fall < 8 || fall > 30 {
		t.Errorf("the diastole falls by %.1f mmHg, from %.0f", fall, got[4].low)
	}
}

func TestAtriaAddToTheStroke(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	at := regular(8, 1/d.Tone.Rate)
	with, without := strokes(w, &d, at, true), strokes(w, &d, at, false)
	within(t, "share of the stroke that the atria add", 1-without[1].ejected/with[1].ejected, 0.04, 0.35)
}

// TestIrregularBeats are those of atrial fibrillation: the stroke follows the interval
// before it, and the flow is still that of package circulation.
func TestIrregularBeats(t *testing.T) {
	w := newTwin(t, having(70, "atrial-fibrillation", nil))
	d := w.body.Pulsatile()
	rng := rand.New(rand.NewPCG(1, 2))
	at := regular(200, 1/d.Tone.Rate)
	for i := range at {
		at[i] += (rng.Float64() - 0.5) * 0.5 / d.Tone.Rate
	}
	got := strokes(w, &d, at, false)
	var x, y, xx, xy, yy, n float64
	for i := 50; i < len(got); i++ {
		before, ml := at[i]-at[i-1], got[i].ejected
		x, y, xx, xy, yy, n = x+before, y+ml, xx+before*before, xy+before*ml, yy+ml*ml, n+1
	}
	r := (n*xy - x*y) / math.Sqrt((n*xx-x*x)*(n*yy-y*y))
	within(t, "correlation of stroke and interval", r, 0.5, 1)
	within(t, "flow relative to package circulation", y/x/d.Flow.Ql, 0.95, 1.05)
}

func TestABeatThatOnlyTheElectrocardiogramSees(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	s := w.s
	s.Beat(0.4, 0)
	for range 700 {
		if o := s.Step(&w.q, &d, grid); o.Flow > 0 {
			t.Fatalf("a beat of strength 0 ejects %g mL/s", o.Flow)
		}
	}
}

// TestCannonWaves lets the atria contract against closed valves.
func TestCannonWaves(t *testing.T) {
	w := newTwin(t, adult())
	d := w.body.Pulsatile()
	peak := func(lead float64) float64 {
		s, high := w.s, 0.0
		for i := range 5 {
			at := (float64(i) + 0.5) / d.Tone.Rate
			s.Beat(at, 1)
			s.Atrium(at-lead, 1)
			for float64(s.N)*grid < at+0.4 {
				high = max(high, s.Step(&w.q, &d, grid).RA)
			}
		}
		return high
	}
	if led, late := peak(0.14), peak(-0.2); late < led+0.4 {
		t.Errorf("an atrium that contracts in systole makes %.1f mmHg, one before it %.1f", late, led)
	}
}

func TestStandstillAndCompressions(t *testing.T) {
	w := newTwin(t, adult())
	w.begin(t, "patient.cardiac-arrest", with{})
	last := pulsatile.Out{}
	w.both(60, 1, func(_ float64, o pulsatile.Out) { last = o })
	if f := &w.body.Flow; math.Abs(last.Aorta-f.Psa) > 3 || math.Abs(last.RA-f.Pra) > 1.5 || math.Abs(last.Flow) > 1 {
		t.Errorf("after a minute of standstill %+v, package circulation %+v", last, f)
	}
	w.begin(t, "patient.cpr", with{})
	var mean, high, n float64
	low := math.Inf(1)
	w.both(60, 1, func(now float64, o pulsatile.Out) {
		if now > 110 {
			n, mean, high, low = n+1, mean+o.Aorta, max(high, o.Radial), min(low, o.Radial)
		}
	})
	within(t, "mean pressure under compressions over package circulation's", mean/n/w.body.Flow.Psa, 0.9, 1.1)
	within(t, "pulse pressure under compressions", high-low, 4, 60)
}

// TestAHeartThatStartsAgain attaches a shadow to an arrest that ends.
func TestAHeartThatStartsAgain(t *testing.T) {
	w := newTwin(t, adult())
	w.beginFor(t, "patient.cardiac-arrest", with{}, 30)
	w.pass(20)
	w.attach()
	m := w.both(90, 10, nil)
	if m.beats < 5 {
		t.Fatalf("it beats %d times", m.beats)
	}
	within(t, "mean pressure over package circulation's", m.tierB.Aorta/m.tierA.Aorta, 0.95, 1.05)
	within(t, "flow over package circulation's", m.tierB.Flow/m.tierA.Flow, 0.95, 1.05)
}
