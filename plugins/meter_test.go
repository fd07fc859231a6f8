//go:build linux

package plugins_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/plugins"
)

// meter is a small model with state, noise, a fault and commands, that goes wrong
// in one way if told to.
type meter struct {
	fault string
	mark  string // file that makes the fault happen once, "": every time
}

func (m meter) Describe() devicesim.Description {
	d := devicesim.Description{
		Type: "meter", Title: "Test meter", Vendor: "Test", Version: "1.0.0", Segment: devicesim.OnBody, Continuous: true,
		Inputs:       []physiology.Signal{physiology.HR, physiology.SpO2},
		Interval:     devicesim.IntervalRange{Min: time.Millisecond, Max: time.Hour, Default: time.Second},
		Streams:      []devicesim.Stream{{Name: "obs", ContentType: "application/json", SeqPointer: "/seq", BootPointer: "/boot"}},
		Faults:       []devicesim.Fault{{Name: "drift"}},
		ConfigSchema: `{"type":"object"}`, StateVersion: "1",
	}
	if m.fault == "plain" {
		d.StateVersion = ""
	}
	return d
}

func (m meter) Validate(config json.RawMessage) []devicesim.ConfigProblem {
	if strings.Contains(string(config), "bad") {
		return []devicesim.ConfigProblem{{Pointer: "/bad", Summary: "is bad", Detail: "remove it"}}
	}
	return nil
}

func (m meter) Open(_ context.Context, specs []devicesim.Spec) (devicesim.Batch, error) {
	b := &meterBatch{meter: m, due: make([]bool, len(specs))}
	for _, s := range specs {
		if p := m.Validate(s.Config); p != nil {
			return nil, &devicesim.ConfigError{Device: s.Device, Problems: p}
		}
		b.rng = append(b.rng, rand.NewPCG(s.Seed, 1))
		b.state = append(b.state, meterState{})
		b.names = append(b.names, s.Device)
	}
	return b, nil
}

type meterState struct {
	seq   uint64
	drift float64
}

type meterBatch struct {
	meter
	state []meterState
	rng   []*rand.PCG
	due   []bool
	steps int
	hoard [][]byte
	names []string
}

func (b *meterBatch) Step(_ context.Context, in *devicesim.Input, out *devicesim.Outbox) error {
	b.steps++
	if b.fault == "hoard" && b.steps > 2 && leaky(b.mark) {
		b.hoard = append(b.hoard, bytes.Repeat([]byte("leak"), 5<<20))
	}
	if in.Time.Sub(begin()) >= 20*time.Second {
		b.misbehave(out)
	}
	hr, spo2 := in.Column(0), in.Column(1)
	for row, d := range in.Rows {
		s := &b.state[d]
		noise := b.rng[d].Uint64() % 1000
		if b.fault == "moody" {
			noise = mood % 1000
		}
		if b.names[d] == "d-1" && in.Time.Sub(begin()) > 20*time.Second {
			b.poison()
		}
		if !in.Due[row] {
			continue
		}
		buf := fmt.Appendf(out.Begin(), `{"boot":0,"seq":%d,"hr":%g,"spo2":%g,"noise":%d,"simulated":true}`, s.seq, hr[row]+s.drift, spo2[row], noise)
		out.Send(devicesim.Message{Row: int32(row), Seq: s.seq, Time: in.Time.UnixNano()}, buf)
		if noise < 100 {
			out.Act(int32(row), "patient.drug", []byte(`{"dose":1}`))
		}
		s.seq++
	}
	return nil
}

// leaky reports whether this is the first process that asks.
var leaky = func() func(mark string) bool {
	var once sync.Once
	var first bool
	return func(mark string) bool {
		once.Do(func() {
			f, err := os.OpenFile(mark, os.O_CREATE|os.O_EXCL, 0o600)
			if first = err == nil; first {
				_ = f.Close()
			}
		})
		return first
	}
}()

// poison is what one device does to all.
func (b *meterBatch) poison() {
	switch b.fault {
	case "poison-panic":
		panic("division by zero")
	case "poison-hang":
		select {}
	case "poison-exit":
		os.Exit(6)
	}
}

// misbehave does what the fault says, once if there is a mark.
func (b *meterBatch) misbehave(out *devicesim.Outbox) {
	if b.fault == "prints" {
		fmt.Println(strings.Repeat("printed by the model\n", 5000))
		return
	}
	if b.mark != "" {
		f, err := os.OpenFile(b.mark, os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return
		}
		_ = f.Close()
	}
	switch b.fault {
	case "panic":
		panic("the model is wrong")
	case "exit":
		_, _ = syscall.Write(2, []byte("fatal error: out of luck\n")) // as Go's runtime does
		os.Exit(5)
	case "hang":
		select {}
	case "garbage-reply":
		out.Send(devicesim.Message{Row: 1 << 20}, append(out.Begin(), "x"...))
	case "huge-reply":
		out.Send(devicesim.Message{Row: 0}, append(out.Begin(), make([]byte, 2<<20)...))
	}
}

func (b *meterBatch) Close() error { return nil }

func (b *meterBatch) Snapshot(device int, dst []byte) ([]byte, error) {
	s := &b.state[device]
	rng, err := b.rng[device].MarshalBinary()
	if err != nil {
		return dst, err
	}
	dst = binary.BigEndian.AppendUint64(dst, s.seq)
	dst = binary.BigEndian.AppendUint64(dst, uint64(s.drift))
	return append(dst, rng...), nil
}

func (b *meterBatch) Restore(device int, state []byte) error {
	if len(state) < 16 {
		return errors.New("meter: state is too short")
	}
	b.state[device] = meterState{binary.BigEndian.Uint64(state), float64(binary.BigEndian.Uint64(state[8:]))}
	return b.rng[device].UnmarshalBinary(state[16:])
}

func (b *meterBatch) Inject(devices []int, fault string, _ json.RawMessage, stop bool, _ time.Time) error {
	if fault != "drift" {
		return errors.New("meter: no fault " + fault)
	}
	for _, d := range devices {
		b.state[d].drift++
		if stop {
			b.state[d].drift = 0
		}
	}
	return nil
}

func (b *meterBatch) Command(device int, name string, payload []byte, _ time.Time) ([]byte, error) {
	if name != "drift" {
		return nil, errors.New("meter: no command " + name)
	}
	b.state[device].drift += 10
	return append([]byte("took "), payload...), nil
}

// meterState must satisfy what the plugin offers.
var (
	_ devicesim.Snapshotter = (*meterBatch)(nil)
	_ devicesim.Injector    = (*meterBatch)(nil)
	_ devicesim.Commander   = (*meterBatch)(nil)
	_ error                 = plugins.ErrQuarantined
)
