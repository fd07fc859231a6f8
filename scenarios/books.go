package scenarios

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

// books are the ledgers of a run as files. A run without a directory has none:
// every method of a nil books does nothing.
type books struct {
	dir                                               *rundir.Dir
	truth, events, inputs, capture, delivered, alerts *rundir.Lines
	sent, seen                                        *rundir.Ledger
	line                                              []byte
	sums                                              rundir.PatientSums // of a run without capture
}

// openBooks creates the ledgers in a run directory.
func openBooks(dir *rundir.Dir, capture, network bool) (*books, error) {
	if dir == nil {
		return nil, nil
	}
	b := &books{dir: dir}
	var errs []error
	lines := func(name string) *rundir.Lines {
		l, err := dir.Lines(name)
		errs = append(errs, err)
		return l
	}
	b.truth, b.events, b.inputs = lines(rundir.TruthFile), lines(rundir.EventsFile), lines(rundir.InputsFile)
	if capture {
		b.capture = lines(rundir.CaptureFile)
	}
	if network {
		b.delivered, b.alerts = lines(rundir.DeliveredFile), lines(rundir.AlertsFile)
		var err error
		b.sent, err = dir.Ledger(rundir.SentFile)
		errs = append(errs, err)
		b.seen, err = dir.Ledger(rundir.SeenFile)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		_ = b.close() // The cause is what went wrong first.
		return nil, &RunError{Code: ExitFile, Err: err}
	}
	return b, nil
}

// message enters what a device said, in order of production: into the capture if
// there is one, and else into the patient's hash alone.
func (b *books) message(patient, device, topic string, qos byte, retain bool, at int64, payload []byte) error {
	if b == nil {
		return nil
	}
	l := append(b.line[:0], `{"device":`...)
	l = strconv.AppendQuote(l, device)
	l = append(l, `,"time":"`...)
	l = time.Unix(0, at).UTC().AppendFormat(l, "2006-01-02T15:04:05.000Z")
	l = append(l, `","topic":`...)
	l = strconv.AppendQuote(l, topic)
	l = append(l, `,"qos":`...)
	l = strconv.AppendUint(l, uint64(qos), 10)
	l = append(l, `,"retain":`...)
	l = strconv.AppendBool(l, retain)
	l = append(l, `,"payload":"`...)
	l = base64.StdEncoding.AppendEncode(l, payload)
	l = append(l, `"}`...)
	b.line = l
	if b.capture == nil {
		b.sums.Add(patient, l)
		return nil
	}
	return b.capture.AppendLine(l)
}

// patients are the hashes of the patients' messages; a capture is hashed when the
// run directory is sealed.
func (b *books) patients() map[string]string {
	if b == nil || b.capture != nil {
		return nil
	}
	return b.sums.Sums()
}

// flush hands everything to the operating system, so that a crash loses little.
func (b *books) flush() error {
	if b == nil {
		return nil
	}
	var errs []error
	for _, l := range b.lines() {
		errs = append(errs, l.Flush())
	}
	for _, l := range b.ledgers() {
		errs = append(errs, l.Flush())
	}
	return errors.Join(errs...)
}

func (b *books) lines() []*rundir.Lines {
	return slices.DeleteFunc([]*rundir.Lines{b.truth, b.events, b.inputs, b.capture, b.delivered, b.alerts},
		func(l *rundir.Lines) bool { return l == nil })
}

func (b *books) ledgers() []*rundir.Ledger {
	return slices.DeleteFunc([]*rundir.Ledger{b.sent, b.seen}, func(l *rundir.Ledger) bool { return l == nil })
}

// event appends a line of the event log.
func (b *books) event(e LogEntry) error {
	if b == nil {
		return nil
	}
	return b.events.Append(e)
}

// input appends what came from outside, with the tick that took it.
func (b *books) input(tick uint64, at time.Time, in Injection) error {
	if b == nil {
		return nil
	}
	return b.inputs.Append(struct {
		Tick  uint64    `json:"tick"`
		Time  time.Time `json:"time"`
		Input Injection `json:"input"`
	}{tick, at, in})
}

// label appends an episode to the truth ledger, or to the delivered one.
func (b *books) label(e episode) error {
	switch {
	case b == nil:
		return nil
	case e.Layer != layerDelivered:
		return b.truth.Append(e)
	case b.delivered == nil:
		return nil
	}
	return b.delivered.Append(e)
}

// ledger appends to the ledger of sent or of seen messages.
func (b *books) ledger(e rundir.Entry) error {
	switch {
	case b == nil || b.sent == nil:
		return nil
	case e.Kind == rundir.SeenIt:
		return b.seen.Append(e)
	}
	return b.sent.Append(e)
}

// alert appends what the platform raised.
func (b *books) alert(p *plan, observer string, a judge.Alert) error {
	if b == nil || b.alerts == nil {
		return nil
	}
	return b.alerts.Append(struct {
		Observer string `json:"observer"`
		Patient  string `json:"patient"`
		Kind     string `json:"kind"`
		Time     string `json:"time"`
		ID       string `json:"id,omitempty"`
		Cleared  bool   `json:"cleared,omitempty"`
		Reading  string `json:"reading,omitempty"`
	}{observer, a.Patient, a.Kind, p.instant(a.Time), a.ID, a.Cleared, readingTime(p, a)})
}

func readingTime(p *plan, a judge.Alert) string {
	if !a.Named {
		return ""
	}
	return p.instant(a.Reading)
}

// close ends all files.
func (b *books) close() error {
	if b == nil {
		return nil
	}
	var errs []error
	for _, l := range b.lines() {
		errs = append(errs, l.Close())
	}
	for _, l := range b.ledgers() {
		errs = append(errs, l.Close())
	}
	return errors.Join(errs...)
}

// digest is the SHA-256 of a payload.
func digest(payload []byte) [sha256.Size]byte { return sha256.Sum256(payload) }

// planFile is plan.json: the plan as people and programs read it.
func (p *plan) file() any {
	type planTwin struct {
		ID     string  `json:"id"`
		Cohort string  `json:"cohort"`
		Age    float64 `json:"age"`
		Sex    string  `json:"sex"`
		Height float64 `json:"height_cm"`
		Weight float64 `json:"weight_kg"`
		Joins  float64 `json:"joins_s,omitempty"`
	}
	type planDevice struct {
		ID    string   `json:"id"`
		Type  string   `json:"type"`
		Twin  string   `json:"patient"`
		Every float64  `json:"every_s"`
		Phase float64  `json:"phase_s"`
		QoS   byte     `json:"qos"`
		Topic []string `json:"topics"`
		Conn  string   `json:"connection"`
	}
	twins, devices := make([]planTwin, len(p.twins)), make([]planDevice, len(p.devices))
	for i, t := range p.twins {
		twins[i] = planTwin{t.id, t.cohort, t.person.Age, t.person.Sex.String(), t.person.Height, t.person.Weight, t.joins.Seconds()}
	}
	for i, d := range p.devices {
		devices[i] = planDevice{d.id, d.typ, d.spec.Patient, d.every.Seconds(), d.publish.phase.Seconds(), d.publish.qos, d.topics, p.conns[d.conn].identity.ClientID}
	}
	return struct {
		Scenario string          `json:"scenario"`
		Seed     uint64          `json:"seed"`
		Start    time.Time       `json:"start"`
		Step     float64         `json:"step_s"`
		Duration float64         `json:"duration_s"`
		Phases   []Span          `json:"phases,omitempty"`
		Events   json.RawMessage `json:"events"`
		Twins    []planTwin      `json:"twins"`
		Devices  []planDevice    `json:"devices"`
	}{p.spec.Name, p.spec.Seed, p.start, p.step.Seconds(), p.duration.Seconds(), p.phases, p.knownEvents(), twins, devices}
}
