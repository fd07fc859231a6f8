package plugintest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/plugins"
)

// replaySteps bounds the length of a replay.
const replaySteps = 50_000

// compare replays a recording: the bodies have what the real devices measured, the
// plugin's devices read them at the same times for as long, and what both say is
// compared by type of message.
func (v *verifier) compare() error {
	recorded, err := readRecording(v.Recording)
	if err != nil {
		return err
	}
	d, err := v.recordedModel()
	if err != nil {
		return err
	}
	not := map[string]bool{}
	for _, s := range d.Streams {
		not[s.SeqPointer], not[s.BootPointer], not[s.TimePointer] = true, true, true
	}
	recorded = named(recorded, d)
	v.Only = nil
	var simulated []message
	v.check(d.Type, "recording", func() (string, error) {
		err := v.withModel(d, func(_ *plugins.Plugin, m devicesim.Model) (err error) {
			simulated, err = v.replay(m, recorded)
			return err
		})
		return fmt.Sprintf("%d messages recorded, %d simulated", len(recorded), len(simulated)), err
	})
	real, sim := measure(recorded, not), measure(simulated, not)
	for _, kind := range slices.Sorted(maps.Keys(real)) {
		v.report.Fidelity = append(v.report.Fidelity, alike(kind, real[kind], sim[kind]))
	}
	return nil
}

// recordedModel is the model to compare: the one that was asked for, or the only one.
func (v *verifier) recordedModel() (devicesim.Description, error) {
	for _, d := range v.models {
		if v.Model == d.Type || v.Model == "" && len(v.models) == 1 {
			return d, nil
		}
	}
	return devicesim.Description{}, fmt.Errorf("the plugin has the models %s: say which one was recorded", strings.Join(v.report.Models, ", "))
}

// named gives messages the name of the model's stream where their own says nothing:
// a real device's topic ends as its maker wants.
func named(recorded []message, d devicesim.Description) []message {
	known := func(kind string) bool {
		return slices.ContainsFunc(d.Streams, func(s devicesim.Stream) bool { return s.Name == kind })
	}
	for i := range recorded {
		if !known(recorded[i].kind) && len(d.Streams) == 1 {
			recorded[i].kind = d.Streams[0].Name
		}
	}
	return recorded
}

// replay lets a device stand in for each recorded one.
func (v *verifier) replay(m devicesim.Model, recorded []message) ([]message, error) {
	d := m.Describe()
	var out []message
	for len(recorded) > 0 {
		n := slices.IndexFunc(recorded, func(x message) bool { return x.device != recorded[0].device })
		if n < 0 {
			n = len(recorded)
		}
		one, err := v.replayDevice(m, d, recorded[:n])
		if err != nil {
			return nil, err
		}
		out, recorded = append(out, one...), recorded[n:]
	}
	return out, nil
}

func (v *verifier) replayDevice(m devicesim.Model, d devicesim.Description, recorded []message) (list []message, err error) {
	truth := newTruth(&d, recorded, v.body)
	begin, every := recorded[0].time, rhythm(recorded, d)
	dt := d.Interval.Default
	if !d.Continuous || dt <= 0 || dt > every {
		dt = every
	}
	spec := devicesim.Spec{Patient: "recorded", Device: recorded[0].device, Seed: 1, Start: begin, Every: every}
	batch, err := m.Open(v.ctx, []devicesim.Spec{spec})
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, batch.Close()) }()
	var out devicesim.Outbox
	due := begin
	for k := 1; k <= replaySteps; k++ {
		now := begin.Add(time.Duration(k) * dt)
		if now.After(recorded[len(recorded)-1].time.Add(every)) {
			break
		}
		in := truth.input(now, dt)
		if in.Due = []bool{!now.Before(due)}; in.Due[0] {
			due = due.Add(every)
		}
		out.Reset()
		if err := batch.Step(v.ctx, in, &out); err != nil {
			return nil, fmt.Errorf("replay %v: %w", now, err)
		}
		for i, msg := range out.Messages {
			list = append(list, message{device: spec.Device, kind: d.Streams[msg.Stream].Name, time: time.Unix(0, msg.Time), payload: slices.Clone(out.Payload(i))})
		}
	}
	return list, nil
}

// rhythm is the median time between two of a device's messages of its commonest
// type, within what the model allows.
func rhythm(recorded []message, d devicesim.Description) time.Duration {
	last, gaps := map[string]time.Time{}, map[string][]float64{}
	for _, m := range recorded {
		if at, ok := last[m.kind]; ok {
			gaps[m.kind] = append(gaps[m.kind], m.time.Sub(at).Seconds())
		}
		last[m.kind] = m.time
	}
	var most []float64
	for _, kind := range slices.Sorted(maps.Keys(gaps)) {
		if len(gaps[kind]) > len(most) {
			most = gaps[kind]
		}
	}
	every := max(d.Interval.Default, time.Second)
	if len(most) > 0 {
		every = max(time.Duration(quantile(most, 0.5)*1e9), time.Millisecond)
	}
	if !d.Continuous && d.Interval.Max > 0 {
		every = min(max(every, d.Interval.Min), d.Interval.Max)
	}
	return every
}

// truth is what a recording says that the body did.
type truth struct {
	d     *devicesim.Description
	body  *body
	times map[physiology.Signal][]time.Time
	value map[physiology.Signal][]float64
}

func newTruth(d *devicesim.Description, recorded []message, b *body) *truth {
	t := &truth{d: d, body: b, times: map[physiology.Signal][]time.Time{}, value: map[physiology.Signal][]float64{}}
	for _, m := range recorded {
		for _, f := range fields(m.payload) {
			if s, ok := signalOf(f.name); ok && f.numeric {
				t.times[s], t.value[s] = append(t.times[s], m.time), append(t.value[s], f.value)
			}
		}
	}
	return t
}

// signalOf is the signal that a field is a measurement of: the one whose id is a
// word of its name. /obs[spo2]/value is spo2, and so is /spo2.
func signalOf(name string) (physiology.Signal, bool) {
	for _, word := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune("/[].", r) }) {
		switch word {
		case "value":
			continue
		case "pulse", "pulse_rate", "bpm", "heart_rate", "pr":
			return physiology.HR, true
		}
		if s, ok := physiology.SignalByID(word); ok {
			return s, true
		}
	}
	return 0, false
}

// at is a signal's value at a time: the last one recorded, the first one before
// that, and that of a body at rest where nothing was recorded.
func (t *truth) at(s physiology.Signal, now time.Time) float64 {
	times := t.times[s]
	if len(times) == 0 {
		return t.body.resting[s]
	}
	i := sort.Search(len(times), func(i int) bool { return times[i].After(now) })
	return t.value[s][max(0, i-1)]
}

// input is what a device that takes the recorded one's place gets to know.
func (t *truth) input(now time.Time, dt time.Duration) *devicesim.Input {
	in := &devicesim.Input{Time: now, Interval: dt, Rows: []int32{0}}
	for _, s := range t.d.Inputs {
		value := t.at(s, now)
		if s == physiology.PulseRate {
			value = t.at(physiology.HR, now)
		}
		in.Signals = append(in.Signals, value)
	}
	if hr := t.at(physiology.HR, now); t.d.WantsBeats && hr > 0 {
		for _, at := range ticks(now, dt, time.Duration(60e9/hr)) {
			in.Beats.Times, in.Beats.Kinds = append(in.Beats.Times, at), append(in.Beats.Kinds, 'N')
			in.Beats.RR, in.Beats.Stroke = append(in.Beats.RR, 60/hr), append(in.Beats.Stroke, 1)
		}
	}
	if rr := t.at(physiology.RR, now); t.d.WantsBreaths && rr > 0 {
		for _, at := range ticks(now, dt, time.Duration(60e9/rr)) {
			in.Breaths.Times, in.Breaths.Volume = append(in.Breaths.Times, at), append(in.Breaths.Volume, 500)
			in.Breaths.EtCO2 = append(in.Breaths.EtCO2, t.at(physiology.EtCO2, now))
		}
	}
	if t.d.WantsBeats {
		in.Beats.Ends = []uint32{uint32(len(in.Beats.Times))}
	}
	if t.d.WantsBreaths {
		in.Breaths.Ends = []uint32{uint32(len(in.Breaths.Times))}
	}
	return in
}
