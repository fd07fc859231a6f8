package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

// plan is a scenario expanded: who takes part, what they wear, and over which
// connections it speaks. It is a pure function of scenario, seed and models.
type plan struct {
	spec     *spec.Scenario
	start    time.Time
	step     time.Duration
	duration time.Duration // 0: until stopped
	phases   []Span
	env      physiology.Environment
	twins    []plannedTwin
	variants []variant
	devices  []plannedDevice // of one twin stand together, in order of key
	conns    []plannedConn
	groups   []deviceGroup
	files    map[string]string // SHA-256 of the patients' files that were read, by name
}

// plannedTwin is one patient of the plan.
type plannedTwin struct {
	id         string
	cohort     string
	person     physiology.Person
	patient    *physiology.Patient
	metabolism *glucose.Patient // shared by the patients of one file
	feed       []glucose.Input  // of a patient from files
	therapy    *control.Therapy // of who needs insulin
	labels     map[string]string
	variant    int
	joins      time.Duration // when its devices are switched on
	devices    []int
}

// plannedDevice is one device of the plan.
type plannedDevice struct {
	id      string
	key     string // its name in the cohort
	twin    int
	typ     string
	gateway string // "direct" without one
	via     string // the gateway's name in the scenario, "" without one
	network string
	conn    int
	every   time.Duration
	publish publishPlan
	vendor  string
	streams []string // "device/stream", by stream of the model
	topics  []string // likewise
	codes   []devicesim.Code
	spec    devicesim.Spec
}

// publishPlan is when and how a device publishes.
type publishPlan struct {
	phase  time.Duration // of its first message, within the first interval
	jitter time.Duration
	qos    byte
	retain bool
	offset float64 // 0..1: where within a tick it speaks, in wall time
}

// plannedConn is one connection: of a device, or of a gateway that multiplexes.
type plannedConn struct {
	target   string
	identity devicesim.Identity // without its callbacks
	devices  []int
	status   string // topic of the retained status
	network  string
	joins    time.Duration
}

// deviceGroup is all devices of one model, in order.
type deviceGroup struct {
	model   devicesim.Model
	desc    devicesim.Description
	devices []int
}

// planning is what a plan leaves out or does finer.
type planning struct {
	bare    bool // bodies only
	precise bool // the short step of glucose
}

// planner builds a plan and collects every problem on its way.
type planner struct {
	plan
	models   func(typ, plugin string) (devicesim.Model, error)
	opened   map[string]*deviceGroup
	order    []string
	problems []string
	asked    map[string]bool // devices whose settings a plugin was asked about, by path
	planning
	glucose map[string]*glucoseFile // by cohort, for patients from files
	fitted  map[string]*fit.Twin    // by cohort, for those of twin files
}

func (p *planner) problem(path, format string, args ...any) {
	at := ""
	if pos := p.spec.Pos(path); pos.Line > 0 {
		at = pos.String() + ": "
	}
	p.problems = append(p.problems, at+path+": "+fmt.Sprintf(format, args...))
}

// patientFile reads a file that a patient comes from, and notes its sum.
func (p *planner) patientFile(name string) ([]byte, error) {
	text, err := p.spec.ReadFile(name)
	if err == nil {
		p.files[name] = fmt.Sprintf("%x", digest(text))
	}
	return text, err
}

// makePlan expands a scenario. Every problem is in the error.
func makePlan(s *spec.Scenario, models func(typ, plugin string) (devicesim.Model, error), how planning) (*plan, error) {
	p := &planner{models: models, opened: map[string]*deviceGroup{}, planning: how, glucose: map[string]*glucoseFile{}, fitted: map[string]*fit.Twin{}}
	p.spec, p.files = s, map[string]string{}
	p.start = s.Time.Start.UTC()
	p.step = s.Step.D()
	p.duration = s.Duration.D()
	p.env = environment(s.Environment)
	p.layPhases()
	for name, cohort := range s.Fleet.Sorted() {
		p.addCohort(name, cohort)
	}
	p.bear()
	p.setVariants()
	if !p.bare {
		p.addDevices()
		p.connect()
	}
	p.checkEvents()
	if len(p.problems) > 0 {
		return nil, &RunError{Code: ExitInvalid, Err: fmt.Errorf("%s", strings.Join(p.problems, "\n"))}
	}
	return &p.plan, nil
}

func environment(e spec.Environment) physiology.Environment {
	env := physiology.DefaultEnvironment()
	env.Temperature = canonical(e.Temperature, "degC")
	env.Humidity = float64(e.Humidity) * 100
	env.CO = canonical(e.CO, "ppm")
	env.Clothing = canonical(e.Clothing, "clo")
	switch {
	case e.Pressure.Text != "":
		env.Pressure = canonical(e.Pressure, "mmHg")
	case e.Altitude.Text != "":
		env.Pressure = physiology.PressureAtAltitude(canonical(e.Altitude, "m"))
	}
	return env
}

// around is what surrounds a twin. A body's own clock goes with the site's time of
// day; variability 0 switches it off.
func (p *plan) around(t int) physiology.Environment {
	env := p.env
	cohort, _ := p.spec.Fleet.Get(p.twins[t].cohort)
	env.Circadian = cohort.Variability == nil || *cohort.Variability > 0
	at := p.start
	if zone, err := time.LoadLocation(p.spec.Time.Zone); err == nil {
		at = at.In(zone)
	}
	env.Clock = at.Sub(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())).Seconds()
	return env
}

func (p *planner) layPhases() {
	var at time.Duration
	for _, ph := range p.spec.Phases {
		p.phases = append(p.phases, Span{Name: ph.Name, From: at, To: at + ph.For.D()})
		at += ph.For.D()
	}
	if p.duration == 0 {
		p.duration = at
	}
}

// groupOf opens a model once, whatever number of cohorts wear it.
func (p *planner) groupOf(typ, plugin, path string) *deviceGroup {
	name := plugin + "/" + typ
	if g, ok := p.opened[name]; ok {
		return g
	}
	m, err := p.models(typ, plugin)
	if err != nil {
		p.problem(path, "%v", err)
		p.opened[name] = nil
		return nil
	}
	g := &deviceGroup{model: m, desc: m.Describe()}
	p.opened[name] = g
	p.order = append(p.order, name)
	return g
}

// addDevices fits every twin with what its cohort wears.
func (p *planner) addDevices() {
	for t := range p.twins {
		cohort, _ := p.spec.Fleet.Get(p.twins[t].cohort)
		for key, d := range cohort.Devices.Sorted() {
			id := p.twins[t].id + "-" + key
			if draw(p.spec.Seed, id, "fitted").unit() >= float64(d.Fitted) {
				continue
			}
			p.addDevice(t, id, key, d)
		}
	}
	slices.Sort(p.order)
	for _, name := range p.order {
		p.groups = append(p.groups, *p.opened[name])
	}
}

func (p *planner) addDevice(t int, id, key string, d spec.Device) {
	path := "fleet." + p.twins[t].cohort + ".devices." + key
	g := p.groupOf(d.Model, d.Plugin, path+".model")
	if g == nil {
		return
	}
	every := p.publishEvery(id, path, d, g.desc)
	config, err := settings(d, draw(p.spec.Seed, id, "clock").stream())
	if err != nil {
		p.problem(path+".settings", "%v", err)
		return
	}
	p.checkSettings(path, d.Plugin, g.model, config)
	k := draw(p.spec.Seed, id, "schedule")
	dev := plannedDevice{
		id: id, key: key, twin: t, typ: d.Model, via: d.Via, network: d.Network, every: every,
		publish: publishPlan{
			phase:  time.Duration(k.at(0).unit() * float64(every)).Truncate(p.step),
			jitter: d.Publish.Jitter.D(),
			qos:    0,
			retain: d.Publish.Retain,
			offset: k.at(1).unit(),
		},
		spec: devicesim.Spec{
			Patient: p.twins[t].id, Device: id, Seed: uint64(draw(p.spec.Seed, id, "device")),
			Start: p.start, Every: every, Config: config,
		},
	}
	dev.vendor, dev.codes = g.desc.Vendor, g.desc.Codes
	for _, st := range g.desc.Streams {
		dev.streams = append(dev.streams, id+"/"+st.Name)
	}
	if d.Publish.QoS != nil {
		dev.publish.qos = byte(*d.Publish.QoS)
	}
	if d.Publish.Encoding != "" && d.Publish.Encoding != "json" {
		p.problem(path+".publish.encoding", "%s is not available in this version; json is", d.Publish.Encoding)
	}
	n := len(p.devices)
	p.devices = append(p.devices, dev)
	p.twins[t].devices = append(p.twins[t].devices, n)
	g.devices = append(g.devices, n)
}

// publishEvery is a device's interval: the scenario's, else the model's own.
func (p *planner) publishEvery(id, path string, d spec.Device, desc devicesim.Description) time.Duration {
	every := desc.Interval.Default
	for _, s := range desc.Streams {
		if s.Name == "obs" && s.Period > 0 {
			every = s.Period
		}
	}
	if d.Publish.Every != nil {
		every = drawDuration(*d.Publish.Every, draw(p.spec.Seed, id, "every").stream())
	}
	if every < p.step {
		p.problem(path+".publish.every", "%v is shorter than the step of %v: publish more slowly, or set a shorter step", every, p.step)
		return p.step
	}
	if r := desc.Interval; !desc.Continuous && r.Max > 0 && (every < r.Min || every > r.Max) {
		p.problem(path+".publish.every", "%v is outside %v..%v, for which %s is valid", every, r.Min, r.Max, desc.Type)
	}
	return every
}
