package devicesim_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/devicetest"
)

// configured is a model whose devices have a config where they have none.
type configured struct {
	devicesim.Model
	config string
}

func (c configured) Open(ctx context.Context, specs []devicesim.Spec) (devicesim.Batch, error) {
	for i := range specs {
		if specs[i].Config == nil {
			specs[i].Config = json.RawMessage(c.config)
		}
	}
	return c.Model.Open(ctx, specs)
}

// TestConformanceWithWaves holds devices to the suite whose waves are switched on. They
// cannot be saved; and a heart that beats like a clock does not show that its rate is
// stuck.
func TestConformanceWithWaves(t *testing.T) {
	for _, c := range []struct {
		device, config string
		skip           []string
	}{
		{"ecg-patch", `{"waves":["ecg_ii"],"noise":"clinical"}`, []string{"snapshot", "faults"}},
		{"pulse-oximeter", `{"waves":["ppg"]}`, []string{"snapshot"}},
	} {
		t.Run(c.device, func(t *testing.T) { devicetest.Run(t, configured{model(t, c.device), c.config}, c.skip...) })
	}
}
