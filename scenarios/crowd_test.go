package scenarios_test

import "testing"

// TestACrowdRests makes six thousand people of a fleet. The last of them has a steady
// state on the very kink where shivering sets in, where no solver settles.
func TestACrowdRests(t *testing.T) {
	r := mustPlay(t, bare(), parse(t, `
seed: 1
duration: 1s
time: {mode: virtual}
fleet: {ward: {patients: 6642, profile: healthy-adult}}
`))
	if r.Exit != 0 {
		t.Errorf("exit code %d: %s", r.Exit, r.Reason)
	}
}
