package inclinic_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/inclinic"
	"github.com/vitalfleet/vitalfleet/physiology"
)

func start() time.Time { return time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC) }

// ward is one patient at a bedside monitor, a step and a report a second.
type ward struct {
	t                    testing.TB
	d                    devicesim.Description
	batch                devicesim.Batch
	beatless, breathless bool
	k                    int
	out                  devicesim.Outbox
	alarms               []string // code and phase
	obs                  []string
}

func admit(t testing.TB, config string) *ward {
	m := inclinic.Models()[0]
	b, err := m.Open(context.Background(), []devicesim.Spec{{Patient: "p", Device: "p-monitor", Seed: 4, Start: start(), Config: json.RawMessage(config)}})
	if err != nil {
		t.Fatal(err)
	}
	return &ward{t: t, d: m.Describe(), batch: b}
}

func (w *ward) truth(s physiology.Signal) float64 {
	pulse := map[physiology.Signal]float64{physiology.SBP: 124, physiology.DBP: 80, physiology.MAP: 95, physiology.PulsePressure: 44}
	switch {
	case w.beatless && pulse[s] > 0:
		return 0
	case pulse[s] > 0:
		return pulse[s]
	case s == physiology.SpO2:
		return 97
	case s == physiology.RR:
		return 15
	default:
		return 37
	}
}

// stay lets some seconds pass: a beat every second, a breath every four.
func (w *ward) stay(seconds int) {
	w.t.Helper()
	for range seconds {
		w.k++
		in := &devicesim.Input{Time: start().Add(time.Duration(w.k) * time.Second), Interval: time.Second, Rows: []int32{0}, Due: []bool{true}}
		for _, s := range w.d.Inputs {
			in.Signals = append(in.Signals, w.truth(s))
		}
		if !w.beatless {
			in.Beats = devicesim.Beats{Times: []int64{in.Time.UnixNano()}, RR: []float64{1}}
		}
		if !w.breathless && w.k%4 == 0 {
			in.Breaths = devicesim.Breaths{Times: []int64{in.Time.UnixNano()}, EtCO2: []float64{38}}
		}
		in.Beats.Ends, in.Breaths.Ends = []uint32{uint32(len(in.Beats.Times))}, []uint32{uint32(len(in.Breaths.Times))}
		w.out.Reset()
		if err := w.batch.Step(context.Background(), in, &w.out); err != nil {
			w.t.Fatal(err)
		}
		w.listen()
	}
}

func (w *ward) listen() {
	for i := range w.out.Messages {
		var r plainjson.Reading
		if err := plainjson.Decode(w.out.Payload(i), &r); err != nil {
			w.t.Fatal(err)
		}
		switch string(r.Stream) {
		case "alarm":
			w.alarms = append(w.alarms, fmt.Sprintf("%s %s", r.Alarm.Code, r.Alarm.Phase))
		case "obs":
			w.obs = append(w.obs, string(w.out.Payload(i)))
		}
	}
}

// last is the value of a code in the last obs.
func (w *ward) last(code string) float64 {
	var r plainjson.Reading
	if err := plainjson.Decode([]byte(w.obs[len(w.obs)-1]), &r); err != nil {
		w.t.Fatal(err)
	}
	if o := r.Find(code); o != nil && o.HasValue {
		return o.Value
	}
	return math.NaN()
}

func TestMonitorShowsARestingPatient(t *testing.T) {
	w := admit(t, `{"etco2":true}`)
	w.stay(30)
	for code, want := range map[string]float64{"hr": 60, "spo2": 97, "rr": 15, "temp_core": 37, "etco2": 38} {
		if got := w.last(code); !(math.Abs(got-want) <= 4) {
			t.Errorf("%s is %v, want about %v", code, got, want)
		}
	}
	if len(w.alarms) > 0 {
		t.Errorf("alarms: %v", w.alarms)
	}
}

func TestCuffHasItsOwnInterval(t *testing.T) {
	w := admit(t, `{"nibp_interval":"2m"}`)
	w.stay(300)
	var at []int
	for i, p := range w.obs {
		if strings.Contains(p, `"sbp"`) {
			at = append(at, i)
		}
	}
	if fmt.Sprint(at) != "[0 120 240]" {
		t.Errorf("cuff pressures are in the reports %v", at)
	}
	if strings.Contains(strings.Join(w.obs, ""), "etco2") {
		t.Error("etco2 without a capnograph")
	}
}

func TestArrestAlarms(t *testing.T) {
	w := admit(t, "")
	w.stay(30)
	w.beatless = true
	w.stay(20)
	if w.last("hr") != 0 || !math.IsNaN(w.last("spo2")) {
		t.Errorf("hr %v, spo2 %v", w.last("hr"), w.last("spo2"))
	}
	w.beatless, w.breathless = false, true
	w.stay(30)
	w.breathless = false
	w.stay(20)
	story := strings.Join(w.alarms, ", ")
	for _, want := range []string{"asystole start", "low-perfusion start", "asystole end", "apnea start", "apnea end"} {
		if i := strings.Index(story, want); i < 0 {
			t.Errorf("no %q in %q", want, story)
		}
	}
	if strings.Index(story, "asystole start") > strings.Index(story, "asystole end") {
		t.Error(story)
	}
}

func TestLeadOffIsNoAsystole(t *testing.T) {
	w := admit(t, "")
	w.stay(20)
	if err := w.batch.(devicesim.Injector).Inject([]int{0}, "sensor.probe-off", json.RawMessage(`{"channel":"ecg"}`), false, start().Add(20*time.Second)); err != nil {
		t.Fatal(err)
	}
	w.stay(40)
	if fmt.Sprint(w.alarms) != "[lead-off start]" {
		t.Errorf("alarms %v", w.alarms)
	}
	if math.IsNaN(w.last("spo2")) || !math.IsNaN(w.last("hr")) || !math.IsNaN(w.last("rr")) {
		t.Error("the leads of the ECG are off, the finger probe is on")
	}
}

func BenchmarkMonitorStep(b *testing.B) {
	const devices = 500
	m := inclinic.Models()[0]
	var specs []devicesim.Spec
	for i := range devices {
		specs = append(specs, devicesim.Spec{Patient: "p", Device: fmt.Sprint("p-", i), Seed: uint64(i), Start: start()})
	}
	batch, err := m.Open(context.Background(), specs)
	if err != nil {
		b.Fatal(err)
	}
	w := &ward{t: b, d: m.Describe()}
	in := &devicesim.Input{Time: start(), Interval: time.Second}
	for i := range devices {
		in.Rows, in.Due = append(in.Rows, int32(i)), append(in.Due, true)
		in.Beats.Times, in.Beats.RR, in.Beats.Ends = append(in.Beats.Times, 0), append(in.Beats.RR, 1), append(in.Beats.Ends, uint32(i+1))
	}
	for _, s := range w.d.Inputs {
		for range devices {
			in.Signals = append(in.Signals, w.truth(s))
		}
	}
	var out devicesim.Outbox
	b.ReportAllocs()
	for b.Loop() {
		in.Time = in.Time.Add(time.Second)
		for i := range in.Beats.Times {
			in.Beats.Times[i] = in.Time.UnixNano()
		}
		out.Reset()
		if err := batch.Step(context.Background(), in, &out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/devices, "ns/device")
}

func ExampleModels() {
	d := inclinic.Models()[0].Describe()
	for _, c := range d.Codes {
		fmt.Println(c.ID, c.Unit, c.MDC, c.LOINC)
	}
	// Output:
	// hr /min 147842 8867-4
	// spo2 % 150456 2708-6
	// rr /min 151578 9279-1
	// sbp mm[Hg] 150021 8480-6
	// dbp mm[Hg] 150022 8462-4
	// map mm[Hg] 150023 8478-0
	// temp_core Cel 150368 8329-5
	// etco2 mm[Hg] 151708 19891-1
	// art_sbp mm[Hg] 150037 8480-6
	// art_dbp mm[Hg] 150038 8462-4
	// art_map mm[Hg] 150039 8478-0
	// cvp mm[Hg] 150084 60985-9
	// perfusion_index % 150448 61006-3
	// paced % 0
}
