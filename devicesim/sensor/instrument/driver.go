package instrument

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// Driver is what a device does on its own: it decides, acts on the patient and knows
// the values of channels from FromDriver. One serves all devices of equal config, so
// what a device remembers is in its state.
type Driver interface {
	// New is the state of one device at its start: a pointer to a struct of fixed
	// size, for encoding/binary. It may draw from r.
	New(r *rand.Rand) any
	// Step lets the time of x pass and writes the values of the channels.
	Step(state any, x *Drive)
}

// Drive is one step of one device's driver.
type Drive struct {
	Now     int64               // at the end of the step, ns
	Seconds float64             // length of the step
	Days    float64             // since the start
	Signals func(i int) float64 // the i-th of Table.Wants; NaN where there is none
	Blocked bool                // what it delivers does not arrive
	Heart   []rhythm.Event      // of the step, where the table has waves
	Values  []float64           // by channel, to be written; NaN is none
	Random  *rand.Rand
	Act     func(action, params string)

	// Keep is set by a driver whose values of this step are worth a report of their
	// own: it is sent with the next one that is due, with the time of this step.
	Keep bool
}

// Commanded is a Driver that takes commands from the platform. An error refuses one
// and says why.
type Commanded interface {
	Command(state any, name string, payload []byte, at time.Time) (reply []byte, err error)
}

// Halting is a Driver that must stop what it delivers when its power goes.
type Halting interface {
	Halt(state any, act func(action, params string))
}

// halt stops what a device delivers, once, when it has no power any more.
func (b *batch) halt(in *devicesim.Input, r, index int, out *devicesim.Outbox) {
	d := &b.devices[index]
	h, can := d.setup.driver.(Halting)
	if !can || d.state.Halted {
		return
	}
	d.state.Halted = true
	b.driving = driving{in: in, row: r, rows: len(in.Rows), out: out}
	h.Halt(d.driven, b.scratch.Act)
}

// DriverOf makes a Driver of a config that the type's schema admits.
type DriverOf func(config json.RawMessage) (Driver, []devicesim.ConfigProblem)

// drive steps the driver of a device, if its type has one.
func (b *batch) drive(in *devicesim.Input, r, index int, now int64, out *devicesim.Outbox) {
	d := &b.devices[index]
	b.kept = false
	if d.setup.driver == nil {
		return
	}
	b.source.pcg = &d.noise
	rows := len(in.Rows)
	x := &b.scratch
	x.Now, x.Seconds, x.Days = now, in.Interval.Seconds(), float64(now-d.start)/86400e9
	x.Keep = false
	x.Blocked, x.Values, x.Random = d.combined.blocked, b.driven, b.random
	b.driving = driving{in: in, row: r, rows: rows, out: out}
	x.Heart = nil
	if len(in.Ticks) == rows {
		x.Heart = in.Ticks[r].Heart
	}
	for i := range x.Values {
		x.Values[i] = math.NaN()
	}
	d.setup.driver.Step(d.driven, x)
	b.kept = x.Keep && len(d.memory) > 0
}

// driving is the step at hand, for the functions of Drive, which are made once.
type driving struct {
	in        *devicesim.Input
	row, rows int
	out       *devicesim.Outbox
}

// prepareDrive makes the functions that drivers call.
func (b *batch) prepareDrive(wants []int) {
	b.driven = make([]float64, len(b.model.table.Channels))
	b.scratch.Signals = func(i int) float64 {
		x := b.driving.in.Signals[wants[i]*b.driving.rows+b.driving.row]
		if math.IsInf(x, 0) {
			return math.NaN()
		}
		return x
	}
	b.scratch.Act = func(action, params string) {
		b.driving.out.Act(int32(b.driving.row), action, []byte(params))
	}
}

// wanted are the places of the driver's signals in the input.
func (m *model) wanted() (at []int) {
	for _, s := range m.table.Wants {
		for i, have := range m.description.Inputs {
			if have == s {
				at = append(at, i)
			}
		}
	}
	return at
}
