// Package rundir keeps what a run recorded: a directory of plain files that can be read, judged and verified years later
// without the program that wrote it.
//
// Ledgers that grow during the run are NDJSON (truth, events, inputs, capture, delivered) or, for the messages sent and
// seen, segments of fixed binary records under zstd. Everything else is written whole and put in place by a rename, so that
// a crash leaves either no file or a complete one. The manifest, written last, holds the SHA-256 of every file and of every
// patient's messages; its complete flag is the proof that the run came to its end.
//
// The package also reads the same ledgers as other systems write them (NDJSON with times in RFC 3339 or seconds), so that
// any platform's log can be judged.
package rundir
