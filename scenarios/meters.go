package scenarios

import (
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// Metric describes a metric that expectations can name.
type Metric struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	Doc  string `json:"doc"`
}

// The names of the metrics.
const (
	metricConnected = "devices.connected.ratio"
	metricPublished = "devices.published"
	metricAck       = "mqtt.ack.latency"
	metricErrors    = "mqtt.errors"
	metricSUT       = "sut.latency"
	metricLag       = "sim.schedule.lag"
	metricAlerts    = "alerts.rate"
	metricRestarts  = "plugin.restarts"
	metricFault     = "fault.effect"
)

// Metrics lists what a run measures of itself and of the platform.
func Metrics() []Metric {
	return []Metric{
		{metricConnected, "%", "share of the switched-on devices whose session stands"},
		{metricPublished, "messages", "messages that the links took"},
		{metricAck, "s", "from the moment a message should have been sent to its acknowledgement, wall time"},
		{metricErrors, "messages", "messages that a link refused or gave up"},
		{metricSUT, "s", "from the moment a message should have been sent until the observer saw it, wall time"},
		{metricLag, "s", "how late the generator itself was, from the scheduled time, wall time"},
		{metricAlerts, "alerts", "alerts that the observers took in"},
		{metricRestarts, "restarts", "restarts of plugin processes"},
		{metricFault, "members", "patients and devices that events acted on"},
	}
}

// meter is one metric over a selection of devices.
type meter struct {
	name  string
	where spec.Map[string]
	keeps []bool // by device; nil: all
	total int    // devices that are kept
	judge.Metric
	series  *judge.Series
	events  *judge.Events
	latency *judge.Latency
}

func newMeter(p *plan, name string, where spec.Map[string]) *meter {
	m := &meter{name: name, where: where, total: len(p.devices)}
	if where.Len() > 0 {
		m.keeps, m.total = make([]bool, len(p.devices)), 0
		for i := range p.devices {
			if p.matches(where, i) {
				m.keeps[i] = true
				m.total++
			}
		}
	}
	switch name {
	case metricConnected:
		m.series = &judge.Series{Unit: judge.Unit{Base: judge.Fraction}}
		m.Metric = m.series
	case metricAck, metricSUT, metricLag:
		m.latency = judge.NewLatency(1)
		m.Metric = m.latency
	default:
		m.events = &judge.Events{}
		m.Metric = m.events
	}
	return m
}

func (m *meter) keep(device int32) bool { return m.keeps == nil || device < 0 || m.keeps[device] }

// meters are all metrics of a run: one of each over everything, and one for each
// expectation that looks at a part.
type meters struct {
	all    []*meter
	byName map[string][]*meter
}

func newMeters(p *plan) *meters {
	ms := &meters{byName: map[string][]*meter{}}
	for _, m := range Metrics() {
		ms.add(newMeter(p, m.Name, spec.Map[string]{}))
	}
	for _, e := range p.spec.Expect.Sorted() {
		if e.Metric != "" && e.Where.Len() > 0 {
			ms.add(newMeter(p, e.Metric, e.Where))
		}
	}
	return ms
}

func (ms *meters) add(m *meter) {
	ms.all = append(ms.all, m)
	ms.byName[m.name] = append(ms.byName[m.name], m)
}

// file is metrics.json: every metric with its history.
func (ms *meters) file() judge.Metrics {
	out := judge.Metrics{Series: map[string]*judge.Series{}, Events: map[string]*judge.Events{}, Latency: map[string]*judge.Latency{}}
	for _, m := range ms.all {
		name := m.name
		for i, k := range m.where.SortedNames() {
			v, _ := m.where.Get(k)
			name += []string{"{", ","}[min(i, 1)] + k + "=" + v
		}
		if m.where.Len() > 0 {
			name += "}"
		}
		switch {
		case m.series != nil:
			out.Series[name] = m.series
		case m.events != nil:
			out.Events[name] = m.events
		default:
			out.Latency[name] = m.latency
		}
	}
	return out
}

// duration records a time span at a simulated time.
func (ms *meters) duration(name string, device int32, at, d time.Duration) {
	for _, m := range ms.byName[name] {
		if m.keep(device) {
			m.latency.Add(at.Seconds(), d.Seconds())
		}
	}
}

// count records something that happened.
func (ms *meters) count(name string, device int32, at time.Duration, weight float64) {
	for _, m := range ms.byName[name] {
		if m.keep(device) {
			m.events.Add(at.Seconds(), weight)
		}
	}
}

// tally counts what happens to every message: what comes at the same time is one
// point of the history, or a day of a large fleet would not fit into memory.
func (ms *meters) tally(name string, device int32, at time.Duration) {
	for _, m := range ms.byName[name] {
		if !m.keep(device) {
			continue
		}
		if n := len(m.events.Points); n > 0 && m.events.Points[n-1].T == at.Seconds() {
			m.events.Points[n-1].V++
			continue
		}
		m.events.Add(at.Seconds(), 1)
	}
}

// find is the meter of an expectation.
func (ms *meters) find(name string, where spec.Map[string]) *meter {
	for _, m := range ms.byName[name] {
		if sameWhere(m.where, where) {
			return m
		}
	}
	return nil
}

func sameWhere(a, b spec.Map[string]) bool {
	if a.Len() != b.Len() {
		return false
	}
	for k, v := range a.All() {
		if w, ok := b.Get(k); !ok || w != v {
			return false
		}
	}
	return true
}

// matches reports whether a device fits an expectation's `where`: cohort,
// device (its key or type), via (its gateway), or a label.
func (p *plan) matches(where spec.Map[string], device int) bool {
	d := &p.devices[device]
	t := &p.twins[d.twin]
	for k, v := range where.All() {
		switch k {
		case "cohort":
			if t.cohort != v {
				return false
			}
		case "device":
			if d.key != v && d.typ != v && d.id != v {
				return false
			}
		case "via":
			if d.via != v {
				return false
			}
		default:
			if t.labels[k] != v {
				return false
			}
		}
	}
	return true
}
