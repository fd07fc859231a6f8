package plugins

import (
	"google.golang.org/protobuf/proto"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// journal is what brings a batch back after a crash: the state of its devices at
// some step and all that was asked of them since, in order.
type journal struct {
	states [][]byte        // per device; nil: as they were opened
	since  []proto.Message // Step, Inject, Restore and Command requests
	sums   []uint64        // of the replies, as digest gives them; 0: not known
	steps  int
	bytes  int
	spare  []*devicev1.StepRequest
}

// request returns a StepRequest whose memory may be reused.
func (j *journal) request() *devicev1.StepRequest {
	if n := len(j.spare); n > 0 {
		req := j.spare[n-1]
		j.spare = j.spare[:n-1]
		return req
	}
	return &devicev1.StepRequest{Beats: &devicev1.Beats{}, Breaths: &devicev1.Breaths{}}
}

// giveBack takes a request that was not added.
func (j *journal) giveBack(req *devicev1.StepRequest) { j.spare = append(j.spare, req) }

// add appends a request that the plugin has carried out, and the digest of what it
// replied. The request belongs to the journal from then on.
func (j *journal) add(msg proto.Message, sum uint64) {
	j.since, j.sums = append(j.since, msg), append(j.sums, sum)
	if req, ok := msg.(*devicev1.StepRequest); ok {
		j.steps++
		j.bytes += stepBytes(req)
		return
	}
	j.bytes += proto.Size(msg)
}

// cut starts the journal anew from the given states.
func (j *journal) cut(states [][]byte) {
	j.states = states
	for _, msg := range j.since {
		if req, ok := msg.(*devicev1.StepRequest); ok {
			j.spare = append(j.spare, req)
		}
	}
	clear(j.since)
	j.sums = j.sums[:0]
	j.since, j.steps, j.bytes = j.since[:0], 0, 0
}

// stepBytes is roughly the memory that a request takes.
func stepBytes(r *devicev1.StepRequest) int {
	n := 8*len(r.Signals) + 4*(len(r.Handles)+len(r.Due))
	n += 4*len(r.Beats.GetEnds()) + 28*len(r.Beats.GetTimesNs())
	return n + 4*len(r.Breaths.GetEnds()) + 24*len(r.Breaths.GetTimesNs())
}
