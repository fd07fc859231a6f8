package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// Devices keeps the devices of a batch for models that do not want to keep them by
// themselves: embedded into a batch it makes it a Snapshotter and an Injector. S is
// what one device knows; all of it must be exported fields that JSON can hold.
type Devices[S any] struct {
	Of       []S // by device
	faults   []map[string][]json.RawMessage
	declared []devicesim.Fault
	params   map[string]*Schema
	closed   bool
}

// saved is a device's state as Snapshot writes it.
type saved[S any] struct {
	State  *S                           `json:"state"`
	Faults map[string][]json.RawMessage `json:"faults,omitempty"`
}

// NewDevices returns n devices in the zero state. The error is of a fault's schema.
func NewDevices[S any](d devicesim.Description, n int) (Devices[S], error) {
	b := Devices[S]{Of: make([]S, n), faults: make([]map[string][]json.RawMessage, n), declared: d.Faults, params: map[string]*Schema{}}
	for _, f := range d.Faults {
		if f.ParamsSchema == "" {
			continue
		}
		s, err := Compile(f.ParamsSchema)
		if err != nil {
			return b, fmt.Errorf("fault %s: %w", f.Name, err)
		}
		b.params[f.Name] = s
	}
	return b, nil
}

// Ready is the error with which a Step of a closed batch or under an ended context
// must return.
func (b *Devices[S]) Ready(ctx context.Context) error {
	if b.closed {
		return errors.New("the batch is closed")
	}
	return ctx.Err()
}

// Failing reports whether a fault is in force, with the parameters that it was last
// started with.
func (b *Devices[S]) Failing(device int32, fault string) (json.RawMessage, bool) {
	active := b.faults[device][fault]
	if len(active) == 0 {
		return nil, false
	}
	return active[len(active)-1], true
}

// Inject starts or stops a declared fault. A fault that was started twice must be
// stopped twice.
func (b *Devices[S]) Inject(devices []int, fault string, params json.RawMessage, stop bool, _ time.Time) error {
	if !slices.ContainsFunc(b.declared, func(f devicesim.Fault) bool { return f.Name == fault }) {
		return errors.New("there is no fault " + fault)
	}
	for _, d := range devices {
		if d < 0 || d >= len(b.Of) {
			return fmt.Errorf("inject %s: there is no device %d", fault, d)
		}
	}
	if schema := b.params[fault]; schema != nil && !stop {
		if problems := schema.Check(params); len(problems) > 0 {
			return fmt.Errorf("inject %s: %s: %s", fault, problems[0].Pointer, problems[0].Summary)
		}
	}
	for _, d := range devices {
		active := b.faults[d][fault]
		switch {
		case !stop:
			if b.faults[d] == nil {
				b.faults[d] = map[string][]json.RawMessage{}
			}
			b.faults[d][fault] = append(active, either(params, json.RawMessage("{}")))
		case len(active) > 0:
			b.faults[d][fault] = active[:len(active)-1]
		}
	}
	return nil
}

func either(a, b json.RawMessage) json.RawMessage {
	if len(a) > 0 {
		return slices.Clone(a) // The caller's memory is used again.
	}
	return b
}

// Snapshot appends the state of one device to dst.
func (b *Devices[S]) Snapshot(device int, dst []byte) ([]byte, error) {
	text, err := json.Marshal(saved[S]{&b.Of[device], b.faults[device]})
	if err != nil {
		return dst, fmt.Errorf("snapshot: %w", err)
	}
	return append(dst, text...), nil
}

// Restore puts one device into a state that Snapshot gave.
func (b *Devices[S]) Restore(device int, state []byte) error {
	s := saved[S]{}
	if err := json.Unmarshal(state, &s); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if s.State == nil {
		return errors.New("restore: this is no state of a device")
	}
	b.Of[device], b.faults[device] = *s.State, s.Faults
	return nil
}

// Close closes the batch; closing it again does nothing.
func (b *Devices[S]) Close() error {
	b.closed = true
	return nil
}
