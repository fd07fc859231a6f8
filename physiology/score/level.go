package score

import "math"

// ACVPU is the level of consciousness as early-warning charts record it.
type ACVPU uint8

// The levels, from alert to unresponsive.
const (
	Alert        ACVPU = iota
	Confused           // new confusion
	Voice              // responds to voice
	Pain               // responds to pain
	Unresponsive       // no response
)

// String is the letter of the chart: A, C, V, P or U.
func (c ACVPU) String() string {
	if c > Unresponsive {
		return "?"
	}
	return "ACVPU"[c : c+1]
}

// ParseACVPU reads the letter of the chart.
func ParseACVPU(letter string) (ACVPU, bool) {
	for c := Alert; c <= Unresponsive; c++ {
		if c.String() == letter {
			return c, true
		}
	}
	return Alert, false
}

// GCS is the usual Glasgow Coma Scale, 3..15, of a level: the medians of Kelly CA,
// Upex A, Bateman DN, Ann Emerg Med 44:108, 2004 (A 15, V 13, P 8, U 3), and 14 for
// new confusion, which takes one verbal point. A level stands for a range of scores,
// so this is a display, not an examination.
func (c ACVPU) GCS() int {
	switch c {
	case Alert:
		return 15
	case Confused:
		return 14
	case Voice:
		return 13
	case Pain:
		return 8
	}
	return 3
}

// shown rounds to what a display shows, in units of step: 0.1 for temperature, 1 for
// all others. The result is a whole number of steps, so that bands compare exactly.
func shown(x, step float64) float64 { return math.Round(x / step) }
