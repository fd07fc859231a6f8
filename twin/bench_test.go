package twin_test

import "testing"

// BenchmarkWhole is a second of one twin with everything on: body, heart and lungs.
func BenchmarkWhole(b *testing.B) {
	w := newTwin(b, "one")
	w.Vary(3)
	b.ReportAllocs()
	for b.Loop() {
		w.Step(1)
	}
}
