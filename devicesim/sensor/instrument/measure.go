package instrument

import (
	"math"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// quality is why a value is there or not.
type quality uint8

const (
	ok quality = iota
	probeOff
	motion
	lowPerfusion
	starting
	dropout
	noSignal
	outOfRange
)

func (q quality) String() string {
	return [...]string{
		plainjson.QualityOK, plainjson.QualityProbeOff, plainjson.QualityMotion, plainjson.QualityLowPerfusion,
		plainjson.QualityStarting, plainjson.QualityDropout, plainjson.QualityNoSignal, plainjson.QualityOutOfRange,
	}[q]
}

// measure runs every channel of a device: raw value, lag, errors, display.
func (b *batch) measure(in *devicesim.Input, r, index int, now int64, due bool) {
	d := &b.devices[index]
	own, delays := b.own(index), b.ownDelays(index)
	dt := in.Interval.Seconds()
	span := b.span(d, due)
	delay := 0
	for c := range own {
		ch, cs, st := &b.model.table.Channels[c], &d.setup.channels[c], &own[c]
		b.raw[c] = missing()
		if !cs.on {
			continue
		}
		raw, q := b.sense(in, r, index, c, now)
		if ch.Age > 0 {
			line := &delays[delay]
			delay++
			if raw == raw {
				line.Push(raw, dt, b.model.table.Cuff[1])
			}
			if due {
				raw = line.At(ch.Age * span)
			}
		}
		if ch.Spot && (!due || st.Taken != 0 && now-st.Taken < int64(cs.every)) {
			continue
		}
		st.Taken = now
		b.raw[c], st.Quality = b.distort(d, c, raw, q, now, st)
	}
	if b.model.table.Reconcile != nil {
		b.model.table.Reconcile(b.raw)
	}
	for c := range own {
		b.show(d, c, &own[c], now)
	}
}

// span draws how long this spot measurement took, in seconds.
func (b *batch) span(d *device, due bool) float64 {
	cuff := b.model.table.Cuff
	if !due || cuff[1] == 0 {
		return cuff[1]
	}
	b.source.pcg = &d.noise
	return cuff[0] + (cuff[1]-cuff[0])*b.random.Float64()
}

// sense returns what reaches the sensor, NaN for nothing, and whether it is fit
// to be measured. What a sensor feels is bounded by twice its range, so that no
// input overflows or takes long to be forgotten.
func (b *batch) sense(in *devicesim.Input, r, index, c int, now int64) (float64, quality) {
	d, at, rows := &b.devices[index], b.columns[c], len(in.Rows)
	ch, q := &b.model.table.Channels[c], ok
	if fx := d.combined.channel(c); fx != nil && fx.off {
		q = probeOff
	}
	if read := d.setup.channels[c].read; read != module.None {
		return b.read(d, ch, read, q)
	}
	switch ch.Source {
	case FromBeats, FromInterval, FromBreaths, FromCO2:
		if q == ok {
			return b.meters[index].value(ch.Source, now, d.setup.channels[c].watchedPause)
		}
		return missing(), q
	case FromBattery:
		return d.batteryLevel(now), ok
	case FromDriver:
		return b.driven[c], q
	}
	x := in.Signals[at.signal*rows+r]
	if x-x != 0 {
		if q == ok {
			q = noSignal
		}
		return missing(), q
	}
	if at.needs >= 0 && q == ok {
		if need := in.Signals[at.needs*rows+r]; need-need != 0 {
			q = noSignal
		} else if need < ch.Enough {
			q = lowPerfusion
		}
	}
	return max(min(x, 2*ch.High-ch.Low), 2*ch.Low-ch.High), q
}

// distort turns the raw value into what the sensor says, before it is shown.
func (b *batch) distort(d *device, c int, raw float64, q quality, now int64, st *channelState) (float64, quality) {
	ch, cs := &b.model.table.Channels[c], &d.setup.channels[c]
	if q == probeOff || q == lowPerfusion {
		st.Ready = now + int64(ch.Settle)
	}
	if q != ok {
		st.Lag = sensor.Lag{}
		return missing(), q
	}
	x := raw
	if cs.response > 0 {
		x = st.Lag.Step(raw, cs.lag)
	}
	if now < st.Ready {
		return missing(), starting
	}
	if raw == 0 && ch.Source != FromSignal && ch.Source != FromDriver && ch.Source != FromModule {
		return 0, ok // a rate of nothing has no error
	}
	size := 1.0
	if ch.Scale != nil {
		size = ch.Scale(x)
	}
	b.source.pcg = &d.noise
	noise := cs.error.SD * size
	fx := d.combined.channel(c)
	if fx != nil {
		noise *= fx.noise
	}
	x += cs.error.Bias*size*st.Bias + noise*st.Noise.Step(b.random, cs.noise)
	if ch.CGM {
		var q quality
		if x, q = b.interstitial(d, x, fx, now, st); q != ok {
			return x, q
		}
	}
	if fx == nil {
		return x, ok
	}
	return b.disturb(d, c, x, fx, now, st)
}

// disturb applies the faults in force.
func (b *batch) disturb(d *device, c int, x float64, fx *effect, now int64, st *channelState) (float64, quality) {
	ch, cs := &b.model.table.Channels[c], &d.setup.channels[c]
	q := ok
	b.source.pcg = &d.fault
	x = fx.calibration.Apply(x, float64(now-d.start)/86400e9)
	if fx.intensity > 0 {
		q = motion
	}
	if fx.intensity > 0 && !cs.waved {
		x += st.Motion.Step(b.random, cs.motion, fx.intensity, ch.Motion.Bias, ch.Motion.SD)
	}
	x = st.Stuck.Step(x, fx.stuck)
	if x > fx.limit {
		x, q = fx.limit, outOfRange
	}
	if fx.intensity >= rejecting {
		return missing(), motion
	}
	return x, q
}

// rejecting is the intensity of motion from which a device gives no value at all.
const rejecting = 0.7

// show rounds a value to what the device displays.
func (b *batch) show(d *device, c int, st *channelState, now int64) {
	cs, ch := &d.setup.channels[c], &b.model.table.Channels[c]
	if !cs.on || ch.Spot && st.Taken != now {
		return // switched off, or the last measurement stands
	}
	x := b.raw[c]
	st.Given = !math.IsNaN(x)
	if !st.Given {
		st.Value = 0
		return
	}
	var clipped bool
	st.Value, clipped = cs.display.Show(x)
	full := ch.Code.Unit == "%" && x > ch.High // noise above 100 % is no fault
	if clipped && !full && st.Quality == ok {
		st.Quality = outOfRange
	}
}
