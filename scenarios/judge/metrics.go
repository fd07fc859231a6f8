package judge

// Metrics are all metrics of a run, by name; a selection of devices is part of the name, as in
// "sut.latency{cohort=heart-failure}". They are what metrics.json holds.
type Metrics struct {
	Series  map[string]*Series  `json:"series,omitempty"`
	Events  map[string]*Events  `json:"events,omitempty"`
	Latency map[string]*Latency `json:"latency,omitempty"`
}

// Find returns the metric of that name.
func (m Metrics) Find(name string) (Metric, bool) {
	if s, ok := m.Series[name]; ok {
		return s, true
	}
	if e, ok := m.Events[name]; ok {
		return e, true
	}
	l, ok := m.Latency[name]
	return l, ok
}

// Merge adds what another part of the same run recorded: latencies and events add up; a series belongs to one part.
func (m *Metrics) Merge(other Metrics) error {
	for name, l := range other.Latency {
		if _, ok := m.Latency[name]; !ok {
			m.latency(name, NewLatency(l.slot))
		}
		if err := m.Latency[name].Merge(l); err != nil {
			return err
		}
	}
	for name, e := range other.Events {
		if m.Events == nil {
			m.Events = map[string]*Events{}
		}
		if _, ok := m.Events[name]; !ok {
			m.Events[name] = &Events{Unit: e.Unit}
		}
		m.Events[name].Points = append(m.Events[name].Points, e.Points...)
	}
	for name, s := range other.Series {
		if m.Series == nil {
			m.Series = map[string]*Series{}
		}
		if _, ok := m.Series[name]; !ok {
			m.Series[name] = &Series{Unit: s.Unit, Points: s.Points}
		}
	}
	return nil
}

func (m *Metrics) latency(name string, l *Latency) {
	if m.Latency == nil {
		m.Latency = map[string]*Latency{}
	}
	m.Latency[name] = l
}
