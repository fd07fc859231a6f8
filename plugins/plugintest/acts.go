package plugintest

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/plugins"
)

// acts plays long enough for devices that act on the body to do so, and reads
// each act as a run would.
func (v *verifier) acts(d devicesim.Description) (string, error) {
	var all []devicesim.Act
	err := v.withModel(d, func(_ *plugins.Plugin, m devicesim.Model) error {
		p, err := newPlay(v.ctx, m, v.body)
		if err == nil {
			err = p.run(v.ctx, 0, 4*steps)
		}
		if err == nil {
			all = p.acts
		}
		return err
	})
	if err != nil {
		return "", err
	}
	for _, a := range all {
		if err := readAct(a); err != nil {
			return "", fmt.Errorf("act %s %s: %w", a.Action, a.Params, err)
		}
	}
	if len(all) == 0 {
		return "", skip("its devices do nothing to the body in %d steps", 4*steps)
	}
	return fmt.Sprintf("%d acts", len(all)), nil
}

func readAct(a devicesim.Act) error {
	action, ok := physiology.ActionByName(a.Action)
	if !ok {
		return errors.New("there is no such action: vitalfleet events lists them")
	}
	with := map[string]any{}
	if len(a.Params) > 0 {
		if err := json.Unmarshal(a.Params, &with); err != nil {
			return fmt.Errorf("its parameters are no JSON object: %w", err)
		}
	}
	if _, errs := action.Bind(with); len(errs) > 0 {
		return errs[0]
	}
	return nil
}
