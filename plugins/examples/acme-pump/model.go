package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/plugins/sdk"
)

const configSchema = `{"type":"object","additionalProperties":false,"properties":{
"fluid":{"enum":["crystalloid","colloid","blood"],"default":"crystalloid"},
"rate":{"type":"number","exclusiveMinimum":0,"maximum":1200,"default":120,"description":"mL/h"},
"bag":{"type":"number","exclusiveMinimum":0,"maximum":5000,"default":500,"description":"volume to be infused, mL"}}}`

const obsSchema = `{"type":"object","additionalProperties":false,"required":["simulated","pump","boot","seq","time","rate_ml_h","infused_ml","remaining_ml","state"],"properties":{
"simulated":{"const":true},"pump":{"type":"string"},"boot":{"type":"integer"},"seq":{"type":"integer"},"time":{"type":"string","format":"date-time"},
"rate_ml_h":{"type":"number"},"infused_ml":{"type":"number"},"remaining_ml":{"type":"number"},"pressure_mmhg":{"type":"number"},"state":{"enum":["running","stopped","occluded","empty"]}}}`

const alarmSchema = `{"type":"object","additionalProperties":false,"required":["simulated","pump","seq","time","alarm","active"],"properties":{
"simulated":{"const":true},"pump":{"type":"string"},"seq":{"type":"integer"},"time":{"type":"string","format":"date-time"},
"alarm":{"enum":["occlusion","empty"]},"active":{"type":"boolean"}}}`

// The streams, in the order of the description.
const (
	streamObs = iota
	streamAlarm
)

// resistance is that of the line, mmHg for each mL/h.
const resistance = 0.05

// detection is how long the pressure rises behind an occlusion until the pump sees
// it: compliance of the line times the limit over the flow, a typical minute.
const detection = time.Minute

type model struct{ schema *sdk.Schema }

func newModel() model {
	s, err := sdk.Compile(configSchema)
	if err != nil {
		panic(err) // The schema is part of the program.
	}
	return model{s}
}

// Describe says what the device is.
func (m model) Describe() devicesim.Description {
	return devicesim.Description{
		Type: "acme-pump-lvp", Title: "Acme large volume pump", Help: "Infuses what it is set to, with occlusion and end-of-bag alarms; +-5 % typical, exact here.",
		Segment: devicesim.InClinic, Vendor: "Acme", Version: "1.4.0", Continuous: true,
		Inputs:   []physiology.Signal{physiology.CVP},
		Interval: devicesim.IntervalRange{Min: 100 * time.Millisecond, Max: time.Minute, Default: 10 * time.Second},
		Streams: []devicesim.Stream{
			{Name: "obs", ContentType: "application/json", Schema: obsSchema, SeqPointer: "/seq", BootPointer: "/boot", TimePointer: "/time"},
			{Name: "alarm", ContentType: "application/json", Schema: alarmSchema, SeqPointer: "/seq", TimePointer: "/time"},
		},
		Codes:        []devicesim.Code{{ID: "infusion_rate", Unit: "mL/h", MDC: 157784}, {ID: "infused_volume", Unit: "mL", MDC: 157993}},
		Faults:       []devicesim.Fault{{Name: "occlusion", Title: "The line is kinked"}, {Name: "standby", Title: "Somebody pressed stop"}},
		ConfigSchema: m.schema.String(), StateVersion: "1",
	}
}

// Validate finds what is wrong with a config.
func (m model) Validate(config json.RawMessage) []devicesim.ConfigProblem {
	return m.schema.Check(config)
}

type config struct {
	Fluid string  `json:"fluid"`
	Rate  float64 `json:"rate"` // mL/h
	Bag   float64 `json:"bag"`  // mL
}

// state is what one pump knows.
type state struct {
	Rate     float64       // mL/h, as the last command says
	Infused  float64       // mL
	Pending  float64       // mL, not yet handed to the body
	Blocked  time.Duration // since the line was occluded
	Seq      [2]uint64     // by stream
	Alarming string
}

type batch struct {
	sdk.Devices[state]
	specs   []devicesim.Spec
	configs []config
}

// Open opens devices.
func (m model) Open(_ context.Context, specs []devicesim.Spec) (devicesim.Batch, error) {
	devices, err := sdk.NewDevices[state](m.Describe(), len(specs))
	if err != nil {
		return nil, err
	}
	b := &batch{Devices: devices, specs: specs, configs: make([]config, len(specs))}
	for i, s := range specs {
		b.configs[i] = config{Fluid: "crystalloid", Rate: 120, Bag: 500}
		if err := m.schema.Read(s.Device, s.Config, &b.configs[i]); err != nil {
			return nil, err
		}
		b.Of[i].Rate = b.configs[i].Rate
	}
	return b, nil
}

// Step pumps for an interval; pumps that are due report and hand over to the body
// what has flown since their last report.
func (b *batch) Step(ctx context.Context, in *devicesim.Input, out *devicesim.Outbox) error {
	if err := b.Ready(ctx); err != nil {
		return err
	}
	for row, d := range in.Rows {
		status := b.pump(d, in.Column(0)[row], in.Interval)
		b.alarm(row, d, status, in.Time, out)
		if in.Due[row] {
			b.report(row, d, status, in, out)
		}
	}
	return nil
}

// pump moves the fluid and says how the pump is. A vein against whose pressure no
// pump works is as good as a kinked line.
func (b *batch) pump(d int32, cvp float64, dt time.Duration) string {
	s, c := &b.Of[d], &b.configs[d]
	_, stopped := b.Failing(d, "standby")
	_, kinked := b.Failing(d, "occlusion")
	switch {
	case kinked || !working(cvp):
		s.Blocked += dt
		if s.Blocked >= detection {
			return "occluded"
		}
		return "running" // so it believes
	case s.Infused >= c.Bag:
		return "empty"
	}
	s.Blocked = 0
	if stopped || s.Rate == 0 {
		return "stopped"
	}
	flown := min(s.Rate*dt.Hours(), c.Bag-s.Infused)
	s.Infused, s.Pending = s.Infused+flown, s.Pending+flown
	return "running"
}

// working reports whether a vein has a pressure against which a pump works.
func working(cvp float64) bool { return cvp > -50 && cvp < 300 }

// alarm says when an alarm begins and ends.
func (b *batch) alarm(row int, d int32, status string, now time.Time, out *devicesim.Outbox) {
	s := &b.Of[d]
	name := map[string]string{"occluded": "occlusion", "empty": "empty"}[status]
	if name == s.Alarming {
		return
	}
	for _, change := range []struct {
		name   string
		active bool
	}{{s.Alarming, false}, {name, true}} {
		if change.name == "" {
			continue
		}
		buf := fmt.Appendf(out.Begin(), `{"simulated":true,"pump":%q,"seq":%d,"time":%q,"alarm":%q,"active":%v}`,
			b.specs[d].Device, s.Seq[streamAlarm], now.Format(time.RFC3339Nano), change.name, change.active)
		out.Send(devicesim.Message{Row: int32(row), Stream: streamAlarm, Seq: s.Seq[streamAlarm], Time: now.UnixNano()}, buf)
		s.Seq[streamAlarm]++
	}
	s.Alarming = name
}

func (b *batch) report(row int, d int32, status string, in *devicesim.Input, out *devicesim.Outbox) {
	s, c, now := &b.Of[d], &b.configs[d], in.Time
	rate := s.Rate
	if status != "running" {
		rate = 0
	}
	pressure := ""
	if cvp := in.Column(0)[row]; working(cvp) {
		pressure = fmt.Sprintf(`,"pressure_mmhg":%.1f`, cvp+resistance*rate)
	}
	buf := fmt.Appendf(out.Begin(), `{"simulated":true,"pump":%q,"boot":0,"seq":%d,"time":%q,"rate_ml_h":%.1f,"infused_ml":%.2f,"remaining_ml":%.2f%s,"state":%q}`,
		b.specs[d].Device, s.Seq[streamObs], now.Format(time.RFC3339Nano), rate, s.Infused, c.Bag-s.Infused, pressure, status)
	out.Send(devicesim.Message{Row: int32(row), Stream: streamObs, Seq: s.Seq[streamObs], Time: now.UnixNano()}, buf)
	s.Seq[streamObs]++
	if s.Pending > 0 {
		over := max(b.specs[d].Every, time.Second)
		out.Act(int32(row), "patient.fluids", fmt.Appendf(nil, `{"kind":%q,"volume":"%.6f mL","over":"%.0fs"}`, c.Fluid, s.Pending, over.Seconds()))
		s.Pending = 0
	}
}

// Command sets the rate: {"ml_h": 250}.
func (b *batch) Command(device int, name string, payload []byte, _ time.Time) ([]byte, error) {
	var with struct {
		Rate *float64 `json:"ml_h"`
	}
	if name != "rate" {
		return nil, fmt.Errorf("there is no command %s: rate sets the rate", name)
	}
	if err := json.Unmarshal(payload, &with); err != nil || with.Rate == nil || *with.Rate < 0 || *with.Rate > 1200 {
		return nil, fmt.Errorf(`rate: write {"ml_h": 0 to 1200}`)
	}
	b.Of[device].Rate = *with.Rate
	return []byte(`{"ok":true}`), nil
}
