package plugintest

import (
	"errors"
	"fmt"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins"
)

// fork lets a second set of devices go on from the snapshots of a first one, in
// the same process: with the same input alike, with another input differently, and
// without touching the first.
func (v *verifier) fork(d devicesim.Description) (string, error) {
	if d.StateVersion == "" {
		return "", skip("the model has no snapshots")
	}
	want, err := v.undisturbed(d)
	if err != nil {
		return "", err
	}
	const half = steps / 2
	err = v.withModel(d, func(_ *plugins.Plugin, m devicesim.Model) error {
		parent, twin, other, err := v.three(m)
		if err != nil {
			return err
		}
		if err := parent.run(v.ctx, 0, half); err != nil {
			return err
		}
		if err := errors.Join(hand(parent, twin), hand(parent, other)); err != nil {
			return err
		}
		other.change = func(in *devicesim.Input) {
			for _, column := range [][]float64{in.Signals, in.Beats.RR, in.Breaths.Volume, in.Breaths.EtCO2} {
				for i := range column {
					column[i] *= 0.8
				}
			}
		}
		at := len(parent.log)
		if err := errors.Join(other.run(v.ctx, half, steps), parent.run(v.ctx, half, steps), twin.run(v.ctx, half, steps)); err != nil {
			return err
		}
		if err := same(parent.log, want); err != nil {
			return fmt.Errorf("a fork changes the device that it was taken from: %w", err)
		}
		if err := same(twin.log, parent.log[at:]); err != nil {
			return fmt.Errorf("a fork with the same input goes on differently: %w", err)
		}
		if same(other.log, parent.log[at:]) == nil {
			return errors.New("a fork with another input says the same: the model does not read its input, or forks share their state")
		}
		return nil
	})
	return "", err
}

// three opens the same fleet three times.
func (v *verifier) three(m devicesim.Model) (a, b, c *play, err error) {
	for _, p := range []**play{&a, &b, &c} {
		if *p, err = newPlay(v.ctx, m, v.body); err != nil {
			return nil, nil, nil, err
		}
	}
	return a, b, c, nil
}

// hand puts the devices of one play into the state of another's.
func hand(from, to *play) error {
	source, ok := from.batch.(devicesim.Snapshotter)
	target, ok2 := to.batch.(devicesim.Snapshotter)
	if !ok || !ok2 {
		return errors.New("the model has a state version and keeps no snapshots")
	}
	for device := range fleet {
		state, err := source.Snapshot(device, nil)
		if err == nil {
			err = target.Restore(device, state)
		}
		if err != nil {
			return fmt.Errorf("hand the state of device %d over: %w", device, err)
		}
	}
	return nil
}

// stateless opens devices anew in mid-run; those of a model that says that it has
// no state go on as the old ones do.
func (v *verifier) stateless(d devicesim.Description) (string, error) {
	if !d.Stateless {
		return "", skip("the model does not say that it is stateless")
	}
	want, err := v.undisturbed(d)
	if err != nil {
		return "", err
	}
	err = v.withModel(d, func(_ *plugins.Plugin, m devicesim.Model) error {
		p, err := newPlay(v.ctx, m, v.body)
		if err == nil {
			err = p.run(v.ctx, 0, steps/2)
		}
		if err != nil {
			return err
		}
		anew, err := newPlay(v.ctx, m, v.body)
		if err != nil {
			return err
		}
		anew.log = p.log
		if err := anew.run(v.ctx, steps/2, steps); err != nil {
			return err
		}
		if err := same(anew.log, want); err != nil {
			return fmt.Errorf("it says that it is stateless, but opened anew it goes on differently: %w", err)
		}
		return nil
	})
	return "", err
}
