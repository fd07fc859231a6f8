package pulsatile_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/circulation"
	"github.com/vitalfleet/vitalfleet/physiology/circulation/pulsatile"
)

const (
	grid = pulsatile.Grid
	tick = 0.25 // s
)

// sinus is a regular rhythm: it gives a state its beats ahead of time.
type sinus struct{ next float64 }

// until gives the beats whose atria contract before a time.
func (r *sinus) until(s *pulsatile.State, d *pulsatile.Drive, end float64) {
	if d.Tone.Rate <= 0 {
		r.next = end + 0.3
		return
	}
	period := 1 / d.Tone.Rate
	lead := min(0.14, 0.3*period)
	for r.next-lead < end {
		if d.Tone.Atria == 0 {
			s.Atrium(r.next-lead, 1)
		}
		s.Beat(r.next, 1)
		r.next += period
	}
}

// twin is a body with its shadow.
type twin struct {
	p      physiology.Patient
	body   physiology.Body
	in     physiology.Inputs
	q      pulsatile.Params
	s      pulsatile.State
	rhythm sinus
}

func newTwin(t testing.TB, who physiology.Person) *twin {
	t.Helper()
	p, err := physiology.Reference(who)
	if err != nil {
		t.Fatal(err)
	}
	env := physiology.DefaultEnvironment()
	b, err := physiology.New(&p, env)
	if err != nil {
		t.Fatal(err)
	}
	w := &twin{p: p, body: b, in: physiology.NewInputs(env), q: physiology.PulsatileParams(&p)}
	w.attach()
	return w
}

// attach begins a shadow of the body as it is now.
func (w *twin) attach() {
	d := w.body.Pulsatile()
	w.s = pulsatile.Rest(&w.q, &d)
	w.rhythm.next = 0.5 / max(d.Tone.Rate, 0.1)
}

func (w *twin) begin(t testing.TB, name string, args map[string]any) {
	t.Helper()
	w.beginFor(t, name, args, math.Inf(1))
}

func (w *twin) beginFor(t testing.TB, name string, args map[string]any, seconds float64) {
	t.Helper()
	a, ok := physiology.ActionByName(name)
	if !ok {
		t.Fatalf("no action %s", name)
	}
	bound, errs := a.Bind(args)
	if len(errs) > 0 {
		t.Fatalf("%s: %v", name, errs)
	}
	if _, err := w.in.Begin(&w.p, &w.body, bound, w.body.Time+seconds); err != nil {
		t.Fatal(err)
	}
}

// pass lets the body live alone.
func (w *twin) pass(seconds float64) {
	for range int(seconds) {
		w.body.Step(&w.p, &w.in, 1)
	}
}

// means are those of a stretch of whole beats in both tiers; Radial is the mean of
// the systolic and RV of the diastolic pressures.
type means struct {
	tierA, tierB pulsatile.Out
	systole      float64 // s of forward flow a beat
	beats        int
}

// both runs body and shadow together for some seconds and takes means of the last.
func (w *twin) both(run, last float64, each func(now float64, o pulsatile.Out)) (m means) {
	var a, b pulsatile.Out // since the last beat
	var n, forward, steps float64
	high, low := 0.0, 0.0
	for k := range int(run / tick) {
		w.body.Step(&w.p, &w.in, tick)
		d := w.body.Pulsatile()
		sbp, dbp := circulation.Pulse(&w.p.Circulation, &d.Flow, d.Tone.EmaxL)
		now := pulsatile.Out{Aorta: d.Flow.Psa, Flow: d.Flow.Ql, RA: d.Flow.Pra, PA: d.Flow.Ppa, LA: d.Flow.Ppv, Radial: sbp, RV: dbp}
		for range 125 {
			next := w.rhythm.next
			w.rhythm.until(&w.s, &d, float64(w.s.N+1)*grid)
			if w.rhythm.next != next && float64(k)*tick > run-last {
				if n > 0 {
					m.beats++
					m.systole += forward
					b.Radial, b.RV = high*n, low*n
					m.tierA, m.tierB, steps = plus(m.tierA, a, 1), plus(m.tierB, b, 1), steps+n
				}
				a, b, n, forward, high, low = pulsatile.Out{}, pulsatile.Out{}, 0, 0, 0, math.Inf(1)
			}
			o := w.s.Step(&w.q, &d, grid)
			if each != nil {
				each(float64(w.s.N)*grid, o)
			}
			if math.IsInf(low, 1) || n > 0 {
				n++
				a, b, high, low = plus(a, now, 1), plus(b, o, 1), max(high, o.Radial), min(low, o.Radial)
				if o.Flow > 0 {
					forward += grid
				}
			}
		}
	}
	m.tierA, m.tierB = plus(pulsatile.Out{}, m.tierA, 1/steps), plus(pulsatile.Out{}, m.tierB, 1/steps)
	m.systole /= float64(m.beats)
	return m
}

// plus is x + k·y.
func plus(x, y pulsatile.Out, k float64) pulsatile.Out {
	return pulsatile.Out{
		Aorta: x.Aorta + k*y.Aorta, Radial: x.Radial + k*y.Radial, RA: x.RA + k*y.RA, RV: x.RV + k*y.RV,
		PA: x.PA + k*y.PA, LA: x.LA + k*y.LA, LV: x.LV + k*y.LV, Flow: x.Flow + k*y.Flow,
	}
}
