// Package wave makes the waves that electrodes, cuffs, catheters, probes and
// microphones would show of one twin: electrocardiogram in 12 leads, plethysmogram,
// pressures, respiration, capnogram, heart and lung sounds, acceleration.
//
// A wave is a function of what the heart and the lungs did, of the body's state and of
// a seed, on a grid of sample times: sample n is taken at n/rate seconds since the
// start. It does not depend on how time is cut into ticks, on other patients or on who
// looks. What a source makes is the truth; errors and noise belong to the device.
//
// The waves are for tests of devices and software. They are drawn after what textbooks
// and standards say of shapes and figures, not solved from the electrophysiology of a
// heart, and are not for diagnosis or the study of a disease.
package wave

import (
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// Want is a wave and the rate at which it is sampled.
type Want struct {
	Kind Kind
	Rate float64 // Hz
}

// Breath is one breath.
type Breath struct {
	Time   float64 // start of inspiration, s since the start
	Period float64 // s until the next is expected
	Volume float64 // mL
	EtCO2  float64 // mmHg
}

// Tick is what a source is told of its twin in one interval of time. It is valid only
// during the call.
type Tick struct {
	From, To float64        // s since the start
	Heart    []rhythm.Event // with onset in (From, To], in order of time
	Breaths  []Breath       // that began in it
	Body     *physiology.Body
	Patient  *physiology.Patient
	Shape    Shape  // of the complexes that begin in it
	Valves   Valves // of the heart, for its sounds
}
