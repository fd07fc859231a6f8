package instrument

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// snapshotFormat is the first byte of a snapshot.
const snapshotFormat = 1

// Snapshot implements devicesim.Snapshotter.
func (b *batch) Snapshot(index int, dst []byte) ([]byte, error) {
	if index < 0 || index >= len(b.devices) {
		return dst, fmt.Errorf("snapshot of %s: there is no device %d among %d", b.model.table.Type, index, len(b.devices))
	}
	d := &b.devices[index]
	dst = append(dst, snapshotFormat, byte(len(d.active)))
	var err error
	for _, part := range b.parts(index, d.active) {
		dst, err = binary.Append(dst, binary.LittleEndian, part)
		if err != nil {
			return dst, fmt.Errorf("snapshot of %s: %w", d.id, err)
		}
	}
	if dst, err = d.noise.AppendBinary(dst); err != nil {
		return dst, err
	}
	return d.fault.AppendBinary(dst)
}

// Restore implements devicesim.Snapshotter. On an error the device is unchanged.
func (b *batch) Restore(index int, state []byte) error {
	if index < 0 || index >= len(b.devices) {
		return fmt.Errorf("restore %s: there is no device %d among %d", b.model.table.Type, index, len(b.devices))
	}
	if err := b.restore(index, state); err != nil {
		return fmt.Errorf("restore %s: %w; take the snapshot with a device of the same type and version", b.devices[index].id, err)
	}
	return nil
}

func (b *batch) restore(index int, state []byte) error {
	if len(state) < 2 || state[0] != snapshotFormat {
		return errors.New("the state is not a snapshot of this format")
	}
	d := &b.devices[index]
	faults, rest := make([]active, state[1]), state[2:]
	size := 2 * randomSize
	for _, part := range b.parts(index, faults) {
		size += binary.Size(part)
	}
	if len(rest) != size {
		return fmt.Errorf("the state has %d bytes, want %d", len(rest), size)
	}
	noise, fault := d.noise, d.fault
	if err := noise.UnmarshalBinary(rest[size-2*randomSize : size-randomSize]); err != nil {
		return err
	}
	if err := fault.UnmarshalBinary(rest[size-randomSize:]); err != nil {
		return err
	}
	for _, part := range b.parts(index, faults) {
		n, err := binary.Decode(rest, binary.LittleEndian, part)
		if err != nil {
			return err
		}
		rest = rest[n:]
	}
	d.noise, d.fault, d.active = noise, fault, slices.Clip(faults)
	d.combine(&b.model.table)
	return nil
}

// randomSize is the size of the state of a rand.PCG.
const randomSize = 20

// parts are the places of a device's state, in the order of a snapshot.
func (b *batch) parts(index int, faults []active) []any {
	parts := []any{&b.devices[index].state, b.own(index), b.ownAlarms(index), b.ownDelays(index), faults}
	if m := b.ownMeters(index); m != nil {
		parts = append(parts, m)
	}
	return parts
}
