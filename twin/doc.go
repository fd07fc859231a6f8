// Package twin holds one patient over time: who they are, the state of their
// body, what acts on it, and when their labels of truth begin and end.
//
// A Twin is a plain value, so forking one is copying it. Twins lie in blocks,
// the unit of parallel work: a block is stepped by one goroutine, and nothing in
// it depends on any other block, so that the number of workers cannot change a
// result. The package knows no device, no scenario and no clock.
package twin
