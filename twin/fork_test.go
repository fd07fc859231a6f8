package twin_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/twin"
)

// BenchmarkFork copies a twin, as a what-if does.
func BenchmarkFork(b *testing.B) {
	w := newTwin(b, "one")
	forks := make([]twin.Twin, 64)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		forks[n&63] = w.Fork()
		n++
	}
}
