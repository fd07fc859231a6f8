// Package inclinic has the built-in devices of wards: the bedside monitor and the
// digital stethoscope.
//
// Errors and lags are typical of the class of device or limits of its standards
// (IEC 60601-2-27 and -49, ISO 80601-2-55, -56 and -61, ISO 81060-2), not claims
// about a product. The devices are for testing platforms, never for care.
package inclinic

import (
	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
)

// Models returns the built-in devices of this segment.
func Models() []devicesim.Model {
	return []devicesim.Model{instrument.New(monitor()), instrument.New(stethoscope())}
}
