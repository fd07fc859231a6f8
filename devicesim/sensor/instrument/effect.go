package instrument

import (
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
)

// combined is the sum of the faults in force on one device. It is derived, so
// that faults may overlap and end in any order.
type combined struct {
	effects []effect // by channel; nil while no channel is touched
	clock   sensor.Clock
	hang    bool
	lost    bool    // nothing that is reported arrives where it is sent on from
	blocked bool    // nothing that is delivered arrives
	slow    float64 // one report in so many is made
	charge  float64 // %, the most that the battery shows at time zero
	drain   float64 // % an hour
}

// effect is what faults do to one channel.
type effect struct {
	off, stuck  bool
	calibration sensor.Calibration
	noise       float64 // multiple of the standard deviation
	intensity   float64 // of motion
	limit       float64 // +Inf: none
	dropout     float64 // probability
	spikes      float64 // per minute
	spikeSize   float64 // NaN: the channel's own
	pressure    float64 // share that lying on the sensor takes
}

// channel returns the effect on channel c, nil if there is none.
func (c *combined) channel(i int) *effect {
	if c.effects == nil {
		return nil
	}
	return &c.effects[i]
}

// at is the effect of the first of some channels that is touched, nil if none is.
func (c *combined) at(channels uint32) *effect {
	for i := range c.effects {
		if channels&(1<<i) != 0 {
			return &c.effects[i]
		}
	}
	return nil
}

// off tells whether the probe of some channels is off.
func (c *combined) off(channels uint32) bool {
	fx := c.at(channels)
	return fx != nil && fx.off
}

// combine derives the combined effect from the faults in force.
func (d *device) combine(t *Table) {
	d.combined = combined{
		clock: sensor.Clock{Offset: int64(d.setup.offset), PPM: d.setup.drift, Begin: d.start}, slow: 1, charge: math.Inf(1),
	}
	touched := false
	for i := range d.active {
		touched = touched || d.active[i].Channels != 0
	}
	if touched {
		d.combined.effects = make([]effect, len(t.Channels))
		for c := range d.combined.effects {
			d.combined.effects[c] = effect{noise: 1, limit: math.Inf(1), spikeSize: math.NaN()}
		}
	}
	for i := range d.active {
		d.combined.add(&d.active[i], d.start)
	}
}

// add adds one fault. Amounts of equal faults add up, probabilities combine, the
// strictest limit wins.
func (c *combined) add(a *active, start int64) {
	since := float64(a.At - start)
	switch a.Kind {
	case deviceHang:
		c.hang = true
	case signalLoss:
		c.lost = true
	case occlusion:
		c.blocked = true
	case deviceSlow:
		c.slow *= max(a.A, 1)
	case clockSkew, clockStep:
		c.clock.Offset += int64(a.A * float64(time.Second))
	case clockDrift:
		c.clock.PPM += a.A
		c.clock.Offset -= int64(a.A * since / 1e6)
	case batteryLow:
		c.charge = min(c.charge, a.A+a.B*since/3600e9)
		c.drain = max(c.drain, a.B)
	default:
		for i := range c.effects {
			if a.Channels&(1<<i) != 0 {
				c.effects[i].add(a, since)
			}
		}
	}
}

func (e *effect) add(a *active, since float64) {
	switch a.Kind {
	case sensorProbeOff:
		e.off = true
	case sensorStuck:
		e.stuck = true
	case sensorMotion:
		e.intensity = max(e.intensity, a.A)
	case sensorDrift:
		e.calibration.Slope += a.A
		e.calibration.Begin -= a.A * since / 86400e9
	case sensorBias:
		e.calibration.Offset += a.A
		e.calibration.Gain = (1+e.calibration.Gain)*a.B - 1
	case sensorNoise:
		e.noise *= a.A
	case sensorSpike:
		e.spikes += a.B
		e.spikeSize = a.A
	case sensorCompression:
		e.pressure = max(e.pressure, min(max(a.A, 0), 1))
	case sensorDropout:
		e.dropout = 1 - (1-e.dropout)*(1-a.A)
	case sensorSaturation:
		e.limit = min(e.limit, a.A)
	default:
	}
}

// batteryLevel is the charge that the device shows, in percent.
func (d *device) batteryLevel(now int64) float64 {
	level := d.state.Battery.Level(now)
	low := d.combined.charge - d.combined.drain*float64(now-d.start)/3600e9
	return max(min(level, low), 0)
}
