package instrument

import (
	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/artefact"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// Impedance is the respiration wave over the leads of a site, and Chest its module.
func Impedance(site string) []Wave {
	return []Wave{{ID: "resp", Site: site, Rate: 25, LSB: 0.0005, Front: Front{Scale: 0.5, Rail: 15}}}
}

// Chest is the module that finds breaths in it.
func Chest(site string) Module {
	return Module{Site: site, Waves: []string{"resp"}, Breaths: true, Make: module.Respiration}
}

// Lights are the waves of an oximeter's finger probe: the plethysmogram that it draws
// and the two lights that it measures on. Without a finger the photodiode is flooded.
func Lights() []Wave {
	lamp := Front{Scale: 0.01, Rail: 1.6}
	return []Wave{
		{ID: "ppg", Site: "finger", Rate: 125, LSB: 0.001, Front: Front{Scale: 1}},
		{ID: "ppg_red", Site: "finger", Rate: 125, LSB: 5e-5, Front: lamp},
		{ID: "ppg_ir", Site: "finger", Rate: 125, LSB: 5e-5, Front: lamp},
	}
}

// Probe is the module of the two lights.
func Probe() Module {
	return Module{Site: "finger", Waves: []string{"ppg_red", "ppg_ir"}, Make: module.Oximeter}
}

// PerfusionIndex is the infrared pulse relative to the light, on waves alone.
func PerfusionIndex() Channel {
	return found(devicesim.Code{ID: "perfusion_index", Unit: "%", MDC: 150448, LOINC: "61006-3"}, "finger", module.Perfusion, 20, 0.01)
}

// PacedShare is the share of complexes that follow a stimulus, on waves alone.
func PacedShare() Channel {
	return found(devicesim.Code{ID: "paced", Unit: "%"}, "ecg", module.Paced, 100, 1)
}

// Transducer is a pressure of a catheter, which reads 0 when it is open to air.
func Transducer(site, id string) []Wave {
	return []Wave{{ID: id, Site: site, Rate: 125, LSB: 0.05, Front: Front{Band: artefact.Band{High: 40}, Scale: 10}}}
}

// Line is the module of a transducer.
func Line(site, id string) Module {
	return Module{Site: site, Waves: []string{id}, Make: module.Pressure}
}

// ArterialLine are the highest, lowest and mean pressure in an artery.
func ArterialLine() []Channel {
	return []Channel{
		found(devicesim.Code{ID: "art_sbp", Unit: "mm[Hg]", MDC: 150037, LOINC: "8480-6"}, "art", module.Systolic, 300, 1),
		found(devicesim.Code{ID: "art_dbp", Unit: "mm[Hg]", MDC: 150038, LOINC: "8462-4"}, "art", module.Diastolic, 300, 1),
		found(devicesim.Code{ID: "art_map", Unit: "mm[Hg]", MDC: 150039, LOINC: "8478-0"}, "art", module.Mean, 300, 1),
	}
}

// VenousLine is the mean central venous pressure.
func VenousLine() []Channel {
	c := found(devicesim.Code{ID: "cvp", Unit: "mm[Hg]", MDC: 150084, LOINC: "60985-9"}, "cvp", module.Mean, 50, 1)
	c.Low = -10
	return []Channel{c}
}

// Airway is the capnogram of an airway adapter.
func Airway() []Wave {
	return []Wave{{ID: "co2", Site: "airway", Rate: 25, LSB: 0.01, Front: Front{Scale: 5}}}
}

// Capnometer is the module that reads it.
func Capnometer() Module {
	return Module{Site: "airway", Waves: []string{"co2"}, Breaths: true, Make: module.Capnometer}
}
