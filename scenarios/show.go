package scenarios

import (
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// roster is who takes part, for the sinks.
func (r *Runner) roster() *Roster {
	s := r.plan.spec
	out := &Roster{
		Scenario: s.Name, Seed: s.Seed, Start: r.plan.start, Duration: r.plan.duration, Step: r.plan.step,
		Mode: s.Time.Mode, Speed: r.speed, Phases: r.plan.phases,
		Twins: make([]RosterTwin, len(r.plan.twins)), Devices: make([]RosterDevice, len(r.plan.devices)),
	}
	if s.Time.Mode == "virtual" {
		out.Speed = 0
	}
	for i, t := range r.plan.twins {
		out.Twins[i] = RosterTwin{ID: t.id, Cohort: t.cohort, Age: t.person.Age, Sex: t.person.Sex.String(), Labels: t.labels, Devices: t.devices}
	}
	for i, d := range r.plan.devices {
		out.Devices[i] = RosterDevice{ID: d.id, Key: d.key, Type: d.typ, Vendor: d.vendor, Twin: d.twin, Every: d.every}
		if len(d.topics) > 0 {
			out.Devices[i].Topic = d.topics[0]
		}
	}
	return out
}

// show gives every sink a look at the run.
func (r *Runner) show() {
	if len(r.env.Sinks) == 0 {
		return
	}
	r.mu.Lock()
	paused, speed := r.paused, r.speed
	r.mu.Unlock()
	f := Frame{
		Tick: r.tickCount, Elapsed: r.now, Time: r.plan.start.Add(r.now), Stats: r.stats,
		Paused: paused, Speed: speed, src: (*source)(r),
	}
	if r.walled && r.tickCount%10 == 0 {
		r.stats.LagP99 = r.quantile(metricLag, "p(99)")
		r.stats.AckP50, r.stats.AckP99 = r.quantile(metricAck, "p(50)"), r.quantile(metricAck, "p(99)")
	}
	for _, a := range r.active {
		until := a.until
		if until == never {
			until = 0
		}
		f.Active = append(f.Active, ActiveEvent{Name: a.name, Kind: a.kind, Since: a.since, Until: until, Hits: a.effect})
	}
	for _, s := range r.env.Sinks {
		s.Tick(&f)
	}
}

// source is a Runner as frames read it.
type source Runner

// Observe is FrameSource's.
func (s *source) Observe(twin int, want []physiology.Signal, dst []float64) {
	s.fleet.observe(twin, want, dst)
}

// Listen is FrameSource's.
func (s *source) Listen(twin int) (wave.Tick, bool) {
	t := &s.fleet.twins[twin]
	if !t.Listen() {
		return wave.Tick{}, false
	}
	return t.Tick(), true
}

// Reading is FrameSource's.
func (s *source) Reading(device int) []byte { return s.last[device] }

// Online is FrameSource's.
func (s *source) Online(device int) bool {
	d := &s.plan.devices[device]
	if s.delivery == nil {
		return s.now >= s.plan.twins[d.twin].joins
	}
	return s.delivery.conns[d.conn].standing.Load()
}

// Expectations is FrameSource's.
func (s *source) Expectations() []Outlook {
	r := (*Runner)(s)
	findings, err := r.judge(r.now)
	if err != nil {
		return nil
	}
	return outlooks(findings)
}

// Plugins is FrameSource's.
func (s *source) Plugins() []PluginState {
	if s.env.Plugins == nil {
		return nil
	}
	return s.env.Plugins()
}

// outlooks are findings as the console shows them.
func outlooks(findings []finding) []Outlook {
	out := make([]Outlook, len(findings))
	for i, f := range findings {
		out[i] = Outlook{Name: f.outcome.Name, Verdict: string(f.outcome.Verdict), Severity: f.spec.Severity}
		if len(f.outcome.Decisions) > 0 {
			d := f.outcome.Deciding()
			out[i].Assert, out[i].Observed, out[i].Limit = d.Assert, d.Observed, d.Limit
		}
	}
	return out
}
