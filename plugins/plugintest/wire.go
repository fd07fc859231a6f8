package plugintest

import (
	"context"
	"fmt"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// wire drives devices of one model by the bare protocol, without a host between.
type wire struct {
	*plugins.Session
	d    devicesim.Description
	body *body
	n    int
}

func newWire(s *plugins.Session, d devicesim.Description, b *body) *wire {
	return &wire{Session: s, d: d, body: b}
}

// withWire starts a process, opens n devices in it and lets do work with them.
func (v *verifier) withWire(d devicesim.Description, n int, do func(*wire) (string, error)) (string, error) {
	s, err := plugins.Dial(v.ctx, v.host())
	if err != nil {
		return "", err
	}
	defer s.Kill()
	w := newWire(s, d, v.body)
	if err := w.open(v.ctx, n); err != nil {
		return "", s.Obituary(err)
	}
	text, err := do(w)
	if why := s.Obituary(err); why != err { //nolint:errorlint // It is the same error or another one.
		err = fmt.Errorf("%w\n%w", err, why)
	}
	return text, err
}

// openDevices are the devices of the handles from first to last.
func (w *wire) openDevices(first, last int) []*devicev1.OpenDevice {
	var list []*devicev1.OpenDevice
	for i, s := range specs(&w.d, last)[first-1:] {
		list = append(list, &devicev1.OpenDevice{
			Handle: uint32(first + i), Id: s.Device, Patient: s.Patient, Seed: s.Seed, PeriodNs: uint64(s.Every), StartNs: uint64(s.Start.UnixNano()),
		})
	}
	return list
}

// open opens n more devices, so many a call as fit into a message.
func (w *wire) open(ctx context.Context, n int) error {
	for n > 0 {
		some := min(n, 1000)
		reply, err := w.Open(ctx, &devicev1.OpenRequest{Model: w.d.Type, Devices: w.openDevices(w.n+1, w.n+some)})
		if err != nil {
			return fmt.Errorf("open %d devices: %w", some, err)
		}
		if len(reply.Errors) > 0 {
			return fmt.Errorf("open %d devices with the default config: %s", some, reply.Errors[0].GetMessage())
		}
		w.n, n = w.n+some, n-some
	}
	return nil
}

// close closes devices.
func (w *wire) close(ctx context.Context, handles []uint32) error {
	_, err := w.DeviceModelClient.Close(ctx, &devicev1.CloseRequest{Handles: handles})
	return err
}

// handles are those of all open devices.
func (w *wire) handles() []uint32 {
	list := make([]uint32, w.n)
	for i := range list {
		list[i] = uint32(i + 1)
	}
	return list
}

// request is the request of step k for the devices of the handles.
func (w *wire) request(k int, handles []uint32) *devicev1.StepRequest {
	rows := make([]int32, len(handles))
	for i, h := range handles {
		rows[i] = int32(h) - 1
	}
	var in devicesim.Input
	w.body.input(&in, &w.d, rows, k)
	r := &devicev1.StepRequest{
		Model: w.d.Type, TimeNs: uint64(in.Time.UnixNano()), IntervalNs: uint64(in.Interval), Handles: handles, Signals: in.Signals,
		Beats:   &devicev1.Beats{Ends: in.Beats.Ends, TimesNs: unsigned(in.Beats.Times), RrS: in.Beats.RR, Stroke: in.Beats.Stroke},
		Breaths: &devicev1.Breaths{Ends: in.Breaths.Ends, TimesNs: unsigned(in.Breaths.Times), VolumeMl: in.Breaths.Volume, Etco2Mmhg: in.Breaths.EtCO2},
	}
	for _, kind := range in.Beats.Kinds {
		r.Beats.Kinds = append(r.Beats.Kinds, uint32(kind))
	}
	for row, due := range in.Due {
		if due && w.d.Continuous {
			r.Due = append(r.Due, uint32(row))
		}
	}
	return r
}

func unsigned(times []int64) []uint64 {
	list := make([]uint64, len(times))
	for i, t := range times {
		list[i] = uint64(t)
	}
	return list
}

// step gives step k to the devices of the handles.
func (w *wire) step(ctx context.Context, k int, handles []uint32) error {
	reply, err := w.Step(ctx, w.request(k, handles))
	if err != nil {
		return fmt.Errorf("step %d of %d devices: %w", k, len(handles), err)
	}
	for _, e := range reply.Errors {
		return fmt.Errorf("step %d: device %d failed: %s", k, e.GetHandle(), e.GetMessage())
	}
	return nil
}
