package onbody

import (
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// clothing is a shirt with textile electrodes, a band around the chest and an
// accelerometer. All that it says is measured on its waves; the dry electrodes make
// them noisy when the wearer moves.
func clothing() instrument.Table {
	band := instrument.Respiration()
	band.Site, band.Code.MDC = "band", 151562
	return instrument.Table{
		Type: "smart-clothing", Title: "Smart shirt", Segment: devicesim.OnBody, Period: 10 * time.Second, Battery: 20 * time.Hour,
		Help:     "Measures heart rate by textile ECG, respiration by a chest band, posture, cadence of steps and falls by acceleration; within 3 /min with good contact.",
		Channels: slices.Concat([]instrument.Channel{instrument.HeartRate(), band}, instrument.Movement("body"), []instrument.Channel{instrument.Level()}),
		Waves:    slices.Concat(instrument.Leads("ecg", 250, "ecg_ii"), instrument.Impedance("band"), instrument.Acceleration("body")),
		Modules:  []instrument.Module{instrument.Lead("ecg", "ecg_ii"), instrument.Chest("band"), instrument.Accelerometer("body")},
		Sensing:  true,
		Rules: []instrument.Rule{
			instrument.Extreme("asystole", "hr", instrument.Silence, 4),
			instrument.Sign("vfib", "hr", module.Fibrillates),
			instrument.Limit("tachycardia", "hr", instrument.Above, 150),
			instrument.Limit("bradycardia", "hr", instrument.Below, 40),
			instrument.Technical("poor-contact", "hr", instrument.Off),
			instrument.LowBattery(),
		},
	}
}
