package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/plugins/sdk"
)

const configSchema = `{"type":"object","additionalProperties":false,"properties":{
"averaging":{"type":"integer","minimum":2,"maximum":16,"default":4,"description":"beats over which a reading is averaged, as the product's menu has it"},
"clock_ppm":{"type":"number","minimum":-200,"maximum":200,"default":40,"description":"how much its clock runs fast, parts per million"}}}`

const obsSchema = `{"type":"object","additionalProperties":false,"required":["simulated","sn","n","t","r"],"properties":{
"simulated":{"const":true},"sn":{"type":"string"},"n":{"type":"integer","minimum":0,"maximum":255},"t":{"type":"string","format":"date-time"},
"r":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["s","p","f"],"properties":{
"s":{"type":"integer","description":"saturation, tenths of a percent; 1270: none"},"p":{"type":"integer","description":"pulse a minute; 511: none"},
"f":{"type":"integer","description":"bits: 1 probe off, 2 low perfusion, 4 averaging"}}}}}}`

// What the firmware sends for want of a value, and its status bits.
const (
	noSaturation, noPulse = 1270, 511
	bitProbeOff           = 1
	bitLowPerfusion       = 2
	bitAveraging          = 4
)

// masking is how long the firmware repeats the last reading with the probe off.
const masking = 4 * time.Second

// readingsPerMessage is how many readings lie in a message.
const readingsPerMessage = 5

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
		Type: "acme-spo2-200", Title: "Acme finger oximeter 200", Help: "Functional saturation and pulse from a finger, five readings a message, in Acme's own format.",
		Segment: devicesim.OnBody, Vendor: "Acme", Version: "2.3.1", Continuous: true,
		Inputs:   []physiology.Signal{physiology.SpO2, physiology.PulseRate},
		Interval: devicesim.IntervalRange{Min: 100 * time.Millisecond, Max: 10 * time.Second, Default: time.Second},
		// The counter in the payload has one byte and wraps: it is no sequence number.
		Streams: []devicesim.Stream{{Name: "obs", ContentType: "application/json", Schema: obsSchema, TimePointer: "/t"}},
		Codes:   []devicesim.Code{{ID: "spo2", Unit: "%", MDC: 150456, LOINC: "59408-5"}, {ID: "pulse_rate", Unit: "/min", MDC: 149530, LOINC: "8867-4"}},
		Faults: []devicesim.Fault{
			{Name: "probe-off", Title: "The probe comes off the finger"},
			{Name: "low-perfusion", Title: "Cold fingers: readings wander"},
		},
		ConfigSchema: m.schema.String(), StateVersion: "1",
	}
}

// Validate finds what is wrong with a config.
func (m model) Validate(config json.RawMessage) []devicesim.ConfigProblem {
	return m.schema.Check(config)
}

type config struct {
	Averaging int     `json:"averaging"`
	ClockPPM  float64 `json:"clock_ppm"`
}

// state is what one device knows.
type state struct {
	Saturation, Pulse float64 // averaged
	Warm              bool    // there was a reading
	OffFor            time.Duration
	Readings          []reading
	Seq               uint64
}

type reading struct{ S, P, F int }

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
		b.configs[i] = config{Averaging: 4, ClockPPM: 40}
		if err := m.schema.Read(s.Device, s.Config, &b.configs[i]); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Step reads every body; devices that are due send what they have gathered.
func (b *batch) Step(ctx context.Context, in *devicesim.Input, out *devicesim.Outbox) error {
	if err := b.Ready(ctx); err != nil {
		return err
	}
	spo2, pulse := in.Column(0), in.Column(1)
	for row, d := range in.Rows {
		b.read(d, spo2[row], pulse[row], in.Interval)
		if in.Due[row] {
			b.send(row, d, in.Time, out)
		}
	}
	return nil
}

// read takes one reading.
func (b *batch) read(d int32, spo2, pulse float64, dt time.Duration) {
	s, c := &b.Of[d], &b.configs[d]
	r := reading{F: bitAveraging}
	_, off := b.Failing(d, "probe-off")
	if _, cold := b.Failing(d, "low-perfusion"); cold {
		rng := rand.New(rand.NewPCG(b.specs[d].Seed, s.Seq<<8|uint64(len(s.Readings))))
		spo2, pulse = spo2+3*rng.NormFloat64(), pulse+12*rng.NormFloat64()
		r.F |= bitLowPerfusion
	}
	switch {
	case off:
		s.OffFor += dt
	case spo2 >= 0 && spo2 <= 100.5 && pulse > 0 && pulse < 400:
		k := 1 - math.Exp(-dt.Seconds()*pulse/60/float64(c.Averaging))
		if !s.Warm {
			k = 1
		}
		s.Saturation, s.Pulse = s.Saturation+k*(spo2-s.Saturation), s.Pulse+k*(pulse-s.Pulse)
		s.Warm, s.OffFor = true, 0
	default: // no body has such values: nothing on the finger
		s.OffFor += dt
	}
	r.S, r.P = int(math.Round(10*min(s.Saturation, 100))), int(math.Round(s.Pulse))
	if !s.Warm || s.OffFor > masking {
		r.S, r.P, r.F = noSaturation, noPulse, r.F|bitProbeOff
		s.Warm = s.Warm && s.OffFor <= masking
	}
	s.Readings = append(s.Readings, r)
	if n := len(s.Readings); n > readingsPerMessage {
		s.Readings = append(s.Readings[:0], s.Readings[n-readingsPerMessage:]...)
	}
}

// send sends the last readings.
func (b *batch) send(row int, d int32, now time.Time, out *devicesim.Outbox) {
	s := &b.Of[d]
	since := now.Sub(b.specs[d].Start)
	at := now.Add(time.Duration(float64(since) * b.configs[d].ClockPPM * 1e-6)).Truncate(time.Millisecond)
	buf := fmt.Appendf(out.Begin(), `{"simulated":true,"sn":%q,"n":%d,"t":%q,"r":[`, b.specs[d].Device, s.Seq%256, at.Format("2006-01-02T15:04:05.000Z"))
	for i, r := range s.Readings {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = fmt.Appendf(buf, `{"s":%d,"p":%d,"f":%d}`, r.S, r.P, r.F)
	}
	out.Send(devicesim.Message{Row: int32(row), Seq: s.Seq, Time: at.UnixNano()}, append(buf, "]}"...))
	s.Seq++
	s.Readings = s.Readings[:0]
}
