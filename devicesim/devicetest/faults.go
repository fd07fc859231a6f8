package devicetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// params are the parameters of a fault's own example, nil where it has none.
func params(f devicesim.Fault) json.RawMessage {
	var schema struct{ Examples []json.RawMessage }
	if json.Unmarshal([]byte(f.ParamsSchema), &schema) != nil || len(schema.Examples) == 0 {
		return nil
	}
	return schema.Examples[0]
}

// The steps in which a fault is started and stopped, and from which on everything
// must be as if it had never been.
const (
	faultFrom  = 10
	faultTo    = 40
	faultOver  = 110
	faultSteps = 170
)

func checkFaults(m devicesim.Model) error {
	d := m.Describe()
	if len(d.Faults) == 0 {
		return nil
	}
	undisturbed, err := whole(m, faultSteps)
	if err != nil {
		return err
	}
	p, err := open(m, 0, 1)
	if err != nil {
		return err
	}
	defer p.batch.Close()
	injector, can := p.batch.(devicesim.Injector)
	if !can {
		return errors.New("faults are declared but the batch is no Injector")
	}
	if injector.Inject([]int{0}, "no.such-fault", nil, false, start()) == nil {
		return errors.New("a fault that is not declared is taken")
	}
	if injector.Inject([]int{7}, d.Faults[0].Name, params(d.Faults[0]), false, start()) == nil {
		return errors.New("a fault of a device that is not there is taken")
	}
	for _, f := range d.Faults {
		if err := tryFault(m, f, undisturbed); err != nil {
			return fmt.Errorf("fault %s: %w", f.Name, err)
		}
	}
	return nil
}

// tryFault lets device 0 suffer twice, overlapping, and compares it with an
// undisturbed one.
func tryFault(m devicesim.Model, f devicesim.Fault, undisturbed []record) error {
	p, err := open(m, 0, fleet)
	if err != nil {
		return err
	}
	defer p.batch.Close()
	inject := func(k int, stop bool) error {
		at := start().Add(p.dt * time.Duration(k))
		return p.batch.(devicesim.Injector).Inject([]int{0}, f.Name, params(f), stop, at)
	}
	err = errors.Join(p.run(0, faultFrom), inject(faultFrom, false), p.run(faultFrom, faultFrom+5), inject(faultFrom+5, false),
		p.run(faultFrom+5, faultTo-5), inject(faultTo-5, true), p.run(faultTo-5, faultTo), inject(faultTo, true), p.run(faultTo, faultSteps))
	if err != nil {
		return err
	}
	if err := validate(p.d, p.log); err != nil {
		return err
	}
	got, want := of(p.log, 0, 0), of(undisturbed, 0, 0)
	if same(body(got, faultFrom, faultTo), body(want, faultFrom, faultTo)) == nil {
		return fmt.Errorf("with %s it changes nothing in %d steps", params(f), faultTo-faultFrom)
	}
	if !strings.HasPrefix(f.Name, "clock.") {
		if err := contiguous(got); err != nil {
			return err
		}
	}
	if err := returned(body(got, faultOver, faultSteps), body(want, faultOver, faultSteps)); err != nil {
		return fmt.Errorf("%d steps after it was stopped: %w", faultOver-faultTo, err)
	}
	return nil
}

// body are the records of the first stream between two steps.
func body(log []record, from, to int) (list []record) {
	for _, r := range log {
		if r.stream == 0 && r.step >= from && r.step < to {
			list = append(list, r)
		}
	}
	return list
}

// returned tells whether a device is again what it would have been: it sends at
// the same times, says nothing that it would not say, and its means are near.
func returned(got, want []record) error {
	got, want = body(got, 0, math.MaxInt), body(want, 0, math.MaxInt)
	if len(got) != len(want) {
		return fmt.Errorf("it sends %d messages, undisturbed %d", len(got), len(want))
	}
	for i := range got {
		if got[i].time != want[i].time {
			return fmt.Errorf("its time is %d, undisturbed %d", got[i].time, want[i].time)
		}
	}
	gotMean, gotMissing := values(got)
	wantMean, wantMissing := values(want)
	for code, mean := range wantMean {
		if gotMissing[code] != wantMissing[code] {
			return fmt.Errorf("%s is missing %d times, undisturbed %d", code, gotMissing[code], wantMissing[code])
		}
		if math.Abs(gotMean[code]-mean) > 5+0.1*math.Abs(mean) {
			return fmt.Errorf("the mean of %s is %g, undisturbed %g", code, gotMean[code], mean)
		}
	}
	return nil
}
