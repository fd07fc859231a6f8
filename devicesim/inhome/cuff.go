package inhome

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
)

// cuff is an oscillometric upper-arm cuff. A measurement takes 30 to 40 s and is
// dated at its end, which is the publish time.
func cuff() instrument.Table {
	return instrument.Table{
		Type: "nibp-cuff", Title: "Upper-arm blood pressure cuff", Segment: devicesim.InHome, Period: 12 * time.Hour, Cuff: instrument.CuffTime(),
		Help:      "Measures blood pressure and pulse rate in 30-40 s, dated at the end; mean error within 5 mmHg and SD within 8 mmHg.",
		Channels:  append(instrument.CuffPressures(0), instrument.CuffPulse()),
		Reconcile: instrument.OrderPressures(0),
		Rules: []instrument.Rule{
			spot(instrument.Limit("sbp-high", "sbp", instrument.Above, 180)),
			spot(instrument.Limit("sbp-low", "sbp", instrument.Below, 90)),
			spot(instrument.Limit("dbp-high", "dbp", instrument.Above, 110)),
			spot(instrument.Technical("cuff-off", "sbp", instrument.Off)),
			spot(instrument.Technical("no-pulse-found", "sbp", instrument.Weak)),
		},
	}
}

// spot is a rule over single measurements: one is enough to start or end it.
func spot(r instrument.Rule) instrument.Rule {
	r.Delay, r.Hold = 0, 0
	return r
}
