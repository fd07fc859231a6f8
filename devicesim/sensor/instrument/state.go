package instrument

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
)

// snapshotFormat is the first byte of a snapshot.
const snapshotFormat = 1

// keeping is a batch whose devices can be saved.
type keeping struct{ *batch }

// Snapshot implements devicesim.Snapshotter. A device with waves cannot be saved: its
// source remembers strokes that are under way, and lives in this process alone.
func (b keeping) Snapshot(index int, dst []byte) ([]byte, error) {
	if index < 0 || index >= len(b.devices) {
		return dst, fmt.Errorf("snapshot of %s: there is no device %d among %d", b.model.table.Type, index, len(b.devices))
	}
	d := &b.devices[index]
	if d.rig != nil {
		return dst, fmt.Errorf("snapshot of %s: it has waves, which cannot be saved; switch its waves off, or do without snapshots", d.id)
	}
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
func (b keeping) Restore(index int, state []byte) error {
	if index < 0 || index >= len(b.devices) {
		return fmt.Errorf("restore %s: there is no device %d among %d", b.model.table.Type, index, len(b.devices))
	}
	if b.devices[index].rig != nil {
		return fmt.Errorf("restore %s: it has waves, which cannot be restored; switch its waves off", b.devices[index].id)
	}
	if err := b.restore(index, state); err != nil {
		return fmt.Errorf("restore %s: %w; take the snapshot with a device of the same type and version", b.devices[index].id, err)
	}
	return nil
}

func (b keeping) restore(index int, state []byte) error {
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
	before, err := b.Snapshot(index, nil)
	if err != nil {
		return err
	}
	if err := b.decode(index, faults, rest); err != nil {
		_ = b.decode(index, slices.Clone(d.active), before[2:]) // what was there a moment ago decodes
		return err
	}
	d.noise, d.fault, d.active = noise, fault, slices.Clip(faults)
	d.combine(&b.model.table)
	return nil
}

// decode fills the parts of a device from their bytes.
func (b *batch) decode(index int, faults []active, data []byte) error {
	for _, part := range b.parts(index, faults) {
		n, err := binary.Decode(data, binary.LittleEndian, part)
		if err != nil {
			return err
		}
		data = data[n:]
	}
	return b.sound(index, faults)
}

// sound refuses a state whose numbers would lead outside of tables.
func (b *batch) sound(index int, faults []active) error {
	good := true
	for i := range b.own(index) {
		good = good && b.own(index)[i].Quality <= outOfRange
	}
	for i := range b.ownAlarms(index) {
		good = good && b.ownAlarms(index)[i].State <= alarm.Latched
	}
	for i := range b.ownDelays(index) {
		good = good && b.ownDelays(index)[i].Sound()
	}
	if d := &b.devices[index]; int(d.state.Stored)*len(b.own(index)) > len(d.memory) {
		good = false
	}
	for i := range b.devices[index].memory {
		good = good && b.devices[index].memory[i].Quality <= outOfRange
	}
	for _, f := range faults {
		good = good && f.Kind <= lastFault
	}
	if m := b.ownMeters(index); m != nil {
		good = good && m.Beats.Sound() && m.Breaths.Sound()
	}
	if !good {
		return errors.New("the state is damaged")
	}
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
	if d := &b.devices[index]; d.worn != nil {
		parts = append(parts, d.worn)
	}
	if d := &b.devices[index]; len(d.memory) > 0 {
		parts = append(parts, d.memory)
	}
	if b.devices[index].driven != nil {
		parts = append(parts, b.devices[index].driven)
	}
	return parts
}
