package inclinic_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/devicetest"
	"github.com/vitalfleet/vitalfleet/devicesim/inclinic"
)

func TestConformance(t *testing.T) {
	for _, m := range inclinic.Models() {
		t.Run(m.Describe().Type, func(t *testing.T) { devicetest.Run(t, m) })
	}
}
