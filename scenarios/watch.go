package scenarios

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// late records how far behind the schedule the generator is.
func (r *Runner) late(at, lag time.Duration) {
	if !r.walled {
		return // virtual time has no schedule to be late for
	}
	r.stats.Lag = lag.Seconds()
	r.lag.add(at, lag)
	r.meters.duration(metricLag, -1, at, lag)
}

// early says why the run should end before its time, nil if it should not.
func (r *Runner) early() error {
	r.mu.Lock()
	stopping := r.stopping
	r.mu.Unlock()
	if stopping != "" {
		return &stopped{stopping}
	}
	for name, e := range r.plan.spec.Expect.Sorted() {
		if !e.Abort || r.now < e.Grace.D() {
			continue
		}
		f, err := r.judgeOne(name, e, r.now)
		if err != nil {
			return &RunError{Code: ExitInvalid, Err: fmt.Errorf("expect.%s: %w", name, err)}
		}
		if f.outcome.Verdict == judge.Fail {
			return &aborted{name}
		}
	}
	return nil
}

// join connects the devices whose time has come.
func (r *Runner) join(ctx context.Context) {
	if len(r.delivery.later) > 0 {
		r.delivery.joinDue(ctx, r.now, func(err error) { r.slog.Warn("a device could not connect", "error", err) })
	}
}

// sample notes the gauges of this tick.
func (r *Runner) sample() {
	d := r.delivery
	r.stats.Devices, r.stats.Connected = int(d.joined.Load()), int(d.online.Load())
	for _, m := range r.meters.byName[metricConnected] {
		up, all := d.share(m.keep)
		if all > 0 {
			m.series.Add(r.now.Seconds(), float64(up)/float64(all))
		}
	}
}

// log enters something into the event log and tells the sinks.
func (r *Runner) log(e LogEntry) {
	e.Tick = r.tickCount
	e.Time = r.plan.start.Add(r.now)
	r.check(r.books.event(e))
	for _, s := range r.env.Sinks {
		s.Happened(e)
	}
}

// announce tells the sinks of something outside the deterministic part of the
// run; the event log does not have it.
func (r *Runner) announce(e LogEntry) {
	e.Tick, e.Time = r.tickCount, r.plan.start.Add(r.now)
	for _, s := range r.env.Sinks {
		s.Happened(e)
	}
}

// watchPlugins notes what became of the plugins since the last tick.
func (r *Runner) watchPlugins() {
	if r.env.Plugins == nil {
		return
	}
	for _, p := range r.env.Plugins() {
		was, known := r.plugins[p.Name]
		r.plugins[p.Name] = p
		if !known || (was.State == p.State && was.Restarts == p.Restarts) {
			continue
		}
		r.announce(LogEntry{What: "plugin", Kind: p.Name, Detail: map[string]string{
			"state": p.State, "restarts": strconv.Itoa(p.Restarts), "pid": strconv.Itoa(p.PID), "reason": p.Reason,
		}})
		r.meters.count(metricRestarts, -1, r.now, float64(p.Restarts-was.Restarts))
	}
}

// warn remembers something for the report.
func (r *Runner) warn(text string) {
	if len(r.warnings) < 100 && !slices.Contains(r.warnings, text) {
		r.warnings = append(r.warnings, text)
	}
}

// check keeps the first error of the disk: the run then ends.
func (r *Runner) check(err error) {
	if err != nil && r.fault == nil {
		r.fault = &RunError{Code: ExitFile, Err: err}
	}
}

// quantile of a latency meter, s; 0 when it has none.
func (r *Runner) quantile(metric, statistic string) float64 {
	a, err := judge.ParseAssertion(statistic + " < 1s")
	if err != nil {
		return 0
	}
	o, fault := r.meters.byName[metric][0].Observe(a, judge.Always())
	if fault != nil || math.IsNaN(float64(o.Value)) {
		return 0
	}
	return float64(o.Value)
}
