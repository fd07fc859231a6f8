// Package inhome has the built-in devices at home: the blood pressure cuff, the
// thermometer, the glucose meter, the insulin pen and the fall pendant.
//
// Errors are typical of the class of device and stay within the limits of its
// standard (ISO 81060-2, ISO 80601-2-56, ISO 15197); they are not claims about a product.
// The devices are for testing platforms, never for care.
package inhome

import (
	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
)

// Models returns the built-in devices of this segment.
func Models() []devicesim.Model {
	return []devicesim.Model{instrument.New(pendant()), instrument.New(cuff()), instrument.New(thermometer()), instrument.New(glucometer()), instrument.New(insulinPen())}
}
