package onbody

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
)

// oximeter is a transmittance pulse oximeter at the finger.
func oximeter() instrument.Table {
	return instrument.Table{
		Type: "pulse-oximeter", Title: "Finger pulse oximeter", Segment: devicesim.OnBody, Period: time.Second,
		Help:     "Measures oxygen saturation and pulse rate at the finger; Arms 2 % over 70-100 % in class clinical, 8 s average; limit alarms only where limits are configured.",
		Mute:     true,
		Channels: []instrument.Channel{instrument.Saturation(), instrument.FingerPulse(), instrument.PerfusionIndex()},
		Waves:    instrument.Lights(), Modules: []instrument.Module{instrument.Probe()},
		Rules: []instrument.Rule{
			instrument.Extreme("spo2-desat", "spo2", instrument.Below, 80),
			instrument.Limit("spo2-low", "spo2", instrument.Below, 90),
			instrument.Limit("pulse-high", "pulse_rate", instrument.Above, 130),
			instrument.Limit("pulse-low", "pulse_rate", instrument.Below, 40),
			instrument.Technical("low-perfusion", "spo2", instrument.Weak),
			instrument.Technical("probe-off", "spo2", instrument.Off),
		},
		Settings: map[string]string{"averaging": `{"type":"string","enum":["4s","8s","16s"],"default":"8s","description":"window of the average"}`},
	}
}
