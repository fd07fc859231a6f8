package plugins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// current returns the live process; nil if there is none at the moment.
func (p *Plugin) current() (*process, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.status {
	case Closed:
		return nil, fmt.Errorf("plugin %s: %w", p.cfg.Name, ErrClosed)
	case Quarantined:
		return nil, fmt.Errorf("plugin %s: %w: %s", p.cfg.Name, ErrQuarantined, p.reason)
	}
	return p.proc, nil
}

// acquire returns the live process and brings the plugin back first if it is down.
func (p *Plugin) acquire(ctx context.Context) (*process, error) {
	if proc, err := p.current(); proc != nil || err != nil {
		return proc, err
	}
	select {
	case p.starting <- struct{}{}:
		defer func() { <-p.starting }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for {
		if proc, err := p.current(); proc != nil || err != nil {
			return proc, err
		}
		if err := p.backOff(ctx); err != nil {
			return nil, err
		}
		proc, err := p.launch(ctx)
		switch {
		case ctx.Err() != nil:
			if proc != nil {
				proc.kill()
			}
			return nil, ctx.Err()
		case err != nil:
			p.failed(nil, err)
		default:
			p.adopt(proc)
		}
	}
}

// backOff waits as long as the failures so far ask for.
func (p *Plugin) backOff(ctx context.Context) error {
	p.mu.Lock()
	wait := p.cfg.Restart.First
	for i := 1; i < len(p.failures) && wait < p.cfg.Restart.Max; i++ {
		wait *= 2
	}
	p.mu.Unlock()
	timer := time.NewTimer(min(wait, p.cfg.Restart.Max))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-p.closing:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// adopt makes proc the live process and watches for its end.
func (p *Plugin) adopt(proc *process) {
	p.mu.Lock()
	if p.status == Closed { // while the process was starting
		p.mu.Unlock()
		proc.kill()
		return
	}
	p.proc, p.status = proc, Running
	if proc.generation > 1 {
		p.restarts++
	}
	p.watchers.Add(2)
	p.mu.Unlock()
	p.cfg.Log.Info("plugin runs", "pid", proc.runner.pid(), "start", proc.generation)
	p.notify()
	go func() {
		defer p.watchers.Done()
		<-proc.runner.exited
		p.failed(proc, errors.New("process ended"))
	}()
	go func() {
		defer p.watchers.Done()
		p.watchMemory(proc)
	}()
}

// failed ends proc, if it is still the live process, and counts the failure. A nil
// proc is a failed start.
func (p *Plugin) failed(proc *process, err error) {
	p.mu.Lock()
	if p.status == Closed || p.status == Quarantined || p.proc != proc {
		p.mu.Unlock()
		return
	}
	p.proc, p.status = nil, Restarting
	if proc != nil {
		err = proc.obituaryNow(err)
	}
	p.reason = err.Error()
	now := time.Now()
	p.failures = append(slices.DeleteFunc(p.failures, func(t time.Time) bool { return now.Sub(t) > p.cfg.Restart.Window }), now)
	if len(p.failures) >= p.cfg.Restart.Failures {
		p.status = Quarantined
		p.reason = fmt.Sprintf("%d failures in %s, the last: %s", len(p.failures), p.cfg.Restart.Window, p.reason)
	}
	p.mu.Unlock()
	if proc != nil {
		proc.kill()
	}
	p.cfg.Log.Warn("plugin failed", "reason", err)
	p.notify()
}

// quarantine gives the plugin up for a reason that no restart mends.
func (p *Plugin) quarantine(reason string) {
	p.mu.Lock()
	proc := p.proc
	if p.status == Closed || p.status == Quarantined {
		p.mu.Unlock()
		return
	}
	p.proc, p.status, p.reason = nil, Quarantined, reason
	p.mu.Unlock()
	if proc != nil {
		proc.kill()
	}
	p.notify()
}

// notify tells the owner of the state that is in force now.
func (p *Plugin) notify() {
	if p.cfg.OnState == nil {
		return
	}
	p.notifying.Lock()
	defer p.notifying.Unlock()
	p.cfg.OnState(p.State())
}

// answer is an error that the plugin gave as its considered answer.
type answer struct{ error }

func (a answer) Unwrap() error { return a.error }

// answered reports whether err is the plugin's considered answer, not its failure.
func answered(err error) bool {
	if _, ok := errors.AsType[answer](err); ok {
		return true
	}
	switch status.Code(err) {
	case codes.Aborted, codes.InvalidArgument, codes.FailedPrecondition, codes.NotFound, codes.AlreadyExists, codes.OutOfRange:
		return true
	default:
		return false
	}
}
