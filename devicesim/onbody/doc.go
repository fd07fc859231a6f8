// Package onbody has the built-in devices that a patient wears: the finger pulse
// oximeter, the ECG patch, the smart shirt, the glucose monitor, the insulin pump and
// the implanted pacemaker or defibrillator.
//
// Errors and lags are typical of the class of device or limits of its standard
// (ISO 80601-2-61, IEC 60601-2-27 and -47), not claims about a product. The
// devices are for testing platforms, never for care.
package onbody

import (
	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
)

// Models returns the built-in devices of this segment.
func Models() []devicesim.Model {
	return []devicesim.Model{instrument.New(oximeter()), instrument.New(patch()), instrument.New(clothing()), instrument.New(continuousGlucose()), instrument.New(insulinPump()), instrument.New(implant())}
}
