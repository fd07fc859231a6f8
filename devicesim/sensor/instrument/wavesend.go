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

// sendWave sends what a wave's step has filled of chunks. A stored wave's only chunk
// goes round and round until it is asked for.
func (b *batch) sendWave(r int, d *device, i int, t *tapSetup, out *devicesim.Outbox) error {
	c, counts := &d.rig.chunks[i], b.intake.counts[i]
	if t.Stored > 0 {
		c.keep(counts, t.chunk)
		return nil
	}
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
		if err := b.emit(r, d, t, piece, c.time, out); err != nil {
			return err
		}
		c.counts = c.counts[:0]
	}
	return nil
}

// emit sends a chunk; a hung device's is lost.
func (b *batch) emit(r int, d *device, t *tapSetup, samples []int16, at int64, out *devicesim.Outbox) error {
	if d.combined.hang || len(samples) == 0 {
		return nil
	}
	s := d.stamp(streamWave, at)
	payload, err := b.appendWave(out.Begin(), d, t, s, samples)
	if err != nil {
		return fmt.Errorf("device %s: %w", d.id, err)
	}
	out.Send(place(r, streamWave, s), payload)
	return nil
}

// keep holds the newest samples, at most n.
func (c *chunk) keep(counts []int16, n int) {
	if over := len(c.counts) + len(counts) - n; over > 0 {
		gone := copy(c.counts, c.counts[min(over, len(c.counts)):])
		c.counts = c.counts[:gone]
	}
	c.counts = append(c.counts, counts[max(len(counts)-n, 0):]...)
}

// sendStrips sends the stored waves of a device at the time of an alarm.
func (b *batch) sendStrips(r int, d *device, now int64, out *devicesim.Outbox) error {
	if d.rig == nil {
		return nil
	}
	for i := range d.setup.wiring.taps {
		t := &d.setup.wiring.taps[i]
		if t.Stored == 0 {
			continue
		}
		counts := d.rig.chunks[i].counts
		length := float64(len(counts)) / (t.Rate * d.rig.pace)
		if err := b.emit(r, d, t, counts, now-int64(length*1e9), out); err != nil {
			return err
		}
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
		Patient: d.patient, Device: d.id, Boot: s.Boot, Seq: s.Seq, Time: s.Time, Code: t.code(), Rate: t.Rate, Unit: ucum(t.info.Unit),
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
