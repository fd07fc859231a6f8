package plugins

import (
	"fmt"
	"time"
)

// How memory is watched.
const (
	memoryEvery = 200 * time.Millisecond
	// memoryGrace is how long batches have, after their process is found too large,
	// to save their devices at the end of a step. Whoever does not is replayed.
	memoryGrace = 400 * time.Millisecond
	// memoryYoung is the age below which a process that is too large is a failure: it
	// would be too large again.
	memoryYoung = 2 * time.Second
)

// watchMemory replaces the process when it has grown over the limit. It ends with
// the process.
func (p *Plugin) watchMemory(proc *process) {
	ticker := time.NewTicker(memoryEvery)
	defer ticker.Stop()
	for {
		select {
		case <-proc.runner.exited:
			return
		case <-p.closing:
			return
		case <-ticker.C:
		}
		bytes, known := residentBytes(proc.runner.pid())
		if p.cfg.MemoryBytes < 0 || !known || bytes <= p.cfg.MemoryBytes {
			continue
		}
		why := fmt.Errorf("it had %d MiB of memory, more than the limit of %d", bytes>>20, p.cfg.MemoryBytes>>20)
		if time.Since(proc.begun) < memoryYoung {
			p.failed(proc, why)
			return
		}
		p.recycle(proc, why)
		return
	}
}

// recycle lets the batches save their devices and ends the process between two
// calls. The next call starts another one.
func (p *Plugin) recycle(proc *process, why error) {
	p.retire(proc)
	p.gate.Lock()
	defer p.gate.Unlock()
	p.mu.Lock()
	if p.proc != proc || p.status != Running {
		p.mu.Unlock()
		return
	}
	p.proc, p.status, p.reason = nil, Restarting, why.Error()
	p.recycled++
	p.mu.Unlock()
	proc.kill()
	p.cfg.Log.Warn("plugin is replaced", "reason", why)
	p.notify()
}

// retire tells the batches to save their devices and gives them time to.
func (p *Plugin) retire(proc *process) {
	proc.retiring.Store(true)
	timer := time.NewTimer(memoryGrace)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-proc.runner.exited:
	case <-p.closing:
	}
}

// countDivergence notes that a replay gave other messages than the first time.
func (p *Plugin) countDivergence(model string) {
	p.mu.Lock()
	p.diverged++
	p.mu.Unlock()
	p.cfg.Log.Warn("plugin is not deterministic: after a restart it sent other messages than before; the run will not repeat byte for byte", "model", model)
	p.notify()
}

func (p *Plugin) currentEdition() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.edition
}
