package instrument_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// table is an oximeter with a heart rate, for tests.
func table() instrument.Table {
	return instrument.Table{
		Type: "test-device", Title: "Test", Help: "For tests.", Segment: devicesim.OnBody, Period: time.Second, Battery: 100 * time.Hour,
		Channels: []instrument.Channel{
			instrument.Saturation(), instrument.FingerPulse(), instrument.HeartRate(),
			{Code: devicesim.Code{ID: "battery", Unit: "%"}, Source: instrument.FromBattery, High: 100, Resolution: 1},
		},
		Rules: []instrument.Rule{
			instrument.Limit("spo2-low", "spo2", instrument.Below, 90),
			instrument.Extreme("asystole", "hr", instrument.Silence, 4),
			instrument.Technical("probe-off", "spo2", instrument.Off),
		},
	}
}

// bench is one device on a test bench: its signals are set by hand.
type bench struct {
	t      *testing.T
	batch  devicesim.Batch
	inputs []physiology.Signal
	truth  map[physiology.Signal]float64
	rate   float64 // beats per minute
	now    time.Time
	out    devicesim.Outbox
	log    []string // payloads of the last step
	stamps []devicesim.Message
}

func start() time.Time { return time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC) }

func newBench(t *testing.T, config string) *bench {
	t.Helper()
	m := instrument.New(table())
	batch, err := m.Open(context.Background(), []devicesim.Spec{{Patient: "ward-0001", Device: "ward-0001-test", Seed: 11, Start: start(), Every: time.Second, Config: json.RawMessage(config)}})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{
		t: t, batch: batch, inputs: m.Describe().Inputs, now: start(), rate: 60,
		truth: map[physiology.Signal]float64{physiology.SpO2: 97, physiology.PulseRate: 60, physiology.PulsePressure: 40},
	}
}

// run steps the device n seconds, with a report a second, and returns what the
// last step sent.
func (b *bench) run(n int) []plainjson.Reading {
	b.t.Helper()
	var last []plainjson.Reading
	for range n {
		b.now = b.now.Add(time.Second)
		in := devicesim.Input{Time: b.now, Interval: time.Second, Rows: []int32{0}, Due: []bool{true}}
		for _, s := range b.inputs {
			in.Signals = append(in.Signals, b.truth[s])
		}
		if b.rate > 0 {
			in.Beats.Times, in.Beats.RR = []int64{b.now.UnixNano()}, []float64{60 / b.rate}
		}
		in.Beats.Ends = []uint32{uint32(len(in.Beats.Times))}
		b.out.Reset()
		if err := b.batch.Step(context.Background(), &in, &b.out); err != nil {
			b.t.Fatal(err)
		}
		last = nil
		for i := range b.out.Messages {
			var r plainjson.Reading
			if err := plainjson.Decode(append([]byte(nil), b.out.Payload(i)...), &r); err != nil {
				b.t.Fatal(err)
			}
			last = append(last, r)
			b.log = append(b.log, string(b.out.Payload(i)))
			b.stamps = append(b.stamps, b.out.Messages[i])
		}
	}
	return last
}

func (b *bench) inject(fault, params string, stop bool) {
	b.t.Helper()
	if err := b.batch.(devicesim.Injector).Inject([]int{0}, fault, json.RawMessage(params), stop, b.now); err != nil {
		b.t.Fatal(err)
	}
}

// spo2 is the saturation and its quality in the last obs of n more seconds.
func (b *bench) spo2(n int) (float64, string) {
	b.t.Helper()
	for _, r := range b.run(n) {
		if o := r.Find("spo2"); o != nil {
			if !o.HasValue {
				return -1, string(o.Quality)
			}
			return o.Value, string(o.Quality)
		}
	}
	return -2, ""
}

func TestFirstReportHasValues(t *testing.T) {
	b := newBench(t, "")
	r := b.run(1)
	if len(r) != 1 || len(r[0].Obs) != 4 {
		t.Fatalf("%+v", r)
	}
	for _, o := range r[0].Obs {
		if !o.HasValue || string(o.Quality) != "ok" {
			t.Errorf("%s: %+v", o.Code, o)
		}
	}
	if r[0].Time != b.now.UnixNano() || r[0].Seq != 0 {
		t.Error(r[0].Time, r[0].Seq)
	}
}

// TestFaults shows the signature of each fault on the saturation, and that it goes.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		fault, params string
		during        func(value float64, quality string) bool
	}{
		{"sensor.probe-off", "", func(v float64, q string) bool { return v == -1 && q == "probe-off" }},
		{"sensor.probe-off", `{"channel":"finger","for":"2m"}`, func(v float64, q string) bool { return v == -1 && q == "probe-off" }},
		{"sensor.motion-artefact", `{"intensity":"90%"}`, func(v float64, q string) bool { return v == -1 && q == "motion" }},
		{"sensor.motion-artefact", `{"intensity":0.5}`, func(v float64, q string) bool { return v > 70 && v < 97 && q == "motion" }},
		{"sensor.noise", `{"factor":0}`, func(v float64, q string) bool { return v > 94 && q == "ok" }},
		{"sensor.bias", `{"offset":-10}`, func(v float64, q string) bool { return v > 82 && v < 91 && q == "ok" }},
		{"sensor.bias", `{"gain":0.5}`, func(v float64, q string) bool { return v > 46 && v < 51 }},
		{"sensor.drift", `{"slope":-86400}`, func(v float64, q string) bool { return v > 82 && v < 91 }},
		{"sensor.saturation", `{"limit":80}`, func(v float64, q string) bool { return v == 80 && q == "out-of-range" }},
		{"sensor.dropout", `{"probability":1}`, func(v float64, q string) bool { return v == -1 && q == "dropout" }},
		{"sensor.spike", `{"magnitude":-60,"rate":"1000/s"}`, func(v float64, q string) bool { return v < 45 && v > 30 }},
		{"device.hang", "", func(v float64, q string) bool { return v == -2 }},
		{"device.reboot", `{"down_for":"60 s","loses_buffer":true}`, func(v float64, q string) bool { return v == -2 }},
		{"power.battery-depleted", "", func(v float64, q string) bool { return v == -2 }},
	} {
		t.Run(c.fault+c.params, func(t *testing.T) {
			b := newBench(t, "")
			b.run(30)
			b.inject(c.fault, c.params, false)
			if v, q := b.spo2(10); !c.during(v, q) {
				t.Errorf("during: %v %q", v, q)
			}
			b.inject(c.fault, c.params, true)
			if v, q := b.spo2(40); v < 93 || q != "ok" {
				t.Errorf("after: %v %q", v, q)
			}
		})
	}
}

func TestFaultsOverlap(t *testing.T) {
	b := newBench(t, "")
	before, _ := b.spo2(30)
	b.inject("sensor.bias", `{"offset":-10}`, false)
	b.inject("sensor.bias", `{"offset":-20}`, false)
	b.inject("sensor.probe-off", "", false)
	b.inject("sensor.probe-off", "", false)
	b.inject("sensor.probe-off", "", true)
	if _, q := b.spo2(1); q != "probe-off" {
		t.Error("the outer probe-off ended with the inner one")
	}
	b.inject("sensor.probe-off", "", true)
	b.inject("sensor.bias", `{"offset":-10}`, true)
	if v, _ := b.spo2(30); v < before-24 || v > before-16 {
		t.Errorf("with the bias of -20 left it says %v, was %v", v, before)
	}
	b.inject("sensor.bias", `{"offset":-20}`, true)
	b.inject("sensor.bias", `{"offset":-20}`, true)
	if v, _ := b.spo2(5); v < before-4 {
		t.Errorf("all over: %v, was %v", v, before)
	}
}

func TestStuckRepeatsTheLastValue(t *testing.T) {
	b := newBench(t, "")
	b.run(20)
	b.inject("sensor.stuck", "", false)
	held, _ := b.spo2(1)
	b.truth[physiology.SpO2] = 70
	for range 5 {
		if v, _ := b.spo2(10); v != held {
			t.Fatalf("%v, was stuck at %v", v, held)
		}
	}
}

func TestRebootBeginsAgain(t *testing.T) {
	b := newBench(t, "")
	b.run(20)
	b.inject("device.reboot", `{"down_for":5}`, false)
	b.log, b.stamps = nil, nil
	b.run(4)
	if len(b.log) != 0 {
		t.Fatalf("it talks while it is down: %v", b.log)
	}
	r := b.run(1)
	if len(r) != 2 || string(r[0].Stream) != "event" || string(r[1].Stream) != "obs" || r[1].Boot != 1 || r[1].Seq != 0 || string(r[1].Find("spo2").Quality) != "starting" {
		t.Fatalf("%v", b.log)
	}
	if v, q := b.spo2(10); v < 90 || q != "ok" {
		t.Error(v, q)
	}
	b.inject("device.reboot", `{"down_for":5}`, true)
	if r := b.run(1); len(r) != 1 || r[0].Boot != 1 || r[0].Seq != 11 {
		t.Errorf("the end of a reboot that is over does something: %+v", r)
	}
}

func TestClockFaultsAndConfig(t *testing.T) {
	b := newBench(t, `{"clock":{"offset":"-1.5s","drift_ppm":100000}}`)
	if r := b.run(10); r[0].Time != start().Add(9500*time.Millisecond).UnixNano() {
		t.Errorf("offset and drift: %v", time.Unix(0, r[0].Time).UTC())
	}
	b.inject("clock.skew", `{"offset":"1h"}`, false)
	b.inject("clock.step", `{"delta":-60}`, false)
	if r := b.run(10); r[0].Time != start().Add(20500*time.Millisecond+59*time.Minute).UnixNano() {
		t.Errorf("skew and step: %v", time.Unix(0, r[0].Time).UTC())
	}
	b.inject("clock.skew", `{"offset":"1h"}`, true)
	b.inject("clock.step", `{"delta":-60}`, true)
	b.inject("clock.drift", `{"ppm":1000000}`, false)
	if r := b.run(10); r[0].Time != start().Add(41500*time.Millisecond).UnixNano() {
		t.Errorf("drift from its own start: %v", time.Unix(0, r[0].Time).UTC())
	}
}

func TestAlarmsFollowTheMeasurement(t *testing.T) {
	b := newBench(t, `{"limits":{"spo2":{"low":92}},"alarm_delay":"3s","latching":true}`)
	b.run(30)
	b.truth[physiology.SpO2] = 80
	b.run(30)
	b.truth[physiology.SpO2] = 97
	b.run(30)
	if _, err := b.batch.(devicesim.Commander).Command(0, "acknowledge", []byte(`{"code":"spo2-low"}`), b.now); err != nil {
		t.Fatal(err)
	}
	b.rate = 0
	b.run(10)
	var story []string
	for _, p := range b.log {
		var r plainjson.Reading
		if err := plainjson.Decode([]byte(p), &r); err != nil {
			t.Fatal(err)
		}
		if string(r.Stream) == "alarm" {
			story = append(story, fmt.Sprintf("%s %s %s %s %s", r.Alarm.Code, r.Alarm.Priority, r.Alarm.Phase, r.Alarm.State, r.Alarm.ID))
		}
	}
	want := []string{
		"spo2-low medium start active ward-0001-test:0:1", "spo2-low medium continue latched ward-0001-test:0:1",
		"spo2-low medium end inactive ward-0001-test:0:1", "asystole high start active ward-0001-test:0:2",
	}
	if strings.Join(story, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(story, "\n"), strings.Join(want, "\n"))
	}
}

func TestProbeOffRaisesATechnicalAlarmOnly(t *testing.T) {
	b := newBench(t, "")
	b.run(10)
	b.inject("sensor.probe-off", "", false)
	b.run(30)
	for _, p := range b.log {
		if strings.Contains(p, `"stream":"alarm"`) && !strings.Contains(p, `"code":"probe-off","priority":"low","kind":"technical"`) {
			t.Errorf("false alarm: %s", p)
		}
	}
	if !strings.Contains(strings.Join(b.log, ""), `"code":"probe-off","priority"`) {
		t.Error("no technical alarm")
	}
}

func TestBatteryAndPerfusion(t *testing.T) {
	b := newBench(t, "")
	b.run(1)
	b.inject("power.battery-low", `{"level":"15%","slope":"1 %/h"}`, false)
	if level := b.run(1)[0].Find("battery").Value; level != 15 {
		t.Errorf("battery %v", level)
	}
	b.truth[physiology.PulsePressure] = 3
	if _, q := b.spo2(1); q != "low-perfusion" {
		t.Errorf("without a pulse: %q", q)
	}
}

func TestBadConfigsAndFaultsSayWhatIsWrong(t *testing.T) {
	m := instrument.New(table())
	_, err := m.Open(context.Background(), []devicesim.Spec{{Device: "d", Config: json.RawMessage(`{"accuracy":"best","clock":{"offset":3},"limits":{"spo2":{"low":"x","middle":1}},"colour":1}`)}})
	var bad *devicesim.ConfigError
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	places := map[string]bool{}
	for _, p := range bad.Problems {
		places[p.Pointer] = true
	}
	for _, p := range []string{"/accuracy", "/clock/offset", "/limits/spo2/low", "/limits/spo2/middle", "/colour"} {
		if !places[p] {
			t.Errorf("no problem at %s: %v", p, err)
		}
	}
	b := newBench(t, "")
	for fault, params := range map[string]string{
		"sensor.drift": "", "sensor.bias": `{"channel":"glucose"}`, "sensor.dropout": `{"probability":"many"}`, "probe-off": "", "clock.skew": `{"offset":"soon"}`, "sensor.spike": `{"rate":"2/fortnight"}`,
	} {
		if err := b.batch.(devicesim.Injector).Inject([]int{0}, fault, json.RawMessage(params), false, b.now); err == nil || len(err.Error()) < 30 {
			t.Errorf("%s %s: %v", fault, params, err)
		}
	}
	if _, err := b.batch.(devicesim.Commander).Command(0, "explode", nil, b.now); err == nil {
		t.Error("an unknown command is taken")
	}
}

// FuzzRestore gives damaged states. They are refused and change nothing, or the
// device goes on with them.
func FuzzRestore(f *testing.F) {
	open := func() devicesim.Batch {
		b, err := instrument.New(table()).Open(context.Background(), []devicesim.Spec{{Device: "d", Seed: 3, Start: start()}})
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	in := devicesim.Input{Time: start().Add(time.Second), Interval: time.Second, Rows: []int32{0}, Due: []bool{true}, Signals: []float64{97, 40, 70}}
	state, err := open().(devicesim.Snapshotter).Snapshot(0, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(state, 0, byte(0))
	f.Add(state, len(state)/2, byte(0xff))
	f.Add([]byte{}, 0, byte(0))
	f.Fuzz(func(t *testing.T, state []byte, at int, flip byte) {
		state = append([]byte(nil), state...)
		if at >= 0 && at < len(state) {
			state[at] ^= flip
		}
		b := open()
		before, _ := b.(devicesim.Snapshotter).Snapshot(0, nil)
		if err := b.(devicesim.Snapshotter).Restore(0, state); err != nil {
			if after, _ := b.(devicesim.Snapshotter).Snapshot(0, nil); !bytes.Equal(before, after) {
				t.Fatalf("refused with %v, and yet changed", err)
			}
		}
		var out devicesim.Outbox
		if err := b.Step(context.Background(), &in, &out); err != nil {
			t.Fatal(err)
		}
	})
}

func Example() {
	m := instrument.New(instrument.Table{
		Type: "clip", Title: "Clip", Help: "Measures SpO2.", Segment: devicesim.OnBody, Period: time.Second,
		Channels: []instrument.Channel{instrument.Saturation()},
	})
	batch, err := m.Open(context.Background(), []devicesim.Spec{{Patient: "p", Device: "p-clip", Seed: 1, Start: start()}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var out devicesim.Outbox
	in := devicesim.Input{Time: start().Add(time.Second), Interval: time.Second, Rows: []int32{0}, Due: []bool{true}, Signals: []float64{97, 40}}
	if err := batch.Step(context.Background(), &in, &out); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", out.Payload(0))
	// Output: {"v":1,"simulated":true,"patient":"p","device":"p-clip","type":"clip","stream":"obs","boot":0,"seq":0,"time":"2026-01-15T08:00:01.000Z","obs":[{"code":"spo2","value":96,"unit":"%","mdc":150456,"loinc":"2708-6","quality":"ok"}]}
}
