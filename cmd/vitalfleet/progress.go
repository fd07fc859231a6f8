package main

import (
	"fmt"
	"io"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// withProgress shows on a terminal how far a run is.
func withProgress(a *app, env scenarios.Env) scenarios.Env {
	if !a.flags.quiet && terminal(a.stderr) {
		env.Sinks = append(env.Sinks, &progress{w: a.stderr})
	}
	return env
}

// progress rewrites one line on a terminal.
type progress struct {
	w      io.Writer
	roster *scenarios.Roster
	last   time.Time
}

// Begin is Sink's.
func (p *progress) Begin(r *scenarios.Roster) { p.roster = r }

// Tick is Sink's.
func (p *progress) Tick(f *scenarios.Frame) {
	now := time.Now()
	if now.Sub(p.last) < 200*time.Millisecond {
		return
	}
	p.last = now
	share := ""
	if d := p.roster.Duration; d > 0 {
		share = fmt.Sprintf("%3.0f%%  ", 100*f.Elapsed.Seconds()/d.Seconds())
	}
	s := f.Stats
	fmt.Fprintf(p.w, "\r\x1b[K%s  %s%v  %d patients  connected %d/%d  sent %d  seen %d  alerts %d  lag %.0f ms",
		p.roster.Scenario, share, f.Elapsed, len(p.roster.Twins), s.Connected, s.Devices, s.Published, s.Seen, s.Alerts, s.Lag*1000)
}

// Happened is Sink's.
func (p *progress) Happened(scenarios.LogEntry) {}

// End is Sink's.
func (p *progress) End(*scenarios.Result) { fmt.Fprint(p.w, "\r\x1b[K") }
