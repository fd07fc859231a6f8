package onbody

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// sensorSchema is the setting that says how well a glucose sensor reads.
const sensorSchema = `{"enum":["vettoretti2019","icgm","poor"],"default":"vettoretti2019","description":"errors: Dexcom G6 as published, within every limit of 21 CFR 862.1355, or outside"}`

// continuousGlucose is a sensor in the interstitial fluid that is worn for ten days.
func continuousGlucose() instrument.Table {
	return instrument.Table{
		Type: "cgm", Title: "Continuous glucose monitor", Segment: devicesim.OnBody, Period: 5 * time.Minute,
		Help: "Reads interstitial glucose every 5 min, 40-400 mg/dL, minutes behind blood; mean absolute relative difference about 9 % on the first day; lows under 70 and 55, highs over 250 mg/dL.",
		Channels: []instrument.Channel{{
			Code: instrument.SignalCode(physiology.GlucoseInterstitial, 160212, "99504-3"), Site: "sensor", Signal: physiology.GlucoseInterstitial,
			Spot: true, CGM: true, Low: 40, High: 400, Resolution: 1, Motion: instrument.Error{Bias: -25, SD: 15}, Spike: -60,
		}},
		Rules: []instrument.Rule{
			atOnce(instrument.Extreme("glucose-urgent-low", "glucose_interstitial", instrument.Below, 55)),
			atOnce(instrument.Limit("glucose-low", "glucose_interstitial", instrument.Below, 70)),
			atOnce(instrument.Limit("glucose-high", "glucose_interstitial", instrument.Above, 250)),
			instrument.Technical("sensor-off", "glucose_interstitial", instrument.Off),
		},
		Settings: map[string]string{"sensor": sensorSchema},
	}
}

// atOnce is a rule over single readings, minutes apart: one is enough to start or end it.
func atOnce(r instrument.Rule) instrument.Rule {
	r.Delay, r.Hold = 0, 0
	return r
}
