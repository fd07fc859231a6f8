package scenarios

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

// produce takes what a batch sent in this tick, in order: into the capture, the
// accounts, the measured layer and the mail.
func (r *Runner) produce(b *batch) {
	if !b.active {
		return
	}
	for i := range b.out.Messages {
		r.message(b, i)
	}
	for _, a := range b.out.Acts {
		r.acts = append(r.acts, pendingAct{b.deviceOf(a.Row), a.Action, a.Params})
	}
	for _, e := range b.out.Errors {
		d := &r.plan.devices[b.deviceOf(e.Row)]
		r.log(LogEntry{What: "device-error", Device: d.id, Patient: d.spec.Patient, Detail: map[string]string{"reason": e.Message}})
		r.warn(fmt.Sprintf("device %s failed: %s", d.id, e.Message))
	}
}

// deviceOf is the device of a row of the last step.
func (b *batch) deviceOf(row int32) int { return b.devices[b.in.Rows[row]] }

func (r *Runner) message(b *batch, i int) {
	m := &b.out.Messages[i]
	n := b.deviceOf(m.Row)
	d := &r.plan.devices[n]
	payload, topic := b.out.Payload(i), d.topics[m.Stream]
	kind := b.desc.Streams[m.Stream].Name
	id := messageID{device: int32(n), stream: m.Stream, boot: m.Boot, seq: m.Seq}
	r.stats.Produced++
	if r.books != nil {
		r.check(r.books.message(d.spec.Patient, d.id, topic, d.publish.qos, d.publish.retain, m.Time, payload))
	}
	if kind == plainjson.StreamObs {
		r.last[n] = append(r.last[n][:0], payload...)
		if r.hasMeasured {
			r.measure(id, payload, r.now)
		}
	}
	if !r.networked {
		return
	}
	if accounted(topic) {
		r.attempt(id, payload, m.Time)
	}
	from := len(r.packed)
	r.packed = append(r.packed, payload...)
	r.mails = append(r.mails, mail{
		conn: int32(d.conn), slot: int32(d.publish.offset * slots), qos: d.publish.qos, retain: d.publish.retain,
		id: id, topic: topic, payload: r.packed[from:len(r.packed):len(r.packed)],
	})
}

// attempt enters a message into the accounts before it goes out.
func (r *Runner) attempt(id messageID, payload []byte, at int64) {
	sum := digest(payload)
	stream := r.plan.streamName(id)
	seconds := float64(at-r.plan.start.UnixNano()) / 1e9
	for _, e := range r.ears {
		if e.books == nil {
			continue
		}
		d := judge.DigestSum(sum)
		if e.recoded() {
			d = 0
		}
		e.books.Sent(stream, id.boot, id.seq, seconds, d)
	}
	r.check(r.books.ledger(rundir.Entry{Kind: rundir.SentIt, Stream: stream, Boot: id.boot, Seq: id.seq, Time: seconds, Sum: sum}))
	if r.mirrored {
		d := &r.plan.devices[id.device]
		slot := int64(d.publish.offset * slots)
		r.sentAt[id] = r.clock.Wall(r.now + r.plan.step*time.Duration(slot)/slots)
	}
}

// outcome takes in what became of a message.
func (r *Runner) outcome(o outcome) {
	at := r.now
	switch {
	case o.err != nil:
		r.stats.Errors++
		r.meters.tally(metricErrors, o.id.device, at)
		r.slog.Debug("message not delivered", "device", r.plan.devices[o.id.device].id, "error", o.err)
	case o.acked:
		r.stats.Acked++
		r.meters.duration(metricAck, o.id.device, at, o.latency)
		r.proofs.acked(o.id, at)
		stream := r.plan.streamName(o.id)
		for _, e := range r.ears {
			if e.books != nil {
				e.books.Acked(stream, o.id.boot, o.id.seq)
			}
		}
		r.check(r.books.ledger(rundir.Entry{Kind: rundir.AckedIt, Stream: stream, Boot: o.id.boot, Seq: o.id.seq, Time: at.Seconds()}))
	default:
		r.stats.Published++
		r.meters.tally(metricPublished, o.id.device, at)
	}
	if o.lag >= 0 {
		r.late(at, o.lag)
	}
}

// streamName is a stream's name in the accounts: device/stream.
func (p *plan) streamName(id messageID) string {
	return p.devices[id.device].streams[id.stream]
}

// streamIndex is the number of a device's stream of that kind.
func (p *plan) streamIndex(device int, kind string) uint8 {
	for i, s := range p.devices[device].streams {
		if s[len(s)-len(kind):] == kind {
			return uint8(i)
		}
	}
	return 0
}

// readsOwnTopics reports whether a topic filter covers what the devices publish,
// so that its observer sees what the broker had and not what a platform said.
func (p *plan) readsOwnTopics(filter string) bool {
	return len(p.devices) > 0 && len(p.devices[0].topics) > 0 && topicMatches(filter, p.devices[0].topics[0])
}

// codesOf are the quantities that a twin's devices report.
func (p *plan) codesOf(t int) []string {
	var out []string
	for _, d := range p.twins[t].devices {
		for _, c := range p.devices[d].codes {
			out = append(out, c.ID)
		}
	}
	return out
}

func actArguments(params []byte) (map[string]any, error) {
	args := map[string]any{}
	if len(params) == 0 {
		return args, nil
	}
	return args, json.Unmarshal(params, &args)
}
