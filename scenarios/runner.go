package scenarios

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// Runner is one run of one scenario. It is a Controller.
type Runner struct {
	plan  *plan
	env   Env
	clock Clock
	slog  *slog.Logger

	fleet    *fleet
	timeline *timeline
	delivery *delivery // nil without a network
	books    *books
	meters   *meters
	ears     []*ear
	lanes    sync.WaitGroup

	labels       []*label
	hasMeasured  bool
	hasDelivered bool
	truth        [][]episode // by label
	measured     []measured  // by twin
	delivered    []measured  // by twin
	arrivals     []float64   // by twin: when something was last delivered, s
	reading      plainjson.Reading
	signals      []physiology.SignalInfo
	codes        map[string]physiology.Signal

	active  []*active
	acts    []pendingAct
	spans   occurrences
	proofs  proofs
	lag     lagLog
	plugins map[string]PluginState
	sentAt  map[messageID]time.Time // when a message should have left, for messages that no observer has seen yet
	last    [][]byte                // by device: payload of its last obs message

	twinByID     map[string]int
	deviceByID   map[string]int
	own          map[string]bool // observers that read the devices' own topics
	networked    bool
	walled       bool // the clock goes with the wall
	mirrored     bool // some observer accounts for messages
	tickCount    uint64
	now          time.Duration
	ended        bool
	stats        Stats
	warnings     []string
	extrapolated []string // what goes beyond the data of the models
	fault        error    // of the disk; it ends the run
	mails        []mail
	packed       []byte // payloads of this tick's mails, which keep it

	mu       sync.Mutex
	inputs   []Injection
	paused   bool
	speed    float64
	stopping string
	injected int
}

// pendingAct is what a device did to its patient, to be applied at the next tick.
type pendingAct struct {
	device int
	action string
	params []byte
}

// Prepare expands a scenario and checks that it can be run. Every problem is in
// the error; nothing has been started.
func Prepare(s *spec.Scenario, env Env) (*Runner, error) {
	clock, err := NewClock(s.Time.Mode, s.Time.Speed)
	if err != nil {
		return nil, &RunError{Code: ExitInvalid, Err: err}
	}
	p, err := makePlan(s, env.Models, planning{bare: env.Bare, precise: env.Precise})
	if err != nil {
		return nil, err
	}
	r := &Runner{
		plan: p, env: env, clock: clock, slog: env.Log, speed: s.Time.Speed,
		meters: newMeters(p), sentAt: map[messageID]time.Time{}, plugins: map[string]PluginState{}, last: make([][]byte, len(p.devices)),
		measured: make([]measured, len(p.twins)), delivered: make([]measured, len(p.twins)), arrivals: make([]float64, len(p.twins)),
		twinByID: map[string]int{}, deviceByID: map[string]int{}, own: map[string]bool{},
		signals: physiology.Signals(), codes: map[string]physiology.Signal{},
	}
	if s.Time.Mode == "real" {
		r.speed = 1
	}
	r.walled = s.Time.Mode != "virtual"
	r.networked = s.Time.Mode != "virtual" && !env.Bare && s.Targets.Len() > 0
	for i, info := range r.signals {
		r.codes[info.ID] = physiology.Signal(i)
	}
	for i := range p.twins {
		r.twinByID[p.twins[i].id] = i
	}
	for i := range p.devices {
		r.deviceByID[p.devices[i].id] = i
	}
	for name, o := range s.Observe.Sorted() {
		r.own[name] = o.Type == "mqtt" && p.readsOwnTopics(o.Topic)
	}
	r.extrapolated = p.extrapolations()
	for _, text := range r.extrapolated {
		r.warn(text)
	}
	return r, r.prepareTruth()
}

// Into says where the run writes its ledgers, and what plugins serve it. It is
// for between Prepare and Run, when it is known that the scenario can be run.
func (r *Runner) Into(dir *rundir.Dir, pluginDigests map[string]string) {
	r.env.Dir, r.env.PluginDigests = dir, pluginDigests
}

func (r *Runner) prepareTruth() error {
	r.timeline = newTimeline(r.plan)
	for name, t := range r.plan.spec.Truth.Sorted() {
		l, err := newLabel(r.plan, name, t, r.plan.codesOf)
		if err != nil {
			return &RunError{Code: ExitInvalid, Err: err}
		}
		r.labels = append(r.labels, l)
		r.hasMeasured = r.hasMeasured || (l.layer != layerDelivered && l.kind == "")
		r.hasDelivered = r.hasDelivered || l.layer == layerDelivered
	}
	r.truth = make([][]episode, len(r.labels))
	return nil
}

// Run runs the scenario to its end and judges it. A run that could not be
// carried out ends with an error that has an exit code; a run that was carried
// out ends with a Result, whatever the verdict.
func (r *Runner) Run(ctx context.Context) (*Result, error) {
	var err error
	if r.fleet, err = newFleet(ctx, r.plan); err != nil {
		return nil, unbegun(ctx, err)
	}
	defer func() {
		if err := r.fleet.close(); err != nil {
			r.slog.Warn("devices did not close", "error", err)
		}
	}()
	if r.books, err = openBooks(r.env.Dir, r.env.Capture, r.networked); err != nil {
		return nil, err
	}
	if err := r.open(); err != nil {
		return nil, r.abandon(err)
	}
	if r.networked {
		if err := r.goOnline(ctx); err != nil {
			return nil, r.abandon(unbegun(ctx, err))
		}
	}
	roster := r.roster()
	for _, s := range r.env.Sinks {
		s.Begin(roster)
	}
	cause := r.loop(ctx)
	return r.finish(ctx, cause)
}

// open writes down what is known before the run begins.
func (r *Runner) open() error {
	if r.books == nil {
		return nil
	}
	if err := r.env.Dir.Begin(r.manifest(false, nil)); err != nil {
		return &RunError{Code: ExitFile, Err: err}
	}
	if err := r.env.Dir.WriteJSON(rundir.PlanFile, r.plan.file()); err != nil {
		return &RunError{Code: ExitFile, Err: err}
	}
	return nil
}

// goOnline starts the observers, then connects the devices: what the platform
// says of the first message must not be missed.
func (r *Runner) goOnline(ctx context.Context) error {
	if err := r.listen(ctx); err != nil {
		return err
	}
	links := map[string]devicesim.Link{}
	for name, t := range r.plan.spec.Targets.Sorted() {
		l, err := r.env.Link(name, t, r.plan.spec.Seed)
		if err != nil {
			return &RunError{Code: ExitInvalid, Err: fmt.Errorf("targets.%s: %w", name, err)}
		}
		links[name] = l
	}
	r.delivery = newDelivery(r.plan, r.clock, links)
	if err := r.delivery.connectAll(ctx); err != nil {
		return err
	}
	r.delivery.start(context.WithoutCancel(ctx), &r.lanes)
	return nil
}

// unbegun is why a run did not begin: an interrupt, if there was one, and what
// failed by it only otherwise.
func unbegun(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &RunError{Code: ExitInterrupted, Err: fmt.Errorf("interrupted before the run began: %w", err)}
	}
	return err
}

// abandon closes what was opened of a run that could not begin.
func (r *Runner) abandon(cause error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if r.delivery != nil {
		r.delivery.stop()
		r.lanes.Wait()
		_ = r.delivery.close(ctx) // The cause is what went wrong first.
	}
	for _, e := range r.ears {
		_ = e.observer.Close(ctx) // The same.
	}
	_ = r.books.close() // The same.
	return cause
}

// flushEvery is after how many ticks the ledgers are handed to the system.
const flushEvery = 10

// loop is the run: tick after tick until the end, or until something ends it.
// It returns why it ended early, nil if it did not.
func (r *Runner) loop(ctx context.Context) error {
	if _, err := r.clock.Until(ctx, 0); err != nil {
		return errInterrupted
	}
	r.show()
	for r.plan.duration == 0 || r.now < r.plan.duration {
		next := r.now + r.plan.step
		if r.plan.duration > 0 {
			next = min(next, r.plan.duration)
		}
		if err := r.whilePaused(ctx); err != nil {
			return err
		}
		lag, err := r.clock.Until(ctx, next)
		if err != nil {
			return errInterrupted
		}
		r.late(next, lag)
		if err := r.tick(ctx, next); err != nil {
			return err
		}
		r.show()
		if r.tickCount%flushEvery == 0 {
			r.prune()
			r.check(r.books.flush())
		}
		if err := r.early(); err != nil {
			return err
		}
	}
	return nil
}

// pausedLook is how often a paused run is shown, wall time.
const pausedLook = 250 * time.Millisecond

// whilePaused keeps the console seeing, and the ledgers written, while the run
// is held.
func (r *Runner) whilePaused(ctx context.Context) error {
	for {
		r.mu.Lock()
		paused := r.paused
		r.mu.Unlock()
		if !paused {
			return nil
		}
		r.show()
		if err := sleep(ctx, pausedLook, false, nil); err != nil {
			return errInterrupted
		}
	}
}

// tick moves the run from one instant to the next.
func (r *Runner) tick(ctx context.Context, next time.Duration) error {
	from := r.now
	r.happen(from)
	r.takeInputs(from)
	r.applyActs()
	r.fleet.stepBodies(func(b *block) { r.look(b, next) })
	r.now = next
	r.tickCount++
	r.settleLooks()
	if err := r.fleet.stepDevices(ctx, next); err != nil {
		return err
	}
	r.watchPlugins()
	r.mails = r.mails[:0]
	if r.networked {
		r.packed = make([]byte, 0, len(r.packed)+1024) // the lanes have the last one still
	}
	for _, b := range r.fleet.batches {
		r.produce(b)
	}
	if r.delivery != nil {
		r.join(ctx)
		if err := r.delivery.post(ctx, next, r.mails); err != nil {
			return errInterrupted
		}
		r.delivery.collect(r.outcome)
		r.hear()
		r.silences(next)
		r.sample()
	}
	return r.fault
}

// happen makes everything happen that is due.
func (r *Runner) happen(now time.Duration) {
	for {
		d, ok := r.timeline.take(now)
		if !ok {
			return
		}
		if d.ends != nil {
			r.end(d.ends, now)
			continue
		}
		r.begin(d, now)
	}
}

// look follows the labels and triggers of a block's twins.
func (r *Runner) look(b *block, next time.Duration) {
	w := &b.work
	w.labels, w.triggers = w.labels[:0], w.triggers[:0]
	if w.values == nil {
		w.values = make([]float64, 64)
	}
	for i := range b.Twins {
		t := b.first + i
		variant := r.plan.twins[t].variant
		for n, l := range r.labels {
			if l.layer != layerBody || l.kind != "" {
				continue
			}
			if change, at := l.look(&b.Twins[i], t, variant, next.Seconds(), w.values); change != 0 {
				w.labels = append(w.labels, labelChange{n, t, change, at})
			}
		}
		for n, e := range r.timeline.events {
			if e.when != nil && e.when.fires(&b.Twins[i], t, variant, next, w.values) {
				w.triggers = append(w.triggers, trigger{n, t})
			}
		}
	}
}

// settleLooks enters what the blocks saw, in order of twins.
func (r *Runner) settleLooks() {
	for i := range r.fleet.blocks {
		w := &r.fleet.blocks[i].work
		for _, c := range w.labels {
			r.relabel(c)
		}
		for _, t := range w.triggers {
			r.timeline.trigger(t, r.now)
		}
	}
}

// applyActs applies what devices did to their patients on the tick before.
func (r *Runner) applyActs() {
	for _, a := range r.acts {
		d := &r.plan.devices[a.device]
		args, err := actArguments(a.params)
		if err == nil {
			_, err = r.actOn(d.twin, a.action, args, never)
		}
		if err != nil {
			r.log(LogEntry{What: "refused", Kind: a.action, Device: d.id, Patient: d.spec.Patient, Detail: map[string]string{"reason": err.Error()}})
			continue
		}
		r.log(LogEntry{What: "act", Kind: a.action, Device: d.id, Patient: d.spec.Patient, Detail: describe(args)})
	}
	r.acts = r.acts[:0]
}
