package scenarios

import (
	"math"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/twin"
)

// rhythmLog is when the hearts of a block's twins beat and their breaths began
// in the last tick, for the devices that ask. It never touches a body.
type rhythmLog struct {
	any     bool
	beats   []twinBeats // by twin of the block
	breaths []twinBreaths
}

// twinBeats are the beats of one twin in one tick. A beat belongs to the tick of its
// R peak, so one whose complex has just begun waits for the next.
type twinBeats struct {
	events, late []rhythm.Event
	rest         float64 // stroke volume at rest, mL
	stroke       float64 // of the tick, relative to rest
	last         float64 // R peak of the last beat before, s; NaN before the first
}

// twinBreaths are the breaths of one twin in one tick.
type twinBreaths struct{ events []wave.Breath }

// want gives a twin of the block a tape.
func (r *rhythmLog) want(t *twin.Twin, i, n int) {
	if r.beats == nil {
		r.any, r.beats, r.breaths = true, make([]twinBeats, n), make([]twinBreaths, n)
	}
	if r.beats[i].rest > 0 {
		return
	}
	t.Listen()
	r.beats[i] = twinBeats{rest: max(strokeOf(t), 1), last: math.NaN()}
}

func strokeOf(t *twin.Twin) float64 {
	var v [1]float64
	t.Observe([]physiology.Signal{physiology.SV}, v[:])
	return v[0]
}

// advance takes the events of the interval that the twins have just lived through.
func (r *rhythmLog) advance(twins []twin.Twin) {
	if !r.any {
		return
	}
	for i := range twins {
		if t := &twins[i]; r.beats[i].rest > 0 {
			r.beats[i].take(t)
			r.breaths[i].events = append(r.breaths[i].events[:0], t.Tape.Breaths...)
		}
	}
}

// take sorts the tape's beats into those of this tick and those of the next.
func (b *twinBeats) take(t *twin.Twin) {
	b.begin()
	b.events = append(b.events, b.late...)
	b.late = b.late[:0]
	b.stroke = strokeOf(t) / b.rest
	for i := range t.Tape.Heart {
		switch e := &t.Tape.Heart[i]; {
		case e.Kind != rhythm.Ventricular:
		case e.Peak() > t.Tape.To:
			b.late = append(b.late, *e)
		default:
			b.events = append(b.events, *e)
		}
	}
}

// begin makes room for a new interval and remembers the last beat before it.
func (b *twinBeats) begin() {
	if n := len(b.events); n > 0 {
		b.last = b.events[n-1].Peak()
	}
	b.events = b.events[:0]
}

// beatColumns collects events for the rows of a batch.
type beatColumns struct {
	beats   devicesim.Beats
	breaths devicesim.Breaths
}

func (c *beatColumns) reset() {
	b, r := &c.beats, &c.breaths
	b.Ends, b.Times, b.Kinds, b.RR, b.Stroke = b.Ends[:0], b.Times[:0], b.Kinds[:0], b.RR[:0], b.Stroke[:0]
	r.Ends, r.Times, r.Volume, r.EtCO2 = r.Ends[:0], r.Times[:0], r.Volume[:0], r.EtCO2[:0]
}

// addBeats appends the beats of one twin's tick; start is the run's start.
func (c *beatColumns) addBeats(b *twinBeats, start int64) {
	last := b.last
	for i := range b.events {
		e := &b.events[i]
		at := e.Peak()
		c.beats.Times = append(c.beats.Times, start+nanos(at))
		c.beats.Kinds = append(c.beats.Kinds, e.Code)
		c.beats.RR = append(c.beats.RR, at-last)
		c.beats.Stroke = append(c.beats.Stroke, b.stroke*e.Stroke)
		last = at
	}
}

func (c *beatColumns) addBreaths(b *twinBreaths, start int64) {
	for i := range b.events {
		c.breaths.Times = append(c.breaths.Times, start+nanos(b.events[i].Time))
		c.breaths.Volume = append(c.breaths.Volume, b.events[i].Volume)
		c.breaths.EtCO2 = append(c.breaths.EtCO2, b.events[i].EtCO2)
	}
}

func (c *beatColumns) endRow() {
	c.beats.Ends = append(c.beats.Ends, uint32(len(c.beats.Times)))
	c.breaths.Ends = append(c.breaths.Ends, uint32(len(c.breaths.Times)))
}

func nanos(seconds float64) int64 { return int64(math.Round(seconds * 1e9)) }
