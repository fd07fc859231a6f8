package plugins

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// chunkBytes bounds one Open or Restore request: gRPC servers refuse more than
// 4 MiB unless told otherwise.
const chunkBytes = 2 << 20

// reopen opens the devices in proc in the state that the journal says: the last
// snapshot, then all that was asked since. What they send is dropped, since it was
// handed out before.
func (b *batch) reopen(ctx context.Context, proc *process) error {
	if b.lost {
		b.plugin.quarantine("model " + b.model.description.Type + " has no snapshots and ran too long to be replayed")
		return ErrQuarantined
	}
	if b.openIn == proc.generation {
		if err := b.forget(ctx, proc); err != nil {
			return err
		}
	}
	b.openIn = 0
	if err := b.openSet(ctx, proc, b.living()); err != nil {
		return err
	}
	if err := b.replay(ctx, proc); err != nil {
		return err
	}
	b.openIn, b.stale, b.opened = proc.generation, false, true
	return nil
}

// replay repeats what was asked since the snapshot. What the plugin answers must be
// what it answered the first time; if it is not, the run goes on and is no longer
// repeatable.
func (b *batch) replay(ctx context.Context, proc *process) error {
	if edition := b.plugin.currentEdition(); edition != b.edition {
		clear(b.journal.sums) // another program may answer otherwise
		b.edition = edition
	}
	differs := false
	for i, msg := range b.journal.since {
		var sum uint64
		err := within(ctx, b.plugin.cfg.Timeouts.Step, func(ctx context.Context) (err error) {
			sum, err = b.repeat(ctx, proc, msg)
			return err
		})
		if err != nil && !answered(err) {
			return fmt.Errorf("replay: %w", err)
		}
		differs = differs || err == nil && b.journal.sums[i] != 0 && sum != b.journal.sums[i]
	}
	if differs {
		b.plugin.countDivergence(b.model.description.Type)
	}
	return nil
}

// repeat sends a request of the journal again and returns the digest of the answer
// to a step.
func (b *batch) repeat(ctx context.Context, proc *process, msg proto.Message) (sum uint64, err error) {
	switch req := msg.(type) {
	case *devicev1.StepRequest:
		if len(req.Handles) == 0 {
			return 0, nil
		}
		var reply *devicev1.StepResponse
		if reply, err = proc.Step(ctx, req); err == nil {
			sum = digest(b.seed, reply)
		}
	case *devicev1.InjectRequest:
		_, err = proc.Inject(ctx, req)
	case *devicev1.RestoreRequest:
		_, err = proc.Restore(ctx, req)
	case *devicev1.CommandRequest:
		_, err = proc.Command(ctx, req)
	}
	return sum, err
}

// openSet opens or restores some of the devices, so many a call as fit.
func (b *batch) openSet(ctx context.Context, proc *process, set []int) error {
	for from := 0; from < len(set); {
		to, size := from, 0
		for to < len(set) && (to == from || size < chunkBytes) {
			size += proto.Size(b.devices[set[to]])
			if b.journal.states != nil {
				size += len(b.journal.states[set[to]])
			}
			to++
		}
		err := within(ctx, b.plugin.cfg.Timeouts.Open, func(ctx context.Context) error { return b.openChunk(ctx, proc, set[from:to]) })
		if err != nil {
			return err
		}
		from = to
	}
	return nil
}

func (b *batch) openChunk(ctx context.Context, proc *process, set []int) error {
	m := b.model.description
	devices := make([]*devicev1.OpenDevice, len(set))
	for i, d := range set {
		devices[i] = b.devices[d]
	}
	if b.journal.states == nil {
		reply, err := proc.Open(ctx, &devicev1.OpenRequest{Model: m.Type, Devices: devices})
		if err != nil {
			return err
		}
		return b.refused(reply.Errors)
	}
	states := make([][]byte, len(set))
	for i, d := range set {
		states[i] = b.journal.states[d]
	}
	reply, err := proc.Restore(ctx, &devicev1.RestoreRequest{Model: m.Type, StateVersion: m.StateVersion, Devices: devices, States: states})
	if err != nil {
		return err
	}
	return b.refused(reply.Errors)
}

// refused is the first of a reply's errors, if any.
func (b *batch) refused(errs []*devicev1.DeviceError) error {
	if len(errs) == 0 {
		return nil
	}
	e := errs[0]
	i := int(e.GetHandle()) - int(b.first)
	if i < 0 || i >= len(b.devices) {
		return fmt.Errorf("reply has an error of handle %d, which it was not asked about", e.GetHandle())
	}
	return answer{&openError{device: i, id: b.devices[i].Id, why: e.GetMessage()}}
}

// forget closes the devices in proc.
func (b *batch) forget(ctx context.Context, proc *process) error {
	req := &devicev1.CloseRequest{Handles: make([]uint32, len(b.devices))}
	for i, d := range b.devices {
		req.Handles[i] = d.Handle
	}
	return within(ctx, b.plugin.cfg.Timeouts.Open, func(ctx context.Context) error {
		_, err := proc.Close(ctx, req)
		return err
	})
}

// snapshot takes the state of all devices and starts the journal from there.
func (b *batch) snapshot(ctx context.Context) error {
	var req *devicev1.SnapshotRequest
	var states [][]byte
	err := b.do(ctx, b.plugin.cfg.Timeouts.Open, func(ctx context.Context, proc *process) error {
		req = &devicev1.SnapshotRequest{} // Devices may be isolated on the way.
		for _, d := range b.living() {
			req.Handles = append(req.Handles, b.devices[d].Handle)
		}
		if len(req.Handles) == 0 {
			states = make([][]byte, len(b.devices))
			return nil
		}
		reply, err := proc.Snapshot(ctx, req)
		if err != nil {
			return err
		}
		states, err = b.states(reply)
		return err
	})
	if err == nil {
		b.journal.cut(states)
	}
	return err
}

// states sorts the states of a reply by device; each must be there.
func (b *batch) states(reply *devicev1.SnapshotResponse) ([][]byte, error) {
	if reply.StateVersion != b.model.description.StateVersion {
		return nil, fmt.Errorf("snapshot has state version %q, the model said %q", reply.StateVersion, b.model.description.StateVersion)
	}
	states := make([][]byte, len(b.devices))
	found := 0
	for _, s := range reply.States {
		i := int(s.GetHandle()) - int(b.first)
		if i < 0 || i >= len(states) || states[i] != nil {
			return nil, fmt.Errorf("snapshot has handle %d, which it should not have or has twice", s.GetHandle())
		}
		if states[i] = s.GetState(); states[i] == nil {
			states[i] = []byte{}
		}
		found++
	}
	if want := len(b.living()); found < want {
		return nil, fmt.Errorf("snapshot has %d of %d devices", found, want)
	}
	return states, nil
}

// snapshotter is the ability of a batch whose model has a state version.
type snapshotter struct{ b *batch }

// Snapshot appends the state of one device to dst. The states of a batch are
// fetched together, once a step.
func (s snapshotter) Snapshot(device int, dst []byte) ([]byte, error) {
	b := s.b
	if b.dead[device] {
		return dst, b.wrap(b.isolation(device))
	}
	if b.journal.states == nil || len(b.journal.since) > 0 || b.stale {
		if err := b.snapshot(context.Background()); err != nil {
			return dst, err
		}
	}
	return append(dst, b.journal.states[device]...), nil
}

// Restore puts one device into a state that Snapshot gave.
func (s snapshotter) Restore(device int, state []byte) error {
	b := s.b
	if b.dead[device] {
		return b.wrap(b.isolation(device))
	}
	req := &devicev1.RestoreRequest{
		Model: b.model.description.Type, StateVersion: b.model.description.StateVersion,
		Devices: b.devices[device : device+1], States: [][]byte{append([]byte{}, state...)},
	}
	err := b.do(context.Background(), b.plugin.cfg.Timeouts.Open, func(ctx context.Context, proc *process) error {
		reply, err := proc.Restore(ctx, req)
		if err != nil {
			return err
		}
		return b.refused(reply.Errors)
	})
	if err == nil {
		b.journal.add(req, 0)
	}
	return err
}

// injector is the ability of a batch whose model declares faults.
type injector struct{ b *batch }

// Inject starts or stops a fault on devices of the batch.
func (i injector) Inject(devices []int, fault string, params json.RawMessage, stop bool, at time.Time) error {
	b := i.b
	req := &devicev1.InjectRequest{Fault: fault, Params: params, Stop: stop, TimeNs: nanoseconds(at)}
	for _, d := range devices {
		if d < 0 || d >= len(b.devices) {
			return fmt.Errorf("inject %s: no device %d in a batch of %d", fault, d, len(b.devices))
		}
		if b.dead[d] {
			return b.wrap(fmt.Errorf("inject %s: %w", fault, b.isolation(d)))
		}
		req.Handles = append(req.Handles, b.devices[d].Handle)
	}
	err := b.do(context.Background(), b.plugin.cfg.Timeouts.Step, func(ctx context.Context, proc *process) error {
		reply, err := proc.Inject(ctx, req)
		if err != nil || len(reply.Errors) == 0 {
			return err
		}
		return answer{errors.New("inject " + fault + ": " + reply.Errors[0].GetMessage())}
	})
	if err == nil {
		b.journal.add(req, 0)
	}
	return err
}
