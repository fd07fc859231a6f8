package instrument

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/artefact"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// Leads are the given leads of an electrocardiograph at one site, sampled at a rate in
// Hz: 4.9 uV in a count, ±10 mV before the amplifier saturates, a monitor's band.
func Leads(site string, rate float64, ids ...string) []Wave {
	var list []Wave
	for _, id := range ids {
		list = append(list, Wave{ID: id, Site: site, Rate: rate, LSB: 0.005, Front: Front{Band: artefact.Monitor, Scale: 1, Rail: 10}})
	}
	return list
}

// Lead is the module that finds beats in the first of some leads.
func Lead(site string, ids ...string) Module {
	return Module{Site: site, Waves: ids, Either: true, Beats: true, Make: module.ECG}
}

// Acceleration are the three waves of an accelerometer at the trunk.
func Acceleration(site string) []Wave {
	list := make([]Wave, 3)
	for i, id := range []string{"accel_x", "accel_y", "accel_z"} {
		list[i] = Wave{ID: id, Site: site, Rate: 50, LSB: 1. / 2048, Front: Front{Scale: 0.2}}
	}
	list[0].Front.Rail = 1 // not worn, it lies on a table
	return list
}

// Accelerometer is the module that reads them.
func Accelerometer(site string) Module {
	return Module{Site: site, Waves: []string{"accel_x", "accel_y", "accel_z"}, Make: module.Motion}
}

// Movement are the channels of an accelerometer: how much the wearer moves, whether the
// wearer has fallen and not got up (0, 1), posture (0 upright, 1 lying, 2 bent), and the
// cadence of steps.
func Movement(site string) []Channel {
	return []Channel{
		found(devicesim.Code{ID: "activity", Unit: "[g]"}, site, module.Activity, 8, 0.001),
		found(devicesim.Code{ID: "fall_detected", Unit: "1", MDC: 8519681}, site, module.Fallen, 1, 1),
		found(devicesim.Code{ID: "posture", Unit: "1"}, site, module.Posture, 2, 1),
		found(devicesim.Code{ID: "cadence", Unit: "{steps}/min"}, site, module.Cadence, 300, 1),
	}
}

// found is a channel of what a module finds, without an error of its own.
func found(code devicesim.Code, site string, q module.Quantity, high, resolution float64) Channel {
	return Channel{Code: code, Site: site, Source: FromModule, Quantity: q, High: high, Resolution: resolution, Spike: high / 4}
}

// Level is the channel of the battery's charge.
func Level() Channel {
	return Channel{Code: devicesim.Code{ID: "battery", Unit: "%"}, Source: FromBattery, High: 100, Resolution: 1}
}

// LowBattery is the technical alarm of a battery below 20 %.
func LowBattery() Rule {
	r := Technical("battery-low", "battery", Below)
	r.Limit = 20
	return r
}

// Sign is a physiological alarm of high priority for what a module of the channel's
// site sees.
func Sign(code, channel string, sign module.Quantity) Rule {
	return Rule{Rule: ruleOf(code, alarm.High, 2*time.Second), Channel: channel, When: Seen, Sign: sign}
}

// Microphone are the sounds that a stethoscope takes at 4 kHz: over the heart, and over
// the lungs.
func Microphone() []Wave {
	return []Wave{
		{ID: "pcg", Site: "chestpiece", Rate: 4000, LSB: 5e-5, Front: Front{Scale: 0.1}},
		{ID: "lung_sound", Site: "chestpiece", Rate: 4000, LSB: 5e-6, Front: Front{Scale: 0.005}},
	}
}

// Auscultation is the module that listens to the heart.
func Auscultation() []Module {
	return []Module{{Site: "chestpiece", Waves: []string{"pcg"}, Make: module.Sounds}}
}

// Heard is a channel of what a stethoscope's module finds.
func Heard(code devicesim.Code, q module.Quantity, high float64) Channel {
	return found(code, "chestpiece", q, high, 1)
}
