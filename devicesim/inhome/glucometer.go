package inhome

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// glucometer is a meter for strips with capillary blood. Its error is in mg/dL up to
// 100 mg/dL and in proportion above, as ISO 15197 states it.
func glucometer() instrument.Table {
	return instrument.Table{
		Type: "glucometer", Title: "Blood glucose meter", Segment: devicesim.InHome, Period: 6 * time.Hour,
		Help: "Measures capillary glucose with a strip, 20-600 mg/dL; 95 % within 15 mg/dL below 100 mg/dL and within 15 % above.",
		Channels: []instrument.Channel{{
			Code: instrument.SignalCode(physiology.GlucosePlasma, 160184, "41653-7"), Site: "strip", Signal: physiology.GlucosePlasma,
			Spot: true, Low: 20, High: 600, Resolution: 1, Motion: instrument.Error{Bias: -15, SD: 20}, Spike: 150,
			Errors: [3]instrument.Error{{Bias: 2.5, SD: 4.5}, {Bias: 4, SD: 5.5}, {Bias: 9, SD: 10}},
			Scale:  func(glucose float64) float64 { return max(glucose, 100) / 100 },
		}},
		Rules: []instrument.Rule{
			spot(instrument.Extreme("glucose-very-low", "glucose_plasma", instrument.Below, 54)),
			spot(instrument.Limit("glucose-low", "glucose_plasma", instrument.Below, 70)),
			spot(instrument.Limit("glucose-high", "glucose_plasma", instrument.Above, 300)),
			spot(instrument.Technical("strip-error", "glucose_plasma", instrument.Off)),
		},
	}
}
