package spec

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/condition"
	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

func (c *checker) truths() {
	for name, t := range c.s.Truth.All() {
		path := join("truth", name)
		switch when, event := c.s.Has(path+".when"), c.s.Has(path+".event"); {
		case when && event:
			c.key(path+".event", "when and event are both given", "keep one of them")
		case !when && !event:
			c.key(path, "the truth has neither when nor event", `write when: "spo2 < 90", or event: and a kind of event`)
		}
		c.condition(path+".when", t.When)
		c.condition(path+".clear", t.Clear)
		if t.Clear != nil && t.When == nil {
			c.key(path+".clear", "clear belongs to when", "")
		}
		if _, known := EventByName(t.Event); known && !c.happens(t.Event) {
			c.warn(path+".event", fmt.Sprintf("no event of the scenario does %s", t.Event), "")
		}
	}
}

// happens tells whether an event of the scenario is of a kind.
func (c *checker) happens(kind string) bool {
	for _, e := range c.s.Events.All() {
		if e.Do == kind {
			return true
		}
	}
	return false
}

func (c *checker) observers() {
	for name, o := range c.s.Observe.All() {
		path := join("observe", name)
		needs := map[string][]string{
			"mqtt": {"topic"}, "webhook": {"listen", "map"}, "http-poll": {"url"}, "fhir-search": {"url"}, "prometheus": {"url"}, "file": {"path"},
		}[o.Type]
		for _, key := range needs {
			if !c.s.Has(path + "." + key) {
				c.key(path, fmt.Sprintf("a %s observer needs %s", o.Type, key), "")
			}
		}
		c.names(path+".target", "target", o.Target, c.s.Targets.Names())
		if o.Type == "mqtt" && o.Target == "" && c.s.Targets.Len() == 0 {
			c.key(path, "there is no target to observe", "add targets:")
		}
		c.url(path+".url", o.URL, []string{"http", "https"})
		c.listen(path+".listen", o.Listen)
		for field, text := range o.Map.All() {
			if _, err := condition.CompileMapping(text); err != nil {
				msg, _, _ := strings.Cut(err.Error(), "\n")
				c.at(join(path+".map", field), "the expression cannot be read: "+msg, "it is over body, header and topic: body.patientId")
			}
		}
	}
}

// metrics are the names that an expectation may ask for, besides broker.*.
func metrics() []string {
	return []string{
		"devices.connected.ratio", "devices.published", "mqtt.ack.latency", "mqtt.errors", "sut.latency",
		"sim.schedule.lag", "alerts.rate", "plugin.restarts", "fault.effect",
	}
}

func (c *checker) expectations() {
	for name, e := range c.s.Expect.All() {
		path := join("expect", name)
		c.subject(path, e)
		c.filters(path, e)
		c.names(path+".after", "event", e.After, c.s.Events.Names())
		for i, x := range e.Exclude {
			c.names(path+".exclude."+strconv.Itoa(i), "event", x, c.s.Events.Names())
		}
		if w := e.During; w != nil {
			c.names(path+".during", "phase", w.Phase, c.phaseNames())
			for key, p := range map[string]*TimePoint{"from": w.From, "to": w.To} {
				if p != nil {
					c.point(path+".during."+key, *p, c.s.Events.Names())
				}
			}
		}
		for i, text := range e.Assert {
			c.assertion(path+".assert."+strconv.Itoa(i), text, e)
		}
	}
}

// subject checks that exactly one thing is judged, and that it is there.
func (c *checker) subject(path string, e Expectation) {
	var given []string
	for _, key := range []string{"metric", "accounting", "detection", "probe"} {
		if c.s.Has(path + "." + key) {
			given = append(given, key)
		}
	}
	const all = "one of metric, accounting, detection, probe"
	if len(given) == 0 {
		c.key(path, "nothing says what is judged", "write "+all)
	}
	if len(given) > 1 {
		c.key(path+"."+given[1], strings.Join(given, " and ")+" say what is judged", "keep "+all)
	}
	if e.Metric != "" && !slices.Contains(metrics(), e.Metric) && !strings.HasPrefix(e.Metric, "broker.") {
		c.at(path+".metric", fmt.Sprintf("there is no metric %q", e.Metric), suggest(e.Metric, append(metrics(), "broker.*")))
	}
	c.names(path+".accounting", "observer", e.Accounting, c.s.Observe.Names())
	if d := e.Detection; d != nil {
		c.names(path+".detection.truth", "truth", d.Truth, c.s.Truth.Names())
		c.names(path+".detection.alerts", "observer", d.Alerts, c.s.Observe.Names())
		for i, x := range d.Overlap {
			c.names(path+".detection.overlap."+strconv.Itoa(i), "event", x, c.s.Events.Names())
		}
	}
	if e.Probe != nil {
		c.url(path+".probe.url", e.Probe.URL, []string{"http", "https"})
	}
}

// filters checks the keys of where: labels, and names of things.
func (c *checker) filters(path string, e Expectation) {
	for key, value := range e.Where.All() {
		at := join(path+".where", key)
		switch key {
		case "cohort":
			c.names(at, "cohort", value, c.s.Fleet.Names())
		case "device":
			c.names(at, "device", value, c.deviceKeys())
		case "via", "gateway":
			c.names(at, "gateway", value, c.s.Gateways.Names())
		case "network":
			c.names(at, "network", value, c.s.Networks.Names())
		case "target":
			c.names(at, "target", value, c.s.Targets.Names())
		case "patient", "type", "model", "stream", "firmware":
		default:
			if known := c.labelNames(); !slices.Contains(known, key) && e.Metric == "" {
				c.key(at, fmt.Sprintf("no cohort has the label %q", key), suggest(key, append(known, "device", "via", "network", "target")))
			}
		}
	}
}

// assertion checks the text of a threshold, and that its subject has the statistic.
func (c *checker) assertion(path, text string, e Expectation) {
	a, bad := judge.ParseAssertion(text)
	if bad != nil {
		c.inText(path, text, bad.Offset, bad.Message, "statistic, operator, limit: p(95) < 250ms")
		return
	}
	var err error
	switch {
	case e.Accounting != "":
		err = judge.CheckAccounting(a)
	case e.Detection != nil:
		err = judge.CheckDetection(a)
	}
	if errors.As(err, &bad) {
		c.inText(path, text, bad.Offset, bad.Message, "")
	}
}

func (c *checker) whatIf() {
	w := c.s.WhatIf
	if w == nil {
		return
	}
	if w.Patient != "" {
		c.patient("whatif.patient", w.Patient)
	}
	if w.Horizon <= 0 && c.s.Has("whatif.horizon") {
		c.at("whatif.horizon", "the horizon must be above 0", "")
	}
	if c.s.Branches.Len() == 0 {
		c.key("whatif", "there are no branches to compare", "add branches: with baseline: {} and at least one more")
	}
	var ids []string
	for _, s := range physiology.Signals() {
		ids = append(ids, s.ID)
	}
	for i, id := range w.Signals {
		c.names("whatif.signals."+strconv.Itoa(i), "signal", id, ids)
	}
	for id, t := range w.Thresholds.All() {
		path := join("whatif.thresholds", id)
		sig, ok := physiology.SignalByID(id)
		if !ok {
			c.key(path, fmt.Sprintf("there is no signal %q", id), suggest(id, ids))
			continue
		}
		for key, q := range map[string]*Quantity{"below": t.Below, "above": t.Above} {
			if q == nil || q.Text == "" {
				continue
			}
			if _, fits := convert(q.Value, q.Unit, sig.Info().Unit); !fits {
				c.at(path+"."+key, fmt.Sprintf("%q has the wrong unit", q.Text), "want "+sig.Info().Unit)
			}
		}
	}
}

// patient checks an id {cohort}-{NNNN} against the fleet.
func (c *checker) patient(path, id string) {
	i := strings.LastIndexByte(id, '-')
	cohort, ok := c.s.Fleet.Get(id[:max(i, 0)])
	n, err := strconv.Atoi(id[i+1:])
	if !ok || err != nil || len(id[i+1:]) < 4 {
		var ids []string
		for _, name := range c.s.Fleet.Names() {
			ids = append(ids, name+"-0001")
		}
		c.at(path, fmt.Sprintf("there is no patient %q", id), suggest(id, ids))
		return
	}
	if n < 1 || n > int(cohort.Patients) {
		c.at(path, fmt.Sprintf("there is no patient %q", id), fmt.Sprintf("the cohort has %d", cohort.Patients))
	}
}
