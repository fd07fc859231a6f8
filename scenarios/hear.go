package scenarios

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/waveform"
	"github.com/vitalfleet/vitalfleet/scenarios/condition"
	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/observe"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// Hearing is where an observer puts what the platform says.
type Hearing struct {
	Now     func() time.Time // wall clock
	Message func(topic string, payload []byte, at time.Time)
	Alert   func(body any, header map[string]string, at time.Time)
	Gap     func(observe.Gap)
}

// ear is one observer of a scenario with what it has heard.
type ear struct {
	name     string
	observer observe.Observer
	fields   map[string]*condition.Mapping
	books    *judge.Accountant // of a mirror
	alerts   []judge.Alert     // of a webhook
	gaps     []observe.Gap
	faulty   []faulty // the first messages that something was wrong with
	faults   int      // messages that could not be read

	mu    sync.Mutex
	inbox []heard
	seen  uint64
}

// faulty is a message that an observer saw with something wrong.
type faulty struct {
	stream string
	boot   uint32
	seq    uint64
	at     float64 // s, receipt
	fault  judge.Fault
}

// mostFaulty is how many of them are remembered by name; all are counted.
const mostFaulty = 10000

// heard is one thing an observer took in, not yet looked at.
type heard struct {
	topic  string
	raw    []byte
	body   any
	header map[string]string
	at     time.Time
}

// listen starts the observers of the scenario.
func (r *Runner) listen(ctx context.Context) error {
	for name, o := range r.plan.spec.Observe.Sorted() {
		e := &ear{name: name, fields: map[string]*condition.Mapping{}}
		for field, text := range o.Map.All() {
			m, err := condition.CompileMapping(text)
			if err != nil {
				return &RunError{Code: ExitInvalid, Err: fmt.Errorf("observe.%s.map.%s: %w", name, field, err)}
			}
			e.fields[field] = m
		}
		if o.Type == "mqtt" {
			e.books = judge.NewAccountant(lateLimits(r.plan.spec)...)
			r.mirrored = true
		}
		target := r.observed(o)
		var err error
		e.observer, err = r.env.Observe(name, o, target, Hearing{
			Now: r.clock.Now,
			Message: func(topic string, payload []byte, at time.Time) {
				e.put(heard{topic: topic, raw: payload, at: at})
			},
			Alert: func(body any, header map[string]string, at time.Time) {
				e.put(heard{body: body, header: header, at: at})
			},
			Gap: e.gap,
		})
		if err != nil {
			return &RunError{Code: ExitInvalid, Err: fmt.Errorf("observe.%s: %w", name, err)}
		}
		if err := e.observer.Start(ctx); err != nil {
			return observeError(name, err)
		}
		r.ears = append(r.ears, e)
	}
	return nil
}

// observed is the target that an observer listens on.
func (r *Runner) observed(o spec.Observer) spec.Target {
	names := r.plan.spec.Targets.Names()
	name := o.Target
	if name == "" && len(names) > 0 {
		name = names[0]
	}
	t, _ := r.plan.spec.Targets.Get(name)
	return t
}

// lateLimits are the delays that expectations ask for: `late(24h)`.
func lateLimits(s *spec.Scenario) []float64 {
	limits := []float64{judge.DefaultLateAfter}
	for _, e := range s.Expect.Sorted() {
		for _, text := range e.Assert {
			if a, err := judge.ParseAssertion(text); err == nil && a.Stat.Name == "late" && a.Stat.HasArg {
				limits = append(limits, a.Stat.Arg.Value)
			}
		}
	}
	return limits
}

func (e *ear) put(h heard) {
	e.mu.Lock()
	e.inbox = append(e.inbox, h)
	e.seen++
	e.mu.Unlock()
}

func (e *ear) gap(g observe.Gap) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if n := len(e.gaps); n > 0 && e.gaps[n-1].To.IsZero() {
		e.gaps[n-1] = g
		return
	}
	e.gaps = append(e.gaps, g)
}

func (e *ear) take() []heard {
	e.mu.Lock()
	defer e.mu.Unlock()
	in := e.inbox
	e.inbox = nil
	return in
}

// hear looks at what the observers have taken in since the last tick.
func (r *Runner) hear() {
	for _, e := range r.ears {
		for _, h := range e.take() {
			at := r.clock.At(h.at)
			if e.books != nil {
				r.hearMessage(e, h, at)
				continue
			}
			r.hearAlert(e, h, at)
		}
	}
}

// accounted reports whether messages of a topic are accounted for: readings,
// waves and alarms are, the session's own status is not.
func accounted(topic string) bool {
	last := topic[strings.LastIndexByte(topic, '/')+1:]
	return last == plainjson.StreamObs || last == plainjson.StreamAlarm || last == "wave"
}

func (r *Runner) hearMessage(e *ear, h heard, at time.Duration) {
	if !accounted(h.topic) {
		return
	}
	stream, boot, seq, a, ok := e.identify(h, r.plan.start)
	if !ok {
		stream, boot, seq = h.topic, 0, 0 // nobody sent it in this form: it is unexpected
		e.faults++
	}
	a.Time = at.Seconds()
	sum := digest(h.raw)
	a.Digest = judge.DigestSum(sum)
	if e.recoded() {
		a.Digest = 0
	}
	if fault := e.books.Seen(stream, boot, seq, a); fault != 0 && len(e.faulty) < mostFaulty {
		e.faulty = append(e.faulty, faulty{stream: stream, boot: boot, seq: seq, at: a.Time, fault: fault})
	}
	r.stats.Seen++
	r.check(r.books.ledger(rundir.Entry{Kind: rundir.SeenIt, Stream: stream, Boot: boot, Seq: seq, Time: a.Time, Stamp: a.Stamp, Stamped: a.Stamped, Sum: sum}))
	r.arrived(e, stream, boot, seq, h, at)
}

// recoded reports whether the platform encodes messages anew, so that their bytes
// cannot be compared; identity and time are then what counts.
func (e *ear) recoded() bool { return len(e.fields) > 0 }

// observeError is why an observer could not start, with the exit code for it.
func observeError(name string, err error) error {
	code := ExitUnreachable
	if errors.Is(err, observe.ErrAddressInUse) {
		code = ExitAddressUsed
	}
	return &RunError{Code: code, Err: fmt.Errorf("observe.%s: %w", name, err)}
}

// decodeBody is a JSON body as expressions see it; nil if it is none.
func decodeBody(raw []byte) any {
	var body any
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil
	}
	return body
}

// identify finds out which message it is: by the observer's map, else by the
// plain JSON that the device itself wrote, or the other forms that its waves have.
func (e *ear) identify(h heard, start time.Time) (stream string, boot uint32, seq uint64, a judge.Arrival, ok bool) {
	if len(e.fields) > 0 {
		return e.mapped(h, start)
	}
	_, device, kind, boot, seq, stamp, ok := plainjson.Identify(h.raw)
	if !ok {
		var name string
		if name, boot, seq, stamp, ok = waveform.Identify(h.raw); !ok {
			return "", 0, 0, a, false
		}
		device, kind = []byte(name), []byte(plainjson.StreamWave)
	}
	a.Stamp, a.Stamped = float64(stamp-start.UnixNano())/1e9, true
	return string(device) + "/" + string(kind), boot, seq, a, true
}

func (e *ear) mapped(h heard, start time.Time) (stream string, boot uint32, seq uint64, a judge.Arrival, ok bool) {
	env := map[string]any{"topic": h.topic, "header": map[string]any{}, "body": decodeBody(h.raw)}
	text := func(field string) string {
		m, has := e.fields[field]
		if !has {
			return ""
		}
		s, err := m.String(env)
		if err != nil {
			return ""
		}
		return s
	}
	stream = text("stream")
	if !strings.Contains(stream, "/") {
		stream += "/" + plainjson.StreamObs
	}
	b, _ := strconv.ParseUint(text("boot"), 10, 32)
	seq, err := strconv.ParseUint(text("seq"), 10, 64)
	if at, timeErr := time.Parse(time.RFC3339Nano, text("time")); timeErr == nil {
		a.Stamp, a.Stamped = at.Sub(start).Seconds(), true
	}
	return stream, uint32(b), seq, a, err == nil && stream != ""
}

func (r *Runner) hearAlert(e *ear, h heard, at time.Duration) {
	env := map[string]any{"body": h.body, "header": h.header, "topic": h.topic}
	field := func(name string) (string, error) {
		m, ok := e.fields[name]
		if !ok {
			return "", nil
		}
		return m.String(env)
	}
	a := judge.Alert{Time: at.Seconds()}
	var err error
	for _, f := range []struct {
		name string
		into *string
	}{{"patient", &a.Patient}, {"kind", &a.Kind}, {"id", &a.ID}} {
		var fault error
		if *f.into, fault = field(f.name); fault != nil && err == nil {
			err = fault
		}
	}
	a.Patient = strings.TrimPrefix(a.Patient, "Patient/")
	cleared, _ := field("cleared")
	a.Cleared = cleared == "true"
	if text, _ := field("time"); text != "" {
		if t, fault := time.Parse(time.RFC3339Nano, text); fault == nil {
			a.Reading, a.Named = t.Sub(r.plan.start).Seconds(), true
		}
	}
	if err != nil || a.Patient == "" || a.Kind == "" {
		e.faults++
		r.warn(fmt.Sprintf("observer %s took in an alert that its map cannot read (patient %q, kind %q)", e.name, a.Patient, a.Kind))
	}
	e.alerts = append(e.alerts, a)
	r.stats.Alerts++
	r.meters.count(metricAlerts, r.anyDevice(a.Patient), at, 1)
	r.check(r.books.alert(r.plan, e.name, a))
}

// anyDevice is the first device of a patient, by which alerts are told apart.
func (r *Runner) anyDevice(patient string) int32 {
	if t, ok := r.twinByID[patient]; ok && len(r.plan.twins[t].devices) > 0 {
		return int32(r.plan.twins[t].devices[0])
	}
	return -1
}

// arrived notes that a message came through.
func (r *Runner) arrived(e *ear, stream string, boot uint32, seq uint64, h heard, at time.Duration) {
	device, kind, _ := strings.Cut(stream, "/")
	d, ok := r.deviceByID[device]
	if !ok {
		return
	}
	id := messageID{device: int32(d), stream: r.plan.streamIndex(d, kind), boot: boot, seq: seq}
	r.proofs.arrived(id, at, r.own[e.name])
	if due, ok := r.sentAt[id]; ok {
		r.meters.duration(metricSUT, id.device, at, h.at.Sub(due))
		delete(r.sentAt, id)
	}
	if kind == plainjson.StreamObs {
		r.deliver(r.plan.devices[d].twin, h.raw, at)
	}
}
