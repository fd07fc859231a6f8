package sdk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
	"github.com/vitalfleet/vitalfleet/plugins/sdk"
)

func Example() {
	server := sdk.NewServer(onbody.Models()...) // sdk.Serve does the same in a process of its own
	d, err := server.Describe(context.Background(), &devicev1.DescribeRequest{})
	fmt.Println(len(d.Models) == len(onbody.Models()), err)
	// Output: true <nil>
}

func request(d devicesim.Description, k int, handles []uint32) *devicev1.StepRequest {
	r := &devicev1.StepRequest{
		Model: d.Type, Handles: handles, IntervalNs: uint64(time.Second),
		TimeNs: uint64(time.Unix(1768464000+int64(k), 0).UnixNano()), Beats: &devicev1.Beats{}, Breaths: &devicev1.Breaths{},
	}
	for range d.Inputs {
		for _, h := range handles {
			r.Signals = append(r.Signals, 50+float64(h)+float64(k%7))
		}
	}
	for row, h := range handles {
		r.Due = append(r.Due, uint32(row))
		for i := range h % 3 { // a row may have no beat
			r.Beats.TimesNs, r.Beats.Kinds = append(r.Beats.TimesNs, r.TimeNs-uint64(1e8*(3-i))), append(r.Beats.Kinds, 'N')
			r.Beats.RrS, r.Beats.Stroke = append(r.Beats.RrS, 0.8), append(r.Beats.Stroke, 1)
		}
		r.Beats.Ends = append(r.Beats.Ends, uint32(len(r.Beats.TimesNs)))
	}
	return r
}

func open(t interface{ Fatal(...any) }, s devicev1.DeviceModelServer, model string, handles ...uint32) {
	req := &devicev1.OpenRequest{Model: model}
	for _, h := range handles {
		req.Devices = append(req.Devices, &devicev1.OpenDevice{Handle: h, Id: fmt.Sprint("d", h), Patient: fmt.Sprint("p", h), Seed: uint64(h), StartNs: 1768464000e9})
	}
	reply, err := s.Open(context.Background(), req)
	if err != nil || len(reply.Errors) > 0 {
		t.Fatal(err, reply)
	}
}

// byHandle gathers what each device sent, whatever call it came in.
func byHandle(into map[uint32][]string, r *devicev1.StepRequest, reply *devicev1.StepResponse) {
	from := uint32(0)
	for m, end := range reply.Ends {
		h := r.Handles[reply.Devices[m]]
		into[h] = append(into[h], fmt.Sprint(reply.TimesNs[m], reply.Streams[m], reply.Boots[m], reply.Seqs[m], string(reply.Payloads[from:end])))
		from = end
	}
}

// However devices are opened and stepped together, each sends the same.
func TestSplitDoesNotMatter(t *testing.T) {
	m := onbody.Models()[0]
	for _, model := range onbody.Models() {
		if d := model.Describe(); d.WantsBeats && d.StateVersion != "" {
			m = model
		}
	}
	d := m.Describe()
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.Permutation([]uint32{1, 2, 3, 4, 5, 6, 7}).Draw(t, "order")
		opened, stepped := rapid.IntRange(0, 7).Draw(t, "opened"), rapid.IntRange(0, 7).Draw(t, "stepped")
		whole, split := sdk.NewServer(m), sdk.NewServer(m)
		open(t, whole, d.Type, 1, 2, 3, 4, 5, 6, 7)
		open(t, split, d.Type, []uint32{1, 2, 3, 4, 5, 6, 7}[:opened]...)
		open(t, split, d.Type, []uint32{1, 2, 3, 4, 5, 6, 7}[opened:]...)
		want, got := map[uint32][]string{}, map[uint32][]string{}
		for k := range 6 {
			step(t, whole, request(d, k, []uint32{1, 2, 3, 4, 5, 6, 7}), want)
			step(t, split, request(d, k, order[:stepped]), got)
			step(t, split, request(d, k, order[stepped:]), got)
		}
		if len(want) == 0 {
			t.Fatal("nothing was sent")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func step(t *rapid.T, s devicev1.DeviceModelServer, r *devicev1.StepRequest, into map[uint32][]string) {
	reply, err := s.Step(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	for m := 1; m < len(reply.Devices); m++ {
		if reply.Devices[m] < reply.Devices[m-1] {
			t.Fatal("messages are not in the order of the request")
		}
	}
	byHandle(into, r, reply)
}

func TestBadCalls(t *testing.T) {
	m := onbody.Models()[0]
	d, s, ctx := m.Describe(), sdk.NewServer(m), context.Background()
	open(t, s, d.Type, 1)
	again, err := s.Open(ctx, &devicev1.OpenRequest{Model: d.Type, Devices: []*devicev1.OpenDevice{{Handle: 1}}})
	if err != nil || len(again.Errors) != 1 {
		t.Errorf("opened twice: %v %v", again, err)
	}
	short := request(d, 0, []uint32{1})
	short.Signals = nil
	due := request(d, 0, []uint32{1})
	due.Due = []uint32{9}
	ends := request(d, 0, []uint32{1})
	ends.Beats = &devicev1.Beats{Ends: []uint32{5}}
	for name, r := range map[string]*devicev1.StepRequest{
		"unknown handle": request(d, 0, []uint32{2}), "no model": {Model: "x", Handles: []uint32{1}}, "short": short, "due": due, "ends": ends,
	} {
		if _, err := s.Step(ctx, r); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := s.Close(ctx, &devicev1.CloseRequest{Handles: []uint32{1, 77}}); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(&devicev1.SnapshotResponse{}, must(s.Snapshot(ctx, &devicev1.SnapshotRequest{})), protocmp.Transform()); diff != "" {
		t.Errorf("devices are left: %s", diff)
	}
}

func must(r *devicev1.SnapshotResponse, _ error) *devicev1.SnapshotResponse { return r }
