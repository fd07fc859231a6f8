package twin

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"reflect"
	"unsafe"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// A snapshot is: the magic, the version, a fingerprint of the layout of state
// (the names and types of all fields), the id, then every number of Patient,
// Body, Inputs, trains, glucose and therapy in order of declaration, little-endian, and the
// rows of its inputs after their number.
const (
	snapshotMagic   = "vft1"
	snapshotVersion = 1
)

// ErrSnapshot is wrapped by every error of Restore.
var ErrSnapshot = errors.New("not a snapshot that this version can continue")

// Snapshot appends the twin to dst so that Restore continues it bit for bit.
func (t *Twin) Snapshot(dst []byte) []byte {
	dst = append(dst, snapshotMagic...)
	dst = binary.LittleEndian.AppendUint16(dst, snapshotVersion)
	dst = binary.LittleEndian.AppendUint64(dst, layout(t.parts()))
	dst = binary.LittleEndian.AppendUint16(dst, uint16(len(t.ID)))
	dst = append(dst, t.ID...)
	for _, v := range t.parts() {
		dst = appendValue(dst, v)
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(t.Feed)))
	for _, row := range t.Feed {
		dst = appendValue(dst, reflect.ValueOf(row))
	}
	return dst
}

// Restore reads a twin that Snapshot wrote and returns what follows it in src.
// A snapshot of another layout is refused with the reason.
func Restore(src []byte) (Twin, []byte, error) {
	t := Twin{Patient: new(physiology.Patient), Metabolism: new(glucose.Patient), Therapy: new(control.Therapy)}
	head := len(snapshotMagic) + 2 + 8 + 2
	if len(src) < head || string(src[:len(snapshotMagic)]) != snapshotMagic {
		return Twin{}, nil, fmt.Errorf("twin: %w: no snapshot begins here", ErrSnapshot)
	}
	b := src[len(snapshotMagic):]
	if v := binary.LittleEndian.Uint16(b); v != snapshotVersion {
		return Twin{}, nil, fmt.Errorf("twin: %w: it has version %d, this program reads %d", ErrSnapshot, v, snapshotVersion)
	}
	if got, want := binary.LittleEndian.Uint64(b[2:]), layout(t.parts()); got != want {
		return Twin{}, nil, fmt.Errorf("twin: %w: it was made by a version whose bodies have other parts (layout %016x, here %016x)", ErrSnapshot, got, want)
	}
	n := int(binary.LittleEndian.Uint16(b[10:]))
	b = b[12:]
	if len(b) < n {
		return Twin{}, nil, fmt.Errorf("twin: %w: it ends within the id", ErrSnapshot)
	}
	t.ID, b = string(b[:n]), b[n:]
	for _, v := range t.parts() {
		var ok bool
		if b, ok = readValue(b, v); !ok {
			return Twin{}, nil, fmt.Errorf("twin: %w: it ends too early", ErrSnapshot)
		}
	}
	b, ok := t.readFeed(b)
	if !ok {
		return Twin{}, nil, fmt.Errorf("twin: %w: it ends too early, within the inputs", ErrSnapshot)
	}
	if !t.Metabolism.Modelled() {
		t.Metabolism = nil
	}
	if t.Therapy.Settings == (control.Settings{}) {
		t.Therapy = nil
	}
	return t, b, nil
}

// readFeed reads the rows of inputs.
func (t *Twin) readFeed(b []byte) ([]byte, bool) {
	if len(b) < 4 {
		return b, false
	}
	n := int(binary.LittleEndian.Uint32(b))
	if b = b[4:]; n > len(b) { // a row has more than a byte
		return b, false
	}
	if n == 0 {
		return b, true
	}
	t.Feed = make([]glucose.Input, n)
	for i := range t.Feed {
		var ok bool
		if b, ok = readValue(b, reflect.ValueOf(&t.Feed[i]).Elem()); !ok {
			return b, false
		}
	}
	return b, true
}

// parts are the plain values that a snapshot holds.
func (t *Twin) parts() []reflect.Value {
	metabolism := t.Metabolism
	if metabolism == nil {
		metabolism = new(glucose.Patient)
	}
	therapy := t.Therapy
	if therapy == nil {
		therapy = new(control.Therapy)
	}
	return []reflect.Value{
		reflect.ValueOf(t.Patient).Elem(),
		reflect.ValueOf(&t.Body).Elem(),
		reflect.ValueOf(&t.Inputs).Elem(),
		reflect.ValueOf(&t.Heart).Elem(),
		reflect.ValueOf(&t.Breaths).Elem(),
		reflect.ValueOf(&t.breathing).Elem(),
		reflect.ValueOf(&t.inspired).Elem(),
		reflect.ValueOf(metabolism).Elem(),
		reflect.ValueOf(&t.Glucose).Elem(),
		reflect.ValueOf(therapy).Elem(),
		reflect.ValueOf(&t.Within).Elem(),
	}
}

// layout is a fingerprint of the names and types of all fields.
func layout(parts []reflect.Value) uint64 {
	h := fnv.New64a()
	for _, v := range parts {
		describe(h, v.Type())
	}
	return h.Sum64()
}

func describe(w interface{ Write([]byte) (int, error) }, t reflect.Type) {
	fmt.Fprint(w, t.Kind())
	switch t.Kind() {
	case reflect.Struct:
		for f := range t.Fields() {
			fmt.Fprint(w, f.Name, ":")
			describe(w, f.Type)
		}
	case reflect.Array:
		fmt.Fprint(w, t.Len())
		describe(w, t.Elem())
	default:
	}
}

func appendValue(dst []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			dst = appendValue(dst, v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			dst = appendValue(dst, v.Index(i))
		}
	case reflect.Float32, reflect.Float64: // a float32 is a float64 without loss
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v.Float()))
	case reflect.Bool:
		n := byte(0)
		if v.Bool() {
			n = 1
		}
		dst = append(dst, n)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		dst = binary.LittleEndian.AppendUint64(dst, uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		dst = binary.LittleEndian.AppendUint64(dst, v.Uint())
	default:
		panic("twin: a body must be a plain value, and " + v.Type().String() + " is not")
	}
	return dst
}

func readValue(b []byte, v reflect.Value) ([]byte, bool) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			var ok bool
			if b, ok = readValue(b, v.Field(i)); !ok {
				return b, false
			}
		}
		return b, true
	case reflect.Array:
		for i := range v.Len() {
			var ok bool
			if b, ok = readValue(b, v.Index(i)); !ok {
				return b, false
			}
		}
		return b, true
	case reflect.Bool:
		if len(b) < 1 {
			return b, false
		}
		writable(v).SetBool(b[0] != 0)
		return b[1:], true
	default:
	}
	if len(b) < 8 {
		return b, false
	}
	n := binary.LittleEndian.Uint64(b)
	switch w := writable(v); {
	case w.CanFloat():
		w.SetFloat(math.Float64frombits(n))
	case w.CanInt():
		w.SetInt(int64(n))
	default:
		w.SetUint(n)
	}
	return b[8:], true
}

// writable opens a field that its package keeps to itself: a snapshot is the
// one place that must see all of a body.
func writable(v reflect.Value) reflect.Value {
	if v.CanSet() {
		return v
	}
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}
