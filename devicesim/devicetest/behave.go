package devicetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

func checkDeterminism(m devicesim.Model) error {
	first, err := whole(m, steps)
	if err != nil {
		return err
	}
	second, err := whole(m, steps)
	if err != nil {
		return err
	}
	if err := same(second, first); err != nil {
		return fmt.Errorf("two plays of equal input differ: %w", err)
	}
	return nil
}

// checkSplit plays the fleet in two batches, one of them in two calls a step.
func checkSplit(m devicesim.Model) error {
	want, err := whole(m, steps)
	if err != nil {
		return err
	}
	const cut, middle = 2, 3
	small, err := open(m, 0, cut)
	if err != nil {
		return err
	}
	defer small.batch.Close()
	rest, err := open(m, cut, fleet)
	if err != nil {
		return err
	}
	defer rest.batch.Close()
	for k := range steps {
		if err := errors.Join(rest.step(k, cut, all(middle, fleet)), small.step(k, 0, all(0, cut)), rest.step(k, cut, all(cut, middle))); err != nil {
			return err
		}
	}
	for device := range fleet {
		log := rest.log
		if device < cut {
			log = small.log
		}
		if err := same(of(log, device, 0), of(want, device, 0)); err != nil {
			return fmt.Errorf("the output depends on how the fleet is split into batches: %w", err)
		}
	}
	return nil
}

// checkIndependence spoils the input of device 0 and lets it fail; the others
// must not notice.
func checkIndependence(m devicesim.Model) error {
	want, err := whole(m, steps)
	if err != nil {
		return err
	}
	p, err := open(m, 0, fleet)
	if err != nil {
		return err
	}
	defer p.batch.Close()
	p.spoil = func(in *devicesim.Input) {
		for i := range p.d.Inputs {
			in.Signals[i*len(in.Rows)] *= 1.5
		}
	}
	if faults := p.d.Faults; len(faults) > 0 {
		if err := p.batch.(devicesim.Injector).Inject([]int{0}, faults[0].Name, params(faults[0]), false, start()); err != nil {
			return err
		}
	}
	if err := p.run(0, steps); err != nil {
		return err
	}
	for device := 1; device < fleet; device++ {
		if err := same(of(p.log, device, 0), of(want, device, 0)); err != nil {
			return fmt.Errorf("a device depends on its neighbour: %w", err)
		}
	}
	return nil
}

// checkSnapshot goes on from a snapshot, taken in mid-run under a fault, in a
// batch that has other devices in it and has run already.
func checkSnapshot(m devicesim.Model) error {
	p, err := open(m, 0, fleet)
	if err != nil {
		return err
	}
	defer p.batch.Close()
	from, can := p.batch.(devicesim.Snapshotter)
	if !can {
		return nil
	}
	if faults := p.d.Faults; len(faults) > 0 {
		if err := p.batch.(devicesim.Injector).Inject([]int{1}, faults[len(faults)/3].Name, params(faults[len(faults)/3]), false, start()); err != nil {
			return err
		}
	}
	const half = steps/2 + 1
	if err := p.run(0, half); err != nil {
		return err
	}
	other, err := open(m, 0, fleet)
	if err != nil {
		return err
	}
	defer other.batch.Close()
	if err := other.run(0, 7); err != nil {
		return err
	}
	to, kept := other.batch.(devicesim.Snapshotter), []byte("kept")
	for device := range fleet {
		state, err := from.Snapshot(device, kept)
		if err != nil {
			return err
		}
		if string(state[:len(kept)]) != string(kept) {
			return errors.New("Snapshot does not append to dst")
		}
		if to.Restore(device, state[len(kept):len(kept)+(len(state)-len(kept))/2]) == nil {
			return errors.New("Restore takes half a state")
		}
		if err := to.Restore(device, state[len(kept):]); err != nil {
			return err
		}
	}
	if err := errors.Join(p.run(half, steps), other.run(half, steps)); err != nil {
		return err
	}
	for device := range fleet {
		if err := same(of(other.log, device, half), of(p.log, device, half)); err != nil {
			return fmt.Errorf("a restored device goes on differently: %w", err)
		}
	}
	return nil
}

// checkHostile feeds values that no body has. Payloads must stay valid, and the
// device must come back when the values do.
func checkHostile(m devicesim.Model) error {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 0} {
		if err := hostile(m, x); err != nil {
			return fmt.Errorf("inputs of %v: %w", x, err)
		}
	}
	return nil
}

func hostile(m devicesim.Model, x float64) error {
	p, err := open(m, 0, fleet)
	if err != nil {
		return err
	}
	defer p.batch.Close()
	step := 0
	p.spoil = func(in *devicesim.Input) {
		if step++; step < 5 || step > 20 {
			return
		}
		for _, column := range [][]float64{in.Signals, in.Beats.RR, in.Beats.Stroke, in.Breaths.Volume, in.Breaths.EtCO2} {
			for i := range column {
				column[i] = x
			}
		}
	}
	if err := p.run(0, 2*steps); err != nil {
		return err
	}
	if err := errors.Join(validate(p.d, p.log), contiguous(p.log)); err != nil {
		return err
	}
	undisturbed, err := whole(m, 2*steps)
	if err != nil {
		return err
	}
	return returned(of(p.log, 0, 2*steps-20), of(undisturbed, 0, 2*steps-20))
}

// checkAllocations wants steps of a warm batch that allocate nothing.
func checkAllocations(m devicesim.Model) error {
	p, err := open(m, 0, fleet)
	if err != nil {
		return err
	}
	defer p.batch.Close()
	const runs = 40
	var inputs []*devicesim.Input
	for k := range 2*runs + 2 {
		inputs = append(inputs, input(&p.d, p.rest, all(0, fleet), k, p.dt))
	}
	k, ctx := 0, context.Background()
	var failed error
	step := func() {
		p.out.Reset()
		failed = errors.Join(failed, p.batch.Step(ctx, inputs[k], &p.out))
		k++
	}
	for range runs {
		step()
	}
	if n := testing.AllocsPerRun(runs, step); n > 0 {
		return fmt.Errorf("a step of %d devices allocates %v times", fleet, n)
	}
	return failed
}

// checkLifecycle opens nothing, closes twice, and steps what is closed.
func checkLifecycle(m devicesim.Model) error {
	empty, err := m.Open(context.Background(), nil)
	if err != nil {
		return fmt.Errorf("open no devices: %w", err)
	}
	p, err := open(m, 0, 1)
	if err != nil {
		return err
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if p.batch.Step(cancelled, input(&p.d, p.rest, all(0, 1), 0, p.dt), &p.out) == nil {
		return errors.New("Step ignores a cancelled context")
	}
	if err := errors.Join(empty.Close(), p.batch.Close(), p.batch.Close()); err != nil {
		return fmt.Errorf("close, and close again: %w", err)
	}
	if p.step(0, 0, all(0, 1)) == nil {
		return errors.New("a closed batch can be stepped")
	}
	return nil
}
