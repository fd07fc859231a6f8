package instrument

import (
	"encoding/json"
	"fmt"
	"time"
)

// Command implements devicesim.Commander. "acknowledge" takes note of all alarms,
// or of those with the payload's {"code":…}. The reply says how many those were.
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
	return nil, fmt.Errorf("command %s to %s: is not known; it takes acknowledge", name, d.id)
}
