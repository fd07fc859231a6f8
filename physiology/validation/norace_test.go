//go:build !race

package validation_test

// raced says that the race detector is on.
const raced = false
