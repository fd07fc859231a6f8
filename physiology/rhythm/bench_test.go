package rhythm_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// BenchmarkStep is the cost of a patient-second.
func BenchmarkStep(b *testing.B) {
	for _, c := range []rhythm.Code{rhythm.Own, rhythm.AFIB, rhythm.AFL21, rhythm.VTM, rhythm.PaceDDD} {
		b.Run(c.String(), func(b *testing.B) {
			h := rhythm.New(1, rhythm.Typical(40, false))
			h.Set(c, rhythm.Settings{})
			d := rhythm.Resting(70)
			dst := make([]rhythm.Event, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				dst = h.Advance(&d, 1, dst[:0])
			}
		})
	}
}
