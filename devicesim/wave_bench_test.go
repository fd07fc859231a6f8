package devicesim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// bodies and recorded are the twins behind the benchmark's devices and the seconds of
// them that repeat.
const (
	bodies   = 8
	recorded = 64
)

// recordTicks is a minute of some twins.
func recordTicks(t testing.TB) (ticks [recorded][bodies]wave.Tick) {
	for i := range bodies {
		tw := newTwin(t)
		for range 3 * i { // out of step with one another
			tw.Step(0.37)
		}
		shift := tw.Body.Time
		for k := range recorded {
			tw.Step(1)
			tick := tw.Tick()
			body := tw.Body
			tick.From, tick.To, tick.Body = tick.From-shift, tick.To-shift, &body
			tick.Heart, tick.Breaths = slices.Clone(tick.Heart), slices.Clone(tick.Breaths)
			for n := range tick.Heart {
				tick.Heart[n].Time -= shift
			}
			for n := range tick.Breaths {
				tick.Breaths[n].Time -= shift
			}
			ticks[k][i] = tick
		}
	}
	return ticks
}

// player gives the recorded ticks again and again.
type player struct {
	ticks [recorded][bodies]wave.Tick
	in    devicesim.Input
	k     int
}

func newPlayer(t testing.TB, devices, columns int) *player {
	p := &player{ticks: recordTicks(t)}
	p.in = devicesim.Input{Interval: time.Second, Signals: make([]float64, devices*columns), Ticks: make([]wave.Tick, devices)}
	for i := range devices {
		p.in.Rows, p.in.Due = append(p.in.Rows, int32(i)), append(p.in.Due, true)
	}
	p.in.Beats.Ends, p.in.Breaths.Ends = make([]uint32, devices), make([]uint32, devices)
	return p
}

// next is the input of the next second.
func (p *player) next() *devicesim.Input {
	row := &p.ticks[p.k%recorded]
	for i := range row {
		if p.k >= recorded {
			t := &row[i]
			t.From, t.To = t.From+recorded, t.To+recorded
			for n := range t.Heart {
				t.Heart[n].Time += recorded
			}
			for n := range t.Breaths {
				t.Breaths[n].Time += recorded
			}
		}
	}
	for i := range p.in.Ticks {
		p.in.Ticks[i] = row[i%bodies]
		p.in.Due[i] = (i+p.k)%5 == 0
	}
	p.k++
	p.in.Time = start().Add(time.Duration(p.k) * time.Second)
	return &p.in
}

func openMany(t testing.TB, device, config string, n int) devicesim.Batch {
	specs := make([]devicesim.Spec, n)
	for i := range specs {
		specs[i] = devicesim.Spec{Patient: fmt.Sprintf("ward-%05d", i), Device: fmt.Sprintf("ward-%05d-d", i), Seed: uint64(i), Start: start(), Config: json.RawMessage(config)}
	}
	batch, err := model(t, device).Open(context.Background(), specs)
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkWaveDevices is what a second of one device costs: source, noise, amplifier,
// converter, detection and encoding.
func BenchmarkWaveDevices(b *testing.B) {
	for _, c := range []struct{ name, device, config string }{
		{"numerics", "ecg-patch", ``},
		{"ecg", "ecg-patch", `{"waves":["ecg_ii"]}`},
		{"ecg-clinical", "ecg-patch", `{"waves":["ecg_ii"],"noise":"clinical"}`},
		{"ecg-binary", "ecg-patch", `{"waves":["ecg_ii"],"wave_encoding":"binary"}`},
		{"oximeter", "pulse-oximeter", `{"waves":["ppg"]}`},
		{"monitor", "bedside-monitor", `{"waves":["ecg_ii","ecg_v1","ecg_v5","resp","ppg","abp","cvp","co2"]}`},
		{"monitor-all", "bedside-monitor", `{"waves":["all"]}`},
		{"pendant", "pers-fall", ``},
	} {
		b.Run(c.name, func(b *testing.B) {
			const devices = 500
			p := newPlayer(b, devices, len(model(b, c.device).Describe().Inputs))
			before := heap()
			batch := openMany(b, c.device, c.config, devices)
			var out devicesim.Outbox
			step := func() {
				out.Reset()
				if err := batch.Step(context.Background(), p.next(), &out); err != nil {
					b.Fatal(err)
				}
			}
			for range 6 {
				step()
			}
			used := heap() - before - int64(cap(out.Messages))*48
			b.ReportAllocs()
			for b.Loop() {
				step()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/devices, "ns/device-s")
			b.ReportMetric(float64(used)/devices, "B/device")
			runtime.KeepAlive(batch)
			runtime.KeepAlive(out)
		})
	}
}
