package devicesim_test

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/inclinic"
	"github.com/vitalfleet/vitalfleet/devicesim/inhome"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/twin"
)

func start() time.Time { return time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC) }

// model is a built-in device type with waves.
func model(t testing.TB, name string) devicesim.Model {
	t.Helper()
	for _, m := range slices.Concat(onbody.Models(), inhome.Models(), inclinic.Models()) {
		if m.Describe().Type == name {
			return m
		}
	}
	t.Fatalf("there is no %s", name)
	return nil
}

// bed is one twin with one device on it, which reports every second.
type bed struct {
	t      testing.TB
	twin   twin.Twin
	d      devicesim.Description
	batch  devicesim.Batch
	dt     time.Duration
	now    time.Duration
	out    devicesim.Outbox
	obs    plainjson.Reading // the last
	alarms []string          // code and phase
	alarmT map[string]time.Duration
	waves  map[string]*trace
	sent   [][]byte // payloads of waves
	tick   func(t *wave.Tick)
}

// trace is all that was sent of a wave, in its unit.
type trace struct {
	begin   time.Time // of the first sample, on the device's clock
	last    time.Time // of the first sample of the last chunk
	rate    float64
	samples []float64
}

func newTwin(t testing.TB) twin.Twin {
	t.Helper()
	p, err := physiology.Reference(physiology.Person{Age: 40, Height: 178, Weight: 75})
	if err != nil {
		t.Fatal(err)
	}
	tw, err := twin.New("p", &p, physiology.DefaultEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	tw.Listen()
	return tw
}

func admit(t testing.TB, device, config string) *bed {
	t.Helper()
	m := model(t, device)
	b := &bed{t: t, twin: newTwin(t), d: m.Describe(), dt: time.Second, waves: map[string]*trace{}, alarmT: map[string]time.Duration{}}
	var err error
	b.batch, err = m.Open(context.Background(), []devicesim.Spec{{Patient: "p", Device: "p-d", Seed: 4, Start: start(), Every: time.Second, Config: json.RawMessage(config)}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// do begins an action on the twin.
func (b *bed) do(name string, args map[string]any) {
	b.t.Helper()
	a, ok := physiology.ActionByName(name)
	if !ok {
		b.t.Fatalf("there is no action %s", name)
	}
	bound, problems := a.Bind(args)
	if len(problems) > 0 {
		b.t.Fatalf("%s: %v", name, problems)
	}
	if _, err := b.twin.Inputs.Begin(b.twin.Patient, &b.twin.Body, bound, math.Inf(1)); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bed) inject(fault, params string, stop bool) {
	b.t.Helper()
	if err := b.batch.(devicesim.Injector).Inject([]int{0}, fault, json.RawMessage(params), stop, start().Add(b.now)); err != nil {
		b.t.Fatal(err)
	}
}

// stay lets some time pass.
func (b *bed) stay(seconds float64) {
	b.t.Helper()
	for end := b.now + time.Duration(seconds*1e9); b.now < end; {
		b.twin.Step(b.dt.Seconds())
		b.now += b.dt
		in := devicesim.Input{Time: start().Add(b.now), Interval: b.dt, Rows: []int32{0}, Due: []bool{b.now%time.Second == 0}, Ticks: []wave.Tick{b.twin.Tick()}}
		if b.tick != nil {
			b.tick(&in.Ticks[0])
		}
		in.Signals = make([]float64, len(b.d.Inputs))
		b.twin.Observe(b.d.Inputs, in.Signals)
		b.out.Reset()
		if err := b.batch.Step(context.Background(), &in, &b.out); err != nil {
			b.t.Fatal(err)
		}
		for i := range b.out.Messages {
			b.hear(b.d.Streams[b.out.Messages[i].Stream].Name, slices.Clone(b.out.Payload(i)))
		}
	}
}

func (b *bed) hear(stream string, payload []byte) {
	b.t.Helper()
	if stream == plainjson.StreamWave {
		b.sent = append(b.sent, payload)
	}
	if payload[0] != '{' || payload[1] != '"' || payload[2] != 'v' {
		return // another encoding
	}
	var r plainjson.Reading
	if err := plainjson.Decode(payload, &r); err != nil {
		b.t.Fatalf("%v: %.200s", err, payload)
	}
	switch stream {
	case plainjson.StreamObs:
		b.obs = r
	case plainjson.StreamAlarm:
		what := string(r.Alarm.Code) + " " + string(r.Alarm.Phase)
		b.alarms = append(b.alarms, what)
		if _, before := b.alarmT[what]; !before {
			b.alarmT[what] = b.now
		}
	case plainjson.StreamWave:
		b.draw(&r)
	}
}

func (b *bed) draw(r *plainjson.Reading) {
	w := b.waves[string(r.Wave.Code)]
	if w == nil {
		w = &trace{begin: time.Unix(0, r.Time), rate: r.Wave.Rate}
		b.waves[string(r.Wave.Code)] = w
	}
	w.last = time.Unix(0, r.Time)
	for _, s := range r.Wave.Samples {
		w.samples = append(w.samples, r.Wave.Offset+r.Wave.Gain*float64(s))
	}
}

// value is what the last report says of a code; NaN without a value.
func (b *bed) value(code string) (float64, string) {
	o := b.obs.Find(code)
	switch {
	case o == nil:
		return math.NaN(), "absent"
	case !o.HasValue:
		return math.NaN(), string(o.Quality)
	}
	return o.Value, string(o.Quality)
}

func (b *bed) near(code string, want, tolerance float64) {
	b.t.Helper()
	if got, q := b.value(code); !(math.Abs(got-want) <= tolerance) {
		b.t.Errorf("%v: %s is %v (%s), want %v within %v", b.now, code, got, q, want, tolerance)
	}
}
