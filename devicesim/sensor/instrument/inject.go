package instrument

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
)

// active is a fault in force on one device, with fields of fixed size.
type active struct {
	Kind     faultKind
	Channels uint32 // bit c: channel c is hit
	Key      uint64 // of the parameters, so that the same fault is the one that stops
	At       int64  // ns since the Unix epoch
	A, B     float64
}

// Inject implements devicesim.Injector. Faults may overlap: each start needs its
// stop, which ends the newest fault of the same parameters, or the newest of the
// kind if none has the same.
func (b *batch) Inject(devices []int, fault string, params json.RawMessage, stop bool, at time.Time) error {
	a, err := b.fault(fault, params, at)
	if err != nil {
		return fmt.Errorf("inject %s into %s: %w", fault, b.model.table.Type, err)
	}
	for _, d := range devices {
		if d < 0 || d >= len(b.devices) {
			return fmt.Errorf("inject %s into %s: there is no device %d among %d", fault, b.model.table.Type, d, len(b.devices))
		}
	}
	for _, d := range devices {
		if stop {
			b.stop(d, a)
		} else {
			b.start(d, a)
		}
	}
	return nil
}

// fault reads a fault's name and parameters.
func (b *batch) fault(name string, params json.RawMessage, at time.Time) (active, error) {
	t := &b.model.table
	for kind, info := range faultKinds() {
		if info.name != name || !info.of(t) {
			continue
		}
		a := active{Kind: faultKind(kind), At: at.UnixNano()}
		if len(params) == 0 || string(params) == "null" {
			params = json.RawMessage("{}")
		}
		if problems := checkJSON(info.schema(t), params); problems != nil {
			p := problems[0]
			return a, fmt.Errorf("parameter %s: %s; give %s", p.Pointer, p.Summary, info.usage())
		}
		return a, a.read(t, &info, params)
	}
	names := make([]string, 0, len(b.model.description.Faults))
	for _, f := range b.model.description.Faults {
		names = append(names, f.Name)
	}
	return active{}, fmt.Errorf("is not a fault of this device; it has %v", names)
}

func (k *kindInfo) usage() string {
	text := "an object"
	for _, p := range k.params {
		text += fmt.Sprintf("; %s (%s)", p.name, p.help)
	}
	return text
}

func (a *active) read(t *Table, info *kindInfo, params json.RawMessage) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(params, &members); err != nil {
		return err
	}
	h := fnv.New64a()
	values := [2]float64{}
	for i, p := range info.params {
		values[i] = p.missing
		if raw, given := members[p.name]; given {
			x, err := p.read(raw)
			if err != nil {
				return err
			}
			values[i] = x
		}
		fmt.Fprintf(h, "%s=%g;", p.name, values[i])
	}
	a.A, a.B = values[0], values[1]
	if info.scope == onChannels {
		var target string
		if raw, given := members["channel"]; given {
			_ = json.Unmarshal(raw, &target) // the schema has made sure that it is text
		}
		a.Channels = t.mask(target, info.reach)
	}
	if info.scope == onGlucose {
		for c, ch := range t.Channels {
			if ch.CGM {
				a.Channels |= 1 << c
			}
		}
	}
	fmt.Fprintf(h, "%d", a.Channels)
	a.Key = h.Sum64()
	return nil
}

// mask returns the channels that a fault hits.
func (t *Table) mask(target string, r reach) (mask uint32) {
	for c, ch := range t.Channels {
		if ch.Source == FromBattery {
			continue
		}
		if target == ch.Code.ID || target != "" && target == ch.Site || target == "" && (r == everywhere || c == 0) {
			mask |= 1 << c
		}
	}
	return mask
}

func (b *batch) start(index int, a active) {
	d := &b.devices[index]
	d.active = append(d.active, a)
	d.combine(&b.model.table)
	d.state.UpAt = max(d.state.UpAt, a.downUntil())
}

func (b *batch) stop(index int, a active) {
	d := &b.devices[index]
	found := -1
	for i, have := range slices.Backward(d.active) {
		if have.Kind == a.Kind && (have.Key == a.Key || found < 0) {
			found = i
			if have.Key == a.Key {
				break
			}
		}
	}
	if found < 0 {
		return
	}
	d.active = slices.Delete(d.active, found, found+1)
	d.combine(&b.model.table)
	if d.state.UpAt != 0 {
		d.state.UpAt = a.At
		for i := range d.active {
			d.state.UpAt = max(d.state.UpAt, d.active[i].downUntil())
		}
	}
	if a.Kind == sensorMotion {
		for c := range b.own(index) {
			b.own(index)[c].Motion = sensor.Motion{}
		}
	}
}

// downUntil is the time until which a fault keeps the device down, 0 if it does not.
func (a *active) downUntil() int64 {
	switch a.Kind {
	case deviceReboot:
		return a.At + int64(a.A*float64(time.Second))
	case batteryDepleted:
		return math.MaxInt64
	default:
		return 0
	}
}
