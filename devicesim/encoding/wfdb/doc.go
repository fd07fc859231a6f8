// Package wfdb writes and reads records of the WaveForm DataBase: a header
// (.hea), samples in format 16 or 212 (.dat) and annotations in MIT format
// (.atr), after the header(5), signal(5) and annot(5) pages of the WFDB
// Applications Guide (G. B. Moody, PhysioNet).
//
// A Writer takes frames as they come and holds nothing but a buffer. The header
// is written last, by renaming, so that a record either is whole or is not
// there. Every header says in a comment that its record is simulated.
//
// The package reads what it writes and what other programs write in the same
// formats; it refuses, with a reason, multi-segment records, several samples a
// frame, skewed signals and other formats. It is not for clinical recordings.
package wfdb
