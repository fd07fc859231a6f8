package plugins

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// Limits on the search for a device that makes its plugin fail.
const (
	suspicion   = 2 // failures of one step, one after the other, that start it
	maxIsolated = 8 // devices of a batch; with more the plugin itself is at fault
)

// isolation is the error of calls on a device that was taken out.
func (b *batch) isolation(device int) error {
	return fmt.Errorf("device %s was taken out because it makes the plugin fail: %w", b.devices[device].Id, ErrQuarantined)
}

// living are the devices that have not been taken out.
func (b *batch) living() []int {
	list := make([]int, 0, len(b.devices))
	for d := range b.devices {
		if !b.dead[d] {
			list = append(list, d)
		}
	}
	return list
}

// isolate looks for the devices that make the plugin fail, by bisection on replay
// in processes of their own, and takes them out: the others go on. It takes none
// where the failure does not repeat or is another batch's, where it takes more than
// one device, and where so many fail that the plugin as a whole is to blame.
func (b *batch) isolate(ctx context.Context, req *devicev1.StepRequest) {
	set := b.living()
	most := min(maxIsolated-(len(b.devices)-len(set)), len(set)/2)
	if b.lost || most < 1 {
		return
	}
	s := search{batch: b, ctx: ctx, req: req, most: most}
	if err := b.probe(ctx, set, req); err != nil {
		s.in(set, err)
	}
	if len(s.found) > most || ctx.Err() != nil {
		return
	}
	for i, device := range s.found {
		b.takeOut(device, s.why[i], req)
	}
}

// search is one search for devices that make the plugin fail.
type search struct {
	batch *batch
	ctx   context.Context //nolint:containedctx // It is the one step's.
	req   *devicev1.StepRequest
	most  int
	found []int
	why   []error
}

// in searches a set of devices with which the plugin is known to fail.
func (s *search) in(set []int, err error) {
	switch {
	case len(s.found) > s.most || s.ctx.Err() != nil:
		return
	case len(set) == 1:
		s.found, s.why = append(s.found, set[0]), append(s.why, err)
		return
	}
	left, right := set[:len(set)/2], set[len(set)/2:]
	if failed := s.batch.probe(s.ctx, left, s.req); failed != nil {
		s.in(left, failed)
	}
	if failed := s.batch.probe(s.ctx, right, s.req); failed != nil {
		s.in(right, failed)
	}
}

// probe opens some of the devices in a process of their own, replays the journal
// and makes the step. The error is how the process failed; a process that cannot
// be started proves nothing.
func (b *batch) probe(ctx context.Context, set []int, req *devicev1.StepRequest) error {
	proc, err := b.plugin.launch(ctx)
	if err != nil {
		return nil
	}
	defer proc.kill()
	if err := b.openSet(ctx, proc, set); err != nil {
		return proc.obituary(err)
	}
	has := func(handle uint32) bool { _, ok := slices.BinarySearch(set, int(handle-b.first)); return ok }
	todo := b.journal.since
	if req != nil {
		todo = append(slices.Clone(todo), req)
	}
	for _, msg := range todo {
		part := reduced(msg, has)
		if part == nil {
			continue
		}
		err := within(ctx, b.plugin.cfg.Timeouts.Step, func(ctx context.Context) error {
			_, err := b.repeat(ctx, proc, part)
			return err
		})
		if err != nil && !answered(err) {
			return proc.obituary(err)
		}
	}
	return nil
}

// reduced is the part of a request that concerns some devices; nil: none of it.
func reduced(msg proto.Message, has func(handle uint32) bool) proto.Message {
	msg = proto.Clone(msg)
	switch req := msg.(type) {
	case *devicev1.StepRequest:
		if pick(req, has); len(req.Handles) == 0 {
			return nil
		}
	case *devicev1.InjectRequest:
		req.Handles = slices.DeleteFunc(req.Handles, func(h uint32) bool { return !has(h) })
		if len(req.Handles) == 0 {
			return nil
		}
	case *devicev1.RestoreRequest:
		if !has(req.Devices[0].Handle) {
			return nil
		}
	case *devicev1.CommandRequest:
		if !has(req.Handle) {
			return nil
		}
	}
	return msg
}

// takeOut goes on without a device.
func (b *batch) takeOut(device int, err error, req *devicev1.StepRequest) {
	b.dead[device] = true
	why, _, _ := strings.Cut(err.Error(), "\n") // without the stack
	b.why = fmt.Sprintf("it makes plugin %s fail: %s", b.plugin.cfg.Name, why)
	alive := func(handle uint32) bool { return !b.dead[handle-b.first] }
	kept := b.journal.since[:0]
	for _, msg := range b.journal.since {
		if part := reduced(msg, alive); part != nil {
			kept = append(kept, part)
		}
	}
	b.journal.since, b.journal.sums = kept, make([]uint64, len(kept))
	if req != nil {
		b.strip(req)
	}
	b.plugin.countIsolated(b.devices[device].Id, why)
}

// strip takes the rows of isolated devices out of a request and notes those that
// are not known yet.
func (b *batch) strip(req *devicev1.StepRequest) {
	if !slices.Contains(b.dead, true) {
		return
	}
	before, handles := b.rows, slices.Clone(req.Handles)
	rows := pick(req, func(handle uint32) bool { return !b.dead[handle-b.first] })
	place := func(row int32) int32 {
		if before == nil {
			return row
		}
		return before[row]
	}
	for row, h := range handles {
		if d := h - b.first; b.dead[d] && !b.silent[d] {
			b.silent[d] = true
			b.gone = append(b.gone, place(int32(row)))
		}
	}
	for i, row := range rows {
		rows[i] = place(row)
	}
	b.rows = rows
}

// countIsolated notes a device that was taken out. The failures on the way to it
// are explained and count no more.
func (p *Plugin) countIsolated(id, why string) {
	p.mu.Lock()
	p.isolated++
	p.failures = nil
	p.reason = fmt.Sprintf("device %s was taken out: %s", id, why)
	p.mu.Unlock()
	p.cfg.Log.Warn("a device makes the plugin fail; the others go on without it", "device", id, "reason", why)
	p.notify()
}
