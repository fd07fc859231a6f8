package scenarios

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology/quantity"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// defaultTopic is where a device publishes when the scenario does not say.
const defaultTopic = "vitalfleet/v1/{site}/{gateway}/{type}/{device}/{stream}"

// connect gives every device its topics and a connection: its own, or that of
// the gateway it speaks through.
func (p *planner) connect() {
	byGateway := map[string]int{}
	for i := range p.devices {
		d := &p.devices[i]
		target, name, ok := p.targetOf(d)
		if !ok {
			return
		}
		d.gateway = p.gatewayOf(d)
		d.topics = p.topics(d, target)
		shared := d.gateway != "direct"
		if g, _ := p.spec.Gateways.Get(d.via); shared && !g.Multiplex {
			shared = false
		}
		if n, ok := byGateway[d.gateway]; shared && ok {
			d.conn = n
			p.conns[n].devices = append(p.conns[n].devices, i)
			p.conns[n].joins = min(p.conns[n].joins, p.twins[d.twin].joins)
			continue
		}
		d.conn = len(p.conns)
		if shared {
			byGateway[d.gateway] = d.conn
		}
		p.conns = append(p.conns, p.newConn(i, d, name, target, shared))
	}
}

// targetOf is the target a device sends to: its own, its gateway's, or the first.
func (p *planner) targetOf(d *plannedDevice) (spec.Target, string, bool) {
	name := ""
	if c, ok := p.spec.Fleet.Get(p.twins[d.twin].cohort); ok {
		own, _ := c.Devices.Get(d.key)
		name = own.Target
	}
	if g, ok := p.spec.Gateways.Get(d.via); ok && name == "" {
		name = g.Target
		d.network = g.Network
	}
	names := p.spec.Targets.Names()
	if name == "" && len(names) > 0 {
		name = names[0]
	}
	t, ok := p.spec.Targets.Get(name)
	if !ok && len(names) > 0 {
		p.problem("targets", "there is no target %q", name)
		return t, name, false
	}
	if t.Version == "5" {
		p.problem("targets."+name+".version", "MQTT 5 needs the fleet link, which this version does not have; 3.1.1 works")
	}
	return t, name, true
}

// gatewayOf deals the patients of a gateway's name out over its count.
func (p *planner) gatewayOf(d *plannedDevice) string {
	if d.via == "" {
		return "direct"
	}
	g, _ := p.spec.Gateways.Get(d.via)
	n := d.twin % max(int(g.Count), 1)
	return fmt.Sprintf("%s-%02d", d.via, n+1)
}

// topics are the topics of a device's streams.
func (p *planner) topics(d *plannedDevice, target spec.Target) []string {
	template := defaultTopic
	own, _ := p.spec.Fleet.Get(p.twins[d.twin].cohort)
	dev, _ := own.Devices.Get(d.key)
	switch {
	case dev.Publish.Topic != "":
		template = dev.Publish.Topic
	case target.Topic != "":
		template = target.Topic
	case target.Topics != "" && target.Topics != "plain":
		p.problem("targets", "topic convention %s is not available in this version; plain is", target.Topics)
	}
	var out []string
	for _, s := range p.streamsOf(d) {
		out = append(out, p.expand(template, d, target, s.Name))
	}
	return out
}

func (p *planner) streamsOf(d *plannedDevice) []devicesim.Stream {
	dev := p.spec.Fleet
	c, _ := dev.Get(p.twins[d.twin].cohort)
	own, _ := c.Devices.Get(d.key)
	return p.opened[own.Plugin+"/"+d.typ].desc.Streams
}

// expand fills a template's {site}, {gateway}, {type}, {device}, {patient} and {stream}.
func (p *planner) expand(template string, d *plannedDevice, target spec.Target, stream string) string {
	site := p.twins[d.twin].labels["site"]
	if site == "" {
		site = target.Site
	}
	if site == "" {
		site = "default"
	}
	return strings.NewReplacer("{site}", site, "{gateway}", d.gateway, "{type}", d.typ,
		"{device}", d.id, "{patient}", d.spec.Patient, "{stream}", stream).Replace(template)
}

func (p *planner) newConn(i int, d *plannedDevice, name string, target spec.Target, shared bool) plannedConn {
	who := *d
	if shared {
		who.id = d.gateway
	}
	client := target.ClientID
	if client == "" {
		client = "{device}"
	}
	c := plannedConn{target: name, devices: []int{i}, network: d.network, joins: p.twins[d.twin].joins}
	c.identity = devicesim.Identity{ClientID: p.expand(client, &who, target, ""), Device: who.id}
	c.status = p.expand(defaultTopic, &who, target, "status")
	c.identity.Will = &devicesim.Will{Topic: c.status, Payload: statusPayload(who.id, "offline"), QoS: 1, Retain: true}
	if w := target.Will; w != nil {
		c.identity.Will = &devicesim.Will{
			Topic: p.expand(w.Topic, &who, target, "status"), Payload: []byte(w.Payload), QoS: byte(w.QoS), Retain: w.Retain,
		}
		c.status = ""
	}
	return c
}

// statusPayload says whether a connection stands. It carries no time: who sends
// it is the session, which is outside of simulated time.
func statusPayload(device, state string) []byte {
	b, _ := json.Marshal(struct {
		V         int    `json:"v"`
		Simulated bool   `json:"simulated"`
		Device    string `json:"device"`
		Stream    string `json:"stream"`
		State     string `json:"state"`
	}{1, true, device, "status", state})
	return b
}

// settings is a device's configuration as its model takes it.
func settings(d spec.Device, rng *rand.Rand) (json.RawMessage, error) {
	m := map[string]any{}
	for k, v := range d.Settings.All() {
		m[k] = v.Value
	}
	clock := map[string]any{}
	if d.Clock.Skew != nil {
		clock["offset"] = drawDuration(*d.Clock.Skew, rng).String()
	}
	if d.Clock.DriftPPM != nil {
		clock["drift_ppm"] = d.Clock.DriftPPM.Draw(rng)
	}
	if len(clock) > 0 {
		m["clock"] = clock
	}
	if len(m) == 0 {
		return nil, nil
	}
	return json.Marshal(m)
}

// canonical is a quantity's value in a unit; the scenario was checked before.
func canonical(q spec.Quantity, unit string) float64 {
	v, err := quantity.Convert(q.Value, q.Unit, unit)
	if err != nil {
		return q.Value
	}
	return v
}

// drawDuration draws a time, in whole microseconds so that it prints briefly.
func drawDuration(d spec.DurationDist, rng *rand.Rand) time.Duration {
	return d.Draw(rng).Round(time.Microsecond)
}

// workers is how many goroutines share the work of a tick.
func workers() int { return runtime.GOMAXPROCS(0) }
