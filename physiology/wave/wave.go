// Package wave makes the waves that electrodes, cuffs, catheters, probes and
// microphones would show of one twin: electrocardiogram in 12 leads, plethysmogram,
// pressures, respiration, capnogram, heart and lung sounds, acceleration.
//
// A wave is a function of what the heart and the lungs did, of the body's state and of
// a seed, on a grid of sample times: sample n is taken at n/rate seconds since the
// start. It does not depend on how time is cut into ticks, on other patients or on who
// looks. What a source makes is the truth; errors and noise belong to the device.
//
// The electrocardiogram is a sum of dipoles for each event of the heart, each a Gaussian
// of time with a direction; leads see projections. Gaussians after McSharry PE et al,
// IEEE Trans Biomed Eng 50:289, 2003, doi:10.1109/TBME.2003.808805, in space after Sameni
// R et al, EURASIP J Adv Signal Process 2007:043407, doi:10.1155/2007/43407; leads after
// Dower GE et al, Clin Cardiol 3:87, 1980; limb leads after Einthoven and Goldberger (all
// to check). There is no differential equation and no rescaling: amplitudes are in mV as
// the tables of forms give them, fitted by hand to what textbooks say of each lead. A
// single dipole knows no local potentials: an infarct that one chest lead alone sees
// cannot be drawn, and a body's build does not change the leads.
//
//	symbol   value             unit  source
//	R, P, T  1.0, 0.1, 0.25    mV    lead II of the reference heart; convention
//	R peak   0.42              1     of a complex's width, Event.Peak
//	T end    2                 1     standard deviations after its top: the tangent's
//	f waves  6.2 ± 0.7         Hz    within 4-9
//	VF       4.8 ± 0.5         Hz    within 3-7
//	F wave   0.3               mV    down in II, once a turn of the circuit
//	spike    5, 0.5            mV, ms in lead II; 0.1-2 ms and 2-700 mV can be asked for
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
	From, To float64             // s since the start
	Heart    []rhythm.Event      // with onset in (From, To], in order of time
	Breaths  []Breath            // that began in it
	Body     *physiology.Body    // at To, or of the step that To lies in; electrocardiograms and test waves do without
	Patient  *physiology.Patient // the same
	Shape    Shape               // of the complexes that begin in it
	Valves   Valves              // of the heart, for its sounds
}
