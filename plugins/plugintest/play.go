package plugintest

import (
	"context"
	"fmt"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// play drives a fleet of one model through the host and writes down what it sends.
type play struct {
	d      devicesim.Description
	body   *body
	batch  devicesim.Batch
	change func(*devicesim.Input) // changes an input before it is given
	out    devicesim.Outbox
	acts   []devicesim.Act
	log    []string
	next   int
}

func specs(d *devicesim.Description, n int) []devicesim.Spec {
	list := make([]devicesim.Spec, n)
	for i := range list {
		list[i] = devicesim.Spec{
			Patient: fmt.Sprintf("test-%04d", i), Device: fmt.Sprintf("test-%04d-device", i), Seed: uint64(i)*7919 + 1,
			Start: start(), Every: dueEvery * interval(d),
		}
	}
	return list
}

func newPlay(ctx context.Context, m devicesim.Model, b *body) (*play, error) {
	d := m.Describe()
	batch, err := m.Open(ctx, specs(&d, fleet))
	if err != nil {
		return nil, err
	}
	return &play{d: d, body: b, batch: batch}, nil
}

// run plays the steps from a to b.
func (p *play) run(ctx context.Context, a, b int) error {
	rows := make([]int32, fleet)
	for i := range rows {
		rows[i] = int32(i)
	}
	var in devicesim.Input
	for k := a; k < b; k++ {
		p.body.input(&in, &p.d, rows, k)
		if p.change != nil {
			p.change(&in)
		}
		p.out.Reset()
		if err := p.batch.Step(ctx, &in, &p.out); err != nil {
			return fmt.Errorf("step %d: %w", k, err)
		}
		for i, m := range p.out.Messages {
			p.log = append(p.log, fmt.Sprintf("step %d device %d stream %d boot %d seq %d time %d %s", k, m.Row, m.Stream, m.Boot, m.Seq, m.Time, p.out.Payload(i)))
		}
		for _, act := range p.out.Acts {
			p.acts = append(p.acts, act)
			p.log = append(p.log, fmt.Sprintf("step %d device %d act %s %s", k, act.Row, act.Action, act.Params))
		}
		for _, e := range p.out.Errors {
			return fmt.Errorf("step %d: device %d failed: %s", k, e.Row, e.Message)
		}
		p.next = k + 1
	}
	return nil
}

// same compares two logs.
func same(got, want []string) error {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Errorf("got\n  %.600q\nwant\n  %.600q", got[i], want[i])
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d messages, want %d", len(got), len(want))
	}
	if len(want) == 0 {
		return fmt.Errorf("%d devices sent nothing in %d steps", fleet, steps)
	}
	return nil
}
