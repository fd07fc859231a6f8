package scenarios

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/report"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

// defaultSettle is how long a run waits for late messages, wall time, when its
// expectations do not say.
const defaultSettle = 2 * time.Second

// finish drains the links, closes the ledgers, judges and reports.
func (r *Runner) finish(ctx context.Context, cause error) (*Result, error) {
	ctx = context.WithoutCancel(ctx)
	if err, ok := errors.AsType[*RunError](cause); ok && err.Code != ExitPlugin {
		return nil, r.abandon(cause)
	}
	r.drain(ctx)
	r.closeLabels()
	r.ended = true
	r.warnOfPlugins()
	findings, err := r.judge(r.now)
	if err != nil {
		return nil, r.abandon(err)
	}
	rep := r.report(findings, cause)
	if err := r.writeUp(rep, cause); err != nil {
		return nil, &RunError{Code: ExitFile, Err: err}
	}
	res := &Result{Verdict: string(rep.Verdict), Exit: rep.Exit, Elapsed: r.now, Final: outlooks(findings), Report: rep}
	if cause != nil {
		res.Reason = cause.Error()
	}
	if r.env.Dir != nil {
		res.Dir = r.env.Dir.Path()
	}
	for _, s := range r.env.Sinks {
		s.End(res)
	}
	return res, nil
}

// drain lets what is on its way arrive, then disconnects.
func (r *Runner) drain(ctx context.Context) {
	if r.delivery == nil {
		return
	}
	r.clock.Pause(false) // what is on its way leaves even from a run that was paused
	r.delivery.stop()
	r.lanes.Wait()
	settle := defaultSettle
	for _, e := range r.plan.spec.Expect.All() {
		settle = max(settle, e.Settle.D())
	}
	until := r.clock.Now().Add(settle)
	for {
		r.delivery.collect(r.outcome)
		r.hear()
		if r.clock.Now().After(until) || (r.delivery.inFlight() == 0 && r.complete()) {
			break
		}
		_ = sleep(ctx, 20*time.Millisecond, false, nil) // ctx cannot end here.
	}
	patience := 10 * time.Second
	if r.delivery.online.Load() == 0 {
		patience = time.Second // there is nobody to say goodbye to
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := r.delivery.close(ctx); err != nil {
		r.warn("not every connection closed cleanly: " + err.Error())
	}
	r.delivery.collect(r.outcome)
	for _, e := range r.ears {
		if err := e.observer.Close(ctx); err != nil {
			r.warn("observer " + e.name + " did not close cleanly: " + err.Error())
		}
	}
	r.hear()
	r.noteGaps()
}

// complete reports whether nothing more can come that would change a verdict:
// every message was seen, and no alert is still within its window.
func (r *Runner) complete() bool {
	for _, e := range r.ears {
		if e.books == nil {
			return false // alerts can come at any time
		}
		if e.books.Waiting() > 0 {
			return false
		}
	}
	return true
}

// noteGaps says when an observer itself was away.
func (r *Runner) noteGaps() {
	for _, e := range r.ears {
		for _, g := range e.gaps {
			away := "until the end"
			if !g.To.IsZero() {
				away = "for " + g.To.Sub(g.From).Round(time.Millisecond).String()
			}
			r.warn("observer " + e.name + " was not connected " + away + " from " + r.plan.start.Add(r.clock.At(g.From)).Format(time.RFC3339))
		}
		if e.faults > 0 {
			r.warn("observer " + e.name + " took in " + strconv.Itoa(e.faults) + " messages that it could not read")
		}
	}
}

// closeLabels ends the episodes that are still going on, where the run ends.
func (r *Runner) closeLabels() {
	for _, a := range slices.Clone(r.active) {
		r.labelSpan(a, r.now, true)
	}
	for i, l := range r.labels {
		for t := range l.state {
			if onset, open := l.state[t].Open(); open {
				r.episode(i, t, onset, r.now.Seconds(), true)
			}
		}
	}
}

// report is what the run proved.
func (r *Runner) report(findings []finding, cause error) *report.Report {
	outcomes := make([]judge.Outcome, len(findings))
	rep := &report.Report{
		Simulated: true, Scenario: r.plan.spec.Name, Seed: r.plan.spec.Seed, Version: r.env.Version,
		Mode: r.plan.spec.Time.Mode, Start: r.plan.start.Format(time.RFC3339), Duration: r.now.Seconds(),
		Patients: len(r.plan.twins), Devices: len(r.plan.devices), Detection: map[string]judge.Detection{},
	}
	for i, f := range findings {
		outcomes[i] = f.outcome
		e := report.FromOutcome(f.outcome)
		if f.missing != "" {
			e.Reason = f.missing
		}
		e.Blame, e.Worst = f.blame, f.worst
		rep.Expectations = append(rep.Expectations, e)
		if f.detection != nil {
			rep.Detection[f.outcome.Name] = *f.detection
		}
	}
	for _, e := range r.ears {
		if e.books != nil && rep.Accounting == nil {
			total := e.books.Total(nil)
			rep.Accounting = &total
		}
	}
	limit := max(0.1, r.plan.step.Seconds()/max(r.speed, 1))
	late := false
	if r.walled {
		lag := report.LagOf(r.meters.byName[metricLag][0].latency, limit)
		rep.Lag, late = &lag, lag.Late()
	}
	conditions := r.conditions(cause, late && !r.limitsLag())
	rep.Verdict, rep.Exit = judge.Overall(outcomes, conditions...), judge.Exit(outcomes, conditions...)
	rep.Warnings = r.warnings
	return rep
}

// limitsLag reports whether the scenario judges the generator's lag by itself.
func (r *Runner) limitsLag() bool {
	for _, e := range r.plan.spec.Expect.All() {
		if e.Metric == metricLag {
			return true
		}
	}
	return false
}

// conditions are what beside the verdicts decides about the exit code.
func (r *Runner) conditions(cause error, lagged bool) []judge.Condition {
	var out []judge.Condition
	if lagged {
		out = append(out, judge.GeneratorLate)
		r.warn("the generator could not keep up with its schedule: the run is invalid; use fewer patients, a longer step or a slower speed")
	}
	if _, ok := errors.AsType[*stopped](cause); ok {
		out = append(out, judge.Stopped)
	}
	if errors.Is(cause, errInterrupted) {
		out = append(out, judge.Interrupted)
	}
	if ExitCode(cause, 0) == ExitPlugin {
		out = append(out, judge.PluginFailed)
	}
	return out
}

// writeUp writes report, metrics and manifest into the run directory.
func (r *Runner) writeUp(rep *report.Report, cause error) error {
	if r.books == nil {
		return nil
	}
	err := r.books.close()
	err = errors.Join(err,
		r.env.Dir.WriteJSON(rundir.MetricsFile, r.meters.file()),
		r.env.Dir.WriteFile(rundir.ReportFile, rep.WriteJSON),
		r.env.Dir.WriteFile(rundir.JUnitFile, rep.WriteJUnit),
	)
	if err != nil {
		return err
	}
	return r.env.Dir.Seal(r.manifest(true, cause))
}

func (r *Runner) manifest(complete bool, cause error) rundir.Manifest {
	s := r.plan.spec
	m := rundir.Manifest{
		Complete: complete, Simulated: true, Name: s.Name, Scenario: string(s.Source().Text), Seed: s.Seed, Version: r.env.Version,
		Mode: s.Time.Mode, Start: r.plan.start.Format(time.RFC3339), Duration: r.now.Seconds(), Plugins: r.env.PluginDigests,
		Host:   map[string]string{"os": runtime.GOOS, "arch": runtime.GOARCH, "processors": strconv.Itoa(runtime.NumCPU()), "go": runtime.Version()},
		Inputs: r.plan.files, Devices: map[string]string{}, Params: map[string]string{}, Patients: r.books.patients(),
	}
	for name, p := range s.Params.All() {
		m.Params[name] = p.Value
	}
	for i := range r.plan.devices {
		m.Devices[r.plan.devices[i].id] = r.plan.devices[i].spec.Patient
	}
	if cause != nil {
		m.Notes = append(m.Notes, "the run ended early: "+cause.Error())
	}
	for _, p := range (*source)(r).Plugins() {
		m.Notes = append(m.Notes, p.broken()...)
	}
	for _, text := range r.extrapolated {
		m.Notes = append(m.Notes, "extrapolated: "+text)
	}
	return m
}
