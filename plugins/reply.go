package plugins

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// decoder turns replies into messages. A plugin may say anything, so a reply is
// checked as a whole before any of it is used.
type decoder struct {
	streams []devicesim.Stream
	reply   devicev1.StepResponse
	first   uint32
	rows    map[uint32]int32 // of the handles in a reply's errors
	counts  map[countKey]uint64
}

// countKey names the messages that are counted by the host, for want of any number
// in reply or payload.
type countKey struct {
	handle uint32
	stream uint32
	boot   uint32
}

// check returns what in the reply breaks the protocol.
func (d *decoder) check(req *devicev1.StepRequest, first uint32) error {
	r, rows := &d.reply, uint32(len(req.Handles))
	d.first = first
	n := len(r.Ends)
	if len(r.Devices) != n || len(r.Streams) != n || unlike(len(r.TimesNs), n) || unlike(len(r.Seqs), n) || unlike(len(r.Boots), n) {
		return fmt.Errorf("step: reply has columns of unequal length for %d messages", n)
	}
	start, row := uint32(0), uint32(0)
	for m, end := range r.Ends {
		switch {
		case end < start || int(end) > len(r.Payloads):
			return fmt.Errorf("step: message %d of the reply ends at %d, after %d, of %d bytes", m, end, start, len(r.Payloads))
		case r.Devices[m] >= rows || r.Devices[m] < row:
			return fmt.Errorf("step: message %d of the reply is of device %d, after %d, of %d", m, r.Devices[m], row, rows)
		case int(r.Streams[m]) >= len(d.streams):
			return fmt.Errorf("step: message %d of the reply is of stream %d of %d", m, r.Streams[m], len(d.streams))
		case len(r.TimesNs) > 0 && r.TimesNs[m] > math.MaxInt64:
			return fmt.Errorf("step: message %d of the reply has the time %d, beyond what a clock can show", m, r.TimesNs[m])
		}
		start, row = end, r.Devices[m]
	}
	for _, a := range r.Acts {
		if a.GetDevice() >= rows {
			return fmt.Errorf("step: an act of the reply is of device %d of %d", a.GetDevice(), rows)
		}
	}
	return d.checkErrors(req)
}

func unlike(got, want int) bool { return got != 0 && got != want }

// checkErrors finds the rows of the handles that the reply has errors of.
func (d *decoder) checkErrors(req *devicev1.StepRequest) error {
	if len(d.reply.Errors) == 0 {
		return nil
	}
	d.rows = make(map[uint32]int32, len(req.Handles))
	for row, h := range req.Handles {
		d.rows[h] = int32(row)
	}
	for _, e := range d.reply.Errors {
		if _, ok := d.rows[e.GetHandle()]; !ok {
			return fmt.Errorf("step: reply has an error of handle %d, which was not stepped", e.GetHandle())
		}
	}
	return nil
}

// deliver puts a reply that was checked into out. Rows gives the row of the input
// for each row of the request; nil: the same.
func (d *decoder) deliver(req *devicev1.StepRequest, rows []int32, out *devicesim.Outbox) {
	place := func(row int32) int32 {
		if rows == nil {
			return row
		}
		return rows[row]
	}
	r, start := &d.reply, uint32(0)
	for m, end := range r.Ends {
		payload := r.Payloads[start:end]
		start = end
		msg := devicesim.Message{Row: int32(r.Devices[m]), Stream: uint8(r.Streams[m]), Time: int64(req.TimeNs)}
		if len(r.TimesNs) > 0 {
			msg.Time = int64(r.TimesNs[m])
		}
		if len(r.Boots) > 0 {
			msg.Boot = r.Boots[m]
		} else if n, ok := numberAt(payload, d.streams[msg.Stream].BootPointer); ok {
			msg.Boot = uint32(n)
		}
		if len(r.Seqs) > 0 {
			msg.Seq = r.Seqs[m]
		} else if n, ok := numberAt(payload, d.streams[msg.Stream].SeqPointer); ok {
			msg.Seq = n
		} else {
			msg.Seq = d.count(req.Handles[msg.Row], &msg)
		}
		msg.Row = place(msg.Row)
		out.Send(msg, append(out.Begin(), payload...))
	}
	for _, a := range r.Acts {
		out.Act(place(int32(a.GetDevice())), a.GetAction(), a.GetParams())
	}
	for _, e := range r.Errors {
		out.Fail(place(d.rows[e.GetHandle()]), e.GetMessage(), e.GetFatal())
	}
}

func (d *decoder) count(handle uint32, m *devicesim.Message) uint64 {
	if d.counts == nil {
		d.counts = make(map[countKey]uint64)
	}
	key := countKey{handle, uint32(m.Stream), m.Boot}
	n := d.counts[key]
	d.counts[key]++
	return n
}
