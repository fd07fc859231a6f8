package instrument

import (
	"math"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
)

// stamp takes the next place in a stream.
func (d *device) stamp(stream int, now int64) plainjson.Stamp {
	s := plainjson.Stamp{Boot: d.state.Boot, Seq: d.state.Seq[stream], Time: d.combined.clock.At(now)}
	d.state.Seq[stream]++
	return s
}

func place(r, stream int, s plainjson.Stamp) devicesim.Message {
	return devicesim.Message{Row: int32(r), Stream: uint8(stream), Boot: s.Boot, Seq: s.Seq, Time: s.Time}
}

// sendObs reports every channel that has something to say, after what the memory
// holds; without a link it remembers.
func (b *batch) sendObs(r, index int, now int64, out *devicesim.Outbox) {
	d := &b.devices[index]
	if d.combined.lost {
		if b.observe(index, now) {
			b.store(index, now)
		}
		return
	}
	if d.state.Stored > 0 {
		b.recall(r, index, out)
	}
	if !b.observe(index, now) {
		return
	}
	s := d.stamp(streamObs, now)
	out.Send(place(r, streamObs, s), plainjson.AppendObs(out.Begin(), &d.header, s, b.values))
}

// observe collects what the channels say; false when they say nothing.
func (b *batch) observe(index int, now int64) bool {
	d := &b.devices[index]
	b.values = b.values[:0]
	own := b.own(index)
	for c := range own {
		ch, st := &b.model.table.Channels[c], &own[c]
		if !d.setup.channels[c].on || ch.Spot && st.Taken != now {
			continue
		}
		v := plainjson.Value{Field: &b.fields[c], Value: st.Value, Decimals: d.setup.channels[c].decimals, Absent: !st.Given, Quality: st.Quality.String()}
		if fx := d.combined.channel(c); fx != nil && st.Given {
			b.mishap(d, c, fx, now, &v)
		}
		b.values = append(b.values, v)
	}
	d.state.Reported = now
	return len(b.values) > 0
}

// mishap applies the faults that hit single reports: lost samples and spikes.
func (b *batch) mishap(d *device, c int, fx *effect, now int64, v *plainjson.Value) {
	b.source.pcg = &d.fault
	if fx.dropout > 0 && sensor.Dropout(b.random, fx.dropout) {
		v.Absent, v.Quality = true, plainjson.QualityDropout
		return
	}
	if fx.spikes <= 0 {
		return
	}
	waited := d.every.Minutes()
	if d.state.Reported != 0 {
		waited = float64(now-d.state.Reported) / 60e9
	}
	if sensor.Dropout(b.random, -math.Expm1(-fx.spikes*waited)) {
		size := fx.spikeSize
		if math.IsNaN(size) {
			size = b.model.table.Channels[c].Spike
		}
		v.Value, _ = d.setup.channels[c].display.Show(v.Value + size)
	}
}

func (b *batch) sendRestarted(r int, d *device, now int64, out *devicesim.Outbox) {
	s := d.stamp(streamEvent, now)
	out.Send(place(r, streamEvent, s), plainjson.AppendEvent(out.Begin(), &d.header, s, "restarted"))
}

// alarm steps every alarm of a device and sends what changed. A hung device's
// alarms go on inside it, unheard.
func (b *batch) alarm(r, index int, now int64, out *devicesim.Outbox) error {
	d, states := &b.devices[index], b.ownAlarms(index)
	for i := range d.setup.rules {
		rule, state := &d.setup.rules[i], &states[i]
		phase := state.Step(&rule.Rule, b.condition(rule, index, now), now)
		if phase == alarm.None {
			continue
		}
		if phase == alarm.Start {
			d.state.Alarms++
			state.Number = d.state.Alarms
		}
		if !d.combined.hang {
			b.sendAlarm(r, d, rule, state, phase, now, out)
		}
		if rule.Strip && phase == alarm.Start {
			if err := b.sendStrips(r, d, now, out); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) sendAlarm(r int, d *device, rule *Rule, state *alarmState, phase alarm.Phase, now int64, out *devicesim.Outbox) {
	s := d.stamp(streamAlarm, now)
	id := plainjson.AppendAlarmID(nil, d.id, d.state.Boot, state.Number)
	out.Send(place(r, streamAlarm, s), plainjson.AppendAlarm(out.Begin(), &d.header, s, plainjson.Alarm{
		Code: rule.Rule.Code, Priority: state.Raised.String(), Kind: rule.Kind.String(),
		State: state.State.String(), Phase: phase.String(), ID: string(id),
	}))
}

// condition tells whether the condition of a rule holds.
func (b *batch) condition(rule *Rule, index int, now int64) bool {
	own := b.own(index)
	st, d := &own[rule.channel], &b.devices[index]
	if d.combined.lost && (rule.When == Below || rule.When == Above) {
		return false // who judges has no value
	}
	switch rule.When {
	case Off:
		return st.Quality == probeOff
	case Weak:
		return st.Quality == lowPerfusion
	case Lost:
		return d.combined.lost
	case Ending:
		return d.worn.Left(&d.setup.wear.Session, now).Hours() <= rule.Limit
	case Seen:
		return b.sees(rule, index, st)
	case Below:
		return st.Given && st.Quality != motion && st.Value < rule.Limit
	case Above:
		return st.Given && st.Quality != motion && st.Value > rule.Limit
	case Silence:
		m := &b.meters[index]
		listening := &m.Beats
		if b.model.table.Channels[rule.channel].Source == FromBreaths {
			listening = &m.Breaths
		}
		return listening.Since != 0 && st.Quality != probeOff && listening.Silence(now) >= rule.Limit
	}
	return false
}
