package plugintest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// cancel gives up a large step at once and wants the next call to be answered
// soon: a plugin that works on for nobody keeps its processor from the others.
func (v *verifier) cancel(d devicesim.Description) (string, error) {
	const patience = time.Second
	return v.withWire(d, 5000, func(w *wire) (string, error) {
		ctx, cancel := context.WithTimeout(v.ctx, 10*time.Millisecond)
		_ = w.step(ctx, 0, w.handles()) // It is given up, or was quick.
		cancel()
		begin := time.Now()
		if err := within(v.ctx, 10*patience, w.alive); err != nil {
			return "", err
		}
		if err := within(v.ctx, 10*patience, func(ctx context.Context) error { return w.step(ctx, 1, []uint32{1}) }); err != nil {
			return "", err
		}
		took := time.Since(begin)
		if took > patience {
			return "", fmt.Errorf("after a step of 5,000 devices was cancelled the next call was answered after %v: stop when the call's context ends", took.Round(time.Millisecond))
		}
		return fmt.Sprintf("next call answered after %v", took.Round(time.Millisecond)), nil
	})
}

func within(ctx context.Context, d time.Duration, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	return call(ctx)
}

// What the memory check does: rounds of steps, after each of which memory is read.
const (
	memoryDevices = 200
	memoryRounds  = 5
	memorySteps   = 60
	memoryFree    = 12 << 20 // what may come and go with a collector's mood, bytes
)

// memory steps the same devices, and opens and closes others, round after round;
// what the process has resident must not grow with them.
func (v *verifier) memory(d devicesim.Description) (string, error) {
	return v.withWire(d, memoryDevices, func(w *wire) (string, error) {
		var after []int64
		for round := range memoryRounds {
			for k := range memorySteps {
				if err := w.step(v.ctx, round*memorySteps+k, w.handles()); err != nil {
					return "", err
				}
				if err := w.visit(v.ctx); err != nil {
					return "", err
				}
			}
			bytes, ok := w.Memory()
			if !ok {
				return "", skip("this system does not tell how much memory a process has")
			}
			after = append(after, bytes)
		}
		warm := after[1:] // the first round fills what is used again
		growth := warm[len(warm)-1] - warm[0]
		if slices.IsSorted(warm) && growth > max(memoryFree, warm[0]/4) {
			return "", fmt.Errorf("memory grows with every step: %s after rounds of %d steps of %d devices", megabytes(after), memorySteps, memoryDevices)
		}
		return megabytes(after) + " in rounds", nil
	})
}

// visit opens a few more devices and closes them.
func (w *wire) visit(ctx context.Context) error {
	n := w.n
	if err := w.open(ctx, 5); err != nil {
		return err
	}
	err := w.close(ctx, w.handles()[n:])
	w.n = n
	return err
}

func megabytes(bytes []int64) (text string) {
	for i, b := range bytes {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%.1f", float64(b)/(1<<20))
	}
	return text + " MiB"
}

// throughput steps batches of several sizes. It is a fault when one takes longer
// than a host waits.
func (v *verifier) throughput(d devicesim.Description) (string, error) {
	limit := v.Step
	if limit <= 0 {
		limit = 2 * time.Second
	}
	return v.withWire(d, 10000, func(w *wire) (string, error) {
		for _, n := range []int{1, 100, 1000, 10000} {
			s, err := v.speed(w, n, limit)
			if err != nil {
				return "", err
			}
			v.report.Speed = append(v.report.Speed, s)
			if s.P99 > limit {
				return "", fmt.Errorf("a step of %d devices takes %v, a host waits %v", n, s.P99.Round(time.Millisecond), limit)
			}
		}
		last := v.report.Speed[len(v.report.Speed)-1]
		return fmt.Sprintf("%.0f device-steps/s", last.Rate), nil
	})
}

// speed steps n devices for a third of a second, and three times at least.
func (v *verifier) speed(w *wire, n int, limit time.Duration) (Speed, error) {
	handles := w.handles()[:n]
	var calls []time.Duration
	var total time.Duration
	for k := 0; (total < time.Second/3 || len(calls) < 3) && total < 3*limit; k++ {
		req := w.request(k, handles)
		begin := time.Now()
		err := within(v.ctx, 5*limit, func(ctx context.Context) error { _, err := w.Step(ctx, req); return err })
		took := time.Since(begin)
		if err != nil {
			return Speed{}, fmt.Errorf("a step of %d devices: %w", n, err)
		}
		if k > 0 { // the first one warms up
			calls, total = append(calls, took), total+took
		}
	}
	slices.Sort(calls)
	return Speed{Model: w.d.Type, Devices: n, Rate: float64(n*len(calls)) / total.Seconds(), P99: calls[(len(calls)*99-1)/100]}, nil
}
