package devicetest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// record is one message as it left.
type record struct {
	step, device, stream int
	boot                 uint32
	seq                  uint64
	time                 int64
	payload              string
}

// player drives the devices of one batch.
type player struct {
	d     devicesim.Description
	batch devicesim.Batch
	rest  *restingBody // of a model that wants waves
	dt    time.Duration
	spoil func(in *devicesim.Input) // changes an input before it is given
	out   devicesim.Outbox
	log   []record
}

// open opens the devices from first to last, each with a seed of its own.
func open(m devicesim.Model, first, last int) (*player, error) {
	d := m.Describe()
	p := &player{d: d, dt: d.Interval.Default}
	if p.dt <= 0 {
		p.dt = time.Second
	}
	if !d.Continuous {
		p.dt *= dueEvery
	}
	var err error
	if d.WantsWaves {
		if p.rest, err = newRestingBody(); err != nil {
			return nil, err
		}
	}
	p.batch, err = m.Open(context.Background(), specs(first, last, p.dt*dueEvery))
	if err != nil {
		return nil, fmt.Errorf("open %d devices with the default config: %w", last-first, err)
	}
	return p, nil
}

func specs(first, last int, every time.Duration) []devicesim.Spec {
	var list []devicesim.Spec
	for i := first; i < last; i++ {
		list = append(list, devicesim.Spec{
			Patient: fmt.Sprintf("test-%04d", i), Device: fmt.Sprintf("test-%04d-device", i), Seed: uint64(i)*7919 + 1, Start: start(), Every: every,
		})
	}
	return list
}

// step gives step k to the devices of the fleet that the batch holds from index
// offset on, in one call.
func (p *player) step(k, offset int, devices []int32) error {
	in := input(&p.d, p.rest, devices, k, p.dt)
	if !p.d.Continuous {
		for i := range in.Due {
			in.Due[i] = true
		}
	}
	in.Rows = make([]int32, len(devices))
	for i, d := range devices {
		in.Rows[i] = d - int32(offset)
	}
	if p.spoil != nil {
		p.spoil(in)
	}
	p.out.Reset()
	if err := p.batch.Step(context.Background(), in, &p.out); err != nil {
		return fmt.Errorf("step %d: %w", k, err)
	}
	last := int32(-1)
	for i, msg := range p.out.Messages {
		if msg.Row < last || int(msg.Row) >= len(devices) || int(msg.Stream) >= len(p.d.Streams) {
			return fmt.Errorf("step %d: message %d is of row %d and stream %d: messages come in the order of the %d rows, streams from the %d described", k, i, msg.Row, msg.Stream, len(devices), len(p.d.Streams))
		}
		last = msg.Row
		p.log = append(p.log, record{k, int(devices[msg.Row]), int(msg.Stream), msg.Boot, msg.Seq, msg.Time, string(p.out.Payload(i))})
	}
	for _, e := range p.out.Errors {
		return fmt.Errorf("step %d: row %d failed: %s", k, e.Row, e.Message)
	}
	return nil
}

// all are the device numbers from first to last.
func all(first, last int) (list []int32) {
	for i := first; i < last; i++ {
		list = append(list, int32(i))
	}
	return list
}

// run plays the steps from a to b with the whole fleet in one batch.
func (p *player) run(a, b int) error {
	devices := all(0, fleet)
	for k := a; k < b; k++ {
		if err := p.step(k, 0, devices); err != nil {
			return err
		}
	}
	return nil
}

// whole is the log of an undisturbed play of n steps.
func whole(m devicesim.Model, n int) ([]record, error) {
	p, err := open(m, 0, fleet)
	if err != nil {
		return nil, err
	}
	defer p.batch.Close()
	err = p.run(0, n)
	return p.log, err
}

// of are the records of one device from a step on.
func of(log []record, device, from int) (list []record) {
	for _, r := range log {
		if r.device == device && r.step >= from {
			list = append(list, r)
		}
	}
	return list
}

// same compares two logs of one device.
func same(got, want []record) error {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Errorf("device %d, step %d: got\n  %s\nwant (step %d)\n  %s", want[i].device, got[i].step, show(got[i]), want[i].step, show(want[i]))
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d messages, want %d", len(got), len(want))
	}
	return nil
}

func show(r record) string {
	return fmt.Sprintf("stream %d boot %d seq %d time %d %s", r.stream, r.boot, r.seq, r.time, strings.ToValidUTF8(r.payload, "?"))
}
