package instrument

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
)

// batch holds the state of its devices in columns: the channels of device d are
// channels[d*n:(d+1)*n], and so on.
type batch struct {
	model    *model
	setups   []*setup
	devices  []device
	channels []channelState
	alarms   []alarmState
	meters   []meters
	delays   []sensor.Delay
	fields   []plainjson.Field
	columns  []columns
	lines    int // delay lines a device
	closed   bool

	// What follows is scratch memory of a step.
	source source
	random *rand.Rand
	raw    []float64
	values []plainjson.Value

	kept    bool // the driver wants this step remembered
	intake  intake
	driven  []float64 // by channel
	driving driving
	scratch Drive
}

// source lets one rand.Rand draw from the stream of the device at hand.
type source struct{ pcg *rand.PCG }

func (s *source) Uint64() uint64 { return s.pcg.Uint64() }

type alarmState = alarm.Alarm

// device is one device apart from its columns.
type device struct {
	state  deviceState
	noise  rand.PCG // of the errors that the device always has
	fault  rand.PCG // of faults
	active []active // faults in force

	combined combined     // derived from active
	driven   any          // state of the driver
	worn     *sensor.Wear // of a glucose sensor
	memory   []stored     // reports that wait, channel by channel
	rig      *rig         // nil without waves

	setup   *setup
	header  plainjson.Header
	id      string
	patient string
	every   time.Duration
	start   int64
}

// deviceState is what a snapshot keeps of a device itself; the fields have fixed
// sizes and are exported for encoding/binary.
type deviceState struct {
	Boot      uint32
	Alarms    uint32 // alarms raised since boot
	Seq       [streamCount]uint64
	UpAt      int64 // the device is down until then; 0: it is up
	Skipped   uint32
	Begun     bool // the first step has been
	Restarted bool // to be reported
	Battery   sensor.Battery
	Reported  int64  // time of the last report
	Stored    uint32 // reports in the memory
	Halted    bool   // delivery was stopped because the power went
}

// channelState is what one channel of one device remembers.
type channelState struct {
	Lag     sensor.Lag
	Noise   sensor.Noise
	Motion  sensor.Motion
	Stuck   sensor.Stuck
	CGM     sensor.CGM
	Bias    float64 // this device's constant offset, in standard deviations of its class
	Value   float64 // as shown
	Given   bool    // there is a value
	Quality quality
	Ready   int64 // no value before
	Taken   int64 // time of the last spot measurement
}

func (b *batch) open(i int, s *setup, spec *devicesim.Spec) error {
	d := &b.devices[i]
	*d = device{
		setup: s, id: spec.Device, patient: spec.Patient, every: spec.Every, start: spec.Start.UnixNano(),
		noise: sensor.Stream(spec.Seed, "noise"), fault: sensor.Stream(spec.Seed, "fault"),
		header: plainjson.NewHeader(spec.Patient, spec.Device, b.model.table.Type),
	}
	if d.every <= 0 {
		d.every = b.model.table.Period
	}
	if n := b.model.table.Memory * len(b.model.table.Channels); n > 0 {
		d.memory = make([]stored, n)
	}
	if b.model.table.wears() {
		d.worn = &sensor.Wear{Inserted: d.start - int64(s.wear.worn)}
	}
	making := sensor.Stream(spec.Seed, "calibration")
	b.source.pcg = &making
	for c := range b.own(i) {
		b.own(i)[c].Bias = b.random.NormFloat64()
		b.own(i)[c].Quality = starting
		if b.model.table.Channels[c].CGM {
			b.own(i)[c].CGM = sensor.DrawCGM(b.random, s.grade)
		}
	}
	if life := b.model.table.Battery; life > 0 {
		d.state.Battery = sensor.Battery{Charge: 80 + 20*b.random.Float64(), Begin: d.start, Life: life}
	}
	if s.driver != nil {
		d.driven = s.driver.New(b.random)
	}
	if s.wiring != nil {
		d.rig = &rig{seed: spec.Seed, base: math.NaN()}
		d.rig.begin(s.wiring)
	}
	d.combine(&b.model.table)
	if d.rig == nil || s.wiring.record.Length > 0 {
		return nil
	}
	if err := d.rig.open(s.wiring, 0, d.combined.pace()); err != nil {
		return fmt.Errorf("device %s: %w", d.id, err)
	}
	return nil
}

// own returns the channels of device d.
func (b *batch) own(d int) []channelState {
	n := len(b.model.table.Channels)
	return b.channels[d*n : (d+1)*n]
}

func (b *batch) ownAlarms(d int) []alarmState {
	n := len(b.model.table.Rules)
	return b.alarms[d*n : (d+1)*n]
}

func (b *batch) ownMeters(d int) *meters {
	if len(b.meters) == 0 {
		return nil
	}
	return &b.meters[d]
}

func (b *batch) ownDelays(d int) []sensor.Delay {
	return b.delays[d*b.lines : (d+1)*b.lines]
}

// Step implements devicesim.Batch.
func (b *batch) Step(ctx context.Context, in *devicesim.Input, out *devicesim.Outbox) error {
	if err := b.check(ctx, in); err != nil {
		return fmt.Errorf("step %d devices of %s: %w", len(in.Rows), b.model.table.Type, err)
	}
	for _, s := range b.setups {
		s.pace(in.Interval.Seconds())
	}
	for r := range in.Rows {
		if err := b.stepDevice(in, r, out); err != nil {
			return fmt.Errorf("step %d devices of %s: %w", len(in.Rows), b.model.table.Type, err)
		}
	}
	return nil
}

func (b *batch) check(ctx context.Context, in *devicesim.Input) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	rows, signals := len(in.Rows), len(b.model.description.Inputs)
	switch {
	case b.closed:
		return fmt.Errorf("the batch is closed; open a new one")
	case in.Interval <= 0:
		return fmt.Errorf("the interval is %v; it must be above 0", in.Interval)
	case len(in.Due) != rows:
		return fmt.Errorf("%d rows but %d due flags", rows, len(in.Due))
	case len(in.Signals) != rows*signals:
		return fmt.Errorf("%d signal values, want %d rows of %d", len(in.Signals), rows, signals)
	case b.model.description.WantsBeats && len(in.Beats.Ends) != 0 && len(in.Beats.Ends) != rows:
		return fmt.Errorf("%d rows but beats of %d", rows, len(in.Beats.Ends))
	case b.model.description.WantsBreaths && len(in.Breaths.Ends) != 0 && len(in.Breaths.Ends) != rows:
		return fmt.Errorf("%d rows but breaths of %d", rows, len(in.Breaths.Ends))
	}
	for _, d := range in.Rows {
		if d < 0 || int(d) >= len(b.devices) {
			return fmt.Errorf("there is no device %d among %d", d, len(b.devices))
		}
		if b.devices[d].rig != nil && len(in.Ticks) != rows {
			return fmt.Errorf("device %s has waves, but %d rows come with %d ticks: waves are made in the process of a run alone", b.devices[d].id, rows, len(in.Ticks))
		}
	}
	return nil
}

func (b *batch) stepDevice(in *devicesim.Input, r int, out *devicesim.Outbox) error {
	index, now := int(in.Rows[r]), in.Time.UnixNano()
	d := &b.devices[index]
	if !b.powered(index, now) {
		b.halt(in, r, index, out)
		return nil
	}
	due := in.Due[r] && !d.combined.hang && d.slot()
	if d.rig != nil {
		if err := b.sample(in, r, index); err != nil {
			return err
		}
		b.attend(index, now)
	}
	b.hear(in, r, index, now)
	b.drive(in, r, index, now, out)
	b.measure(in, r, index, now, due)
	d.state.Begun = true
	if d.state.Restarted && !d.combined.hang {
		d.state.Restarted = false
		b.sendRestarted(r, d, now, out)
	}
	switch {
	case due:
		b.sendObs(r, index, now, out)
	case b.kept && b.observe(index, now):
		b.store(index, now)
	}
	if d.rig != nil {
		if err := b.sendWaves(r, d, out); err != nil {
			return err
		}
	}
	return b.alarm(r, index, now, out)
}

// powered tells whether the device runs; one that comes up again restarts.
func (b *batch) powered(index int, now int64) bool {
	d := &b.devices[index]
	if up := d.state.UpAt; up != 0 {
		if now < up {
			return false
		}
		b.restart(index, now)
	}
	return d.state.Battery.Life == 0 || d.state.Battery.Level(now) > 0
}

// restart is what a reboot leaves: calibration, battery and clock, but no memory.
func (b *batch) restart(index int, now int64) {
	d := &b.devices[index]
	d.state.UpAt, d.state.Restarted = 0, true
	d.state.Boot++
	d.state.Seq, d.state.Alarms, d.state.Skipped, d.state.Halted = [streamCount]uint64{}, 0, 0, false
	clear(b.ownAlarms(index))
	clear(b.ownDelays(index))
	if m := b.ownMeters(index); m != nil {
		*m = meters{}
	}
	if d.rig != nil {
		d.rig.begin(d.setup.wiring)
		d.rig.base = math.NaN()
	}
	own := b.own(index)
	for c := range own {
		own[c] = channelState{CGM: own[c].CGM, Bias: own[c].Bias, Noise: own[c].Noise, Quality: starting, Ready: now + int64(b.model.table.Channels[c].Settle)}
	}
}

// slot tells whether a due report is made; a slow device lets some pass.
func (d *device) slot() bool {
	if d.combined.slow <= 1 {
		return true
	}
	d.state.Skipped++
	if float64(d.state.Skipped) < d.combined.slow {
		return false
	}
	d.state.Skipped = 0
	return true
}

// Close implements devicesim.Batch. Closing again does nothing.
func (b *batch) Close() error {
	b.closed = true
	return nil
}

// missing is the value of a channel that has none.
func missing() float64 { return math.NaN() }
