package wave_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

type with = map[string]any

// bed is a person with a sinus rhythm and breaths after the body's own rates.
type bed struct {
	t       testing.TB
	p       physiology.Patient
	b       physiology.Body
	in      physiology.Inputs
	now     float64
	beat    float64 // of the next
	before  float64
	breath  float64
	stroke  func(n int) float64 // of the n-th beat
	rr      func(n int) float64 // s after the n-th beat; nil is the body's
	still   bool                // no breaths
	beats   []rhythm.Event      // all ventricular ones
	breaths []wave.Breath
	tick    wave.Tick
	n       int
}

func adult() physiology.Person { return physiology.Person{Age: 40, Height: 178, Weight: 75} }

func newBed(t testing.TB, who physiology.Person) *bed {
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
	return &bed{t: t, p: p, b: b, in: physiology.NewInputs(env), beat: 0.5, breath: 0.3, before: math.Inf(-1)}
}

func (w *bed) do(name string, args with) physiology.Handle {
	w.t.Helper()
	a, ok := physiology.ActionByName(name)
	if !ok {
		w.t.Fatalf("no action %s", name)
	}
	bound, errs := a.Bind(args)
	if len(errs) > 0 {
		w.t.Fatalf("%s: %v", name, errs)
	}
	h, err := w.in.Begin(&w.p, &w.b, bound, math.Inf(1))
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// rest lets the body live for some seconds unobserved.
func (w *bed) rest(seconds float64) {
	for s := 0.0; s < seconds; s++ {
		w.b.Step(&w.p, &w.in, 1)
	}
}

// step moves the body by dt and makes the tick.
func (w *bed) step(dt float64) *wave.Tick {
	w.b.Step(&w.p, &w.in, dt)
	return w.hold(dt)
}

// hold makes a tick of a body that stands still.
func (w *bed) hold(dt float64) *wave.Tick {
	to := w.now + dt
	k := &w.tick
	k.Heart, k.Breaths = k.Heart[:0], k.Breaths[:0]
	for {
		if p := w.beat - min(0.16, 0.3*(w.beat-w.before)); p > w.now && p <= to && (w.b.Tone.Rate > 0 || w.rr != nil) {
			k.Heart = append(k.Heart, rhythm.Event{Time: p, Kind: rhythm.Atrial, Code: 'p', Width: 0.1})
		}
		if w.beat > to {
			break
		}
		interval := 60.0
		if w.b.Tone.Rate > 0 {
			interval = 1 / w.b.Tone.Rate
		}
		if w.rr != nil {
			interval = w.rr(w.n)
		}
		stroke := 1.0
		if w.stroke != nil {
			stroke = w.stroke(w.n)
		}
		e := rhythm.Event{
			Time: w.beat, Kind: rhythm.Ventricular, Code: 'N', Width: 0.09, QT: 0.4,
			RR: w.beat - w.before, Stroke: stroke,
		}
		if w.b.Tone.Rate > 0 || w.rr != nil {
			k.Heart = append(k.Heart, e)
			w.beats = append(w.beats, e)
		}
		w.before, w.beat, w.n = w.beat, w.beat+interval, w.n+1
	}
	for w.breath <= to {
		g := &w.b.Gas
		if g.RR == 0 || w.still {
			w.breath++
			continue
		}
		b := wave.Breath{Time: w.breath, Period: 60 / g.RR, Volume: 1000 * g.VT, EtCO2: g.EtCO2}
		k.Breaths = append(k.Breaths, b)
		w.breaths = append(w.breaths, b)
		w.breath += b.Period
	}
	k.From, k.To, k.Body, k.Patient = w.now, to, &w.b, &w.p
	w.now = to
	return k
}

// want is a wave by its ID at a rate.
func want(t testing.TB, id string, rate float64) wave.Want {
	t.Helper()
	k, ok := wave.Lookup(id)
	if !ok {
		t.Fatalf("no wave %s", id)
	}
	return wave.Want{Kind: k, Rate: rate}
}

// record samples waves at one rate for some seconds from now on, in ticks of a second.
func (w *bed) record(seconds, rate float64, ids ...string) [][]float64 {
	w.t.Helper()
	return w.run(seconds, 1, rate, (*bed).step, ids...)
}

func (w *bed) run(seconds, dt, rate float64, step func(*bed, float64) *wave.Tick, ids ...string) [][]float64 {
	w.t.Helper()
	wants := make([]wave.Want, len(ids))
	for i, id := range ids {
		wants[i] = want(w.t, id, rate)
	}
	src, err := wave.New(7, w.now, wants)
	if err != nil {
		w.t.Fatal(err)
	}
	out := make([][]float64, len(ids))
	for end := w.now + seconds; w.now < end-1e-9; {
		src.Advance(step(w, dt))
		for i := range ids {
			_, x := src.Samples(i)
			for _, v := range x {
				out[i] = append(out[i], float64(v))
			}
		}
	}
	return out
}
