package wave

import (
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// ecg draws the potentials of one heart as the leads see them. Every event is a sum of
// dipoles, each a Gaussian of time with a direction; a lead sees the projection. Sources
// and limits are in the package's comment.
type ecg struct {
	canvas  canvas
	rows    int            // of the canvas
	leads   [basic]Kind    // of each row
	sight   [basic]dipole  // how each row sees a dipole
	seen    [basic]dipole  // and one of this person's heart
	amp     [basic]float32 // of a stroke in each row
	kinds   []Kind         // wanted
	own     [][]float32    // buffers of wanted leads that are derived
	person  person
	locks   [patterns]float64
	trains  [2]train
	shape   Shape
	last    Breath
	circled float64 // time of the last flutter wave, s
	breath  float64 // inflation for which seen holds
}

// The trains of an ecg.
const (
	atria = iota
	ventricles
)

// The uses of chance of an electrocardiogram.
const (
	ofPerson purpose = iota + 101
	ofAtria
	ofVentricles
)

// basic is how many leads do not follow from others.
const basic = 8

// reach is how long after its onset a complex may last, s.
const reach = 2

func newECG(seed uint64, from int64, rate float64, kinds []Kind) *ecg {
	e := &ecg{circled: math.NaN(), kinds: slices.Clone(kinds), own: make([][]float32, len(kinds)), person: newPerson(seed)}
	for _, k := range kinds {
		if leadVector(k) == (dipole{}) { // derived of I and II
			e.need(ECGI)
			e.need(ECGII)
		} else {
			e.need(k)
		}
	}
	for i := range e.locks {
		e.locks[i] = math.NaN()
	}
	e.breathe(0)
	e.canvas = newCanvas(e.rows, from, rate, reach)
	e.trains = [...]train{
		atria:      {chance: newStream(seed, ofAtria), jitter: 0.15, spindle: [2]float64{0.13, 0.31}},
		ventricles: {chance: newStream(seed, ofVentricles), jitter: 0.75, spindle: [2]float64{0.17, 0.45}},
	}
	return e
}

// need makes a row for a lead.
func (e *ecg) need(k Kind) {
	if e.row(k) < 0 {
		e.leads[e.rows], e.sight[e.rows] = k, leadVector(k)
		e.rows++
	}
}

// row is that of a lead, -1 when it has none.
func (e *ecg) row(k Kind) int { return slices.Index(e.leads[:e.rows], k) }

// breathe turns the heart as an inflation of the lungs does.
func (e *ecg) breathe(inflation float64) {
	e.breath = inflation
	for i, v := range e.sight[:e.rows] {
		e.seen[i] = e.person.see(v, inflation)
	}
}

// paint draws a stroke of a dipole of the person's heart.
func (e *ecg) paint(onset int64, s *stroke, d dipole) {
	for i := range e.rows {
		e.amp[i] = float32(d.dot(e.seen[i]))
	}
	e.canvas.draw(onset, s, e.amp[:e.rows])
}

// paste draws a stroke of a dipole in the torso's axes, the same in everybody.
func (e *ecg) paste(onset int64, s *stroke, d dipole) {
	for i := range e.rows {
		e.amp[i] = float32(d.dot(e.sight[i]))
	}
	e.canvas.draw(onset, s, e.amp[:e.rows])
}

func (e *ecg) advance(t *Tick, first, last int64, out [][]float32) {
	e.canvas.turn(first, last)
	e.look(t)
	breaths := t.Breaths
	for i := range t.Heart {
		ev := &t.Heart[i]
		if !(ev.Time >= t.From && ev.Time <= t.To) {
			continue // not of this interval, or no number
		}
		e.until(ev.Time)
		for len(breaths) > 0 && breaths[0].Time <= ev.Time {
			e.last, breaths = breaths[0], breaths[1:]
		}
		if x := inflation(&e.last, ev.Time); x != e.breath {
			e.breathe(x)
		}
		e.event(ev)
	}
	if len(breaths) > 0 {
		e.last = breaths[len(breaths)-1]
	}
	e.until(t.To)
	e.show(int(last-first), out)
}

// look takes the shape of the interval; potassium and temperature are the body's where
// nothing else is said.
func (e *ecg) look(t *Tick) {
	e.shape = t.Shape
	e.shape.Potassium, e.shape.Core = within(t.Shape.Potassium, 0, 15, 0), within(t.Shape.Core, 0, 50, 0)
	if t.Body != nil && e.shape.Potassium == 0 {
		e.shape.Potassium = t.Body.Blood.Potassium
	}
	if t.Body != nil && e.shape.Core == 0 {
		e.shape.Core = t.Body.Heat.Core
	}
}

// until draws the waves of trains up to a time, in order.
func (e *ecg) until(time float64) {
	for {
		a, v := &e.trains[atria], &e.trains[ventricles]
		switch {
		case a.next() <= min(time, v.next()):
			e.fWave(a)
			a.k++
		case v.next() <= time:
			e.fibril(v)
			v.k++
		default:
			return
		}
	}
}

// event draws one event.
func (e *ecg) event(ev *rhythm.Event) {
	if ev.Code == '|' {
		e.compression(ev.Time)
		return
	}
	switch ev.Kind {
	case rhythm.Atrial:
		e.atrial(ev)
	case rhythm.Ventricular:
		e.ventricular(ev)
	case rhythm.Spike:
		e.spike(ev.Time)
	case rhythm.Shock:
		e.pulse(ev.Time, 0.008, 1000)
	case rhythm.Fibrillates:
		e.fibrillates(ev)
	case rhythm.Rests:
		e.trains[min(ev.Focus, 1)].on = false
	}
}

// fibrillates starts the waves of a chamber. The event's amplitude is the height of f
// waves, and how far the waves of ventricles go to either side.
func (e *ecg) fibrillates(ev *rhythm.Event) {
	if ev.Focus == 0 {
		size := 0.09 * e.person.p
		if ev.Phase > 0 {
			size = min(ev.Phase, 0.15)
		}
		e.trains[atria].start(ev.Time, 1/e.person.flutter, size)
		return
	}
	size := 0.45
	if ev.Phase > 0 {
		size = min(ev.Phase, 3)
	}
	e.trains[ventricles].start(ev.Time, 0.5/e.person.fibril, size)
}

// show points out at the n samples of the interval.
func (e *ecg) show(n int, out [][]float32) {
	for i, k := range e.kinds {
		if r := e.row(k); r >= 0 {
			out[i] = e.canvas.rows[r][:n]
			continue
		}
		if cap(e.own[i]) < n {
			e.own[i] = make([]float32, n)
		}
		out[i] = e.own[i][:n]
		derive(k, out[i], e.canvas.rows[e.row(ECGI)], e.canvas.rows[e.row(ECGII)])
	}
}
