package instrument

import (
	"fmt"
	"slices"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/waveform"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// rig is what a device with waves has beside its columns: a source of them, a front
// end for each, and its measuring modules. They are made when the device is opened, and
// anew when it restarts or begins a recording; the source also when the device joins
// later or its clock changes its pace.
type rig struct {
	source  *wave.Source
	pace    float64 // samples a device takes in the time of one
	from    float64 // when the source was made for, s since the start
	ran     bool    // and whether it has been asked
	seed    uint64
	fronts  []front
	taken   []int64 // samples since the modules began, by tap
	modules []module.Module
	chunks  []chunk
	beat    float64 // when the last was found, s by the device's samples
	breath  float64
	base    float64 // when a device that records was switched on, s since the start; NaN: not yet
	opened  int64   // number of the recording
	resting bool    // between recordings
}

// chunk is a wave's message in the making.
type chunk struct {
	counts []int16
	time   int64 // of the first sample, ns, virtual
}

// intake is scratch memory of a batch: what one device's converter gave in a step.
type intake struct {
	samples []float32
	counts  [][]int16      // by tap
	pieces  []module.Piece // by tap
	times   []float64      // of the piece's first sample, s since the start
	given   []module.Piece // of one module
	found   module.Found
	chunk   waveform.Chunk
}

func newIntake(waves int) intake {
	return intake{counts: make([][]int16, waves), pieces: make([]module.Piece, waves), times: make([]float64, waves), given: make([]module.Piece, 0, waves)}
}

// The limits of a clock's pace that sampling follows.
const slowest, fastest = 0.5, 2.0

// pace is how fast the device samples by its own clock.
func (c *combined) pace() float64 {
	return min(max(1+c.clock.PPM/1e6, slowest), fastest)
}

// sample lets a device with waves take the samples of a step. A device that is down
// takes none, and begins anew when it is up.
func (b *batch) sample(in *devicesim.Input, r, index int) error {
	d := &b.devices[index]
	tick := &in.Ticks[r]
	if !b.listening(d, tick) {
		return nil
	}
	g := d.rig
	if g.source == nil || g.pace != d.combined.pace() || !g.ran && tick.From != g.from {
		if err := g.open(d.setup.wiring, tick.From, d.combined.pace()); err != nil {
			return fmt.Errorf("device %s: %w", d.id, err)
		}
	}
	g.ran = true
	g.source.Advance(tick)
	for i := range d.setup.wiring.taps {
		b.convert(d, i)
	}
	return nil
}

// Listens implements devicesim.Listener.
func (b *batch) Listens() bool {
	return slices.ContainsFunc(b.setups, func(s *setup) bool { return s.wiring != nil })
}

// listening tells whether the device samples in this step; a new recording begins with
// a new source.
func (b *batch) listening(d *device, t *wave.Tick) bool {
	rec := d.setup.wiring.record
	if rec.Length == 0 {
		return true
	}
	g := d.rig
	if g.base != g.base {
		g.base, g.opened = t.From, -1
	}
	since := t.From - g.base + 1e-9
	n := int64(since / rec.Every.Seconds())
	g.resting = since-float64(n)*rec.Every.Seconds() >= rec.Length.Seconds()
	if !g.resting && g.opened != n {
		g.begin(d.setup.wiring)
		g.opened = n
	}
	return !g.resting
}

// open makes the source.
func (g *rig) open(w *wiring, from, pace float64) error {
	wants := make([]wave.Want, len(w.wants))
	for i, x := range w.wants {
		wants[i] = wave.Want{Kind: x.Kind, Rate: x.Rate * pace}
	}
	source, err := wave.New(g.seed, from, wants)
	if err != nil {
		return err
	}
	g.source, g.pace, g.from = source, pace, from
	return nil
}

// begin makes front ends and modules, as at power on.
func (g *rig) begin(w *wiring) {
	*g = rig{seed: g.seed, base: g.base, opened: g.opened, fronts: make([]front, len(w.taps)), taken: make([]int64, len(w.taps)), chunks: make([]chunk, len(w.taps))}
	for i := range w.taps {
		g.fronts[i] = newFront(&w.taps[i], w.noise, g.seed)
	}
	for i := range w.modules {
		g.modules = append(g.modules, w.modules[i].make())
	}
}

// convert runs a wave through the front end into counts, and these into what the
// modules read.
func (b *batch) convert(d *device, i int) {
	g, t, x := d.rig, &d.setup.wiring.taps[i], &b.intake
	first, samples := g.source.Samples(i)
	n := len(samples)
	x.samples = append(x.samples[:0], samples...)
	fx, p := d.combined.at(t.mask), &x.pieces[i]
	g.fronts[i].disturb(g.taken[i], x.samples, fx)
	p.Raw = append(p.Raw[:0], x.samples...)
	g.fronts[i].amplify(x.samples, fx)
	x.counts[i] = slices.Grow(x.counts[i][:0], n)[:n]
	t.counts.Convert(x.counts[i], x.samples)
	p.First, p.Values = g.taken[i], slices.Grow(p.Values[:0], n)[:n]
	for k, c := range x.counts[i] {
		p.Values[k] = float64(c) * t.LSB
	}
	g.taken[i] += int64(n)
	x.times[i] = float64(first) / (t.Rate * g.pace)
}

// attend lets the modules hear the samples of the step and the meters hear what they
// found.
func (b *batch) attend(index int, now int64) {
	d, x := &b.devices[index], &b.intake
	g, w := d.rig, d.setup.wiring
	if g.resting {
		return
	}
	for i := range w.modules {
		part := &w.modules[i]
		x.given = x.given[:0]
		for _, t := range part.taps {
			x.given = append(x.given, x.pieces[t])
		}
		x.found.Reset()
		g.modules[i].Hear(x.given, d.combined.off(part.mask), &x.found)
		end := float64(g.taken[part.taps[0]]) / w.taps[part.taps[0]].Rate
		m := b.ownMeters(index)
		if m != nil && i == w.beats {
			m.takeBeats(x.found.Beats, g, end, now)
		}
		if m != nil && i == w.breaths {
			m.takeBreaths(x.found.Breaths, g, end, now)
		}
	}
}

// takeBeats tells the meter of beats what a module found, end being the device's time
// in seconds now.
func (m *meters) takeBeats(beats []module.Beat, g *rig, end float64, now int64) {
	for _, x := range beats {
		seconds := 0.0
		if m.LastPeak != 0 {
			seconds = x.Time - g.beat
		}
		g.beat = x.Time
		m.LastPeak = now - int64((end-x.Time)/g.pace*1e9)
		m.Beats.Add(seconds, m.LastPeak)
	}
}

// takeBreaths does the same with breaths.
func (m *meters) takeBreaths(breaths []float64, g *rig, end float64, now int64) {
	for _, x := range breaths {
		seconds := 0.0
		if m.LastBreath != 0 {
			seconds = x - g.breath
		}
		g.breath = x
		m.LastBreath = now - int64((end-x)/g.pace*1e9)
		m.Breaths.Add(seconds, m.LastBreath)
	}
}

// weak is the perfusion in percent under which an oximeter says that it is too low;
// makers claim their accuracy down to 0.3 % of modulation.
const weak = 0.3

// read asks the modules of a channel's site for its quantity.
func (b *batch) read(d *device, ch *Channel, want module.Quantity, q quality) (float64, quality) {
	if q != ok {
		return missing(), q
	}
	if p, known := b.reading(d, ch.Site, module.Perfusion); known && p < weak && want != module.Perfusion {
		return missing(), lowPerfusion
	}
	x, known := b.reading(d, ch.Site, want)
	if !known {
		return missing(), starting
	}
	return x, ok
}

// sees tells whether a module sees a rule's sign.
func (b *batch) sees(rule *Rule, index int, st *channelState) bool {
	d := &b.devices[index]
	if d.rig == nil || st.Quality == probeOff {
		return false
	}
	x, known := b.reading(d, b.model.table.Channels[rule.channel].Site, rule.Sign)
	return known && x > 0
}

// reading is a quantity of the modules of a site.
func (b *batch) reading(d *device, site string, q module.Quantity) (float64, bool) {
	for i := range d.setup.wiring.modules {
		if d.setup.wiring.modules[i].Site != site {
			continue
		}
		if x, ok := d.rig.modules[i].Value(q); ok {
			return x, true
		}
	}
	return 0, false
}
