package inhome

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// pendant is a fall detector on a belt or a cord: it measures acceleration all the time
// and finds falls by an impact and a look at the posture after it. The alarm waits for
// a window in which the wearer cancels it, by getting up or by the command "cancel".
// What looks like a fall and is none gives a false alarm; a soft fall gives none.
func pendant() instrument.Table {
	fall := instrument.Sign("fall", "fall_detected", module.Fallen)
	fall.Delay, fall.Hold = 20*time.Second, 0
	return instrument.Table{
		Type: "pers-fall", Title: "Alarm pendant with fall detector", Segment: devicesim.InHome, Period: time.Hour, Battery: 30 * 24 * time.Hour,
		Help:     "Finds falls in the acceleration of the trunk (impact over 3.52 g, then lying) and raises an alarm unless it is cancelled within 20 s; says posture and cadence of steps.",
		Channels: append(instrument.Movement("body"), instrument.Level()),
		Waves:    instrument.Acceleration("body"), Modules: []instrument.Module{instrument.Accelerometer("body")}, Sensing: true, Lacks: []string{"sensor.saturation"},
		Rules: []instrument.Rule{
			fall,
			instrument.Technical("not-worn", "fall_detected", instrument.Off),
			instrument.LowBattery(),
		},
		Settings: map[string]string{
			"cancel_window": `{"type":"string","pattern":"^([0-9]+(s|m))+$","default":"20s","description":"time in which the wearer can cancel an alarm"}`,
		},
	}
}
