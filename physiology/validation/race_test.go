//go:build race

package validation

// Raced says that the race detector is on, which makes long courses too slow.
const Raced = true
