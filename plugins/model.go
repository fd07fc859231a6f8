package plugins

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// model is one of a plugin's models.
type model struct {
	plugin      *Plugin
	description devicesim.Description
}

// Describe returns what the plugin said when it was started.
func (m *model) Describe() devicesim.Description { return m.description }

// Validate asks the plugin what is wrong with a config. That it cannot be asked is
// a problem too.
func (m *model) Validate(config json.RawMessage) []devicesim.ConfigProblem {
	problems, err := m.validate(context.Background(), config)
	if err != nil {
		return []devicesim.ConfigProblem{{Summary: err.Error()}}
	}
	return problems
}

func (m *model) validate(ctx context.Context, config json.RawMessage) ([]devicesim.ConfigProblem, error) {
	proc, err := m.plugin.acquire(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, m.plugin.cfg.Timeouts.Describe)
	defer cancel()
	reply, err := proc.Validate(ctx, &devicev1.ValidateRequest{Model: m.description.Type, Config: config})
	if err != nil {
		if !answered(err) {
			m.plugin.failed(proc, err)
		}
		return nil, fmt.Errorf("plugin %s: validate a config of %s: %w", m.plugin.cfg.Name, m.description.Type, err)
	}
	var problems []devicesim.ConfigProblem
	for _, p := range reply.Problems {
		if p.GetSeverity() != devicev1.Problem_SEVERITY_WARNING {
			problems = append(problems, devicesim.ConfigProblem{Pointer: p.GetPointer(), Summary: p.GetSummary(), Detail: p.GetDetail()})
		}
	}
	return problems, nil
}

// Open opens the devices in the plugin. The batch can do what the model declares:
// it is a Snapshotter if the model has a state version, an Injector if it has
// faults.
func (m *model) Open(ctx context.Context, specs []devicesim.Spec) (devicesim.Batch, error) {
	b, err := newBatch(m, specs)
	if err != nil {
		return nil, err
	}
	if err := b.do(ctx, m.plugin.cfg.Timeouts.Open, func(context.Context, *process) error { return nil }); err != nil {
		return nil, m.explain(ctx, specs, err)
	}
	m.plugin.countDevices(len(specs))
	snapshots, faults := m.description.StateVersion != "", len(m.description.Faults) > 0
	switch {
	case snapshots && faults:
		return struct {
			*batch
			snapshotter
			injector
		}{b, snapshotter{b}, injector{b}}, nil
	case snapshots:
		return struct {
			*batch
			snapshotter
		}{b, snapshotter{b}}, nil
	case faults:
		return struct {
			*batch
			injector
		}{b, injector{b}}, nil
	default:
		return b, nil
	}
}

// explain turns a refused Open into the problems of the first bad config, if that
// is what it was.
func (m *model) explain(ctx context.Context, specs []devicesim.Spec, err error) error {
	refused, ok := errors.AsType[*openError](err)
	if !ok {
		return err
	}
	spec := specs[refused.device]
	problems, verr := m.validate(ctx, spec.Config)
	if verr != nil || len(problems) == 0 {
		return err
	}
	return &devicesim.ConfigError{Device: spec.Device, Problems: problems}
}

// openError is a device that the plugin refused to open.
type openError struct {
	device  int // index into the specs
	id, why string
}

func (e *openError) Error() string { return "open " + e.id + ": " + e.why }
