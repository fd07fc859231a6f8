// Package wave makes the waves that electrodes, cuffs, catheters, probes and
// microphones would show of one twin: electrocardiogram in 12 leads, plethysmogram,
// pressures, respiration, capnogram, heart and lung sounds, acceleration.
//
// A wave is a function of what the heart and the lungs did, of the body's state and of
// a seed, on a grid of sample times: sample n is taken at n/rate seconds since the
// start. It does not depend on how time is cut into ticks, on other patients or on who
// looks. What a source makes is the truth; errors and noise belong to the device.
package wave

import (
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// Kind is a wave: a lead, a pressure, a probe.
type Kind uint8

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
}

// Source makes the wanted waves of one twin.
type Source struct{}

// New is a source of the wanted waves from a time on, s since the start. It fails on a
// rate that a wave cannot be sampled at.
func New(seed uint64, from float64, wants []Want) (*Source, error) { return &Source{}, nil }

// Advance makes the samples of an interval that follows the one before.
func (s *Source) Advance(t *Tick) {}

// Samples are those of the i-th wanted wave in the last interval, in the wave's unit,
// valid until the next Advance; first is the index of the first of them.
func (s *Source) Samples(i int) (first int64, samples []float32) { return 0, nil }
