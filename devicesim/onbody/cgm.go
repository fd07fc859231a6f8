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
		Help:   "Reads interstitial glucose every 5 min, 40-400 mg/dL, minutes behind blood; mean absolute relative difference about 9 % on the first day; lows under 70 and 55, highs over 250 mg/dL. Warms up, expires, and keeps 3 h of readings while nobody is in reach. Takes calibrate and new-sensor.",
		Memory: 36,
		Channels: []instrument.Channel{{
			Code: instrument.SignalCode(physiology.GlucoseInterstitial, 160212, "99504-3"), Site: "sensor", Signal: physiology.GlucoseInterstitial,
			Spot: true, CGM: true, Low: 40, High: 400, Resolution: 1, Motion: instrument.Error{Bias: -25, SD: 15}, Spike: -60,
		}},
		Rules: []instrument.Rule{
			atOnce(instrument.Extreme("glucose-urgent-low", "glucose_interstitial", instrument.Below, 55)),
			atOnce(instrument.Limit("glucose-low", "glucose_interstitial", instrument.Below, 70)),
			atOnce(instrument.Limit("glucose-high", "glucose_interstitial", instrument.Above, 250)),
			instrument.Technical("sensor-off", "glucose_interstitial", instrument.Off),
			after(instrument.Technical("signal-loss", "glucose_interstitial", instrument.Lost), 20*time.Minute),
			withLimit(instrument.Technical("sensor-expiring", "glucose_interstitial", instrument.Ending), 24),
			withLimit(instrument.Technical("sensor-expired", "glucose_interstitial", instrument.Ending), 0),
		},
		Settings: map[string]string{
			"sensor":      sensorSchema,
			"warmup":      span("after insertion without values, at most 2h", "30m"),
			"session":     span("life of a sensor, 24h to 240h", "240h"),
			"worn":        span("since the insertion, at the start; the warm-up by default, so that it reads at once", ""),
			"replace":     `{"type":"boolean","default":true,"description":"a new sensor follows an expired one"}`,
			"compression": `{"type":"number","minimum":0,"maximum":10,"default":0,"description":"times a night that the sleeper lies on the sensor"}`,
		},
	}
}

// atOnce is a rule over single readings, minutes apart: one is enough to start or end it.
func atOnce(r instrument.Rule) instrument.Rule {
	r.Delay, r.Hold = 0, 0
	return r
}

// after is a rule whose condition must last.
func after(r instrument.Rule, delay time.Duration) instrument.Rule {
	r.Delay = delay
	return r
}

func withLimit(r instrument.Rule, limit float64) instrument.Rule {
	r.Limit = limit
	return r
}

// span is the schema of a length of time.
func span(help, usual string) string {
	if usual != "" {
		usual = `"default":"` + usual + `",`
	}
	return `{"type":"string","pattern":"^([0-9]+(\\.[0-9]+)?(s|m|h))+$",` + usual + `"description":"` + help + `"}`
}
