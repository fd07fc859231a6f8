// Package waveform writes one chunk of a sampled wave as a payload: as a FHIR R4
// Observation with SampledData, and as a compact binary that is read here too.
// The third form, plain JSON, is in package plainjson.
//
// A chunk's samples are whole numbers; each stands for Offset + Gain * sample in
// Unit, and Invalid marks one that was not measured.
//
// # Binary, version 1
//
// All numbers are little-endian. A text is one byte of length and as many bytes
// of UTF-8.
//
//	byte  0  4  "VFW" and the version, 0x01
//	      4  1  flags: bit 0 the data are simulated (always set), bit 1 the samples are differences
//	      5  4  boot      unsigned, how often the device has restarted
//	      9  8  seq       unsigned, position in (device, wave, boot)
//	     17  8  time      signed, of the first sample on the device's clock, ns since the Unix epoch
//	     25  8  rate      IEEE 754, samples per second
//	     33  8  gain      IEEE 754
//	     41  8  offset    IEEE 754
//	     49  4  count     unsigned, samples
//	     53     patient, device, code, unit: four texts
//	            samples: count signed numbers of 16 bits; or, as differences, the
//	            first sample and then each one's difference to the one before, modulo
//	            2^16 and taken as signed, each zigzag-coded (0, -1, 1, -2 become
//	            0, 1, 2, 3) into groups of 7 bits, low group first, with bit 7 set in
//	            all but the last
//
// Nothing follows the samples. Differences are written where they are shorter:
// an ECG of 250 samples per second takes a little over one byte a sample.
//
// The payloads are for simulated data only and say so.
package waveform
