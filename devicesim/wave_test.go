package devicesim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/waveform"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// driven replaces a twin's heart by one that beats at a rate of our own, 1/min, with
// complexes of a width, s. A rate of 0 is none.
type driven struct {
	rate  float64
	width float64
	next  float64
	last  float64
	extra []rhythm.Event
}

func (d *driven) tick(t *wave.Tick) {
	t.Heart = nil
	if d.rate > 0 && d.next < t.From {
		d.next = t.From
	}
	for ; d.rate > 0 && d.next <= t.To; d.next += 60 / d.rate {
		if d.next <= t.From {
			continue
		}
		e := rhythm.Event{Time: d.next, Kind: rhythm.Ventricular, Code: 'N', Width: 0.09, QT: 0.36, RR: d.next - d.last, Stroke: 1}
		if d.width > 0.12 {
			e.Code, e.Origin, e.Conduction, e.Width, e.QT = 'V', rhythm.Ventricle, rhythm.Slow, d.width, 0.4
		}
		d.last = d.next
		t.Heart = append(t.Heart, e)
	}
	for _, e := range d.extra {
		e.Time = t.From + 0.01
		t.Heart = append(t.Heart, e)
	}
	d.extra = nil
	slices.SortFunc(t.Heart, func(a, b rhythm.Event) int { return int(math.Copysign(1, a.Time-b.Time)) })
}

func beating(b *bed, rate float64) *driven {
	d := &driven{rate: rate}
	b.tick = d.tick
	return d
}

func TestPatchMeasuresWhatItSends(t *testing.T) {
	b := admit(t, "ecg-patch", `{"waves":["ecg_ii"],"noise":"clinical"}`)
	beating(b, 64)
	b.stay(60)
	b.near("hr", 64, 1)
	b.near("rr_interval", 60000./64, 5)
	b.near("rr", b.twin.Body.Gas.RR, 1)
	ecg := b.waves["ecg_ii"]
	if ecg.rate != 250 || len(ecg.samples) != 60*250 || len(b.waves) != 1 {
		t.Fatalf("%d samples at %v Hz of %d waves", len(ecg.samples), ecg.rate, len(b.waves))
	}
	q, err := detect.NewQRS(250)
	if err != nil {
		t.Fatal(err)
	}
	if beats := q.Advance(ecg.samples, nil); math.Abs(float64(len(beats))-64) > 2 {
		t.Errorf("the wave that was sent shows %d beats in a minute", len(beats))
	}
}

// TestStepResponse is WP08: a step of the rate is on the device's numeric, within 2 a
// minute, in less than 11 s.
func TestStepResponse(t *testing.T) {
	for _, device := range []string{"ecg-patch", "bedside-monitor"} {
		for _, to := range []float64{120, 40} {
			b := admit(t, device, `{"waves":["ecg_ii"]}`)
			heart := beating(b, 80)
			b.stay(30)
			b.near("hr", 80, 1)
			for _, phase := range []float64{0, 0.4} {
				heart.rate = 80
				b.stay(30 + phase)
				heart.rate = to
				b.stay(11)
				b.near("hr", to, 2)
			}
		}
	}
}

// TestPressuresAreThoseOfTheWave is WP11.
func TestPressuresAreThoseOfTheWave(t *testing.T) {
	b := admit(t, "bedside-monitor", `{"waves":["abp","cvp"]}`)
	for range 5 {
		b.stay(20)
		last := b.waves["abp"].samples[len(b.waves["abp"].samples)-8*125:]
		sum := 0.0
		for _, x := range last {
			sum += x
		}
		b.near("art_sbp", slices.Max(last), 1)
		b.near("art_dbp", slices.Min(last), 1)
		b.near("art_map", sum/float64(len(last)), 1)
	}
	if s, _ := b.value("art_sbp"); math.Abs(s-observe(b, physiology.SBP)) > 12 {
		t.Errorf("systolic pressure %v, the body's is %v", s, observe(b, physiology.SBP))
	}
}

func TestLeadOffIsFlatAndNoAsystole(t *testing.T) {
	b := admit(t, "ecg-patch", `{"waves":["ecg_ii"]}`)
	b.stay(20)
	b.inject("sensor.probe-off", `{"channel":"ecg"}`, false)
	b.stay(20)
	ecg := b.waves["ecg_ii"].samples
	if last := ecg[len(ecg)-250:]; slices.Max(last) != slices.Min(last) || last[0] < 9 {
		t.Errorf("without contact the wave lies between %v and %v mV", slices.Min(last), slices.Max(last))
	}
	if x, q := b.value("hr"); !math.IsNaN(x) || q != "probe-off" {
		t.Errorf("hr %v %s", x, q)
	}
	b.inject("sensor.probe-off", `{"channel":"ecg"}`, true)
	b.stay(20)
	b.near("hr", 60*b.twin.Body.Tone.Rate, 3)
	if got := strings.Join(b.alarms, ","); got != "lead-off start,lead-off end" {
		t.Error(got)
	}
}

func TestMotionIsInTheWave(t *testing.T) {
	b := admit(t, "ecg-patch", `{"waves":["ecg_ii"]}`)
	beating(b, 60)
	b.stay(30)
	calm := spread(b.waves["ecg_ii"].samples)
	b.inject("sensor.motion-artefact", `{"intensity":0.6}`, false)
	b.stay(30)
	if _, q := b.value("hr"); q != "motion" {
		t.Errorf("quality %s", q)
	}
	if shaken := spread(b.waves["ecg_ii"].samples[30*250:]); shaken < 1.5*calm {
		t.Errorf("the wave varies by %.3f mV at rest and by %.3f in motion", calm, shaken)
	}
}

func spread(x []float64) float64 {
	sum, square := 0.0, 0.0
	for _, v := range x {
		sum, square = sum+v, square+v*v
	}
	n := float64(len(x))
	return math.Sqrt(square/n - sum*sum/n/n)
}

// TestOwnClock lets a device gain 1 %: it takes more samples, and stamps them by a clock
// that runs as fast.
func TestOwnClock(t *testing.T) {
	b := admit(t, "ecg-patch", `{"waves":["ecg_ii"],"clock":{"drift_ppm":10000}}`)
	beating(b, 60)
	b.stay(100)
	ecg := b.waves["ecg_ii"]
	if n := len(ecg.samples); n < 100*252 || n > 101*250 {
		t.Errorf("%d samples in 100 s", n)
	}
	chunks := len(ecg.samples) / 250
	if gone := ecg.last.Sub(ecg.begin); math.Abs(gone.Seconds()-float64(chunks-1)) > 0.003 {
		t.Errorf("%v from first to last of %d chunks", gone, chunks)
	}
	b.near("hr", 60/1.01, 1)
	b.inject("clock.drift", `{"ppm":-10000}`, false)
	before := len(ecg.samples)
	b.stay(50)
	if n := len(ecg.samples) - before; n < 50*250-250 || n > 50*250+250 {
		t.Errorf("%d samples in 50 s of a right clock", n)
	}
}

// TestTicksDoNotMatter cuts time differently; what is sent of the wave is the same.
func TestTicksDoNotMatter(t *testing.T) {
	record := func(dt time.Duration, every string) []byte {
		b := admit(t, "pulse-oximeter", `{"waves":["ppg","ppg_red"],"noise":"clinical","wave_every":"`+every+`"}`)
		frozen := b.twin
		tape := map[float64]bool{}
		b.dt = dt
		b.tick = func(tick *wave.Tick) { // a body that stands still, so that only the cutting differs
			tick.Body, tick.Heart, tick.Breaths = &frozen.Body, nil, nil
			for at := math.Floor(tick.From/0.8) * 0.8; at <= tick.To; at += 0.8 {
				if at > tick.From-1e-9 && !tape[math.Round(at*1000)] {
					tape[math.Round(at*1000)] = true
					tick.Heart = append(tick.Heart, rhythm.Event{Time: at, Kind: rhythm.Ventricular, Code: 'N', Width: 0.09, QT: 0.36, RR: 0.8, Stroke: 1})
				}
			}
		}
		b.stay(20)
		var all []byte
		for _, w := range []string{"ppg_red"} {
			all = fmt.Appendf(all, "%s %v", w, b.waves[w].begin)
			for _, x := range b.waves[w].samples {
				all = fmt.Appendf(all, " %.5f", x)
			}
		}
		return all
	}
	want := record(time.Second, "1s")
	for _, c := range []struct {
		dt    time.Duration
		every string
	}{{250 * time.Millisecond, "1s"}, {time.Second, "250ms"}, {100 * time.Millisecond, "2s"}} {
		got := record(c.dt, c.every)
		if n := min(len(got), len(want)); n < 15000 || !bytes.Equal(got[:n], want[:n]) {
			t.Errorf("steps of %v and messages of %s give another wave", c.dt, c.every)
		}
	}
}

func TestWaveEncodings(t *testing.T) {
	plain := admit(t, "ecg-patch", `{"waves":["ecg_ii"],"wave_every":"2s"}`)
	plain.stay(10)
	binary := admit(t, "ecg-patch", `{"waves":["ecg_ii"],"wave_every":"2s","wave_encoding":"binary"}`)
	binary.stay(10)
	fhir := admit(t, "ecg-patch", `{"waves":["ecg_ii"],"wave_every":"2s","wave_encoding":"sampleddata"}`)
	fhir.stay(10)
	if len(plain.sent) != 5 || len(binary.sent) != 5 || len(fhir.sent) != 5 {
		t.Fatalf("%d, %d and %d messages", len(plain.sent), len(binary.sent), len(fhir.sent))
	}
	for i := range 5 {
		var c waveform.Chunk
		if err := waveform.DecodeBinary(binary.sent[i], &c); err != nil {
			t.Fatal(err)
		}
		var o struct {
			Value struct{ Data string } `json:"valueSampledData"`
		}
		if err := json.Unmarshal(fhir.sent[i], &o); err != nil {
			t.Fatal(err)
		}
		data := strings.Fields(o.Value.Data)
		if len(c.Samples) != 500 || len(data) != 500 || c.Seq != uint64(i) {
			t.Fatalf("%d and %d samples, seq %d", len(c.Samples), len(data), c.Seq)
		}
		for k, s := range c.Samples {
			if want := plain.waves["ecg_ii"].samples[500*i+k]; math.Abs(c.Physical(s)-want) > 1e-9 || data[k] != fmt.Sprint(s) {
				t.Fatalf("sample %d of message %d: %v, %s and %v", k, i, c.Physical(s), data[k], want)
			}
		}
	}
}

func TestWavesAreNotSaved(t *testing.T) {
	with, without := admit(t, "ecg-patch", `{"waves":["ecg_ii"]}`), admit(t, "ecg-patch", ``)
	if _, err := without.batch.(devicesim.Snapshotter).Snapshot(0, nil); err != nil {
		t.Error(err)
	}
	if _, err := with.batch.(devicesim.Snapshotter).Snapshot(0, nil); err == nil || !strings.Contains(err.Error(), "waves") {
		t.Errorf("a device with waves is saved: %v", err)
	}
	in := devicesim.Input{Time: start(), Interval: time.Second, Rows: []int32{0}, Due: []bool{true}, Signals: make([]float64, len(with.d.Inputs))}
	if err := with.batch.Step(context.Background(), &in, &with.out); err == nil || !strings.Contains(err.Error(), "ticks") {
		t.Errorf("a step without ticks: %v", err)
	}
	if err := without.batch.Step(context.Background(), &in, &without.out); err != nil {
		t.Errorf("a device without waves needs no ticks: %v", err)
	}
}

func TestOximeterFollowsTheLights(t *testing.T) {
	b := admit(t, "pulse-oximeter", `{"waves":["ppg"],"accuracy":"clinical"}`)
	b.stay(30)
	bias, _ := b.value("spo2")
	bias -= observe(b, physiology.SpO2)
	b.near("pulse_rate", 60*b.twin.Body.Tone.Rate, 2)
	if math.Abs(bias) > 5 {
		t.Errorf("off by %.1f %%", bias)
	}
	b.do("patient.hypoxia", map[string]any{"target_spo2": "80 %"})
	b.stay(240)
	if truth := observe(b, physiology.SpO2); truth > 88 {
		t.Fatalf("the twin has %.1f %%", truth)
	}
	b.near("spo2", observe(b, physiology.SpO2)+bias, 4)
	b.tick = func(t *wave.Tick) { t.Heart = nil }
	b.stay(20)
	if x, q := b.value("spo2"); !math.IsNaN(x) || q != "low-perfusion" {
		t.Errorf("without a pulse: %v %s", x, q)
	}
}

func observe(b *bed, s physiology.Signal) float64 {
	var v [1]float64
	b.twin.Observe([]physiology.Signal{s}, v[:])
	return v[0]
}

func TestStepsWithWavesAllocateNothing(t *testing.T) {
	for _, c := range []struct{ device, config string }{
		{"ecg-patch", `{"waves":["ecg_ii"],"noise":"motion"}`},
		{"ecg-patch", `{"waves":["ecg_ii"],"wave_encoding":"sampleddata","wave_every":"3s"}`},
		{"bedside-monitor", `{"waves":["all"],"wave_encoding":"binary"}`},
		{"pulse-oximeter", `{"waves":["ppg"]}`},
		{"smart-clothing", `{"waves":["all"]}`},
		{"pers-fall", ``},
		{"pacemaker", ``},
	} {
		const devices = 16
		p := newPlayer(t, devices, len(model(t, c.device).Describe().Inputs))
		for i := range p.in.Signals {
			p.in.Signals[i] = 37
		}
		batch := openMany(t, c.device, c.config, devices)
		var out devicesim.Outbox
		step := func() {
			out.Reset()
			if err := batch.Step(context.Background(), p.next(), &out); err != nil {
				t.Fatal(err)
			}
		}
		for range 30 {
			step()
		}
		if n := testing.AllocsPerRun(10, step); n > 0 {
			t.Errorf("%s %s: a step of %d devices allocates %v times", c.device, c.config, devices, n)
		}
	}
}
