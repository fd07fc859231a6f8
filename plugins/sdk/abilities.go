package sdk

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// find returns where a handle's device is.
func (s *server) find(handle uint32) (slot, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	at, ok := s.slots[handle]
	if !ok {
		return at, status.Errorf(codes.NotFound, "no device with handle %d is open", handle)
	}
	return at, nil
}

// Snapshot returns the state of devices.
func (s *server) Snapshot(_ context.Context, req *devicev1.SnapshotRequest) (*devicev1.SnapshotResponse, error) {
	handles := req.Handles
	if len(handles) == 0 {
		handles = s.all()
	}
	reply := &devicev1.SnapshotResponse{States: make([]*devicev1.DeviceState, 0, len(handles))}
	for _, h := range handles {
		at, err := s.find(h)
		if err != nil {
			return nil, err
		}
		state, err := at.group.snapshot(int(at.index))
		if err != nil {
			return nil, err
		}
		reply.StateVersion = at.group.description.StateVersion
		reply.States = append(reply.States, &devicev1.DeviceState{Handle: h, State: state})
	}
	return reply, nil
}

func (s *server) all() []uint32 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	handles := make([]uint32, 0, len(s.slots))
	for h := range s.slots {
		handles = append(handles, h)
	}
	return handles
}

func (g *group) snapshot(device int) ([]byte, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b, ok := g.batch.(devicesim.Snapshotter)
	if !ok {
		return nil, status.Errorf(codes.FailedPrecondition, "model %s keeps no snapshots", g.model)
	}
	state, err := b.Snapshot(device, nil)
	if err != nil {
		return nil, status.Error(codes.Aborted, err.Error())
	}
	return state, nil
}

func (g *group) restore(device int, state []byte) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	b, ok := g.batch.(devicesim.Snapshotter)
	if !ok {
		return errors.New("model " + g.model + " keeps no snapshots")
	}
	return b.Restore(device, state)
}

// Restore opens devices in the given states; devices that are open are put into
// theirs.
func (s *server) Restore(ctx context.Context, req *devicev1.RestoreRequest) (*devicev1.RestoreResponse, error) {
	m, err := s.model(req.Model)
	if err != nil {
		return nil, err
	}
	if have := m.Describe().StateVersion; have != req.StateVersion {
		return nil, status.Errorf(codes.FailedPrecondition, "snapshot has state version %q, this plugin has %q", req.StateVersion, have)
	}
	if len(req.States) != len(req.Devices) {
		return nil, status.Errorf(codes.InvalidArgument, "%d states for %d devices", len(req.States), len(req.Devices))
	}
	reply := &devicev1.RestoreResponse{}
	var devices []*devicev1.OpenDevice
	var states [][]byte
	for i, d := range req.Devices {
		at, err := s.find(d.Handle)
		if err != nil {
			devices, states = append(devices, d), append(states, req.States[i])
			continue
		}
		if err := at.group.restore(int(at.index), req.States[i]); err != nil {
			reply.Errors = append(reply.Errors, &devicev1.DeviceError{Handle: d.Handle, Message: err.Error()})
		}
	}
	if len(devices) > 0 {
		errs, err := s.open(ctx, req.Model, devices, states)
		if err != nil {
			return nil, err
		}
		reply.Errors = append(reply.Errors, errs...)
	}
	return reply, nil
}

// Inject starts or stops a fault on devices, batch by batch.
func (s *server) Inject(_ context.Context, req *devicev1.InjectRequest) (*devicev1.InjectResponse, error) {
	reply := &devicev1.InjectResponse{}
	devices := make(map[*group][]int)
	var order []slot
	var handles []uint32 // of order
	for _, h := range req.Handles {
		at, err := s.find(h)
		if err != nil {
			return nil, err
		}
		if devices[at.group] == nil {
			order, handles = append(order, at), append(handles, h)
		}
		devices[at.group] = append(devices[at.group], int(at.index))
	}
	for i, at := range order {
		if err := at.group.inject(devices[at.group], req); err != nil {
			reply.Errors = append(reply.Errors, &devicev1.DeviceError{Handle: handles[i], Message: err.Error()})
		}
	}
	return reply, nil
}

func (g *group) inject(devices []int, req *devicev1.InjectRequest) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	b, ok := g.batch.(devicesim.Injector)
	if !ok {
		return errors.New("model " + g.model + " has no faults")
	}
	return b.Inject(devices, req.Fault, req.Params, req.Stop, clock(req.TimeNs))
}

// Command hands a command to a device.
func (s *server) Command(_ context.Context, req *devicev1.CommandRequest) (*devicev1.CommandResponse, error) {
	at, err := s.find(req.Handle)
	if err != nil {
		return nil, err
	}
	at.group.mu.Lock()
	defer at.group.mu.Unlock()
	b, ok := at.group.batch.(devicesim.Commander)
	if !ok {
		return nil, status.Errorf(codes.FailedPrecondition, "model %s takes no commands", at.group.model)
	}
	reply := &devicev1.CommandResponse{}
	reply.Reply, err = b.Command(int(at.index), req.Name, req.Payload, clock(req.TimeNs))
	if err != nil {
		reply.Error = err.Error()
	}
	return reply, nil
}
