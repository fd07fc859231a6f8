package instrument

import (
	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// sendWaves sends the chunks that the step has filled, wave by wave. A hung device's
// samples are lost.
func (b *batch) sendWaves(r int, d *device, out *devicesim.Outbox) {
	if d.rig.resting {
		return
	}
	for i := range d.setup.wiring.taps {
		if t := &d.setup.wiring.taps[i]; t.sent {
			b.sendWave(r, d, i, t, out)
		}
	}
}

func (b *batch) sendWave(r int, d *device, i int, t *tapSetup, out *devicesim.Outbox) {
	c, counts := &d.rig.chunks[i], b.intake.pieces[i].Counts
	step := 1e9 / (t.Rate * d.rig.pace)
	at := d.start + int64(b.intake.times[i]*1e9)
	for done := 0; done < len(counts); {
		if len(c.counts) == 0 {
			c.time = at + int64(float64(done)*step)
		}
		n := min(t.chunk-len(c.counts), len(counts)-done)
		piece := counts[done : done+n]
		done += n
		if n < t.chunk { // else it goes without a stay
			c.counts = append(c.counts, piece...)
			if piece = c.counts; len(piece) < t.chunk {
				return
			}
		}
		if !d.combined.hang {
			s := d.stamp(streamWave, c.time)
			out.Send(place(r, streamWave, s), t.field.append(out.Begin(), d, s, piece))
		}
		c.counts = c.counts[:0]
	}
}
