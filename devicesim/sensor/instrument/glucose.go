package instrument

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
)

// The usual wear of a glucose sensor and the limits of its settings.
const (
	usualWarmup = 30 * time.Minute
	mostWarmup  = 2 * time.Hour
	usualLife   = 240 * time.Hour
	leastLife   = 24 * time.Hour
)

// wearing is how a config lets a glucose sensor be worn.
type wearing struct {
	sensor.Session
	worn time.Duration // since insertion, at the start
}

// wearOf reads a config; a sensor has warmed up at the start where nothing else is said.
func wearOf(c config) (w wearing, problems []devicesim.ConfigProblem) {
	or := func(given *duration, usual time.Duration) time.Duration {
		if given == nil {
			return usual
		}
		return time.Duration(*given)
	}
	w.Warmup, w.Life = or(c.Warmup, usualWarmup), or(c.Session, usualLife)
	w.worn = or(c.Worn, w.Warmup)
	w.Replace, w.Compression = c.Replace == nil || *c.Replace, c.Compression
	for _, x := range []struct {
		name      string
		v         time.Duration
		low, high time.Duration
	}{{"warmup", w.Warmup, 0, mostWarmup}, {"session", w.Life, leastLife, usualLife}, {"worn", w.worn, 0, w.Life}} {
		if x.v < x.low || x.v > x.high {
			problems = append(problems, devicesim.ConfigProblem{
				Pointer: "/" + x.name, Summary: fmt.Sprintf("is %v", x.v), Detail: fmt.Sprintf("give %v to %v", x.low, x.high),
			})
		}
	}
	return w, problems
}

// insert puts a sensor under the skin, at a time.
func (b *batch) insert(d *device, st *channelState, at int64) {
	*d.worn = sensor.Wear{Inserted: at}
	st.CGM = sensor.DrawCGM(b.random, d.setup.grade)
}

// interstitial is what a glucose sensor says to the glucose at its site.
func (b *batch) interstitial(d *device, x float64, fx *effect, now int64, st *channelState) (float64, quality) {
	s, w := &d.setup.wear.Session, d.worn
	if w.Left(s, now) <= 0 {
		if !s.Replace {
			return missing(), noSignal
		}
		b.insert(d, st, now)
	}
	held := 0.0
	if fx != nil {
		held = fx.pressure
	}
	x *= w.Press(s, b.random, now, held)
	if !w.Ready(s, now) {
		return missing(), starting
	}
	x = st.CGM.Read(b.random, x, w.Days(s, now), now) + w.Offset
	if fx != nil {
		x += (fx.noise - 1) * st.CGM.V
	}
	return x, ok
}

// farOff is the share of a reading by which a calibration may move it.
const farOff = 0.4

// calibrate moves the sensor to a glucose measured in blood.
func (b *batch) calibrate(index int, payload []byte, at time.Time) ([]byte, error) {
	d := &b.devices[index]
	var order struct{ Glucose float64 }
	if err := json.Unmarshal(payload, &order); err != nil {
		return nil, err
	}
	for c, ch := range b.model.table.Channels {
		st := &b.own(index)[c]
		switch {
		case !ch.CGM:
			continue
		case !(order.Glucose >= ch.Low && order.Glucose <= ch.High):
			return nil, fmt.Errorf("a glucose of %g mg/dL; give %g to %g", order.Glucose, ch.Low, ch.High)
		case !st.Given || at.UnixNano()-st.Taken > int64(2*d.every):
			return nil, fmt.Errorf("there is no reading to calibrate (%s); wait for one", st.Quality)
		case math.Abs(order.Glucose-st.Value) > farOff*st.Value:
			return nil, fmt.Errorf("%g mg/dL is more than %.0f %% from the reading of %g; measure again", order.Glucose, 100*farOff, st.Value)
		}
		d.worn.Offset += order.Glucose - st.Value
		return fmt.Appendf(nil, `{"offset":%.1f}`, d.worn.Offset), nil
	}
	return nil, fmt.Errorf("it has no glucose sensor")
}

// renew inserts a new sensor by command.
func (b *batch) renew(index int, at time.Time) ([]byte, error) {
	d := &b.devices[index]
	b.source.pcg = &d.noise
	for c, ch := range b.model.table.Channels {
		if ch.CGM {
			b.insert(d, &b.own(index)[c], at.UnixNano())
		}
	}
	return fmt.Appendf(nil, `{"ready_in_s":%.0f}`, d.setup.wear.Warmup.Seconds()), nil
}
