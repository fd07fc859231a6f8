package instrument

import (
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
)

// meters are a device's own detectors of beats and breaths.
type meters struct {
	Beats      sensor.Rate
	Breaths    sensor.Rate
	LastPeak   int64   // ns, as sampled
	LastBreath int64   // ns
	CO2        float64 // mmHg, of the last breath
}

// sampling is the distance of ECG samples: peaks are found to a sample, 250 Hz.
const sampling = int64(4 * time.Millisecond)

// hear feeds the detectors with the events of the interval, as far as the probes
// are on.
func (b *batch) hear(in *devicesim.Input, r, index int, now int64) {
	m := b.ownMeters(index)
	if m == nil {
		return
	}
	d := &b.devices[index]
	since := now - int64(in.Interval)
	if d.off(&b.model.table, FromBeats) {
		m.Beats, m.LastPeak = sensor.Rate{}, 0
	} else {
		m.Beats.Listen(since)
		if d.rig == nil || d.setup.wiring.beats < 0 {
			m.hearBeats(&in.Beats, r)
		}
	}
	if d.off(&b.model.table, FromBreaths) {
		m.Breaths, m.LastBreath, m.CO2 = sensor.Rate{}, 0, 0
		return
	}
	m.Breaths.Listen(since)
	if d.rig != nil && d.setup.wiring.breaths >= 0 {
		return
	}
	if !d.state.Begun {
		b.prime(in, r, m)
	}
	m.hearBreaths(&in.Breaths, r)
}

// prime starts the average of breaths at the rate of the first sample: the device
// was worn before the run began, and a breath takes too long to wait for.
func (b *batch) prime(in *devicesim.Input, r int, m *meters) {
	for c := range b.model.table.Channels {
		if b.model.table.Channels[c].Source != FromBreaths {
			continue
		}
		if rate := in.Signals[b.columns[c].signal*len(in.Rows)+r]; rate >= 1 && rate <= 120 {
			m.Breaths.Add(60/rate, m.Breaths.Since)
		}
	}
}

func (m *meters) hearBeats(beats *devicesim.Beats, r int) {
	from, to := beats.Row(r)
	for i := from; i < to; i++ {
		peak := beats.Times[i] - beats.Times[i]%sampling
		seconds := beats.RR[i]
		if m.LastPeak != 0 {
			seconds = float64(peak-m.LastPeak) / 1e9
		}
		m.LastPeak = peak
		m.Beats.Add(seconds, peak)
	}
}

func (m *meters) hearBreaths(breaths *devicesim.Breaths, r int) {
	from, to := breaths.Row(r)
	for i := from; i < to; i++ {
		t, seconds := breaths.Times[i], 0.0
		if m.LastBreath != 0 {
			seconds = float64(t-m.LastBreath) / 1e9
		}
		m.LastBreath = t
		m.Breaths.Add(seconds, t)
		if i < uint32(len(breaths.EtCO2)) {
			m.CO2 = breaths.EtCO2[i]
		}
	}
}

// value returns what the detectors make of the source.
func (m *meters) value(s Source, now int64, pause float64) (float64, quality) {
	var x float64
	found := false
	switch s {
	case FromBeats:
		x, found = m.Beats.PerMinute(now, pause)
	case FromInterval:
		x, found = m.Beats.Interval()
		x *= 1000
		if m.Beats.Silence(now) >= pause {
			return math.NaN(), noSignal
		}
	case FromBreaths:
		x, found = m.Breaths.PerMinute(now, pause)
	case FromCO2:
		x, found = m.CO2, m.LastBreath != 0
		if m.Breaths.Silence(now) >= pause {
			return 0, ok
		}
	case FromSignal, FromBattery:
	}
	if !found {
		return math.NaN(), starting
	}
	if x-x != 0 {
		return math.NaN(), noSignal
	}
	return x, ok
}

// off tells whether the probe of the channel with the given source is off.
func (d *device) off(t *Table, s Source) bool {
	if d.combined.effects == nil {
		return false
	}
	for c := range t.Channels {
		if t.Channels[c].Source == s && d.combined.effects[c].off {
			return true
		}
	}
	return false
}
