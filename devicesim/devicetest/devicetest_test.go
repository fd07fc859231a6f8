package devicetest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/devicetest"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// flaw is what is wrong with a model.
type flaw int

const (
	none flaw = iota
	restless
	nameless
	lenient
	terse
	anonymous
	jumping
	forgetful
	crowded
	hopping
	gossiping
	tipsy
	fragile
	deaf
	dull
	wasteful
	immortal
	unstoppable
)

// scale is a small device written without the project's instruments: a bathroom
// scale whose reading wanders. Each flaw breaks one promise of a model.
type scale struct {
	flaw    flaw
	counter *int
}

const configSchema = `{"type":"object","properties":{"unit":{"enum":["kg","lb"]},"offset":{"type":"number"}},"additionalProperties":false}`

const obsSchema = `{"type":"object","properties":{"simulated":{"const":true},"device":{"type":"string"},"seq":{"type":"integer"},"obs":{"type":"array","items":{"type":"object",
"properties":{"code":{"const":"weight"},"value":{"type":"number"}},"required":["code"]}}},"required":["simulated","seq","obs"],"additionalProperties":false}`

func (m scale) Describe() devicesim.Description {
	d := devicesim.Description{
		Type: "test-scale", Title: "Scale", Help: "Weighs.", Segment: devicesim.InHome, Version: "0.1.0",
		Inputs: []physiology.Signal{physiology.Weight}, Continuous: true,
		Interval:     devicesim.IntervalRange{Min: time.Second, Max: time.Minute, Default: time.Second},
		Streams:      []devicesim.Stream{{Name: "obs", ContentType: "application/json", Schema: obsSchema, SeqPointer: "/seq"}},
		Codes:        []devicesim.Code{{ID: "weight", Unit: "kg"}},
		Faults:       []devicesim.Fault{{Name: "device.hang", Title: "Hang"}},
		ConfigSchema: configSchema, StateVersion: "1",
	}
	switch m.flaw {
	case restless:
		*m.counter++
		d.Title = fmt.Sprint("Scale ", *m.counter)
	case nameless:
		d.Title = ""
	case tipsy:
		d.Streams[0].Schema = `{"type":"nothing"}`
	case dull:
		d.Faults = append(d.Faults, devicesim.Fault{Name: "sensor.nothing"})
	}
	return d
}

func (m scale) Open(_ context.Context, specs []devicesim.Spec) (devicesim.Batch, error) {
	b := &pans{scale: m, state: make([]pan, len(specs))}
	for i, s := range specs {
		var c map[string]any
		if len(s.Config) > 0 && json.Unmarshal(s.Config, &c) != nil && m.flaw != lenient {
			return nil, &devicesim.ConfigError{Device: s.Device, Problems: []devicesim.ConfigProblem{{Summary: "no object"}}}
		}
		var problems []devicesim.ConfigProblem
		for name := range c {
			problems = append(problems, devicesim.ConfigProblem{Pointer: "/" + name, Summary: "is wrong"})
		}
		if len(problems) > 0 && m.flaw == terse {
			problems = problems[:1]
		}
		if len(problems) > 0 && m.flaw != lenient {
			return nil, &devicesim.ConfigError{Device: s.Device, Problems: problems}
		}
		b.state[i] = pan{Walk: s.Seed | 1}
		b.names = append(b.names, s.Device)
	}
	return b, nil
}

type pan struct {
	Walk, Seq uint64
	Hung      int
}

type pans struct {
	scale
	state  []pan
	names  []string
	closed bool
}

func (b *pans) Step(ctx context.Context, in *devicesim.Input, out *devicesim.Outbox) error {
	if err := ctx.Err(); err != nil && b.flaw != deaf {
		return err
	}
	if b.closed && b.flaw != immortal {
		return fmt.Errorf("closed")
	}
	for r, d := range in.Rows {
		s := &b.state[d]
		s.Walk = s.Walk*6364136223846793005 + 1442695040888963407
		if b.flaw == gossiping {
			s.Walk += math.Float64bits(in.Signals[0])
		}
		if !in.Due[r] || s.Hung > 0 {
			continue
		}
		b.send(in, r, s, b.names[d], out)
	}
	return nil
}

func (b *pans) send(in *devicesim.Input, r int, s *pan, name string, out *devicesim.Outbox) {
	x := in.Signals[r] + float64(s.Walk>>60)/10
	switch b.flaw {
	case hopping:
		*b.counter++
		x += float64(*b.counter%7) / 100
	case crowded:
		x += float64(len(in.Rows))
	case wasteful:
		_ = append([]byte(nil), strings.Repeat("x", 100+int(s.Seq%5))...)
	}
	value := ""
	if x-x == 0 || b.flaw == fragile {
		value = fmt.Sprintf(`,"value":%g`, x)
	}
	simulated := b.flaw != anonymous
	buf := fmt.Appendf(out.Begin(), `{"simulated":%v,"device":%q,"seq":%d,"obs":[{"code":"weight"%s}]}`, simulated, name, s.Seq, value)
	out.Send(devicesim.Message{Row: int32(r), Seq: s.Seq, Time: in.Time.UnixNano()}, buf)
	s.Seq++
	if b.flaw == jumping && s.Seq%5 == 0 {
		s.Seq++
	}
}

func (b *pans) Inject(devices []int, fault string, _ json.RawMessage, stop bool, _ time.Time) error {
	if fault != "device.hang" && (b.flaw != dull || fault != "sensor.nothing") {
		return fmt.Errorf("no fault %s", fault)
	}
	for _, d := range devices {
		if d >= len(b.state) {
			return fmt.Errorf("no device %d", d)
		}
		switch {
		case fault != "device.hang":
		case !stop:
			b.state[d].Hung++
		case b.flaw != unstoppable:
			b.state[d].Hung--
		}
	}
	return nil
}

func (b *pans) Snapshot(device int, dst []byte) ([]byte, error) {
	s := b.state[device]
	if b.flaw == forgetful {
		s.Walk = 1
	}
	text, err := json.Marshal(s)
	return append(dst, text...), err
}

func (b *pans) Restore(device int, state []byte) error {
	return json.Unmarshal(state, &b.state[device])
}

func (b *pans) Close() error { b.closed = true; return nil }

// TestSuiteFindsPlantedFaults gives the suite models with one flaw each. Their
// use of fmt allocates, which only the wasteful one is judged for.
func TestSuiteFindsPlantedFaults(t *testing.T) {
	for _, c := range []struct {
		name  string
		flaw  flaw
		found string
	}{
		{"description changes", restless, "description"},
		{"no title", nameless, "description"},
		{"bad config is taken", lenient, "bad-config"},
		{"only the first problem is told", terse, "bad-config"},
		{"does not say simulated", anonymous, "payloads"},
		{"schema does not compile", tipsy, "schemas"},
		{"sequence has gaps", jumping, "sequence"},
		{"depends on something outside", hopping, "determinism"},
		{"depends on the batch", crowded, "batch-split"},
		{"depends on a neighbour", gossiping, "independence"},
		{"snapshot forgets", forgetful, "snapshot"},
		{"prints NaN", fragile, "hostile-input"},
		{"fault without effect", dull, "faults"},
		{"fault cannot be stopped", unstoppable, "faults"},
		{"allocates", wasteful, "allocations"},
		{"ignores cancellation", deaf, "lifecycle"},
		{"lives after Close", immortal, "lifecycle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			findings := devicetest.Check(scale{flaw: c.flaw, counter: new(int)})
			i := slices.IndexFunc(findings, func(f devicetest.Finding) bool { return f.Check == c.found })
			if i < 0 {
				t.Fatalf("%s did not find it, only %v", c.found, findings)
			}
			t.Log(findings[i].Err)
		})
	}
}

func TestSuitePassesASoundModel(t *testing.T) {
	devicetest.Run(t, scale{counter: new(int)}, "allocations")
	if f := devicetest.Check(scale{counter: new(int)}); len(f) != 1 || f[0].Check != "allocations" {
		t.Errorf("findings: %v", f)
	}
}

func ExampleCheck() {
	for _, f := range devicetest.Check(scale{flaw: nameless}, "allocations") {
		fmt.Println(f.Check+":", f.Err)
	}
	// Output: description: description of "test-scale": Title is missing
}
