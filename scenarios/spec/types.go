package spec

// Scenario is one whole scenario after overlay, substitution and defaults: what
// the engine runs. Defaults of the language are already filled in; [Scenario.Has]
// tells whether a value was written and [Scenario.Origin] by whom.
type Scenario struct {
	Version     int      `yaml:"version" required:"true" enum:"1" doc:"format version"`
	Name        string   `yaml:"name" format:"name" doc:"name of the scenario"`
	Description string   `yaml:"description" doc:"what the scenario is for"`
	Tags        []string `yaml:"tags" format:"name" doc:"words to find it by"`
	Extends     string   `yaml:"extends" doc:"base scenario, overlaid by JSON Merge Patch (RFC 7396)"`
	Imports     []string `yaml:"imports" doc:"library files with templates, networks and truth"`

	Params Map[Param] `yaml:"params" names:"param" doc:"declared parameters; set by --param, environment or default"`
	Matrix Matrix     `yaml:"matrix" doc:"axes of values; the scenario runs once for each cell"`

	Seed     uint64   `yaml:"seed" doc:"seed of every random stream; a whole number from 0"`
	Duration Duration `yaml:"duration" doc:"length of the run in simulated time; without it the phases' sum"`
	Step     Duration `yaml:"step" default:"1s" doc:"step of the physiology, 50ms to 10s"`
	Workers  Workers  `yaml:"workers" default:"auto" doc:"worker processes of the run: auto or a whole number"`
	Time     Time     `yaml:"time" doc:"clock of the run"`
	Phases   []Phase  `yaml:"phases" doc:"named stretches of the run, one after the other"`

	Environment Environment      `yaml:"environment" doc:"what surrounds the patients"`
	Targets     Map[Target]      `yaml:"targets" doc:"systems that telemetry goes to"`
	Networks    Map[Network]     `yaml:"networks" doc:"network conditions by name"`
	Gateways    Map[Gateway]     `yaml:"gateways" doc:"gateways that collect, buffer and forward"`
	Plugins     Map[Plugin]      `yaml:"plugins" doc:"vendor plugins that this run needs, pinned"`
	Templates   Map[Device]      `yaml:"templates" doc:"devices to take over with use"`
	Fleet       Map[Cohort]      `yaml:"fleet" doc:"cohorts of patients with their devices"`
	Events      Map[Event]       `yaml:"events" doc:"what happens, to whom, when"`
	Truth       Map[Truth]       `yaml:"truth" doc:"labels: conditions that the platform should find"`
	Observe     Map[Observer]    `yaml:"observe" doc:"where the platform speaks"`
	Expect      Map[Expectation] `yaml:"expect" doc:"what the run is judged by"`
	Branches    Map[Branch]      `yaml:"branches" doc:"what-if: events added to each branch"`
	WhatIf      *WhatIf          `yaml:"whatif" doc:"what-if: whose twin, when, how far, what to look at"`
	Report      Report           `yaml:"report" doc:"where results go and in which forms"`

	Cells []Cell `yaml:"-"` // cells of the matrix, in order; empty without one
	Cell  Cell   `yaml:"-"` // the cell that this value was made for

	source   Source
	root     *node
	problems Problems
	opt      Options
}

// Param is one declared parameter with the value that won.
type Param struct {
	Type     string `yaml:"type" required:"true" enum:"int,number,string,bool,duration,percent" doc:"type of the value"`
	Default  Any    `yaml:"default" doc:"value when none is given"`
	Min      Any    `yaml:"min" doc:"smallest value, included"`
	Max      Any    `yaml:"max" doc:"largest value, included"`
	Enum     []Any  `yaml:"enum" doc:"the only values"`
	Doc      string `yaml:"doc" doc:"one line of help"`
	Required bool   `yaml:"required" doc:"a value must be given"`

	Value string `yaml:"-"` // the value that won, as text
}

// Matrix spans a run over the product of its axes.
type Matrix struct {
	Axes    Map[[]Any] `yaml:",inline" doc:"an axis: a list of values"`
	Exclude []Map[Any] `yaml:"exclude" doc:"cells to leave out"`
}

// Cell is one combination of the matrix: axis name to value.
type Cell map[string]string

// Time is the clock of the run.
type Time struct {
	Mode  string   `yaml:"mode" default:"real" enum:"real,accelerated,virtual" doc:"real, accelerated (speed times real) or virtual (no waiting, no network)"`
	Speed float64  `yaml:"speed" default:"1" above:"0" doc:"simulated seconds a second in accelerated mode"`
	Start Instant  `yaml:"start" default:"2026-01-15T08:00:00Z" doc:"simulated wall clock at t=0, RFC 3339"`
	Zone  string   `yaml:"zone" default:"UTC" doc:"time zone of the site, an IANA name"`
	Tick  Duration `yaml:"tick" doc:"tick of the engine; without it the step"`
}

// Phase is a named stretch of the run.
type Phase struct {
	Name string   `yaml:"name" required:"true" format:"name" doc:"name of the phase"`
	For  Duration `yaml:"for" required:"true" doc:"its length"`
}

// Environment surrounds all patients at the start of the run.
type Environment struct {
	Temperature Quantity `yaml:"temperature" default:"22 degC" unit:"degC" min:"-60" max:"60" doc:"air temperature"`
	Humidity    Percent  `yaml:"humidity" default:"50%" doc:"relative humidity"`
	Pressure    Quantity `yaml:"pressure" unit:"mmHg" min:"150" max:"1600" doc:"barometric pressure; without it that of the altitude"`
	Altitude    Quantity `yaml:"altitude" unit:"m" min:"-430" max:"9000" doc:"altitude; not together with pressure"`
	CO          Quantity `yaml:"co" default:"0 ppm" unit:"ppm" min:"0" max:"20000" doc:"carbon monoxide in the air"`
	Clothing    Quantity `yaml:"clothing" default:"1 clo" unit:"clo" min:"0" max:"6" doc:"insulation of clothing and bedding"`
}

// Plugin pins a vendor plugin: another version or digest is refused before the run starts.
type Plugin struct {
	Plugin  string `yaml:"plugin" doc:"name of the plugin; without it the key"`
	Version string `yaml:"version" doc:"exact version"`
	SHA256  string `yaml:"sha256" format:"sha256" doc:"digest of the binary, 64 hexadecimal digits"`
}

// Event is one thing that happens: a trigger (exactly one of At, Every, Rate,
// When, After), whom it hits, what is done and for how long.
type Event struct {
	At     *At           `yaml:"at" doc:"a time (10m, steady+5m, outage+2m) or a distribution of times"`
	Every  *DurationDist `yaml:"every" doc:"again and again at this interval"`
	Rate   *Rate         `yaml:"rate" doc:"at random at this mean rate: 2/patient/day"`
	When   *Condition    `yaml:"when" doc:"when this condition over the twin becomes true"`
	After  string        `yaml:"after" doc:"when this event ends"`
	Hold   Duration      `yaml:"hold" doc:"with when: how long it must have been true"`
	Delay  *DurationDist `yaml:"delay" doc:"with when or after: wait this long"`
	During string        `yaml:"during" doc:"only in this phase"`
	Select Select        `yaml:"select" doc:"who is hit; without it everybody"`
	Target string        `yaml:"target" doc:"target whose broker is hit"`
	Do     string        `yaml:"do" required:"true" format:"kind" doc:"kind of event, as vitalfleet events lists them"`
	With   Map[Value]    `yaml:"with" doc:"parameters of the kind"`
	For    *DurationDist `yaml:"for" doc:"how long; it always reverts by itself"`
}

// Select says who is hit. Percent and Pick choose by the lowest hashes of
// (seed, event, id), so that the choice never depends on workers.
type Select struct {
	Cohort  string      `yaml:"cohort" doc:"name of a cohort"`
	Device  string      `yaml:"device" doc:"key of a device in a cohort"`
	Gateway string      `yaml:"gateway" doc:"name of a gateway"`
	Network string      `yaml:"network" doc:"name of a network"`
	Target  string      `yaml:"target" doc:"name of a target"`
	Labels  Map[string] `yaml:"labels" doc:"all these labels"`
	Where   *Condition  `yaml:"where" doc:"expression over the twin: age > 70 and news2 >= 5"`
	Percent *Percent    `yaml:"percent" doc:"this share of them; stable when patients are added"`
	Pick    *Int        `yaml:"pick" min:"1" doc:"this many of them"`
}

// Truth is one label: a condition over the twin (When) or the spans of an event kind.
type Truth struct {
	When      *Condition `yaml:"when" doc:"expression over the twin"`
	Event     string     `yaml:"event" format:"kind" doc:"kind of event whose spans are the truth"`
	Hold      Duration   `yaml:"hold" doc:"how long the condition must last"`
	Clear     *Condition `yaml:"clear" doc:"condition of its end; without it the opposite of when"`
	ClearHold Duration   `yaml:"clear_hold" doc:"how long the end must last"`
	Layer     string     `yaml:"layer" default:"physiology" enum:"physiology,measured,delivered" doc:"whose truth: the body's, the sensor's, or what reached the broker"`
}

// Observer is a place where the platform speaks.
type Observer struct {
	Type   string      `yaml:"type" required:"true" enum:"mqtt,webhook,http-poll,fhir-search,prometheus,file" doc:"kind of observer"`
	Target string      `yaml:"target" doc:"mqtt: name of a target"`
	Topic  string      `yaml:"topic" doc:"mqtt: topic filter"`
	Share  string      `yaml:"share" doc:"mqtt: group of a shared subscription"`
	Listen string      `yaml:"listen" doc:"webhook: address to listen on"`
	Path   string      `yaml:"path" doc:"webhook: path of the URL; file: path of the NDJSON file"`
	URL    string      `yaml:"url" doc:"http-poll, fhir-search, prometheus: what to ask"`
	Every  Duration    `yaml:"every" default:"10s" doc:"how often to ask"`
	Map    Map[string] `yaml:"map" doc:"expressions over body, header and topic, by field"`
}

// Branch is one what-if: these events happen in addition, times from the branch point.
type Branch struct {
	Events Map[Event] `yaml:"events" doc:"events of this branch"`
}

// WhatIf says whose twin is branched, when, how far and what is looked at.
type WhatIf struct {
	Patient    string         `yaml:"patient" required:"true" doc:"id of the patient: p-0001"`
	At         Duration       `yaml:"at" doc:"the branch point"`
	Horizon    Duration       `yaml:"horizon" required:"true" doc:"how far to look from there"`
	Ensemble   Int            `yaml:"ensemble" default:"64" min:"1" max:"10000" doc:"members of each branch"`
	Signals    []string       `yaml:"signals" format:"signal" doc:"signals to look at"`
	Thresholds Map[Threshold] `yaml:"thresholds" names:"signal" doc:"ranges that you set, by signal"`
}

// Threshold is the user's range of one signal.
type Threshold struct {
	Below *Quantity `yaml:"below" doc:"outside when lower"`
	Above *Quantity `yaml:"above" doc:"outside when higher"`
}

// Report says where the results go.
type Report struct {
	Dir     string   `yaml:"dir" doc:"run directory"`
	Formats []string `yaml:"formats" enum:"terminal,html,json,junit,csv,prometheus" doc:"forms of the report"`
	Truth   []string `yaml:"truth" enum:"ndjson,csv,wfdb-annotations" doc:"forms of the truth ledger"`
	Every   Duration `yaml:"every" doc:"intermediate report at this interval"`
}
