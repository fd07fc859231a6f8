package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/plugins/sdk"
)

const configSchema = `{"type":"object","properties":{"offset":{"type":"number"},"site":{"enum":["finger","ear"]}},"additionalProperties":false}`

const obsSchema = `{"type":"object","properties":{"simulated":{"const":true},"boot":{"type":"integer"},"seq":{"type":"integer"},"time":{"type":"string"},
"obs":{"type":"array","items":{"type":"object","properties":{"code":{"enum":["spo2","hr"]},"value":{"type":"number"}},"required":["code"],"additionalProperties":false}}},
"required":["simulated","boot","seq","time","obs"],"additionalProperties":false}`

// gauge is a small model with state, noise and faults, that is wrong in one way
// if told to.
type gauge struct {
	wrong  string
	schema *sdk.Schema
}

func (g gauge) Describe() devicesim.Description {
	d := devicesim.Description{
		Type: "gauge", Title: "Gauge", Help: "Reads two signals.", Segment: devicesim.OnBody, Vendor: "Test", Version: "1.0.0",
		Inputs: []physiology.Signal{physiology.SpO2, physiology.HR}, Continuous: true,
		Interval:     devicesim.IntervalRange{Min: time.Millisecond, Max: time.Minute, Default: time.Second},
		Streams:      []devicesim.Stream{{Name: "obs", ContentType: "application/json", Schema: obsSchema, SeqPointer: "/seq", BootPointer: "/boot", TimePointer: "/time"}},
		Codes:        []devicesim.Code{{ID: "spo2", Unit: "%"}, {ID: "hr", Unit: "/min"}},
		Faults:       []devicesim.Fault{{Name: "device.hang", Title: "Says nothing"}},
		ConfigSchema: configSchema, StateVersion: "1",
	}
	switch g.wrong {
	case "pid-in-title":
		d.Title = fmt.Sprint("Gauge ", os.Getpid())
	case "no-version":
		d.Version = "latest"
	case "schema-broken":
		d.Streams[0].Schema = `{"type":"nothing"}`
	case "schema-open":
		d.ConfigSchema = `{"type":"object"}`
	case "dull-fault":
		d.Faults = append(d.Faults, devicesim.Fault{Name: "sensor.dull", Title: "Does nothing"})
	case "lying-stateless":
		d.Stateless = true
	}
	return d
}

func (g gauge) Validate(config json.RawMessage) []devicesim.ConfigProblem {
	problems := g.schema.Check(config)
	if g.wrong == "first-problem" && len(problems) > 1 {
		return problems[:1]
	}
	return problems
}

func (g gauge) Open(_ context.Context, specs []devicesim.Spec) (devicesim.Batch, error) {
	b := &gauges{gauge: g}
	for _, s := range specs {
		if problems := g.Validate(s.Config); len(problems) > 0 {
			return nil, &devicesim.ConfigError{Device: s.Device, Problems: problems}
		}
		b.state = append(b.state, &state{Walk: s.Seed | 1})
		b.names = append(b.names, s.Device)
	}
	return b, nil
}

type state struct {
	Walk, Seq uint64
	Hung      int
}

type gauges struct {
	gauge
	state  []*state
	closed bool
	hoard  [][]byte
	names  []string
}

func (b *gauges) Close() error { b.closed = true; return nil }

func (b *gauges) Step(ctx context.Context, in *devicesim.Input, out *devicesim.Outbox) error {
	if b.closed {
		return errors.New("closed")
	}
	if err := b.stall(ctx, len(in.Rows)); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	b.rogue(in, out)
	for row, d := range in.Rows {
		b.poison(d, in.Time)
		s := b.state[d]
		s.Walk = s.Walk*6364136223846793005 + 1442695040888963407
		if b.wrong == "neighbour" {
			s.Walk += math.Float64bits(in.Signals[0])
		}
		if in.Due[row] && s.Hung == 0 {
			b.send(in, row, s, out)
		}
	}
	return nil
}

func (b *gauges) send(in *devicesim.Input, row int, s *state, out *devicesim.Outbox) {
	at, printed := in.Time, s.Seq
	spo2, hr := in.Column(0)[row]+float64(s.Walk>>62), in.Column(1)[row]
	b.bend(&spo2, &at, &printed, len(in.Rows))
	buf := fmt.Appendf(out.Begin(), `{"simulated":%v,"boot":0,"seq":%d,"time":%q,"obs":[{"code":"spo2"%s},{"code":"hr"%s%s}]}`,
		b.wrong != "not-simulated", printed, at.Format(time.RFC3339Nano), b.value(spo2), b.value(hr), b.extra())
	out.Send(devicesim.Message{Row: int32(row), Seq: s.Seq, Time: at.UnixNano()}, buf)
	s.Seq++
	if b.wrong == "gap" && s.Seq%5 == 0 {
		s.Seq++
	}
	if b.wrong == "bad-act" && s.Seq%5 == 0 {
		out.Act(int32(row), "patient.fluids", []byte(`{"kind":"lemonade"}`))
	}
}

func (b *gauges) value(x float64) string {
	if x-x != 0 && b.wrong != "nan" {
		return ""
	}
	return fmt.Sprintf(`,"value":%g`, x)
}

func (b *gauges) Inject(devices []int, fault string, _ json.RawMessage, stop bool, _ time.Time) error {
	if fault != "device.hang" && (b.wrong != "dull-fault" || fault != "sensor.dull") {
		return errors.New("there is no fault " + fault)
	}
	for _, d := range devices {
		switch {
		case fault != "device.hang":
		case !stop:
			b.state[d].Hung++
		case b.wrong != "stuck-fault":
			b.state[d].Hung--
		}
	}
	return nil
}
