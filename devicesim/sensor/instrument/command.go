package instrument

import (
	"encoding/json"
	"fmt"
	"time"
)

// Command implements devicesim.Commander. "acknowledge" takes note of all alarms,
// or of those with the payload's {"code":…}; "audio-pause" silences them for the
// payload's {"for":"2m"}. The reply says what was done.
func (b *batch) Command(index int, name string, payload []byte, at time.Time) ([]byte, error) {
	if index < 0 || index >= len(b.devices) {
		return nil, fmt.Errorf("command %s to %s: there is no device %d among %d", name, b.model.table.Type, index, len(b.devices))
	}
	d := &b.devices[index]
	var order struct {
		Code string   `json:"code"`
		For  duration `json:"for"`
	}
	if len(payload) > 0 {
		if err := json.Unmarshal(payload, &order); err != nil {
			return nil, fmt.Errorf("command %s to %s: %w", name, d.id, err)
		}
	}
	switch name {
	case "acknowledge":
		n := 0
		for i, rule := range d.setup.rules {
			if (order.Code == "" || order.Code == rule.Rule.Code) && b.ownAlarms(index)[i].Acknowledge() {
				n++
			}
		}
		return fmt.Appendf(nil, `{"acknowledged":%d}`, n), nil
	case "audio-pause":
		if order.For <= 0 {
			order.For = duration(2 * time.Minute)
		}
		d.state.Paused = at.Add(time.Duration(order.For)).UnixNano()
		return fmt.Appendf(nil, `{"paused_s":%g}`, time.Duration(order.For).Seconds()), nil
	}
	return nil, fmt.Errorf("command %s to %s: is not known; it takes acknowledge and audio-pause", name, d.id)
}
