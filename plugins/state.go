package plugins

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// Status is what a plugin is doing.
type Status string

// The states of a plugin.
const (
	Running     Status = "running"
	Restarting  Status = "restarting"  // down; the next call brings it back
	Quarantined Status = "quarantined" // given up: its devices are silent
	Closed      Status = "closed"
)

// State is a plugin at one moment, for people and for the verdict: a run in which
// a plugin was quarantined is degraded.
type State struct {
	Name     string
	Version  string // as the plugin says
	SHA256   string // of the executable
	Status   Status
	PID      int // 0 when down
	Restarts int
	Devices  int           // open
	Isolated int           // devices that are silent because they crash the plugin
	Recycled int           // restarts because memory had grown over the limit
	Diverged int           // replays that gave other messages than the first time: the plugin is not deterministic
	CallP99  time.Duration // of the last 1,024 Step calls, wall time
	Reason   string        // of the last failure, "" if there was none
}

// ErrQuarantined is the error of every call but Step on a quarantined plugin.
var ErrQuarantined = errors.New("plugin is quarantined")

// ErrClosed is the error of calls on a Plugin or batch that was closed.
var ErrClosed = errors.New("plugin is closed")

// latencies keeps the last durations of Step calls.
type latencies struct {
	mu   sync.Mutex
	last [1024]time.Duration
	n    int
}

func (l *latencies) add(d time.Duration) {
	l.mu.Lock()
	l.last[l.n%len(l.last)] = d
	l.n++
	l.mu.Unlock()
}

func (l *latencies) p99() time.Duration {
	l.mu.Lock()
	sorted := slices.Clone(l.last[:min(l.n, len(l.last))])
	l.mu.Unlock()
	if len(sorted) == 0 {
		return 0
	}
	slices.Sort(sorted)
	return sorted[(len(sorted)*99-1)/100]
}
