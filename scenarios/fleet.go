package scenarios

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin"
)

// fleet is all twins and all device batches of a run, and how they are stepped.
type fleet struct {
	plan    *plan
	twins   []twin.Twin
	blocks  []block
	batches []*batch
	seats   []seat // by device: where it sits in the batches
}

// seat is a device's place.
type seat struct {
	batch *batch
	slot  int
}

// block is a twin.Block with what its twins did in the last tick.
type block struct {
	twin.Block
	first  int // index of its first twin
	rhythm rhythmLog
	work   blockWork
}

// blockWork is what else is done to each block after its step, by the same
// goroutine: labels and triggers look at the bodies while they are in the cache.
type blockWork struct {
	labels   []labelChange
	triggers []trigger
	values   []float64
}

// newFleet puts every patient to rest and opens every device.
func newFleet(ctx context.Context, p *plan) (*fleet, error) {
	f := &fleet{plan: p, twins: make([]twin.Twin, len(p.twins)), seats: make([]seat, len(p.devices))}
	errs := make([]error, len(p.twins))
	each(len(p.twins), func(i int) {
		f.twins[i], errs[i] = p.born(i)
	})
	for _, err := range errs {
		if err != nil {
			return nil, &RunError{Code: ExitInvalid, Err: err}
		}
	}
	first := 0
	for _, b := range twin.Blocks(f.twins) {
		f.blocks = append(f.blocks, block{Block: b, first: first})
		first += len(b.Twins)
	}
	for _, g := range p.groups {
		if err := f.open(ctx, g); err != nil {
			return nil, err
		}
	}
	f.wantRhythm()
	return f, nil
}

// born is a planned patient at rest. What varies in a person by chance is keyed by the
// patient's id.
func (p *plan) born(i int) (twin.Twin, error) {
	env := p.around(i)
	out, err := p.twins[i].born(env)
	if err == nil && env.Circadian { // variability 0 switches both off
		out.Vary(uint64(draw(p.spec.Seed, p.twins[i].id, "heart")))
	}
	return out, err
}

// born is the planned patient at rest, without chance.
func (t *plannedTwin) born(env physiology.Environment) (twin.Twin, error) {
	out, err := twin.New(t.id, t.patient, env)
	if err == nil && t.metabolism != nil {
		out.Sweeten(t.metabolism, env)
		out.Feed, out.Therapy = t.feed, t.therapy
	}
	return out.Fork(), err
}

// open opens the devices of a group in batches. The devices of a batch of a
// model that is not continuous share their interval, since one call has one.
func (f *fleet) open(ctx context.Context, g deviceGroup) error {
	for _, same := range f.plan.alike(g) {
		for devices := range slices.Chunk(same, batchSize) {
			b, err := openBatch(ctx, f.plan, g, devices)
			if err != nil {
				return &RunError{Code: ExitPlugin, Err: fmt.Errorf("open %s: %w", g.desc.Type, err)}
			}
			f.batches = append(f.batches, b)
			for slot, d := range b.devices {
				f.seats[d] = seat{b, slot}
			}
		}
	}
	return nil
}

// alike parts a group's devices by what one step call must have in common.
func (p *plan) alike(g deviceGroup) [][]int {
	if g.desc.Continuous {
		return [][]int{g.devices}
	}
	by := map[time.Duration][]int{}
	for _, d := range g.devices {
		by[p.devices[d].every] = append(by[p.devices[d].every], d)
	}
	var out [][]int
	for _, every := range slices.Sorted(maps.Keys(by)) {
		out = append(out, by[every])
	}
	return out
}

// wantRhythm notes whose beats and breaths some device asks for.
func (f *fleet) wantRhythm() {
	for _, b := range f.batches {
		if !b.wantsEvents() {
			continue
		}
		for _, t := range b.twins {
			blk := &f.blocks[int(t)/twin.BlockSize]
			blk.rhythm.want(&f.twins[t], int(t)-blk.first, len(blk.Twins))
		}
	}
}

// close closes every batch.
func (f *fleet) close() error {
	var first error
	for _, b := range f.batches {
		if err := b.open.Close(); err != nil && first == nil {
			first = fmt.Errorf("close %s: %w", b.desc.Type, err)
		}
	}
	return first
}

// stepBodies advances every body by one step, blocks in parallel, and calls
// look for each block when its twins have moved.
func (f *fleet) stepBodies(look func(b *block)) {
	dt := f.plan.step.Seconds()
	each(len(f.blocks), func(i int) {
		b := &f.blocks[i]
		b.Step(dt)
		b.rhythm.advance(b.Twins)
		look(b)
	})
}

// stepDevices lets every batch that has something to do make its messages.
func (f *fleet) stepDevices(ctx context.Context, now time.Duration) error {
	errs := make([]error, len(f.batches))
	each(len(f.batches), func(i int) { errs[i] = f.batches[i].step(ctx, f, now) })
	for i, err := range errs {
		if err != nil {
			return &RunError{Code: ExitPlugin, Err: fmt.Errorf("devices of type %s: %w", f.batches[i].desc.Type, err)}
		}
	}
	return nil
}

// observe reads the true values of a twin.
func (f *fleet) observe(t int, want []physiology.Signal, dst []float64) {
	f.twins[t].Observe(want, dst)
}

// each runs f(0) to f(n-1) on all cores; what they do must not depend on the
// order. The caller works too, so that one item costs no switch.
func each(n int, f func(i int)) {
	if n == 0 {
		return
	}
	var next atomic.Int64
	work := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			f(i)
		}
	}
	var wg sync.WaitGroup
	for range min(workers(), n) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
}
