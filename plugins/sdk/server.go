package sdk

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// server serves models. Each Open or Restore call makes one devicesim.Batch; a
// Step may name any of a model's devices, whichever batches they are in.
type server struct {
	devicev1.UnimplementedDeviceModelServer
	models []devicesim.Model

	mu    sync.RWMutex
	slots map[uint32]slot // by handle
	last  uint64
}

// slot is where a handle's device is.
type slot struct {
	group *group
	index int32
}

// group is the devices of one Open call. Its batch is used by one call at a time.
type group struct {
	order       uint64 // groups are locked in this order
	model       string
	description devicesim.Description

	mu    sync.Mutex
	batch devicesim.Batch
	open  int // devices not yet closed, under server.mu
	out   [2]devicesim.Outbox
	turn  int
}

// NewServer returns the service that Serve serves, for tests in process.
func NewServer(models ...devicesim.Model) devicev1.DeviceModelServer {
	return &server{models: models, slots: make(map[uint32]slot)}
}

func (s *server) model(name string) (devicesim.Model, error) {
	for _, m := range s.models {
		if m.Describe().Type == name {
			return m, nil
		}
	}
	return nil, status.Errorf(codes.NotFound, "this plugin has no model %q", name)
}

// Describe describes the models; vendor and version are those of the first.
func (s *server) Describe(context.Context, *devicev1.DescribeRequest) (*devicev1.DescribeResponse, error) {
	reply := &devicev1.DescribeResponse{}
	for i, m := range s.models {
		d := m.Describe()
		if i == 0 {
			reply.Vendor, reply.PluginVersion = d.Vendor, d.Version
		}
		reply.Models = append(reply.Models, devicev1.FromDescription(d))
	}
	return reply, nil
}

// Validate checks a config: the model does it itself, or a device is opened on trial.
func (s *server) Validate(ctx context.Context, req *devicev1.ValidateRequest) (*devicev1.ValidateResponse, error) {
	m, err := s.model(req.Model)
	if err != nil {
		return nil, err
	}
	reply := &devicev1.ValidateResponse{}
	for _, p := range problems(ctx, m, req.Config) {
		reply.Problems = append(reply.Problems, &devicev1.Problem{
			Severity: devicev1.Problem_SEVERITY_ERROR, Pointer: p.Pointer, Summary: p.Summary, Detail: p.Detail,
		})
	}
	return reply, nil
}

func problems(ctx context.Context, m devicesim.Model, config []byte) []devicesim.ConfigProblem {
	if v, ok := m.(devicesim.Validator); ok {
		return v.Validate(config)
	}
	batch, err := m.Open(ctx, []devicesim.Spec{{Patient: "p", Device: "d", Start: time.Unix(0, 0).UTC(), Config: config}})
	if bad, ok := errors.AsType[*devicesim.ConfigError](err); ok {
		return bad.Problems
	}
	if err != nil {
		return []devicesim.ConfigProblem{{Summary: err.Error()}}
	}
	_ = batch.Close()
	return nil
}

// Open opens devices as one batch.
func (s *server) Open(ctx context.Context, req *devicev1.OpenRequest) (*devicev1.OpenResponse, error) {
	errs, err := s.open(ctx, req.Model, req.Devices, nil)
	return &devicev1.OpenResponse{Errors: errs}, err
}

// open opens devices as one batch, in the given states if there are any. All are
// opened or none.
func (s *server) open(ctx context.Context, name string, devices []*devicev1.OpenDevice, states [][]byte) ([]*devicev1.DeviceError, error) {
	m, err := s.model(name)
	if err != nil {
		return nil, err
	}
	if errs := s.taken(devices); len(errs) > 0 {
		return errs, nil
	}
	specs := make([]devicesim.Spec, len(devices))
	for i, d := range devices {
		specs[i] = devicesim.Spec{
			Patient: d.Patient, Device: d.Id, Seed: d.Seed, Config: d.Config,
			Every: time.Duration(d.PeriodNs), Start: clock(d.StartNs),
		}
	}
	batch, err := m.Open(ctx, specs)
	if err != nil {
		return refusal(devices, err), nil
	}
	g := &group{model: name, description: m.Describe(), batch: batch, open: len(devices)}
	for i, state := range states {
		if err := g.restore(i, state); err != nil {
			_ = batch.Close()
			return []*devicev1.DeviceError{{Handle: devices[i].Handle, Message: err.Error(), Fatal: true}}, nil
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	g.order = s.last
	for i, d := range devices {
		s.slots[d.Handle] = slot{g, int32(i)}
	}
	return nil, nil
}

// clock is a time of the protocol; 0 is the zero Time.
func clock(ns uint64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(ns)).UTC()
}

// refusal names the device that a failed Open was about, as far as is known.
func refusal(devices []*devicev1.OpenDevice, err error) []*devicev1.DeviceError {
	at := 0
	if bad, ok := errors.AsType[*devicesim.ConfigError](err); ok {
		at = max(0, slices.IndexFunc(devices, func(d *devicev1.OpenDevice) bool { return d.Id == bad.Device }))
	}
	if len(devices) == 0 {
		return nil
	}
	return []*devicev1.DeviceError{{Handle: devices[at].Handle, Message: err.Error(), Fatal: true}}
}

// taken lists the devices whose handle is open already or comes twice.
func (s *server) taken(devices []*devicev1.OpenDevice) (errs []*devicev1.DeviceError) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	seen := make(map[uint32]bool, len(devices))
	for _, d := range devices {
		if _, open := s.slots[d.Handle]; open || seen[d.Handle] {
			errs = append(errs, &devicev1.DeviceError{Handle: d.Handle, Message: "handle is open already"})
		}
		seen[d.Handle] = true
	}
	return errs
}

// Close forgets devices; a batch is closed with its last device.
func (s *server) Close(_ context.Context, req *devicev1.CloseRequest) (*devicev1.CloseResponse, error) {
	var done []*group
	s.mu.Lock()
	for _, h := range req.Handles {
		at, ok := s.slots[h]
		if !ok {
			continue
		}
		delete(s.slots, h)
		if at.group.open--; at.group.open == 0 {
			done = append(done, at.group)
		}
	}
	s.mu.Unlock()
	var errs []error
	for _, g := range done {
		g.mu.Lock()
		errs = append(errs, g.batch.Close())
		g.mu.Unlock()
	}
	if err := errors.Join(errs...); err != nil {
		return nil, status.Error(codes.Aborted, err.Error())
	}
	return &devicev1.CloseResponse{}, nil
}
