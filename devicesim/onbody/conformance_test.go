package onbody_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/devicetest"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
)

func TestConformance(t *testing.T) {
	for _, m := range onbody.Models() {
		t.Run(m.Describe().Type, func(t *testing.T) { devicetest.Run(t, m) })
	}
}
