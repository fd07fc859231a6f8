package main

import (
	"fmt"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// beyond notes which signals leave the range in which the models had data, in how many
// patients and where first.
type beyond struct {
	left  []map[string]bool // by signal: who
	first []string          // by signal: the first of them, in words
}

// look looks at a row of values.
func (b *beyond) look(want []physiology.Signal, at time.Duration, id string, values []float64) {
	if b.left == nil {
		b.left, b.first = make([]map[string]bool, len(want)), make([]string, len(want))
	}
	for i, s := range want {
		low, high, ok := s.Valid()
		if !ok || values[i] >= low && values[i] <= high || b.left[i][id] {
			continue
		}
		if b.left[i] == nil {
			b.left[i] = map[string]bool{}
			info := s.Info()
			b.first[i] = fmt.Sprintf("%s of %.4g %s in %s at %v is extrapolated: the models had data for %g..%g", info.ID, values[i], info.Unit, id, at, low, high)
		}
		b.left[i][id] = true
	}
}

// notes are what was seen, one line a signal.
func (b *beyond) notes() (out []string) {
	for i, text := range b.first {
		if n := len(b.left[i]); n > 1 {
			text += fmt.Sprintf(" (and %d more patients)", n-1)
		}
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}
