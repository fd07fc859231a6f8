package scenarios

import (
	"math"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin"
)

// rhythmLog is when the hearts of a block's twins beat and their breaths began
// in the last tick, for the devices that ask. It never touches a body.
type rhythmLog struct {
	wanted  []bool // by twin of the block
	any     bool
	before  []rates // at the end of the tick before
	beats   []twinBeats
	breaths []twinBeats
}

// rates are what drives a twin's rhythm.
type rates struct{ hr, rr, strokeRest float64 }

// twinBeats are the events of one twin in one tick, in seconds since the start.
type twinBeats struct {
	times []float64
	last  float64 // time of the last event, NaN before the first
	value [2]float64
}

// rhythmSignals are read for every twin whose rhythm is wanted.
func rhythmSignals() []physiology.Signal {
	return []physiology.Signal{physiology.HR, physiology.RR, physiology.SV, physiology.VT, physiology.EtCO2}
}

func (r *rhythmLog) want(i, n int) {
	if r.wanted == nil {
		r.wanted = make([]bool, n)
		r.before = make([]rates, n)
		r.beats, r.breaths = make([]twinBeats, n), make([]twinBeats, n)
	}
	r.wanted[i], r.any = true, true
}

// settle takes the rates at rest, from which the first interval starts.
func (r *rhythmLog) settle(twins []twin.Twin) {
	if !r.any {
		return
	}
	want, v := rhythmSignals(), [5]float64{}
	for i := range twins {
		twins[i].Observe(want, v[:])
		r.before[i] = rates{hr: v[0], rr: v[1], strokeRest: v[2]}
		r.beats[i].last, r.breaths[i].last = math.NaN(), math.NaN()
	}
}

// advance finds the events of the interval that the twins have just lived through.
func (r *rhythmLog) advance(twins []twin.Twin, from, dt float64) {
	if !r.any {
		return
	}
	want, v := rhythmSignals(), [5]float64{}
	for i := range twins {
		if !r.wanted[i] {
			continue
		}
		t := &twins[i]
		t.Observe(want, v[:])
		was := &r.before[i]
		beats, breaths := &r.beats[i], &r.breaths[i]
		beats.begin()
		breaths.begin()
		beats.times = t.Beats.Advance(from, dt, was.hr, v[0], beats.times)
		breaths.times = t.Breaths.Advance(from, dt, was.rr, v[1], breaths.times)
		beats.value[0] = v[2] / max(was.strokeRest, 1)
		breaths.value = [2]float64{v[3], v[4]}
		was.hr, was.rr = v[0], v[1]
	}
}

// begin makes room for a new interval and remembers the last event before it.
func (b *twinBeats) begin() {
	if n := len(b.times); n > 0 {
		b.last = b.times[n-1]
	}
	b.times = b.times[:0]
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
	for _, t := range b.times {
		c.beats.Times = append(c.beats.Times, start+nanos(t))
		c.beats.Kinds = append(c.beats.Kinds, 'N')
		c.beats.RR = append(c.beats.RR, t-last)
		c.beats.Stroke = append(c.beats.Stroke, b.value[0])
		last = t
	}
}

func (c *beatColumns) addBreaths(b *twinBeats, start int64) {
	for _, t := range b.times {
		c.breaths.Times = append(c.breaths.Times, start+nanos(t))
		c.breaths.Volume = append(c.breaths.Volume, b.value[0])
		c.breaths.EtCO2 = append(c.breaths.EtCO2, b.value[1])
	}
}

func (c *beatColumns) endRow() {
	c.beats.Ends = append(c.beats.Ends, uint32(len(c.beats.Times)))
	c.breaths.Ends = append(c.breaths.Ends, uint32(len(c.breaths.Times)))
}

func nanos(seconds float64) int64 { return int64(math.Round(seconds * 1e9)) }
