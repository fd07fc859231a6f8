package sdk

import (
	"cmp"
	"slices"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// input returns the part's rows of an input of n rows.
func (p part) input(in *devicesim.Input, n int) *devicesim.Input {
	sub := &devicesim.Input{Time: in.Time, Interval: in.Interval, Rows: p.devices}
	for _, row := range p.rows {
		sub.Due = append(sub.Due, in.Due[row])
	}
	for at := 0; at+n <= len(in.Signals); at += n {
		for _, row := range p.rows {
			sub.Signals = append(sub.Signals, in.Signals[at+int(row)])
		}
	}
	if len(in.Beats.Ends) > 0 {
		for _, row := range p.rows {
			from, to := in.Beats.Row(int(row))
			b := &sub.Beats
			b.Times, b.Kinds = append(b.Times, in.Beats.Times[from:to]...), append(b.Kinds, in.Beats.Kinds[from:to]...)
			b.RR, b.Stroke = append(b.RR, in.Beats.RR[from:to]...), append(b.Stroke, in.Beats.Stroke[from:to]...)
			b.Ends = append(b.Ends, uint32(len(b.Times)))
		}
	}
	if len(in.Breaths.Ends) > 0 {
		for _, row := range p.rows {
			from, to := in.Breaths.Row(int(row))
			b := &sub.Breaths
			b.Times = append(b.Times, in.Breaths.Times[from:to]...)
			b.Volume, b.EtCO2 = append(b.Volume, in.Breaths.Volume[from:to]...), append(b.EtCO2, in.Breaths.EtCO2[from:to]...)
			b.Ends = append(b.Ends, uint32(len(b.Times)))
		}
	}
	return sub
}

// place is a message in one of several replies.
type place struct {
	piece, index int
	device       uint32
}

// merge puts the messages of several replies into the order of their devices.
func merge(reply *devicev1.StepResponse, pieces []*devicev1.StepResponse) {
	var order []place
	for p, piece := range pieces {
		for i, d := range piece.Devices {
			order = append(order, place{p, i, d})
		}
		reply.Acts = append(reply.Acts, piece.Acts...)
		reply.Errors = append(reply.Errors, piece.Errors...)
	}
	slices.SortStableFunc(order, func(a, b place) int { return cmp.Compare(a.device, b.device) })
	slices.SortStableFunc(reply.Acts, func(a, b *devicev1.Act) int { return cmp.Compare(a.Device, b.Device) })
	for _, at := range order {
		p, i := pieces[at.piece], at.index
		from := uint32(0)
		if i > 0 {
			from = p.Ends[i-1]
		}
		reply.Payloads = append(reply.Payloads, p.Payloads[from:p.Ends[i]]...)
		reply.Ends = append(reply.Ends, uint32(len(reply.Payloads)))
		reply.Devices, reply.Streams = append(reply.Devices, at.device), append(reply.Streams, p.Streams[i])
		reply.Boots, reply.Seqs = append(reply.Boots, p.Boots[i]), append(reply.Seqs, p.Seqs[i])
		reply.TimesNs = append(reply.TimesNs, p.TimesNs[i])
	}
}
