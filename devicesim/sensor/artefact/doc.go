// Package artefact is what stands between the wave that a body shows and the samples
// that a device sends: noise of muscles, mains and electrodes, leads that come off, the
// amplifier's band, the converter's clock, range and steps.
//
// Each stage works on chunks of samples in the unit of the wave and gives the same
// bytes however time is cut into chunks: noise is a function of a seed and the sample's
// index, filters and clocks carry their state from chunk to chunk. No stage allocates
// once it is made.
//
// Amplitudes of the named sets are conventions for tests (reference: front ends with at
// most 30 uV of noise, ±10 mV of input, 4.9 uV a step, 0.5-40 and 0.05-150 Hz, from a
// monitor's manual); recorded noise has more kinds than are here. It is for simulated
// devices and not for the evaluation of a filter against real patients.
package artefact
