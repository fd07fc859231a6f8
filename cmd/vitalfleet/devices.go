package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/twin"
)

// deviceDoc is a device type as devices --json prints it.
type deviceDoc struct {
	Type    string      `json:"type"`
	Title   string      `json:"title"`
	Help    string      `json:"help"`
	Segment string      `json:"segment"`
	Codes   []string    `json:"codes"`
	Faults  []string    `json:"faults"`
	Streams []streamDoc `json:"streams"`
	Inputs  []string    `json:"inputs"`
	// Of one type that is asked for by name:
	Settings json.RawMessage   `json:"settings,omitempty"` // JSON Schema
	Examples []json.RawMessage `json:"examples,omitempty"` // a payload of each stream that a resting adult makes
}

// streamDoc is a kind of message of a device type. Waves are sent where the settings
// ask for them, and can be written in other ways than the one described here.
type streamDoc struct {
	Name        string          `json:"name"`
	ContentType string          `json:"content_type"`
	Every       string          `json:"every,omitempty"`
	Schema      json.RawMessage `json:"schema,omitempty"`
}

func (a *app) devicesCommand() *cobra.Command {
	return a.registry("devices", "List the device types", func(name string) ([][]string, any, error) {
		var all []deviceDoc
		for _, m := range builtIn() {
			all = append(all, describeDevice(m.Describe()))
		}
		all, err := pick("device type", name, all, func(d deviceDoc) string { return d.Type })
		if err == nil && name != "" {
			m, _ := builtInModel(name)
			all[0].Settings = json.RawMessage(m.Describe().ConfigSchema)
			all[0].Examples, err = exampleMessages(m)
		}
		rows := [][]string{{"TYPE", "SEGMENT", "REPORTS", "HELP"}}
		for _, d := range all {
			rows = append(rows, []string{d.Type, d.Segment, strings.Join(d.Codes, " "), d.Help})
		}
		return rows, all, err
	})
}

func describeDevice(d devicesim.Description) deviceDoc {
	doc := deviceDoc{Type: d.Type, Title: d.Title, Help: d.Help, Segment: string(d.Segment)}
	for _, c := range d.Codes {
		doc.Codes = append(doc.Codes, c.ID)
	}
	for _, f := range d.Faults {
		doc.Faults = append(doc.Faults, f.Name)
	}
	for _, s := range d.Streams {
		stream := streamDoc{Name: s.Name, ContentType: s.ContentType, Schema: json.RawMessage(s.Schema)}
		if s.Period > 0 {
			stream.Every = s.Period.String()
		}
		doc.Streams = append(doc.Streams, stream)
	}
	for _, s := range d.Inputs {
		doc.Inputs = append(doc.Inputs, s.String())
	}
	return doc
}

// exampleMessages puts a device on a resting adult for half a minute and keeps the last
// message of each stream, with its first wave switched on.
func exampleMessages(m devicesim.Model) ([]json.RawMessage, error) {
	p, err := physiology.Reference(physiology.Person{Age: 40, Height: 178, Weight: 75})
	if err != nil {
		return nil, err
	}
	tw, err := twin.New("ward-0001", &p, physiology.DefaultEnvironment())
	if err != nil {
		return nil, err
	}
	tw.Listen()
	d, ctx := m.Describe(), context.Background()
	start := time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC)
	batch, err := m.Open(ctx, []devicesim.Spec{{Patient: "ward-0001", Device: "ward-0001-" + d.Type, Seed: 1, Start: start, Config: firstWave(d.ConfigSchema)}})
	if err != nil {
		return nil, err
	}
	defer func() { _ = batch.Close() }()
	last := make([]json.RawMessage, len(d.Streams))
	var out devicesim.Outbox
	for k := 1; k <= 30; k++ {
		tw.Step(1)
		in := devicesim.Input{
			Time: start.Add(time.Duration(k) * time.Second), Interval: time.Second, Rows: []int32{0}, Due: []bool{k == 30},
			Signals: make([]float64, len(d.Inputs)), Ticks: []wave.Tick{tw.Tick()},
		}
		tw.Observe(d.Inputs, in.Signals)
		out.Reset()
		if err := batch.Step(ctx, &in, &out); err != nil {
			return nil, err
		}
		for i, msg := range out.Messages {
			last[msg.Stream] = append(json.RawMessage(nil), out.Payload(i)...)
		}
	}
	var examples []json.RawMessage
	for _, payload := range last {
		if payload != nil {
			examples = append(examples, payload)
		}
	}
	return examples, nil
}

// firstWave is a config that switches the first of a schema's waves on, nil if there
// is none.
func firstWave(schema string) json.RawMessage {
	waves := wavesOf(schema)
	if len(waves) == 0 {
		return nil
	}
	return json.RawMessage(`{"waves":["` + waves[0] + `"]}`)
}

// wavesOf are the names that a config schema's waves can have.
func wavesOf(schema string) []string {
	var s struct {
		Properties struct {
			Waves struct{ Items struct{ Enum []string } }
		}
	}
	if json.Unmarshal([]byte(schema), &s) != nil {
		return nil
	}
	return s.Properties.Waves.Items.Enum
}
