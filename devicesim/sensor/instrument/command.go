package instrument

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// Command implements devicesim.Commander. "acknowledge" takes note of all alarms,
// or of those with the payload's {"code":…}. The reply says how many those were.
// "cancel" tells a device that what it found is none: the wearer is well.
func (b *batch) Command(index int, name string, payload []byte, _ time.Time) ([]byte, error) {
	if index < 0 || index >= len(b.devices) {
		return nil, fmt.Errorf("command %s to %s: there is no device %d among %d", name, b.model.table.Type, index, len(b.devices))
	}
	d := &b.devices[index]
	var order struct {
		Code string `json:"code"`
	}
	if len(payload) > 0 {
		if err := json.Unmarshal(payload, &order); err != nil {
			return nil, fmt.Errorf("command %s to %s: %w", name, d.id, err)
		}
	}
	if name == "acknowledge" {
		n := 0
		for i, rule := range d.setup.rules {
			if (order.Code == "" || order.Code == rule.Rule.Code) && b.ownAlarms(index)[i].Acknowledge() {
				n++
			}
		}
		return fmt.Appendf(nil, `{"acknowledged":%d}`, n), nil
	}
	if name == "cancel" && d.rig != nil {
		n := 0
		for _, m := range d.rig.modules {
			if c, can := m.(module.Canceller); can && c.Cancel() {
				n++
			}
		}
		return fmt.Appendf(nil, `{"cancelled":%d}`, n), nil
	}
	return nil, fmt.Errorf("command %s to %s: is not known; it takes acknowledge, and cancel where it finds falls", name, d.id)
}
