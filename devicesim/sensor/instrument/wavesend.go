package instrument

import (
	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
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
			out.Send(place(r, streamWave, s), b.appendWave(out.Begin(), d, t, s, piece))
		}
		c.counts = c.counts[:0]
	}
}

// appendWave writes a chunk in the device's encoding of waves.
func (b *batch) appendWave(dst []byte, d *device, t *tapSetup, s plainjson.Stamp, samples []int16) []byte {
	return plainjson.AppendWave(dst, &d.header, s, &t.field, samples)
}

// ucum is the UCUM code of a wave's unit.
func ucum(unit string) string {
	switch unit {
	case "mmHg":
		return "mm[Hg]"
	case "g":
		return "[g]"
	case "ohm":
		return "Ohm"
	}
	return unit
}
