package plugintest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// handles names devices that are not open, opens one twice and closes what is not
// there.
func (v *verifier) handles(d devicesim.Description) (string, error) {
	return v.withWire(d, 3, func(w *wire) (string, error) {
		ctx, cancel := context.WithTimeout(v.ctx, 10*time.Second)
		defer cancel()
		const nobody = 4711
		if err := w.step(ctx, 0, []uint32{1, nobody}); !refused(err) {
			return "", fmt.Errorf("Step of a handle that is not open: %s", verdict(err))
		}
		if d.StateVersion != "" {
			if r, err := w.Snapshot(ctx, &devicev1.SnapshotRequest{Handles: []uint32{nobody}}); !refused(err) && (err != nil || len(r.States) > 0) {
				return "", fmt.Errorf("Snapshot of a handle that is not open: %s", verdict(err))
			}
		}
		again, err := w.Open(ctx, &devicev1.OpenRequest{Model: d.Type, Devices: w.openDevices(1, 1)})
		if !refused(err) && (err != nil || len(again.Errors) == 0) {
			return "", fmt.Errorf("Open of a handle that is open: %s", verdict(err))
		}
		if err := w.close(ctx, []uint32{nobody, 2}); err != nil {
			return "", fmt.Errorf("Close of a handle that is not open must be ignored: %w", err)
		}
		if err := w.step(ctx, 1, []uint32{2}); !refused(err) {
			return "", fmt.Errorf("Step of a handle that was closed: %s", verdict(err))
		}
		if err := w.step(ctx, 1, []uint32{1, 3}); err != nil {
			return "", fmt.Errorf("after all that the other devices cannot be stepped: %w", err)
		}
		return "", nil
	})
}

// refused reports whether a call was answered with an error that is no crash, or
// with errors of devices.
func refused(err error) bool {
	return err != nil && (plugins.Answered(err) || strings.Contains(err.Error(), "failed:"))
}

func verdict(err error) string {
	if err == nil {
		return "it is taken; answer NOT_FOUND"
	}
	return fmt.Sprintf("it counts as a crash; answer NOT_FOUND, INVALID_ARGUMENT or FAILED_PRECONDITION: %v", err)
}

// misuse makes calls that break the protocol. Each must be answered with an error
// that is no crash, and the devices go on.
func (v *verifier) misuse(d devicesim.Description) (string, error) {
	return v.withWire(d, 3, func(w *wire) (string, error) {
		ctx, cancel := context.WithTimeout(v.ctx, 20*time.Second)
		defer cancel()
		for _, c := range w.abuses(ctx) {
			err := c.call()
			if err == nil || !plugins.Answered(err) && !errors.Is(err, errRefused) {
				return "", fmt.Errorf("%s: %s", c.name, verdict(err))
			}
			if err := w.alive(ctx); err != nil {
				return "", fmt.Errorf("after %s: %w", c.name, err)
			}
		}
		if err := w.step(ctx, 1, w.handles()); err != nil {
			return "", fmt.Errorf("after all that the devices cannot be stepped: %w", err)
		}
		return "", nil
	})
}

// errRefused is a refusal in a reply.
var errRefused = errors.New("refused")

type abuse struct {
	name string
	call func() error
}

func (w *wire) abuses(ctx context.Context) []abuse {
	short, rows := w.request(0, w.handles()), w.request(0, w.handles())
	short.Signals = append(short.Signals, 1)
	short.Beats.Ends = []uint32{9}
	rows.Due = []uint32{99}
	list := []abuse{
		{"Open of a model that it does not have", func() error {
			r, err := w.Open(ctx, &devicev1.OpenRequest{Model: "no-such-model", Devices: w.openDevices(9, 9)})
			return either(err, r.GetErrors())
		}},
		{"Validate of a model that it does not have", func() error {
			r, err := w.Validate(ctx, &devicev1.ValidateRequest{Model: "no-such-model"})
			if err == nil && len(r.Problems) > 0 {
				return errRefused
			}
			return err
		}},
		{"Open with a config that is not JSON", func() error {
			devices := w.openDevices(9, 9)
			devices[0].Config = []byte(strings.Repeat("[", 100000))
			r, err := w.Open(ctx, &devicev1.OpenRequest{Model: w.d.Type, Devices: devices})
			return either(err, r.GetErrors())
		}},
		{"Step with columns of a wrong length", func() error { _, err := w.Step(ctx, short); return err }},
		{"Command that it does not know", func() error {
			r, err := w.Command(ctx, &devicev1.CommandRequest{Handle: 1, Name: "no.such-command", Payload: []byte("\xff{")})
			if err == nil && r.Error != "" {
				return errRefused
			}
			return err
		}},
		{"Inject of a fault that it did not declare", func() error {
			r, err := w.Inject(ctx, &devicev1.InjectRequest{Handles: []uint32{1}, Fault: "no.such-fault"})
			return either(err, r.GetErrors())
		}},
	}
	if w.d.Continuous {
		list = append(list, abuse{"Step whose due rows are not there", func() error { _, err := w.Step(ctx, rows); return err }})
	}
	if w.d.StateVersion == "" {
		return list
	}
	restore := func(version string, state []byte) error {
		r, err := w.Restore(ctx, &devicev1.RestoreRequest{Model: w.d.Type, StateVersion: version, Devices: w.openDevices(9, 9), States: [][]byte{state}})
		return either(err, r.GetErrors())
	}
	return append(list, abuse{"Restore of a state of another version", func() error { return restore("no such version", []byte("{}")) }},
		abuse{"Restore of a state that is none", func() error { return restore(w.d.StateVersion, []byte("\x00no state")) }})
}

func either(err error, errs []*devicev1.DeviceError) error {
	if err == nil && len(errs) > 0 {
		return errRefused
	}
	return err
}

// alive asks something harmless.
func (w *wire) alive(ctx context.Context) error {
	if _, err := w.Describe(ctx, &devicev1.DescribeRequest{}); err != nil {
		return fmt.Errorf("it does not answer any more: %w", err)
	}
	return nil
}
