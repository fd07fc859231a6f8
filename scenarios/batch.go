package scenarios

import (
	"context"
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/twin"
)

// batchSize is how many devices are stepped in one call: enough that a plugin's
// call costs little a device, few enough that the work spreads.
const batchSize = 1024

// batch is the devices of one model that are stepped in one call.
type batch struct {
	desc    devicesim.Description
	open    devicesim.Batch
	devices []int   // index in the plan, ascending
	twins   []int32 // by slot
	timers  []timer // by slot
	joins   []time.Duration
	start   int64 // run's start, ns since the Unix epoch
	in      devicesim.Input
	out     devicesim.Outbox
	columns beatColumns
	held    []heldEvents // by slot: what a model that is not continuous has not seen yet
	values  []float64
	active  bool // the last step called the model
}

// heldEvents are beats and breaths since a device's last step.
type heldEvents struct {
	beats   twinBeats
	breaths twinBreaths
}

func openBatch(ctx context.Context, p *plan, g deviceGroup, devices []int) (*batch, error) {
	b := &batch{
		desc: g.desc, devices: devices, start: p.start.UnixNano(),
		twins: make([]int32, len(devices)), timers: make([]timer, len(devices)), joins: make([]time.Duration, len(devices)),
		values: make([]float64, len(g.desc.Inputs)), held: make([]heldEvents, len(devices)),
	}
	specs := make([]devicesim.Spec, len(devices))
	for slot, n := range devices {
		d := &p.devices[n]
		specs[slot] = d.spec
		b.twins[slot] = int32(d.twin)
		b.joins[slot] = p.twins[d.twin].joins
		b.timers[slot] = newTimer(d, draw(p.spec.Seed, d.id, "jitter"), b.joins[slot])
		b.held[slot].beats.last = math.NaN()
	}
	var err error
	if b.open, err = g.model.Open(ctx, specs); err != nil {
		return nil, err
	}
	if l, knows := b.open.(devicesim.Listener); knows {
		b.desc.WantsWaves = l.Listens()
	}
	return b, nil
}

// step hands the batch the interval that ends now and collects what it sends.
func (b *batch) step(ctx context.Context, f *fleet, now time.Duration) error {
	b.seatRows(now)
	if b.wantsEvents() {
		b.collect(f)
	}
	b.out.Reset()
	b.active = len(b.in.Rows) > 0
	if !b.active {
		return nil
	}
	b.in.Time = time.Unix(0, b.start).UTC().Add(now)
	b.in.Interval = b.interval(f)
	b.fill(f)
	if b.desc.WantsWaves {
		b.tick(f)
	}
	return b.open.Step(ctx, &b.in, &b.out)
}

// interval is the step's length: the tick, or a device's whole publish period.
func (b *batch) interval(f *fleet) time.Duration {
	if b.desc.Continuous {
		return f.plan.step
	}
	return f.plan.devices[b.devices[b.in.Rows[0]]].every
}

// seatRows decides which devices take part and who of them reports.
func (b *batch) seatRows(now time.Duration) {
	b.in.Rows, b.in.Due = b.in.Rows[:0], b.in.Due[:0]
	for slot := range b.timers {
		due := b.timers[slot].due(now)
		if due || (b.desc.Continuous && now > b.joins[slot]) {
			b.in.Rows = append(b.in.Rows, int32(slot))
			b.in.Due = append(b.in.Due, due)
		}
	}
}

// fill reads the declared signals of each row's body into columns.
func (b *batch) fill(f *fleet) {
	rows, wants := len(b.in.Rows), len(b.desc.Inputs)
	if cap(b.in.Signals) < rows*wants {
		b.in.Signals = make([]float64, rows*wants)
	}
	b.in.Signals = b.in.Signals[:rows*wants]
	for r, slot := range b.in.Rows {
		f.observe(int(b.twins[slot]), b.desc.Inputs, b.values)
		for i, v := range b.values {
			b.in.Signals[i*rows+r] = v
		}
	}
}

// tick tells each row's sources of waves what its twin did.
func (b *batch) tick(f *fleet) {
	b.in.Ticks = b.in.Ticks[:0]
	for _, slot := range b.in.Rows {
		b.in.Ticks = append(b.in.Ticks, f.twins[b.twins[slot]].Tick())
	}
}

func (b *batch) wantsEvents() bool {
	return b.desc.WantsBeats || b.desc.WantsBreaths || b.desc.WantsWaves
}

// collect gives the rows the beats and breaths of their interval; devices that
// are not stepped now have theirs kept.
func (b *batch) collect(f *fleet) {
	b.columns.reset()
	r := 0
	for slot, t := range b.twins {
		blk := &f.blocks[int(t)/twin.BlockSize]
		beats, breaths := &blk.rhythm.beats[int(t)-blk.first], &blk.rhythm.breaths[int(t)-blk.first]
		held := &b.held[slot]
		seated := r < len(b.in.Rows) && int(b.in.Rows[r]) == slot
		if !b.desc.Continuous {
			held.beats.add(beats)
			held.breaths.add(breaths)
			beats, breaths = &held.beats, &held.breaths
		}
		if !seated {
			continue
		}
		b.columns.addBeats(beats, b.start)
		b.columns.addBreaths(breaths, b.start)
		b.columns.endRow()
		if !b.desc.Continuous {
			held.beats.begin()
			held.breaths.events = held.breaths.events[:0]
		}
		r++
	}
	b.in.Beats, b.in.Breaths = b.columns.beats, b.columns.breaths
}

// add keeps another tick's events.
func (b *twinBeats) add(tick *twinBeats) {
	b.events = append(b.events, tick.events...)
	b.stroke = tick.stroke
}

// add keeps another tick's breaths.
func (b *twinBreaths) add(tick *twinBreaths) { b.events = append(b.events, tick.events...) }

// timer says when a device publishes: at its phase within the first interval,
// then every interval, each time with its own jitter.
type timer struct {
	next, base    time.Duration
	every, jitter time.Duration
	key           key
	n             uint64
}

func newTimer(d *plannedDevice, k key, joins time.Duration) timer {
	t := timer{base: joins + d.publish.phase, every: d.every, jitter: d.publish.jitter, key: k}
	t.aim()
	return t
}

func (t *timer) aim() {
	t.next = t.base + time.Duration(t.n)*t.every
	if t.jitter > 0 {
		t.next += time.Duration(t.key.at(t.n).unit() * float64(t.jitter))
	}
}

// due reports whether a publish time has come since the last call. Times that
// passed within one tick are one publish.
func (t *timer) due(now time.Duration) bool {
	if now <= t.next {
		return false
	}
	for now > t.next {
		t.n++
		t.aim()
	}
	return true
}
