package instrument

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
)

// The streams of every instrument, as indices into Description.Streams.
const (
	streamObs = iota
	streamAlarm
	streamEvent
	streamWave
	streamCount
)

// stateVersion changes with the layout of snapshots.
const stateVersion = "instrument-3"

type model struct {
	table       Table
	description devicesim.Description
}

// New returns the model of a table. Besides Model it is a Validator, and its
// batches are Injectors and Commanders. They are Snapshotters too, unless the table is
// Sensing: what waves are made of cannot be saved. A device that has its waves switched
// on refuses to be snapshotted.
func New(t Table) devicesim.Model {
	m := &model{table: t}
	m.description = devicesim.Description{
		Type: t.Type, Title: t.Title, Help: t.Help, Segment: t.Segment, Version: "1.0.0",
		Inputs: t.inputs(), WantsBeats: t.has(FromBeats, FromInterval), WantsBreaths: t.has(FromBreaths, FromCO2),
		Continuous:   true,
		Interval:     devicesim.IntervalRange{Min: 10 * time.Millisecond, Max: time.Hour, Default: time.Second},
		WantsWaves:   len(t.Waves) > 0,
		Streams:      streams(&t),
		Faults:       faults(&t),
		ConfigSchema: t.configSchema(),
	}
	if !t.Sensing {
		m.description.StateVersion = stateVersion
	}
	for _, c := range t.Channels {
		m.description.Codes = append(m.description.Codes, c.Code)
	}
	return m
}

func streams(t *Table) []devicesim.Stream {
	names := []string{plainjson.StreamObs, plainjson.StreamAlarm, plainjson.StreamEvent, plainjson.StreamWave}
	if len(t.Waves) == 0 {
		names = names[:streamWave]
	}
	list := make([]devicesim.Stream, len(names))
	for i, name := range names {
		list[i] = devicesim.Stream{
			Name: name, ContentType: "application/json", Schema: plainjson.Schema(name),
			SeqPointer: "/seq", BootPointer: "/boot", TimePointer: "/time",
		}
	}
	list[streamObs].Period = t.Period
	return list
}

// Describe implements devicesim.Model.
func (m *model) Describe() devicesim.Description {
	d := m.description
	d.Inputs, d.Streams, d.Codes, d.Faults = slices.Clone(d.Inputs), slices.Clone(d.Streams), slices.Clone(d.Codes), slices.Clone(d.Faults)
	return d
}

// Open implements devicesim.Model.
func (m *model) Open(ctx context.Context, specs []devicesim.Spec) (devicesim.Batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open %d of %s: %w", len(specs), m.table.Type, err)
	}
	n, lines := len(m.table.Channels), m.delayCount()
	b := &batch{
		model: m, lines: lines, devices: make([]device, len(specs)), channels: make([]channelState, n*len(specs)),
		alarms: make([]alarmState, len(m.table.Rules)*len(specs)), meters: make([]meters, m.meterCount()*len(specs)),
		delays: make([]sensor.Delay, lines*len(specs)), raw: make([]float64, n), values: make([]plainjson.Value, 0, n),
		intake: newIntake(len(m.table.Waves)),
	}
	b.random = rand.New(&b.source)
	b.prepareDrive(m.wanted())
	for _, c := range m.table.Channels {
		b.fields = append(b.fields, plainjson.NewField(c.Code.ID, c.Code.Unit, c.Code.MDC, c.Code.LOINC))
		b.columns = append(b.columns, m.column(c))
	}
	setups := map[string]*setup{}
	for i := range specs {
		s, err := m.setup(setups, &specs[i])
		if err != nil {
			return nil, err
		}
		if err := b.open(i, s, &specs[i]); err != nil {
			return nil, err
		}
	}
	b.setups = make([]*setup, 0, len(setups))
	for _, s := range setups {
		b.setups = append(b.setups, s)
	}
	if m.description.StateVersion == "" {
		return b, nil
	}
	return keeping{b}, nil
}

// setup returns the setup of a spec's config, which devices of equal config share.
func (m *model) setup(known map[string]*setup, spec *devicesim.Spec) (*setup, error) {
	if s := known[string(spec.Config)]; s != nil {
		return s, nil
	}
	c, problems := m.parse(spec.Config)
	if problems != nil {
		return nil, &devicesim.ConfigError{Device: spec.Device, Problems: problems}
	}
	s, err := newSetup(&m.table, c)
	if err != nil {
		return nil, fmt.Errorf("device %s: %w", spec.Device, err)
	}
	known[string(spec.Config)] = s
	return s, nil
}

func (m *model) meterCount() int {
	if m.description.WantsBeats || m.description.WantsBreaths { // or finds them
		return 1
	}
	return 0
}

func (m *model) delayCount() (n int) {
	for _, c := range m.table.Channels {
		if c.Age > 0 {
			n++
		}
	}
	return n
}

// columns are the places of a channel's signals in the input, -1 for none.
type columns struct{ signal, needs int }

func (m *model) column(c Channel) columns {
	at := columns{-1, -1}
	if c.Source == FromSignal || c.Source == FromBreaths {
		at.signal = slices.Index(m.description.Inputs, c.Signal)
	}
	if c.Enough > 0 {
		at.needs = slices.Index(m.description.Inputs, c.Needs)
	}
	return at
}
