package devicetest

import (
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// The play: so many devices and steps, a report every few steps.
const (
	fleet     = 5
	steps     = 60
	dueEvery  = 3
	startUnix = 1768464000 // 2026-01-15T08:00:00Z
)

func start() time.Time { return time.Unix(startUnix, 0).UTC() }

// resting is the value of a signal around which the synthetic body swings.
func resting(s physiology.Signal) float64 {
	switch s {
	case physiology.HR, physiology.PulseRate:
		return 72
	case physiology.SBP:
		return 122
	case physiology.DBP:
		return 78
	case physiology.MAP:
		return 93
	case physiology.PulsePressure:
		return 44
	case physiology.SpO2, physiology.SaO2:
		return 96
	case physiology.RR:
		return 15
	case physiology.EtCO2, physiology.PaCO2:
		return 38
	case physiology.TempCore:
		return 37
	case physiology.TempSkin:
		return 33
	case physiology.Weight:
		return 72
	case physiology.GlucosePlasma, physiology.GlucoseInterstitial:
		return 120
	default:
		return 5
	}
}

// signal is the true value of a device's body at step k.
func signal(s physiology.Signal, device, k int) float64 {
	return resting(s) * (1 + 0.01*math.Sin(float64(k)/9+float64(device)))
}

// input is what the given devices get to know in step k, with the due flags of
// the play. Its beats and breaths come at even distances.
func input(d *devicesim.Description, rest *restingBody, devices []int32, k int, dt time.Duration) *devicesim.Input {
	in := &devicesim.Input{Time: start().Add(time.Duration(k+1) * dt), Interval: dt, Rows: devices}
	for range devices {
		in.Due = append(in.Due, k%dueEvery == 0)
	}
	for _, s := range d.Inputs {
		for _, device := range devices {
			in.Signals = append(in.Signals, signal(s, int(device), k))
		}
	}
	if d.WantsBeats {
		in.Beats = beats(devices, in.Time, dt)
	}
	if d.WantsBreaths {
		in.Breaths = breaths(devices, in.Time, dt)
	}
	if d.WantsWaves {
		in.Ticks = rest.ticks(devices, k, dt)
	}
	return in
}

// beatPeriod and breathPeriod are how far apart the beats and breaths of a device's
// patient are.
func beatPeriod(device int32) time.Duration { return time.Duration(800+10*device) * time.Millisecond }

func breathPeriod(device int32) time.Duration {
	return time.Duration(4000+50*device) * time.Millisecond
}

func beats(devices []int32, end time.Time, dt time.Duration) (b devicesim.Beats) {
	for _, device := range devices {
		period := beatPeriod(device)
		for _, t := range ticks(end, dt, period) {
			b.Times, b.Kinds = append(b.Times, t), append(b.Kinds, 'N')
			b.RR, b.Stroke = append(b.RR, period.Seconds()), append(b.Stroke, 1)
		}
		b.Ends = append(b.Ends, uint32(len(b.Times)))
	}
	return b
}

func breaths(devices []int32, end time.Time, dt time.Duration) (b devicesim.Breaths) {
	for _, device := range devices {
		for _, t := range ticks(end, dt, breathPeriod(device)) {
			b.Times, b.Volume, b.EtCO2 = append(b.Times, t), append(b.Volume, 500), append(b.EtCO2, 38)
		}
		b.Ends = append(b.Ends, uint32(len(b.Times)))
	}
	return b
}

// ticks are the multiples of period in (end-dt, end], in nanoseconds.
func ticks(end time.Time, dt, period time.Duration) (list []int64) {
	for t := (end.UnixNano()-int64(dt))/int64(period) + 1; t*int64(period) <= end.UnixNano(); t++ {
		list = append(list, t*int64(period))
	}
	return list
}
