package sdk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// Step steps devices, whichever batches they are in. Each batch is given the rows
// of its own devices; the messages are then put back into the order of the request.
func (s *server) Step(ctx context.Context, req *devicev1.StepRequest) (*devicev1.StepResponse, error) {
	parts, err := s.split(req)
	if err != nil {
		return nil, err
	}
	in, err := input(req, len(parts) > 0 && parts[0].group.description.Continuous)
	if err != nil {
		return nil, err
	}
	reply := &devicev1.StepResponse{}
	if len(parts) == 1 && slices.IsSorted(parts[0].devices) {
		in.Rows = parts[0].devices
		err = parts[0].group.step(ctx, in, nil, req, reply)
		return reply, err
	}
	pieces := make([]*devicev1.StepResponse, len(parts))
	for i := range parts {
		if err := ctx.Err(); err != nil {
			return nil, status.FromContextError(err).Err()
		}
		pieces[i] = &devicev1.StepResponse{}
		part := parts[i].sorted()
		if err := part.group.step(ctx, part.input(in, len(req.Handles)), part.rows, req, pieces[i]); err != nil {
			return nil, err
		}
	}
	merge(reply, pieces)
	return reply, nil
}

// part is the rows of a request that belong to one batch.
type part struct {
	group   *group
	rows    []uint32 // index into the request's handles
	devices []int32  // index into the batch, one a row
}

// split sorts the rows by batch, batches in order of their first row.
func (s *server) split(req *devicev1.StepRequest) ([]part, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var parts []part
	at := -1 // part of the row before
	known := make(map[*group]int)
	for row, h := range req.Handles {
		sl, ok := s.slots[h]
		if !ok {
			return nil, status.Errorf(codes.NotFound, "no device with handle %d is open", h)
		}
		if sl.group.model != req.Model {
			return nil, status.Errorf(codes.InvalidArgument, "handle %d is a %s, not a %s", h, sl.group.model, req.Model)
		}
		if at < 0 || parts[at].group != sl.group {
			var seen bool
			if at, seen = known[sl.group]; !seen {
				at = len(parts)
				known[sl.group] = at
				parts = append(parts, part{group: sl.group})
			}
		}
		if parts[at].rows == nil && len(parts) == 1 { // usually all are of one batch
			parts[at].rows, parts[at].devices = make([]uint32, 0, len(req.Handles)), make([]int32, 0, len(req.Handles))
		}
		parts[at].rows = append(parts[at].rows, uint32(row))
		parts[at].devices = append(parts[at].devices, sl.index)
	}
	return parts, nil
}

// sorted returns the part with its devices in ascending order.
func (p part) sorted() part {
	order := make([]int, len(p.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.devices[a], p.devices[b]) })
	q := part{group: p.group}
	for _, i := range order {
		q.rows, q.devices = append(q.rows, p.rows[i]), append(q.devices, p.devices[i])
	}
	return q
}

// input reads a request; signals are shared with it, not copied.
func input(req *devicev1.StepRequest, continuous bool) (*devicesim.Input, error) {
	n := len(req.Handles)
	in := &devicesim.Input{Time: clock(req.TimeNs), Interval: time.Duration(req.IntervalNs), Signals: req.Signals, Due: make([]bool, n)}
	for row := range in.Due {
		in.Due[row] = !continuous
	}
	for _, row := range req.Due {
		if int(row) >= n {
			return nil, status.Errorf(codes.InvalidArgument, "due names row %d of %d", row, n)
		}
		in.Due[row] = true
	}
	if b := req.Beats; b != nil && len(b.Ends) > 0 {
		if !columns(b.Ends, n, len(b.TimesNs), len(b.Kinds), len(b.RrS), len(b.Stroke)) {
			return nil, status.Error(codes.InvalidArgument, "beats: columns do not fit together")
		}
		in.Beats = devicesim.Beats{Ends: b.Ends, Times: times(b.TimesNs), Kinds: make([]uint8, len(b.Kinds)), RR: b.RrS, Stroke: b.Stroke}
		for i, k := range b.Kinds {
			in.Beats.Kinds[i] = uint8(k)
		}
	}
	if b := req.Breaths; b != nil && len(b.Ends) > 0 {
		if !columns(b.Ends, n, len(b.TimesNs), len(b.VolumeMl), len(b.Etco2Mmhg)) {
			return nil, status.Error(codes.InvalidArgument, "breaths: columns do not fit together")
		}
		in.Breaths = devicesim.Breaths{Ends: b.Ends, Times: times(b.TimesNs), Volume: b.VolumeMl, EtCO2: b.Etco2Mmhg}
	}
	return in, nil
}

// columns reports whether ends has n rising entries, the last of which is the
// length of each column.
func columns(ends []uint32, n int, lengths ...int) bool {
	if len(ends) != n || !slices.IsSorted(ends) {
		return false
	}
	return !slices.ContainsFunc(lengths, func(l int) bool { return l != int(ends[n-1]) })
}

func times(ns []uint64) []int64 {
	ts := make([]int64, len(ns))
	for i, t := range ns {
		ts[i] = int64(t)
	}
	return ts
}

// step steps a batch and puts what it sends into reply. Rows says which row of the
// request each row of the input is; nil: the same.
func (g *group) step(ctx context.Context, in *devicesim.Input, rows []uint32, req *devicev1.StepRequest, reply *devicev1.StepResponse) error {
	if want := len(g.description.Inputs) * len(in.Rows); len(in.Signals) != want {
		return status.Errorf(codes.InvalidArgument, "%d signal values, want %d", len(in.Signals), want)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn ^= 1 // the reply before may still be on its way out
	out := &g.out[g.turn]
	out.Reset()
	if err := g.batch.Step(ctx, in, out); err != nil {
		return status.Error(codes.Aborted, err.Error())
	}
	fill(reply, out, rows, req.Handles)
	return nil
}

// fill puts an outbox into a reply, which shares the outbox's payloads.
func fill(reply *devicev1.StepResponse, out *devicesim.Outbox, rows, handles []uint32) {
	row := func(r int32) uint32 {
		if rows == nil {
			return uint32(r)
		}
		return rows[r]
	}
	n := len(out.Messages)
	words, longs := make([]uint32, 4*n), make([]uint64, 2*n)
	reply.Ends, reply.Devices, reply.Streams, reply.Boots = words[:n:n], words[n:2*n:2*n], words[2*n:3*n:3*n], words[3*n:]
	reply.TimesNs, reply.Seqs = longs[:n:n], longs[n:]
	reply.Payloads = out.Begin()
	end := uint32(0)
	for i := range out.Messages {
		m := &out.Messages[i]
		end += uint32(len(out.Payload(i)))
		reply.Ends[i], reply.Devices[i], reply.Streams[i], reply.Boots[i] = end, row(m.Row), uint32(m.Stream), m.Boot
		reply.TimesNs[i], reply.Seqs[i] = uint64(max(m.Time, 0)), m.Seq
	}
	for _, a := range out.Acts {
		reply.Acts = append(reply.Acts, &devicev1.Act{Device: row(a.Row), Action: a.Action, Params: a.Params})
	}
	for _, e := range out.Errors {
		reply.Errors = append(reply.Errors, &devicev1.DeviceError{Handle: handles[row(e.Row)], Message: e.Message, Fatal: e.Fatal})
	}
}
