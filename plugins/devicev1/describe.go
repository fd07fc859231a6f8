package devicev1

import (
	"fmt"
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// FromDescription puts a model's description into the protocol's words.
func FromDescription(d devicesim.Description) *Model {
	m := &Model{
		Name: d.Type, Title: d.Title, Help: d.Help, Segment: string(d.Segment), Vendor: d.Vendor, Version: d.Version,
		ConfigSchema: d.ConfigSchema, StateVersion: d.StateVersion,
		WantsBeats: d.WantsBeats, WantsBreaths: d.WantsBreaths, Continuous: d.Continuous, Stateless: d.Stateless,
		Interval: &Interval{MinNs: uint64(d.Interval.Min), MaxNs: uint64(d.Interval.Max), DefaultNs: uint64(d.Interval.Default)},
	}
	for _, s := range d.Inputs {
		m.Inputs = append(m.Inputs, s.Info().ID)
	}
	for _, s := range d.Streams {
		m.Streams = append(m.Streams, &Stream{
			Name: s.Name, ContentType: s.ContentType, Schema: s.Schema, PeriodNs: uint64(s.Period),
			SeqPointer: s.SeqPointer, BootPointer: s.BootPointer, TimePointer: s.TimePointer,
		})
	}
	for _, c := range d.Codes {
		m.Codes = append(m.Codes, &Code{Id: c.ID, Unit: c.Unit, Mdc: c.MDC, Loinc: c.LOINC})
	}
	for _, f := range d.Faults {
		m.Faults = append(m.Faults, &Fault{Name: f.Name, Title: f.Title, ParamsSchema: f.ParamsSchema})
	}
	return m
}

// Description reads a model that a plugin described. Vendor and version stand in
// where the model names none of its own. An error says what the plugin's author
// must change.
func (m *Model) Description(vendor, version string) (devicesim.Description, error) {
	if m.GetName() == "" {
		return devicesim.Description{}, fmt.Errorf("a model has no name: set Model.name")
	}
	if len(m.Streams) > math.MaxUint8 {
		return devicesim.Description{}, fmt.Errorf("model %s has %d streams: at most %d", m.Name, len(m.Streams), math.MaxUint8)
	}
	d := devicesim.Description{
		Type: m.Name, Title: m.Title, Help: m.Help, Segment: devicesim.Segment(m.Segment),
		Vendor: either(m.Vendor, vendor), Version: either(m.Version, version),
		ConfigSchema: m.ConfigSchema, StateVersion: m.StateVersion,
		WantsBeats: m.WantsBeats, WantsBreaths: m.WantsBreaths, Continuous: m.Continuous, Stateless: m.Stateless,
		Interval: devicesim.IntervalRange{
			Min: duration(m.Interval.GetMinNs()), Max: duration(m.Interval.GetMaxNs()), Default: duration(m.Interval.GetDefaultNs()),
		},
	}
	for _, id := range m.Inputs {
		s, ok := physiology.SignalByID(id)
		if !ok {
			return d, fmt.Errorf("model %s wants the input %q, which is no signal: take ids from the signal vocabulary", m.Name, id)
		}
		d.Inputs = append(d.Inputs, s)
	}
	for _, s := range m.Streams {
		d.Streams = append(d.Streams, devicesim.Stream{
			Name: s.GetName(), ContentType: s.GetContentType(), Schema: s.GetSchema(),
			Period: duration(s.GetPeriodNs()), SeqPointer: s.GetSeqPointer(), BootPointer: s.GetBootPointer(), TimePointer: s.GetTimePointer(),
		})
	}
	for _, c := range m.Codes {
		d.Codes = append(d.Codes, devicesim.Code{ID: c.GetId(), Unit: c.GetUnit(), MDC: c.GetMdc(), LOINC: c.GetLoinc()})
	}
	for _, f := range m.Faults {
		d.Faults = append(d.Faults, devicesim.Fault{Name: f.GetName(), Title: f.GetTitle(), ParamsSchema: f.GetParamsSchema()})
	}
	return d, nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// duration reads nanoseconds that may be anything, since a plugin sent them.
func duration(ns uint64) time.Duration { return time.Duration(min(ns, math.MaxInt64)) }
