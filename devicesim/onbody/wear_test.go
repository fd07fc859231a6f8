package onbody_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// heard are the values of a code in the obs of this step, the times that they carry
// and the alarms that start.
func (w *worn) heard(code string) (values []float64, times []time.Time, alarms []string) {
	w.t.Helper()
	for m := range w.out.Messages {
		switch w.out.Messages[m].Stream {
		case 0:
			values = append(values, w.value(m, code))
			times = append(times, time.Unix(0, w.out.Messages[m].Time).UTC())
			var x struct{ Time time.Time }
			if err := json.Unmarshal(w.out.Payload(m), &x); err != nil || !x.Time.Equal(times[len(times)-1]) {
				w.t.Fatalf("the payload says %v, the message %v (%v)", x.Time, times[len(times)-1], err)
			}
		case 1:
			var a struct{ Alarm struct{ Code, Phase string } }
			if err := json.Unmarshal(w.out.Payload(m), &a); err != nil {
				w.t.Fatal(err)
			}
			if a.Alarm.Phase == "start" {
				alarms = append(alarms, a.Alarm.Code)
			}
		}
	}
	return values, times, alarms
}

func (w *worn) inject(fault, params string, stop bool) {
	w.t.Helper()
	if err := w.batch.(devicesim.Injector).Inject([]int{0}, fault, json.RawMessage(params), stop, w.in.Time); err != nil {
		w.t.Fatal(err)
	}
}

func (w *worn) command(name, payload string) (string, error) {
	reply, err := w.batch.(devicesim.Commander).Command(0, name, []byte(payload), w.in.Time)
	return string(reply), err
}

// TestASensorWarmsUpAndExpires: no value for the warm-up, a warning a day before the
// end, the end, and then nothing or a successor that warms up in its turn.
func TestASensorWarmsUpAndExpires(t *testing.T) {
	for _, c := range []struct {
		name, config string
		given        int // readings of two days
		alarms       string
	}{
		{"replaced", `{"worn":"0s","warmup":"2h","session":"25h"}`, 576 - 23 - 24, "sensor-expiring sensor-expiring"},
		{"left on", `{"worn":"0s","warmup":"2h","session":"25h","replace":false}`, 12 * 23, "sensor-expiring sensor-expired"},
		{"worn for a day", `{"worn":"24h","session":"25h","replace":false}`, 11, "sensor-expiring sensor-expired"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := wear(t, "cgm", c.config, 1)
			given, all := 0, ""
			for range 576 {
				w.step(150, 5*time.Minute)
				values, _, alarms := w.heard("glucose_interstitial")
				for _, v := range values {
					if !math.IsNaN(v) {
						given++
					}
				}
				all += strings.Join(append(alarms, ""), " ")
			}
			if given != c.given || strings.TrimSpace(all) != c.alarms {
				t.Errorf("%d readings, want %d; alarms %q, want %q", given, c.given, all, c.alarms)
			}
		})
	}
}

// TestReadingsWaitOutOfReach: what is read out of reach comes late, in order, with its
// own time, up to three hours of it; no low is judged meanwhile, and the loss is heard.
func TestReadingsWaitOutOfReach(t *testing.T) {
	for _, c := range []struct{ steps, want int }{{12, 12}, {50, 36}} {
		w := wear(t, "cgm", `{"sensor":"icgm"}`, 1)
		w.step(120, 5*time.Minute)
		w.inject("device.signal-loss", `{}`, false)
		from, all := w.in.Time, []string{}
		for range c.steps {
			w.step(50, 5*time.Minute)
			values, _, alarms := w.heard("glucose_interstitial")
			if len(values) > 0 {
				t.Fatal("something is sent out of reach")
			}
			all = append(all, alarms...)
		}
		if strings.Join(all, " ") != "signal-loss" {
			t.Errorf("alarms %q", all)
		}
		w.inject("device.signal-loss", `{}`, true)
		w.step(120, 5*time.Minute)
		values, times, _ := w.heard("glucose_interstitial")
		if len(values) != c.want+1 {
			t.Fatalf("%d readings come, want %d and the present one", len(values), c.want)
		}
		first := from.Add(time.Duration(c.steps-c.want+1) * 5 * time.Minute)
		for i := range values {
			if want := first.Add(time.Duration(i) * 5 * time.Minute); !times[i].Equal(want) {
				t.Fatalf("reading %d is of %v, want %v", i, times[i], want)
			}
			if low := values[i] < 90; low != (i < c.want) {
				t.Errorf("reading %d is %g", i, values[i])
			}
			if m := w.out.Messages[i]; m.Seq != uint64(i+1) {
				t.Errorf("reading %d has seq %d", i, m.Seq)
			}
		}
	}
}

// TestAMemoryIsInTheSnapshot: what waits in one process is sent by another.
func TestAMemoryIsInTheSnapshot(t *testing.T) {
	a, b := wear(t, "cgm", "", 1), wear(t, "cgm", "", 1)
	a.inject("device.signal-loss", `{}`, false)
	for range 5 {
		a.step(120, 5*time.Minute)
	}
	state, err := a.batch.(devicesim.Snapshotter).Snapshot(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.batch.(devicesim.Snapshotter).Restore(0, state); err != nil {
		t.Fatal(err)
	}
	b.in.Time = a.in.Time
	for _, w := range []*worn{a, b} {
		w.inject("device.signal-loss", `{}`, true)
		w.step(120, 5*time.Minute)
	}
	x, _, _ := a.heard("glucose_interstitial")
	y, _, _ := b.heard("glucose_interstitial")
	if len(x) != 6 || len(y) != 6 {
		t.Fatalf("%d and %d readings, want 6", len(x), len(y))
	}
	for i := range x {
		if x[i] != y[i] {
			t.Errorf("reading %d: %g and %g", i, x[i], y[i])
		}
	}
}

// TestLyingOnTheSensor: it sinks within minutes and recovers as fast, and only nights
// have episodes of their own.
func TestLyingOnTheSensor(t *testing.T) {
	for _, step := range []time.Duration{5 * time.Minute, 30 * time.Second} { // a reading every 5 min in both
		w := wear(t, "cgm", `{"sensor":"icgm"}`, 1)
		read := func(n int) float64 {
			per := int(5 * time.Minute / step)
			for k := range n * per {
				w.in.Due[0] = k%per == per-1
				w.step(150, step)
			}
			return w.value(0, "glucose_interstitial")
		}
		read(1)
		w.inject("sensor.compression", `{"depth":"40%"}`, false)
		low := read(6)
		w.inject("sensor.compression", `{"depth":"40%"}`, true)
		if back := read(6); low > 110 || low < 70 || back < 130 {
			t.Errorf("steps of %v: under pressure %g, free again %g mg/dL", step, low, back)
		}
	}
	w := wear(t, "cgm", `{"sensor":"icgm","compression":4}`, 40)
	var night, day int
	for range 288 {
		w.step(150, 5*time.Minute)
		hour := w.in.Time.Hour()
		for m := range w.out.Messages {
			if w.out.Messages[m].Stream == 0 && w.value(m, "glucose_interstitial") < 110 {
				if hour >= 23 || hour < 8 { // those of five o'clock last a while
					night++
				} else {
					day++
				}
			}
		}
	}
	if night < 200 || day > 0 {
		t.Errorf("%d low readings by night, %d by day", night, day)
	}
}

func TestCalibration(t *testing.T) {
	w := wear(t, "cgm", `{"sensor":"poor"}`, 1)
	if _, err := w.command("calibrate", `{"glucose":120}`); err == nil {
		t.Error("calibrated without a reading")
	}
	w.step(200, 5*time.Minute)
	before := w.value(0, "glucose_interstitial")
	for _, bad := range []string{`{"glucose":20}`, `{"glucose":"x"}`, `{}`, `{"glucose":390}`} {
		if _, err := w.command("calibrate", bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
	if _, err := w.command("calibrate", `{"glucose":200}`); err != nil {
		t.Fatal(err)
	}
	w.step(200, time.Second)
	if after := w.value(0, "glucose_interstitial"); math.Abs(after-200) > 3 {
		t.Errorf("before %g, calibrated to 200: %g mg/dL", before, after)
	}
	if reply, err := w.command("new-sensor", ""); err != nil || reply != `{"ready_in_s":1800}` {
		t.Errorf("%s, %v", reply, err)
	}
	w.step(200, 5*time.Minute)
	if v := w.value(0, "glucose_interstitial"); !math.IsNaN(v) {
		t.Errorf("a new sensor reads %g at once", v)
	}
	if _, err := w.command("open", ""); err == nil || !strings.Contains(err.Error(), "calibrate") {
		t.Errorf("%v", err)
	}
}

func TestWearSettingsAreChecked(t *testing.T) {
	v := model(t, "cgm").(devicesim.Validator)
	for _, bad := range []string{`{"warmup":"3h"}`, `{"session":"1h"}`, `{"session":"300h"}`, `{"worn":"300h"}`, `{"worn":"-1h"}`, `{"compression":-1}`, `{"replace":"no"}`} {
		if len(v.Validate(json.RawMessage(bad))) == 0 {
			t.Errorf("%s is accepted", bad)
		}
	}
	if p := v.Validate(json.RawMessage(`{"warmup":"0s","session":"7h12m","worn":"1.5h"}`)); len(p) != 1 || p[0].Pointer != "/session" {
		t.Errorf("%v", p)
	}
}
