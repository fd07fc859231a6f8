package inhome_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/inhome"
	"github.com/vitalfleet/vitalfleet/physiology"
)

func start() time.Time { return time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC) }

// play gives n devices of a type the truth of each second and calls each with
// every obs that they send, a report every period steps.
func play(t testing.TB, name, config string, n, steps, period int, truth func(s physiology.Signal, device, k int) float64, each func(device, k int, r *plainjson.Reading)) {
	t.Helper()
	for _, m := range inhome.Models() {
		d := m.Describe()
		if d.Type != name {
			continue
		}
		var specs []devicesim.Spec
		for i := range n {
			specs = append(specs, devicesim.Spec{Patient: "p", Device: fmt.Sprint("p-", i), Seed: uint64(i), Start: start(), Config: json.RawMessage(config)})
		}
		b, err := m.Open(context.Background(), specs)
		if err != nil {
			t.Fatal(err)
		}
		var out devicesim.Outbox
		var r plainjson.Reading
		for k := range steps {
			in := &devicesim.Input{Time: start().Add(time.Duration(k+1) * time.Second), Interval: time.Second}
			for i := range n {
				in.Rows, in.Due = append(in.Rows, int32(i)), append(in.Due, (k+1)%period == 0)
			}
			for _, s := range d.Inputs {
				for i := range n {
					in.Signals = append(in.Signals, truth(s, i, k))
				}
			}
			out.Reset()
			if err := b.Step(context.Background(), in, &out); err != nil {
				t.Fatal(err)
			}
			for i, msg := range out.Messages {
				if msg.Stream != 0 {
					continue
				}
				if err := plainjson.Decode(out.Payload(i), &r); err != nil {
					t.Fatal(err)
				}
				each(int(msg.Row), k, &r)
			}
		}
		return
	}
	t.Fatalf("there is no %s", name)
}

// pressures is a patient at rest whose pressure depends on the device's number.
func pressures(s physiology.Signal, device, _ int) float64 {
	systolic := 100 + float64(device%60)
	switch s {
	case physiology.SBP:
		return systolic
	case physiology.DBP:
		return 0.65 * systolic
	case physiology.MAP:
		return 0.77 * systolic
	case physiology.PulsePressure:
		return 0.35 * systolic
	default:
		return 72
	}
}

type errorStats struct{ n, sum, square float64 }

func (e *errorStats) add(x float64) { e.n, e.sum, e.square = e.n+1, e.sum+x, e.square+x*x }
func (e *errorStats) mean() float64 { return e.sum / e.n }
func (e *errorStats) sd() float64   { return math.Sqrt(e.square/e.n - e.mean()*e.mean()) }
func (e *errorStats) String() string {
	return fmt.Sprintf("mean %.2f, SD %.2f, n %.0f", e.mean(), e.sd(), e.n)
}

func (e *errorStats) within(m, lo, hi float64) bool {
	return math.Abs(e.mean()) <= m && e.sd() >= lo && e.sd() <= hi
}

// TestCuffAccuracy measures three times on each of 500 patients. ISO 81060-2
// allows a mean error of 5 mmHg and an SD of 8 mmHg.
func TestCuffAccuracy(t *testing.T) {
	for _, c := range []struct {
		class    string
		low, top float64 // SD of the systolic error
	}{{"clinical", 4, 6}, {"consumer", 6, 8}, {"poor", 10, 14}} {
		t.Run(c.class, func(t *testing.T) {
			var sys, dia errorStats
			play(t, "nibp-cuff", `{"accuracy":"`+c.class+`"}`, 500, 180, 60, pressures, func(device, k int, r *plainjson.Reading) {
				s, d, m := r.Find("sbp").Value, r.Find("dbp").Value, r.Find("map").Value
				if !(s > m && m > d) {
					t.Fatalf("%v/%v, mean %v", s, d, m)
				}
				sys.add(s - pressures(physiology.SBP, device, k))
				dia.add(d - pressures(physiology.DBP, device, k))
			})
			t.Logf("systolic: %v; diastolic: %v", &sys, &dia)
			if !sys.within(1.5, c.low, c.top) || !dia.within(1.5, 0.6*c.low, c.top) {
				t.Errorf("systolic: %v; diastolic: %v; want a mean within 1.5 and an SD of %v to %v mmHg", &sys, &dia, c.low, c.top)
			}
		})
	}
}

// TestCuffTakesItsTime lets all pressures rise by 1 mmHg a second: systolic
// pressure is found 21 to 28 s before the end, diastolic pressure 6 to 8 s.
func TestCuffTakesItsTime(t *testing.T) {
	var sys, dia errorStats
	rising := func(s physiology.Signal, _, k int) float64 {
		if s == physiology.PulsePressure || s == physiology.PulseRate {
			return 50
		}
		return map[physiology.Signal]float64{physiology.SBP: 110, physiology.DBP: 60, physiology.MAP: 77}[s] + float64(k)
	}
	play(t, "nibp-cuff", "", 800, 60, 60, rising, func(_, k int, r *plainjson.Reading) {
		sys.add(110 + float64(k) - r.Find("sbp").Value)
		dia.add(60 + float64(k) - r.Find("dbp").Value)
		if want := start().Add(60 * time.Second).UnixNano(); r.Time != want {
			t.Fatalf("dated %d, ended %d", r.Time, want)
		}
	})
	if math.Abs(sys.mean()-24.5) > 1 || math.Abs(dia.mean()-7) > 1 {
		t.Errorf("systolic %v s old, diastolic %v s", sys.mean(), dia.mean())
	}
}

func TestCuffFindsNoPulseInArrest(t *testing.T) {
	play(t, "nibp-cuff", "", 1, 60, 60, func(physiology.Signal, int, int) float64 { return 0 }, func(_, _ int, r *plainjson.Reading) {
		if o := r.Find("sbp"); o.HasValue || string(o.Quality) != plainjson.QualityLowPerfusion {
			t.Errorf("%+v", o)
		}
	})
}

// TestThermometerAccuracy compares 500 thermometers with the truth. The
// laboratory accuracy of ISO 80601-2-56 is 0.3 degC.
func TestThermometerAccuracy(t *testing.T) {
	for _, c := range []struct {
		class    string
		low, top float64
	}{{"clinical", 0.07, 0.12}, {"consumer", 0.13, 0.21}, {"poor", 0.28, 0.42}} {
		t.Run(c.class, func(t *testing.T) {
			var e errorStats
			outside := 0.0
			warm := func(_ physiology.Signal, device, _ int) float64 { return 35.5 + float64(device%50)/10 }
			play(t, "thermometer", `{"accuracy":"`+c.class+`"}`, 500, 20, 5, warm, func(device, k int, r *plainjson.Reading) {
				x := r.Find("temp_core").Value - warm(0, device, k)
				e.add(x)
				if math.Abs(x) > 0.3+1e-9 {
					outside++
				}
			})
			t.Logf("%v; %.1f %% beyond 0.3 degC", &e, 100*outside/e.n)
			if !e.within(0.04, c.low, c.top) || c.class == "clinical" && outside/e.n > 0.01 {
				t.Errorf("%v, %.1f %% beyond 0.3 degC", &e, 100*outside/e.n)
			}
		})
	}
}

func ExampleModels() {
	for _, m := range inhome.Models() {
		d := m.Describe()
		fmt.Println(d.Type, d.Inputs)
	}
	// Output:
	// pers-fall []
	// nibp-cuff [sbp pulse_pressure dbp map pulse_rate]
	// thermometer [temp_core]
	// glucometer [glucose_plasma]
	// insulin-pen []
}
