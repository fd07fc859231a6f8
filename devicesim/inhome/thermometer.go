package inhome

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// thermometer is a contact thermometer in adjusted mode: it reports what it takes
// the core temperature to be. The laboratory accuracy of ISO 80601-2-56 is 0.3
// degC; class clinical stays within it in all but rare readings.
func thermometer() instrument.Table {
	return instrument.Table{
		Type: "thermometer", Title: "Clinical thermometer", Segment: devicesim.InHome, Period: 12 * time.Hour,
		Help: "Measures body temperature on the spot, adjusted to the core; SD 0.09 degC in class clinical.",
		Channels: []instrument.Channel{{
			Code: instrument.SignalCode(physiology.TempCore, 150364, "8310-5"), Site: "probe", Signal: physiology.TempCore,
			Spot: true, Low: 30, High: 44, Resolution: 0.1, Motion: instrument.Error{Bias: -0.6, SD: 0.3}, Spike: -4,
			Errors: [3]instrument.Error{{Bias: 0.06, SD: 0.07}, {Bias: 0.12, SD: 0.12}, {Bias: 0.25, SD: 0.25}},
		}},
		Rules: []instrument.Rule{
			spot(instrument.Limit("temp-high", "temp_core", instrument.Above, 39)),
			spot(instrument.Limit("temp-low", "temp_core", instrument.Below, 35)),
			spot(instrument.Technical("probe-off", "temp_core", instrument.Off)),
		},
	}
}
