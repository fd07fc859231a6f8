package devicesim

import (
	"context"
	"encoding/json"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Model is one type of device, built in or a vendor's plugin.
type Model interface {
	// Describe says what the model is. It is constant for the life of the Model.
	Describe() Description
	// Open creates a batch of devices, one per spec, in the order of specs.
	// A spec with a bad Config fails the whole batch with a *ConfigError.
	Open(ctx context.Context, specs []Spec) (Batch, error)
}

// Batch is a set of open devices of one model that are stepped together. It is
// used by one goroutine at a time.
type Batch interface {
	// Step advances the devices of in's rows over one interval and puts what
	// they send into out, in the order of rows. An error means that the batch as
	// a whole failed; out is then not used.
	Step(ctx context.Context, in *Input, out *Outbox) error
	Close() error
}

// Snapshotter is a Batch whose devices' state can be saved and continued, bit
// for bit, in this process or another one of the same Description.StateVersion.
type Snapshotter interface {
	// Snapshot appends the state of one device to dst.
	Snapshot(device int, dst []byte) ([]byte, error)
	// Restore replaces the state of one device by a state that Snapshot gave.
	Restore(device int, state []byte) error
}

// Injector is a Batch whose devices can be made to fail in the ways that
// Description.Faults declares.
type Injector interface {
	// Inject starts (or, with stop, ends) a fault on the given devices of the
	// batch. Params is a JSON object of the fault's own parameters, or nil.
	Inject(devices []int, fault string, params json.RawMessage, stop bool, at time.Time) error
}

// Commander is a Batch whose devices take commands from the platform.
type Commander interface {
	Command(device int, name string, payload []byte, at time.Time) (reply []byte, err error)
}

// Listener is a Batch of a model that wants waves which knows whether any of its devices
// does: nobody needs to be told of hearts and breaths for the others.
type Listener interface{ Listens() bool }

// ConfigError lists every problem of one device's config.
type ConfigError struct {
	Device   string
	Problems []ConfigProblem
}

// ConfigProblem is one thing wrong with a config.
type ConfigProblem struct {
	Pointer string // JSON Pointer into the config, "" for the whole
	Summary string // what is wrong, one line
	Detail  string // how to put it right
}

func (e *ConfigError) Error() string {
	text := "config of " + e.Device + ":"
	for i, p := range e.Problems {
		if i > 0 {
			text += ";"
		}
		text += " " + p.Pointer + ": " + p.Summary
		if p.Detail != "" {
			text += " (" + p.Detail + ")"
		}
	}
	return text
}

// Validator is a Model that can check a config without opening a device.
type Validator interface {
	Validate(config json.RawMessage) []ConfigProblem
}

// Description is what a Model says of itself.
type Description struct {
	Type    string  // "pulse-oximeter", unique in a run
	Title   string  // for people: "Finger pulse oximeter"
	Help    string  // one line on what it measures and how well
	Segment Segment // where the device is used
	Vendor  string  // "" for the built-in devices
	Version string  // semantic version of the model

	Inputs       []physiology.Signal // columns wanted, in this order
	WantsBeats   bool
	WantsBreaths bool
	// WantsWaves asks for Input.Ticks, from which a wave.Source makes what electrodes and
	// probes show. Only continuous models of this process can have them: the plugin
	// protocol carries beats and breaths.
	WantsWaves bool
	// Continuous models are stepped on every tick and told by Input.Due who
	// reports; others are stepped only when a device's publish time has come,
	// over the whole interval since its last one.
	Continuous bool
	Interval   IntervalRange

	Streams      []Stream
	Codes        []Code  // what the obs stream may carry
	Faults       []Fault // what can be injected
	ConfigSchema string  // JSON Schema (2020-12) of Spec.Config
	Stateless    bool    // a device opened anew goes on as the old one would: a plugin's host needs no snapshots of it
	StateVersion string  // changes when an old snapshot cannot be restored; "" if the batch is no Snapshotter
}

// Segment is the part of care in which a device is used.
type Segment string

// The segments of the device catalogue.
const (
	OnBody    Segment = "on-body"
	InHome    Segment = "in-home"
	Community Segment = "community"
	InClinic  Segment = "in-clinic"
)

// IntervalRange is the range of step lengths that a model is valid for.
type IntervalRange struct{ Min, Max, Default time.Duration }

// Stream is one kind of message that a device sends.
type Stream struct {
	Name        string        // "obs", "wave", "alarm", "status", "event": the topic's last segment
	ContentType string        // "application/json"
	Schema      string        // JSON Schema of one payload, "" for binary
	Period      time.Duration // 0: on event
	// Where a payload carries its identity, as JSON Pointers; "" where the
	// encoding has no place for it.
	SeqPointer, BootPointer, TimePointer string
}

// Code is a measured quantity that a device reports.
type Code struct {
	ID    string // "spo2": the id used in payloads and in expressions over the measured layer
	Unit  string // UCUM
	MDC   uint32 // IEEE 11073-10101, 0 if none
	LOINC string // "" if none
}

// Fault is a way in which the device can be made to fail.
type Fault struct {
	Name         string // "probe-off": an event sensor.probe-off or device.probe-off starts it
	Title        string
	ParamsSchema string // JSON Schema of its parameters, "" if it has none
}

// Spec is one device to open.
type Spec struct {
	Patient string          // "ward-0001"
	Device  string          // "ward-0001-oximeter": the serial number as the platform sees it
	Seed    uint64          // the device's only source of randomness
	Start   time.Time       // virtual time of the run's start
	Every   time.Duration   // publish period; 0: the model's default
	Config  json.RawMessage // JSON object of the model's own settings, nil for defaults
}
