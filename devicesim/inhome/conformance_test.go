package inhome_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/devicetest"
	"github.com/vitalfleet/vitalfleet/devicesim/inhome"
)

func TestConformance(t *testing.T) {
	for _, m := range inhome.Models() {
		t.Run(m.Describe().Type, func(t *testing.T) { devicetest.Run(t, m) })
	}
}
