package plugins

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"time"

	"google.golang.org/grpc"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// batch is a set of devices that are open in a plugin. It is used by one goroutine
// at a time.
type batch struct {
	model   *model
	plugin  *Plugin
	devices []*devicev1.OpenDevice
	first   uint32 // handle of device 0; the others follow

	openIn  int  // generation of the process in which the devices are open, 0: none
	stale   bool // they are open there, but not in the state of the journal
	opened  bool // they were open once: that they cannot be opened again is a failure
	lost    bool // the journal outgrew its memory and no snapshot can replace it
	closed  bool
	journal journal
	decoder decoder
	codec   grpc.CallOption
	silent  []bool // per device: reported as lost
	dead    []bool // per device: isolated, since it makes the plugin fail
	edition int    // of the plugin's program, in which the journal was written
	seed    maphash.Seed

	rows []int32 // row of the input by row of the request; nil: the same
	gone []int32 // rows whose devices were isolated in this step
	why  string  // they were
}

func newBatch(m *model, specs []devicesim.Spec) (*batch, error) {
	handles, err := m.plugin.handles(len(specs))
	if err != nil {
		return nil, err
	}
	b := &batch{model: m, plugin: m.plugin, devices: make([]*devicev1.OpenDevice, len(specs)), silent: make([]bool, len(specs)), dead: make([]bool, len(specs)), seed: maphash.MakeSeed()}
	for i, s := range specs {
		b.devices[i] = &devicev1.OpenDevice{
			Handle: handles[i], Id: s.Device, Config: s.Config, Seed: s.Seed,
			Patient: s.Patient, PeriodNs: uint64(max(s.Every, 0)), StartNs: nanoseconds(s.Start),
		}
	}
	if len(handles) > 0 {
		b.first = handles[0]
	}
	b.decoder.streams = m.description.Streams
	b.codec = grpc.ForceCodecV2(newStepCodec())
	return b, nil
}

// nanoseconds is virtual time as the protocol has it; the zero Time is 0.
func nanoseconds(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(max(t.UnixNano(), 0))
}

// do makes one call on the batch's devices. If the plugin fails on the way it is
// brought back, the devices are restored, and the call is made again.
func (b *batch) do(ctx context.Context, limit time.Duration, call func(context.Context, *process) error) error {
	return b.doStep(ctx, nil, limit, call)
}

// doStep is do for a step: of a step that fails again and again the device that
// makes it fail is taken out.
func (b *batch) doStep(ctx context.Context, req *devicev1.StepRequest, limit time.Duration, call func(context.Context, *process) error) error {
	if b.closed {
		return fmt.Errorf("batch of %s: %w", b.model.description.Type, ErrClosed)
	}
	for failures := 0; ; failures++ {
		if failures >= suspicion && b.opened {
			b.isolate(ctx, req)
		}
		proc, err := b.plugin.acquire(ctx)
		if err != nil {
			return err
		}
		err = b.try(ctx, proc, limit, call)
		switch {
		case err == nil || b.openIn == proc.generation && answered(err):
			return b.wrap(err)
		case ctx.Err() != nil:
			b.stale = true // the call may have been carried out or not
			return ctx.Err()
		case !b.opened && answered(err):
			return b.wrap(err)
		}
		b.plugin.failed(proc, proc.obituary(err))
	}
}

// try makes a call in a process, in which the devices are opened first if they are
// not. The process is not replaced on purpose meanwhile.
func (b *batch) try(ctx context.Context, proc *process, limit time.Duration, call func(context.Context, *process) error) error {
	b.plugin.gate.RLock()
	defer b.plugin.gate.RUnlock()
	if b.openIn != proc.generation || b.stale {
		if err := b.reopen(ctx, proc); err != nil {
			return err
		}
	}
	return within(ctx, limit, func(ctx context.Context) error { return call(ctx, proc) })
}

func (b *batch) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("plugin %s: %s: %w", b.plugin.cfg.Name, b.model.description.Type, err)
}

func within(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return call(ctx)
}

// Step sends the input to the plugin and puts the reply into out. It blocks while
// a plugin that failed is brought back. The devices of a quarantined plugin send
// nothing; each is reported to out once as a fatal DeviceError.
func (b *batch) Step(ctx context.Context, in *devicesim.Input, out *devicesim.Outbox) error {
	for _, d := range in.Rows {
		if d < 0 || int(d) >= len(b.devices) {
			return fmt.Errorf("step %s: row names device %d of %d", b.model.description.Type, d, len(b.devices))
		}
	}
	req := b.journal.request()
	b.fill(req, in)
	b.rows, b.gone = nil, b.gone[:0]
	b.strip(req)
	retiring := false
	err := b.doStep(ctx, req, b.plugin.cfg.Timeouts.Step, func(ctx context.Context, proc *process) error {
		retiring = proc.retiring.Load()
		if len(req.Handles) == 0 && len(in.Rows) > 0 {
			b.decoder.reply.Reset() // nobody is left
			return nil
		}
		begin := time.Now()
		defer func() { b.plugin.latencies.add(time.Since(begin)) }()
		if err := proc.conn.Invoke(ctx, devicev1.DeviceModel_Step_FullMethodName, req, &b.decoder.reply, b.codec); err != nil {
			return err
		}
		return b.decoder.check(req, b.first)
	})
	switch {
	case errors.Is(err, ErrQuarantined):
		b.journal.giveBack(req)
		b.fallSilent(in, out, err)
		return nil
	case err != nil && !answered(err):
		b.journal.giveBack(req)
		return err
	}
	if err == nil {
		b.decoder.deliver(req, b.rows, out)
		for _, row := range b.gone {
			out.Fail(row, b.why, true)
		}
	}
	b.keep(ctx, req, retiring)
	return err
}

// keep puts a step into the journal and takes a snapshot when it is time to, or
// when the process is about to be replaced.
func (b *batch) keep(ctx context.Context, req *devicev1.StepRequest, retiring bool) {
	if b.model.description.Stateless || b.lost {
		b.journal.giveBack(req)
		return
	}
	b.journal.add(req, digest(b.seed, &b.decoder.reply))
	full := b.journal.bytes >= b.plugin.cfg.JournalBytes || retiring && b.model.description.StateVersion != ""
	switch {
	case b.model.description.StateVersion != "" && (full || b.journal.steps >= b.plugin.cfg.SnapshotEvery):
		// An error is no loss: the journal still holds all, and the next step meets it.
		_ = b.snapshot(ctx)
	case b.model.description.StateVersion == "" && full:
		b.lost = true
		b.journal.cut(nil)
		b.plugin.cfg.Log.Warn("a model without snapshots has run too long to be replayed: its next crash is its end",
			"model", b.model.description.Type, "bytes", b.plugin.cfg.JournalBytes)
	}
}

// fallSilent reports the rows' devices as gone, each once.
func (b *batch) fallSilent(in *devicesim.Input, out *devicesim.Outbox, err error) {
	for row, d := range in.Rows {
		if !b.silent[d] {
			b.silent[d] = true
			out.Fail(int32(row), err.Error(), true)
		}
	}
}

// Command passes a command from the platform on.
func (b *batch) Command(device int, name string, payload []byte, at time.Time) ([]byte, error) {
	if b.dead[device] {
		return nil, b.wrap(fmt.Errorf("command %s: %w", name, b.isolation(device)))
	}
	req := &devicev1.CommandRequest{Handle: b.devices[device].Handle, Name: name, Payload: payload, TimeNs: nanoseconds(at)}
	var reply *devicev1.CommandResponse
	err := b.do(context.Background(), b.plugin.cfg.Timeouts.Step, func(ctx context.Context, proc *process) (err error) {
		reply, err = proc.Command(ctx, req)
		return err
	})
	if err != nil {
		return nil, err
	}
	b.journal.add(req, 0)
	if reply.Error != "" {
		return reply.Reply, b.wrap(errors.New(reply.Error))
	}
	return reply.Reply, nil
}

// Close closes the devices. A plugin that is down forgets them anyway.
func (b *batch) Close() error {
	if b.closed {
		return nil
	}
	b.closed = true
	b.plugin.countDevices(-len(b.devices))
	proc, err := b.plugin.current()
	if err != nil || proc == nil || b.openIn != proc.generation {
		return nil //nolint:nilerr // A plugin that is closed or given up has no devices.
	}
	return b.wrap(b.forget(context.Background(), proc))
}
