package waveform_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/waveform"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// TestCodingsAreTheGenerators: what is published names a wave as what made it does.
func TestCodingsAreTheGenerators(t *testing.T) {
	known := 0
	for _, kind := range wave.Kinds() {
		info := kind.Info()
		if c, ok := waveform.CodingOf(info.ID); ok {
			known++
			if info.MDC != 0 && c.MDC != info.MDC || c.RefID == "" || c.Title == "" {
				t.Errorf("%s: %+v, the generator says %d", info.ID, c, info.MDC)
			}
		}
	}
	if known != 18 {
		t.Errorf("%d codings belong to waves", known)
	}
}
