package instrument

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// Command implements devicesim.Commander. "acknowledge" takes note of all alarms,
// or of those with the payload's {"code":…}. The reply says how many those were.
// A glucose sensor takes "calibrate" {"glucose":mg/dL} and "new-sensor"; "cancel" tells
// a device that what it found is none: the wearer is well; what a driver takes is its
// own.
func (b *batch) Command(index int, name string, payload []byte, at time.Time) ([]byte, error) {
	if index < 0 || index >= len(b.devices) {
		return nil, fmt.Errorf("command %s to %s: there is no device %d among %d", name, b.model.table.Type, index, len(b.devices))
	}
	d := &b.devices[index]
	if name != "acknowledge" {
		reply, err := b.order(index, name, payload, at)
		if err != nil {
			return nil, fmt.Errorf("command %s to %s: %w", name, d.id, err)
		}
		return reply, nil
	}
	var order struct {
		Code string `json:"code"`
	}
	if len(payload) > 0 {
		if err := json.Unmarshal(payload, &order); err != nil {
			return nil, fmt.Errorf("command %s to %s: %w", name, d.id, err)
		}
	}
	n := 0
	for i, rule := range d.setup.rules {
		if (order.Code == "" || order.Code == rule.Rule.Code) && b.ownAlarms(index)[i].Acknowledge() {
			n++
		}
	}
	return fmt.Appendf(nil, `{"acknowledged":%d}`, n), nil
}

// order gives a command to the part of the device that takes it. One without power
// takes none.
func (b *batch) order(index int, name string, payload []byte, at time.Time) ([]byte, error) {
	d := &b.devices[index]
	if d.state.UpAt > at.UnixNano() || d.combined.hang {
		return nil, errors.New("the device does not answer")
	}
	if len(payload) == 0 {
		payload = []byte("{}")
	}
	switch {
	case name == "cancel" && d.rig != nil:
		return d.rig.cancel(), nil
	case d.worn != nil && name == "calibrate":
		return b.calibrate(index, payload, at)
	case d.worn != nil && name == "new-sensor":
		return b.renew(index, at)
	case d.worn != nil:
		return nil, errors.New("is not known; it takes acknowledge, calibrate and new-sensor")
	}
	if driver, can := d.setup.driver.(Commanded); can {
		return driver.Command(d.driven, name, payload, at)
	}
	return nil, errors.New("is not known; it takes acknowledge, and cancel where it finds falls")
}

// cancel tells the modules that what they found is none.
func (g *rig) cancel() []byte {
	n := 0
	for _, m := range g.modules {
		if c, can := m.(module.Canceller); can && c.Cancel() {
			n++
		}
	}
	return fmt.Appendf(nil, `{"cancelled":%d}`, n)
}
