// Package devicetest is the conformance suite that every device model passes,
// built in or a vendor's plugin: a new model is tested by one line,
//
//	devicetest.Run(t, model)
//
// The suite drives the model with a synthetic body whose values depend on the
// device and the time alone, so that two plays of equal input must give equal
// output. It knows nothing of the model but its Description. It does not judge
// how accurate a device is.
package devicetest

import (
	"slices"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// Finding is one way in which a model fails the suite.
type Finding struct {
	Check string // name of the check: "determinism"
	Err   error  // what is wrong
}

// Run runs every check but the skipped ones as a subtest. A model behind a
// process border skips "allocations".
func Run(t *testing.T, m devicesim.Model, skip ...string) {
	t.Helper()
	for _, c := range checks() {
		t.Run(c.name, func(t *testing.T) {
			if slices.Contains(skip, c.name) {
				t.Skip("not asked for")
			}
			if err := c.run(m); err != nil {
				t.Error(err)
			}
		})
	}
}

// Check runs the same checks without a test, for the command line, and returns
// what it found.
func Check(m devicesim.Model, skip ...string) []Finding {
	var list []Finding
	for _, c := range checks() {
		if slices.Contains(skip, c.name) {
			continue
		}
		if err := c.run(m); err != nil {
			list = append(list, Finding{Check: c.name, Err: err})
		}
	}
	return list
}

// Names lists the checks in the order in which they run.
func Names() []string {
	var list []string
	for _, c := range checks() {
		list = append(list, c.name)
	}
	return list
}

type check struct {
	name string
	run  func(devicesim.Model) error
}

func checks() []check {
	return []check{
		{"description", checkDescription},
		{"schemas", checkSchemas},
		{"bad-config", checkBadConfig},
		{"payloads", checkPayloads},
		{"sequence", checkSequence},
		{"determinism", checkDeterminism},
		{"batch-split", checkSplit},
		{"independence", checkIndependence},
		{"snapshot", checkSnapshot},
		{"hostile-input", checkHostile},
		{"faults", checkFaults},
		{"allocations", checkAllocations},
		{"lifecycle", checkLifecycle},
	}
}
