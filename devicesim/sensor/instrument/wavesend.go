package instrument

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/waveform"
)

// sendWaves sends the chunks that the step has filled, wave by wave. A hung device's
// samples are lost.
func (b *batch) sendWaves(r int, d *device, out *devicesim.Outbox) error {
	if d.rig.resting {
		return nil
	}
	for i := range d.setup.wiring.taps {
		if t := &d.setup.wiring.taps[i]; t.sent {
			if err := b.sendWave(r, d, i, t, out); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) sendWave(r int, d *device, i int, t *tapSetup, out *devicesim.Outbox) error {
	c, counts := &d.rig.chunks[i], b.intake.counts[i]
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
				return nil
			}
		}
		if !d.combined.hang {
			s := d.stamp(streamWave, c.time)
			payload, err := b.appendWave(out.Begin(), d, t, s, piece)
			if err != nil {
				return fmt.Errorf("device %s: %w", d.id, err)
			}
			out.Send(place(r, streamWave, s), payload)
		}
		c.counts = c.counts[:0]
	}
	return nil
}

// appendWave writes a chunk in the device's encoding of waves.
func (b *batch) appendWave(dst []byte, d *device, t *tapSetup, s plainjson.Stamp, samples []int16) ([]byte, error) {
	if d.setup.wiring.format == formatJSON {
		return plainjson.AppendWave(dst, &d.header, s, &t.field, samples), nil
	}
	c := &b.intake.chunk
	*c = waveform.Chunk{
		Patient: d.patient, Device: d.id, Boot: s.Boot, Seq: s.Seq, Time: s.Time, Code: t.ID, Rate: t.Rate, Unit: ucum(t.info.Unit),
		Gain: t.LSB, Low: -math.MaxInt16, High: math.MaxInt16, Samples: samples,
	}
	if d.setup.wiring.format == formatFHIR {
		return waveform.AppendFHIR(dst, c)
	}
	return waveform.AppendBinary(dst, c)
}

// format is how a device writes its waves.
type format uint8

const (
	formatJSON format = iota
	formatFHIR
	formatBinary
)

func formatNames() []string { return []string{"json", "sampleddata", "binary"} }

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
