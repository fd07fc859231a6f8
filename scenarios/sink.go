package scenarios

import (
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// Sink hears what happens in a run, in order, on the run's own goroutine. A
// sink must return at once and must not keep what it is handed beyond the call,
// except the Roster. It can change nothing: a run with a sink gives the same
// bytes as one without.
type Sink interface {
	// Begin is called once, before the first tick.
	Begin(r *Roster)
	// Tick is called after every tick.
	Tick(f *Frame)
	// Happened is called for each entry of the event log, as it is made.
	Happened(e LogEntry)
	// End is called once, after the verdict.
	End(r *Result)
}

// Roster is who takes part in a run. It never changes after Begin.
type Roster struct {
	Scenario string
	Seed     uint64
	Start    time.Time     // virtual time at the start
	Duration time.Duration // 0: until stopped
	Step     time.Duration
	Mode     string  // "real", "accelerated", "virtual"
	Speed    float64 // simulated seconds a wall second, 0 in virtual mode
	Twins    []RosterTwin
	Devices  []RosterDevice // in order of id; a twin's devices stand together
	Phases   []Span
}

// RosterTwin is one patient of a run.
type RosterTwin struct {
	ID      string
	Cohort  string
	Age     float64
	Sex     string
	Labels  map[string]string
	Devices []int // indexes into Roster.Devices
}

// RosterDevice is one device of a run.
type RosterDevice struct {
	ID     string // "ward-0001-oximeter"
	Key    string // "oximeter", its name in the scenario
	Type   string // "pulse-oximeter"
	Vendor string // "" for built-in devices
	Twin   int    // index into Roster.Twins
	Every  time.Duration
	Topic  string // topic of its obs stream
}

// Span is a named stretch of the run, in time since its start.
type Span struct {
	Name     string
	From, To time.Duration
}

// Frame is a look at the run between two ticks. Its methods read the state as
// it stands and are valid only during the call of Sink.Tick.
type Frame struct {
	Tick    uint64        // ticks done
	Elapsed time.Duration // simulated time since the start
	Time    time.Time     // virtual time
	Stats   Stats
	Paused  bool
	Speed   float64
	Active  []ActiveEvent // what is in force now

	src FrameSource
}

// FrameSource is what a Frame reads from.
type FrameSource interface {
	// Observe writes the true values of the wanted signals of a twin into dst.
	Observe(twin int, want []physiology.Signal, dst []float64)
	// Reading returns the payload of the last obs message of a device, or nil.
	Reading(device int) []byte
	// Online reports whether a device's session stands right now.
	Online(device int) bool
	// Expectations returns how each expectation stands so far.
	Expectations() []Outlook
	// Plugins returns how each vendor plugin is.
	Plugins() []PluginState
	// Listen begins to hear a twin's heart and lungs and tells what they did in the
	// last tick; ok is false in the first, which was not heard.
	Listen(twin int) (t wave.Tick, ok bool)
}

// FrameOf returns a frame that reads from src.
func FrameOf(src FrameSource) *Frame { return &Frame{src: src} }

// Observe writes the true values of the wanted signals of a twin into dst.
func (f *Frame) Observe(twin int, want []physiology.Signal, dst []float64) {
	f.src.Observe(twin, want, dst)
}

// Reading returns the payload of the last obs message that a device produced,
// or nil. Decode it with devicesim/encoding.
func (f *Frame) Reading(device int) []byte { return f.src.Reading(device) }

// Online reports whether a device's session stands right now. In virtual time
// there are no sessions and every device that is switched on is online.
func (f *Frame) Online(device int) bool { return f.src.Online(device) }

// Expectations returns how each expectation of the scenario stands so far.
func (f *Frame) Expectations() []Outlook { return f.src.Expectations() }

// Plugins returns how each vendor plugin of the run is.
func (f *Frame) Plugins() []PluginState { return f.src.Plugins() }

// Listen tells what a twin's heart and lungs did in the last tick, for a source of
// waves. The first call begins to listen; what went before was not heard, and ok is
// false.
func (f *Frame) Listen(twin int) (t wave.Tick, ok bool) { return f.src.Listen(twin) }

// Stats counts what a run has done so far.
type Stats struct {
	Devices   int    // devices that have been switched on
	Connected int    // devices whose session stands
	Produced  uint64 // messages that devices made
	Published uint64 // messages that links took
	Acked     uint64
	Errors    uint64  // messages that links refused or gave up
	Seen      uint64  // messages that observers saw
	Alerts    uint64  // alerts that observers took in
	Lag       float64 // s behind the schedule, now
	LagP99    float64 // s, of the run
	AckP50    float64 // s, of the run
	AckP99    float64 // s, of the run
}

// ActiveEvent is an event in force.
type ActiveEvent struct {
	Name  string
	Kind  string
	Since time.Duration
	Until time.Duration // 0: open
	Hits  int           // how many patients or devices it acts on
}

// LogEntry is one line of the event log.
type LogEntry struct {
	Tick    uint64            `json:"tick"`
	Time    time.Time         `json:"time"`              // virtual
	What    string            `json:"what"`              // "start", "end", "label", "label-end", "input", "plugin", "link", "note"
	Event   string            `json:"event,omitempty"`   // name in the scenario
	Kind    string            `json:"kind,omitempty"`    // "patient.hypoxia"
	Patient string            `json:"patient,omitempty"` // whom it hit
	Device  string            `json:"device,omitempty"`
	Detail  map[string]string `json:"detail,omitempty"`
}

// Outlook is how an expectation stands.
type Outlook struct {
	Name     string
	Assert   string
	Verdict  string // "pass", "fail", "inconclusive", "not-applicable"; so far
	Observed string
	Limit    string
	Severity string
}

// PluginState is how a plugin's process is.
type PluginState struct {
	Name     string
	Version  string
	State    string // "running", "restarting", "quarantined"
	PID      int
	Restarts int
	Isolated int // devices that are silent because they make it fail
	Recycled int // restarts because its memory had grown too large
	Diverged int // replays that gave other messages than the first time
	Devices  int
	CallP99  float64 // s
	Reason   string  // why it was last restarted
}

// Injection is an event that the console puts into a running run. It is stamped
// with the tick that takes it and logged in inputs.ndjson, so that the run can
// be replayed.
type Injection struct {
	Do      string         `json:"do"`                // "patient.hypoxia"
	With    map[string]any `json:"with,omitempty"`    // as in a scenario
	For     time.Duration  `json:"for,omitempty"`     // 0: until the end
	Targets []string       `json:"targets,omitempty"` // ids of patients or devices
	By      string         `json:"by,omitempty"`      // who did it
}

// Controller steers a run. Its methods may be called from any goroutine; what
// they ask for is taken at the next tick.
type Controller interface {
	// Inject checks an injection and takes it. Every problem is in the error.
	Inject(in Injection) error
	Pause(paused bool)
	// SetSpeed changes the speed of an accelerated run.
	SetSpeed(speed float64) error
	// Stop ends the run as if its time were over: it drains, judges, reports.
	Stop(reason string)
}
