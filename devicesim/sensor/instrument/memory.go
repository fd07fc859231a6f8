package instrument

import (
	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
)

// stored is what one channel said in a report that waits in the device's memory.
type stored struct {
	Time    int64 // on the device's clock, ns
	Value   float64
	Absent  bool
	Silent  bool // the channel had nothing to say
	Quality quality
}

// store keeps what b.values say as a report of this time; of a full memory the oldest
// report is lost.
func (b *batch) store(index int, now int64) {
	d, n := &b.devices[index], len(b.model.table.Channels)
	if int(d.state.Stored)*n == len(d.memory) {
		copy(d.memory, d.memory[n:])
		d.state.Stored--
	}
	slot := d.memory[int(d.state.Stored)*n:][:n]
	d.state.Stored++
	for c := range slot {
		slot[c] = stored{Time: d.combined.clock.At(now), Silent: true}
	}
	for i := range b.values {
		v := &b.values[i]
		for c := range slot {
			if v.Field != &b.fields[c] {
				continue
			}
			q := b.own(index)[c].Quality
			if v.Quality == plainjson.QualityDropout {
				q = dropout
			}
			slot[c] = stored{Time: slot[c].Time, Value: v.Value, Absent: v.Absent, Quality: q}
		}
	}
}

// recall sends what the memory holds, the oldest first, each with its own time.
func (b *batch) recall(r, index int, out *devicesim.Outbox) {
	d, n := &b.devices[index], len(b.model.table.Channels)
	for i := range int(d.state.Stored) {
		b.values = b.values[:0]
		slot := d.memory[i*n:][:n]
		for c, v := range slot {
			if !v.Silent {
				b.values = append(b.values, plainjson.Value{Field: &b.fields[c], Value: v.Value, Decimals: d.setup.channels[c].decimals, Absent: v.Absent, Quality: v.Quality.String()})
			}
		}
		s := plainjson.Stamp{Boot: d.state.Boot, Seq: d.state.Seq[streamObs], Time: slot[0].Time}
		d.state.Seq[streamObs]++
		out.Send(place(r, streamObs, s), plainjson.AppendObs(out.Begin(), &d.header, s, b.values))
	}
	d.state.Stored = 0
}
