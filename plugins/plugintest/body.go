package plugintest

import (
	"fmt"
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// The play: so many devices and steps, a report every few steps.
const (
	fleet    = 5
	steps    = 45
	dueEvery = 3
)

func start() time.Time { return time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC) }

// body is a resting patient around whose values the synthetic ones swing.
type body struct{ resting []float64 }

func newBody() (*body, error) {
	p, err := physiology.Reference(physiology.Person{Age: 40, Height: 180, Weight: 77})
	if err != nil {
		return nil, fmt.Errorf("reference patient: %w", err)
	}
	b, err := physiology.New(&p, physiology.DefaultEnvironment())
	if err != nil {
		return nil, fmt.Errorf("reference patient: %w", err)
	}
	all := make([]physiology.Signal, len(physiology.Signals()))
	for i := range all {
		all[i] = physiology.Signal(i)
	}
	values := make([]float64, len(all))
	b.Observe(&p, all, values)
	return &body{values}, nil
}

// value is the true value of a signal in a device's body at a step.
func (b *body) value(s physiology.Signal, device, k int) float64 {
	return b.resting[s] * (1 + 0.01*math.Sin(float64(k)/9+float64(device)))
}

// interval is the length of a step of the play.
func interval(d *devicesim.Description) time.Duration {
	dt := d.Interval.Default
	if dt <= 0 {
		dt = time.Second
	}
	if !d.Continuous {
		return min(dueEvery*dt, max(d.Interval.Max, dt))
	}
	return dt
}

// input fills in with what the devices get to know in step k. Its beats and
// breaths come at even distances.
func (b *body) input(in *devicesim.Input, d *devicesim.Description, devices []int32, k int) {
	dt := interval(d)
	*in = devicesim.Input{Time: start().Add(time.Duration(k+1) * dt), Interval: dt, Rows: devices}
	for range devices {
		in.Due = append(in.Due, !d.Continuous || k%dueEvery == 0)
	}
	for _, s := range d.Inputs {
		for _, device := range devices {
			in.Signals = append(in.Signals, b.value(s, int(device), k))
		}
	}
	for _, device := range devices {
		if d.WantsBeats {
			period := time.Duration(800+10*(device%40)) * time.Millisecond
			for _, t := range ticks(in.Time, dt, period) {
				in.Beats.Times, in.Beats.Kinds = append(in.Beats.Times, t), append(in.Beats.Kinds, 'N')
				in.Beats.RR, in.Beats.Stroke = append(in.Beats.RR, period.Seconds()), append(in.Beats.Stroke, 1)
			}
			in.Beats.Ends = append(in.Beats.Ends, uint32(len(in.Beats.Times)))
		}
		if d.WantsBreaths {
			for _, t := range ticks(in.Time, dt, time.Duration(4000+50*(device%40))*time.Millisecond) {
				in.Breaths.Times, in.Breaths.Volume = append(in.Breaths.Times, t), append(in.Breaths.Volume, 500)
				in.Breaths.EtCO2 = append(in.Breaths.EtCO2, 38)
			}
			in.Breaths.Ends = append(in.Breaths.Ends, uint32(len(in.Breaths.Times)))
		}
	}
}

// ticks are the multiples of period in (end-dt, end], in nanoseconds.
func ticks(end time.Time, dt, period time.Duration) (list []int64) {
	p := int64(period)
	for t := (end.UnixNano()-int64(dt))/p + 1; t*p <= end.UnixNano(); t++ {
		list = append(list, t*p)
	}
	return list
}
