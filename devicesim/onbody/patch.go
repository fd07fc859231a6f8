package onbody

import (
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// patch is a single-lead ECG patch on the chest. Its rates come from the beats
// and breaths that it detects, with peaks found to 4 ms.
func patch() instrument.Table {
	return instrument.Table{
		Type: "ecg-patch", Title: "ECG patch", Segment: devicesim.OnBody, Period: 5 * time.Second, Battery: 10 * 24 * time.Hour,
		Help: "Measures heart rate, RR interval and respiration at the chest by its own beat and breath detection; within 1 /min in class clinical.",
		Channels: []instrument.Channel{
			instrument.HeartRate(),
			{
				Code: devicesim.Code{ID: "rr_interval", Unit: "ms", MDC: 147240}, Site: "ecg", Source: instrument.FromInterval, Settle: 2 * time.Second,
				Low: 0, High: 10000, Resolution: 4, Motion: instrument.Error{SD: 150}, Spike: -500,
				Errors: [3]instrument.Error{{SD: 2}, {SD: 6}, {SD: 15}},
			},
			instrument.Respiration(),
			instrument.Level(), instrument.PacedShare(),
		},
		Waves:   slices.Concat(instrument.Leads("ecg", 250, "ecg_ii", "ecg_i", "ecg_v2"), instrument.Impedance("ecg")),
		Modules: []instrument.Module{instrument.Lead("ecg", "ecg_ii", "ecg_i", "ecg_v2"), instrument.Chest("ecg")},
		Rules: []instrument.Rule{
			instrument.Extreme("asystole", "hr", instrument.Silence, 4),
			instrument.Sign("vfib", "hr", module.Fibrillates),
			instrument.Sign("vtach", "hr", module.BroadRun),
			instrument.Extreme("hr-extreme-high", "hr", instrument.Above, 180),
			instrument.Extreme("hr-extreme-low", "hr", instrument.Below, 30),
			instrument.Limit("tachycardia", "hr", instrument.Above, 130),
			instrument.Limit("bradycardia", "hr", instrument.Below, 40),
			instrument.Technical("lead-off", "hr", instrument.Off),
			instrument.LowBattery(),
		},
	}
}
