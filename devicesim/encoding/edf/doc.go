// Package edf writes and reads continuous recordings in the European Data Format
// "plus" (EDF+C): Kemp B, Olivan J. European data format 'plus' (EDF+), an EDF
// alike standard format for the exchange of physiological data. Clin Neurophysiol
// 114:1755-1761, 2003, doi:10.1016/S1388-2457(03)00123-8 (to check), as published on
// edfplus.info.
//
// A file is a header in ASCII and data records of equal duration. A record holds
// a whole number of 16-bit samples of each signal, and lists of annotations with
// their time. The duration is chosen so that signals of different rates fit.
// A Writer holds one record, and the annotations that found no room in it; these
// go into the next ones and are never lost. The number of records is patched in
// at the end; until then it says -1, which readers take as unknown.
//
// The patient and the recording say in every file that they are simulated. The
// package is not for clinical recordings.
package edf
