package web

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// States of the run on the board.
const (
	stateIdle  = "idle"
	stateLive  = "live"
	stateEnded = "ended"
)

// Wall times of the board.
const (
	lookEvery = 100 * time.Millisecond // views change at most this often
	slowEvery = time.Second            // rates, plugins and history
	demandFor = 5 * time.Second        // how long an API request keeps a view going
)

// board is what the console knows of the run. The run's goroutine writes it, in
// Tick, and viewers copy from it; both hold the lock only while they copy.
type board struct {
	now func() time.Time

	watchers   atomic.Int32 // open websockets
	mapViewers atomic.Int32 // of which look at the fleet

	mu       sync.Mutex
	owner    *runSink
	state    string
	epoch    uint32 // counts runs
	version  uint64 // counts looks
	roster   *scenarios.Roster
	groups   []group
	index    map[string]int // twin by id
	result   scenarios.Result
	head     head
	active   []scenarios.ActiveEvent
	outlooks []scenarios.Outlook
	plugins  []scenarios.PluginState
	changed  []time.Duration // when each plugin's process last changed, by plugin
	fleet    cells
	worst    []vitals
	views    map[int]*twinView
	log      eventLog
	past     history

	looked    time.Time // when the views were last made
	slow      time.Time // when the slow things were last made
	judged    time.Time // when the expectations were last asked for, which takes a while
	wantFleet time.Time // an API request wants the fleet until then

	wakeMu sync.Mutex
	wakes  map[chan struct{}]struct{}

	cache messageCache
}

// head is the part of a frame that is always kept.
type head struct {
	Tick    uint64
	Elapsed time.Duration
	Time    time.Time
	Stats   scenarios.Stats
	Paused  bool
	Speed   float64
	Rate    float64 // messages published a wall second
}

// group is a run of neighbours of one cohort in the roster.
type group struct {
	Name string `json:"name"`
	From int    `json:"from"`
	N    int    `json:"n"`
}

func newBoard(now func() time.Time) *board {
	return &board{now: now, state: stateIdle, version: 1, wakes: map[chan struct{}]struct{}{}, views: map[int]*twinView{}}
}

func (b *board) stateNow() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

// runSink is the board's ear in one run.
type runSink struct {
	board *board
	ended func()
}

var _ scenarios.Sink = (*runSink)(nil)

// Begin clears the board for a new run.
func (k *runSink) Begin(r *scenarios.Roster) {
	b := k.board
	b.mu.Lock()
	b.owner, b.state, b.roster, b.result = k, stateLive, r, scenarios.Result{}
	b.epoch++
	b.version++
	b.groups, b.index = nil, make(map[string]int, len(r.Twins))
	for i, t := range r.Twins {
		b.index[t.ID] = i
		if n := len(b.groups); n > 0 && b.groups[n-1].Name == t.Cohort {
			b.groups[n-1].N++
		} else {
			b.groups = append(b.groups, group{t.Cohort, i, 1})
		}
	}
	b.head = head{Time: r.Start, Speed: r.Speed}
	b.active, b.outlooks, b.plugins, b.worst = nil, nil, nil, nil
	b.views, b.past = map[int]*twinView{}, history{}
	b.looked, b.slow, b.judged = time.Time{}, time.Time{}, time.Time{}
	b.fleet.reset(len(r.Twins))
	b.mu.Unlock()
	b.wakeAll()
}

// Tick copies what is looked at.
func (k *runSink) Tick(f *scenarios.Frame) {
	b, now := k.board, k.board.now()
	b.mu.Lock()
	if b.owner != k {
		b.mu.Unlock()
		return
	}
	rate := b.head.Rate
	b.head = head{f.Tick, f.Elapsed, f.Time, f.Stats, f.Paused, f.Speed, rate}
	if now.Sub(b.slow) >= slowEvery {
		b.slow = now
		b.head.Rate = b.past.sample(now, f)
		b.takePlugins(f.Plugins(), f.Elapsed)
	}
	fresh := b.wanted(now) && now.Sub(b.looked) >= lookEvery
	if fresh {
		b.look(f, now)
	}
	b.mu.Unlock()
	if fresh {
		b.wakeAll()
	}
}

// takePlugins copies how the plugins are and notes when one became another
// process, or stopped being one.
func (b *board) takePlugins(now []scenarios.PluginState, at time.Duration) {
	same := len(now) == len(b.plugins)
	if !same {
		b.changed = make([]time.Duration, len(now))
	}
	for i, p := range now {
		if same && (p.State != b.plugins[i].State || p.PID != b.plugins[i].PID || p.Restarts != b.plugins[i].Restarts) {
			b.changed[i] = at
		}
	}
	b.plugins = append(b.plugins[:0], now...)
}

// Happened keeps an entry of the event log; viewers hear of it with the tick.
func (k *runSink) Happened(e scenarios.LogEntry) {
	b := k.board
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.owner == k {
		e.Detail = maps.Clone(e.Detail)
		b.log.add(b.epoch, e)
	}
}

// End keeps the verdict.
func (k *runSink) End(r *scenarios.Result) {
	b := k.board
	b.mu.Lock()
	current := b.owner == k
	if current {
		b.state, b.result = stateEnded, *r
		b.outlooks = append(b.outlooks[:0], r.Final...)
		b.active, b.head.Rate, b.head.Paused = b.active[:0], 0, false
		b.version++
	}
	b.mu.Unlock()
	if current {
		k.ended()
		b.wakeAll()
	}
}

// wanted tells whether anybody looks. It is called with the lock held.
func (b *board) wanted(now time.Time) bool {
	if b.watchers.Load() > 0 || now.Before(b.wantFleet) {
		return true
	}
	for _, v := range b.views {
		if now.Before(v.until) {
			return true
		}
	}
	return false
}

// look makes the views. It is called with the lock held, on the run's goroutine.
func (b *board) look(f *scenarios.Frame, now time.Time) {
	b.looked = now
	b.version++
	b.active = append(b.active[:0], f.Active...)
	if now.Sub(b.judged) >= slowEvery {
		b.judged = now
		b.outlooks = append(b.outlooks[:0], f.Expectations()...)
	}
	if b.mapViewers.Load() > 0 || now.Before(b.wantFleet) {
		b.fleet.observe(f, b.roster)
		b.worst = b.fleet.worst(b.worst[:0], f)
	}
	for i, v := range b.views {
		if v.refs == 0 && now.After(v.until) {
			delete(b.views, i)
			continue
		}
		v.observe(f, b.roster)
	}
}

// subscribe returns a channel that gets a token whenever there is something new.
func (b *board) subscribe() chan struct{} {
	ch := make(chan struct{}, 1)
	b.wakeMu.Lock()
	b.wakes[ch] = struct{}{}
	b.wakeMu.Unlock()
	return ch
}

func (b *board) unsubscribe(ch chan struct{}) {
	b.wakeMu.Lock()
	delete(b.wakes, ch)
	b.wakeMu.Unlock()
}

func (b *board) wakeAll() {
	b.wakeMu.Lock()
	defer b.wakeMu.Unlock()
	for ch := range b.wakes {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// vitalSignals are the signals of the numerics, by id, in the order shown.
// Signals that the vocabulary does not have are left out by signalsByID.
func vitalSignals() []string {
	return []string{"news2", "hr", "spo2", "sbp", "dbp", "map", "rr", "temp_core", "etco2"}
}

// signalsByID looks ids up; known[i] is the place of ids[i] in the result, or -1.
func signalsByID(ids []string) (want []physiology.Signal, known []int) {
	known = make([]int, len(ids))
	for i, id := range ids {
		known[i] = -1
		if s, ok := physiology.SignalByID(id); ok {
			known[i] = len(want)
			want = append(want, s)
		}
	}
	return want, known
}
