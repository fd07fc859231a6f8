package spec

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/vitalfleet/vitalfleet/physiology"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// catalogueTypes are the device types of the catalogue, built in this version or not.
func catalogueTypes() []string {
	return strings.Fields(`smartwatch ecg-patch pulse-oximeter nibp-cuff cuffless-bp thermometer temp-patch weight-scale body-comp glucometer cgm
		insulin-pump insulin-pen pill-dispenser pers-fall living-hub spirometer cpap inr-meter smart-clothing pacemaker neurostim bedside-monitor
		infusion-pump syringe-pump ventilator capnograph smart-bed dig-steth imaging surgical-robot ambulance-monitor organ-box vaccine-fridge
		phone-gateway telehealth-kit implant-sensor manual-observation`)
}

// knownProfiles are the profiles of the language; physiology adds its own.
func knownProfiles() []string {
	out := []string{"healthy-adult", "adult-medical", "hypertension-home", "heart-failure-nyha2", "copd-hypercapnic", "type1-diabetes", "type2-diabetes", "post-operative", "athlete"}
	for _, p := range physiology.Profiles() {
		if !slices.Contains(out, p.Name) {
			out = append(out, p.Name)
		}
	}
	return out
}

// conditionUnits are the chronic conditions of the language with their parameters and units.
func conditionUnits() map[string]map[string]string {
	return map[string]map[string]string{
		"heart-failure": {"ejection_fraction": "%"}, "copd": {"severity": ""}, "asthma": {}, "hypertension": {},
		"ckd": {"gfr": "mL/min"}, "anaemia": {"hb": "g/dL"}, "shunt": {"fraction": "%"}, "denervated-heart": {},
		"type1-diabetes": {}, "type2-diabetes": {}, "atrial-fibrillation": {}, "obesity": {}, "sepsis-risk": {},
		"icd": {}, "pacemaker": {"mode": "", "rate": "1/min", "capture": "%"},
	}
}

func (c *checker) fleet() {
	for name, t := range c.s.Templates.All() {
		c.device(join("templates", name), t, true)
	}
	for name, cohort := range c.s.Fleet.All() {
		path := join("fleet", name)
		c.names(path+".profile", "profile", cohort.Profile, knownProfiles())
		c.person(path, cohort)
		for key, d := range cohort.Devices.All() {
			c.device(join(path+".devices", key), d, false)
		}
		if cohort.Load != nil {
			c.load(path+".load", *cohort.Load)
		}
	}
}

// person checks demographics and conditions.
func (c *checker) person(path string, cohort Cohort) {
	d := cohort.Demographics
	for _, q := range []struct {
		name      string
		dist      *Dist
		low, high float64
	}{
		{"demographics.age", d.Age, 18, 95},
		{"demographics.height", d.Height, 140, 215},
		{"demographics.weight", d.Weight, 35, 200},
		{"fitness.vo2max", cohort.Fitness.VO2Max, 10, 90},
	} {
		if q.dist == nil || q.dist.Kind == "" {
			continue
		}
		if v := q.dist.Center(); v < q.low || v > q.high {
			c.at(path+"."+q.name, fmt.Sprintf("%g %s is outside the people that are modelled", v, q.dist.Unit), fmt.Sprintf("want %g to %g", q.low, q.high))
		}
	}
	if g := cohort.Glucose; g != nil {
		for key, d := range cohort.Devices.All() {
			if d.Model == "insulin-pump" && g.Therapy != "open-loop" {
				c.key(path+".glucose.therapy", "device "+key+" controls the patient's insulin already", "leave out therapy:, and set delivery: loop in the pump's settings")
			}
		}
		switch {
		case g.Parameters != "" && cohort.Twin != "":
			c.key(path+".twin", "a patient comes from glucose files or from a twin file, not from both", "keep one of them")
		case g.Parameters == "" && g.Inputs != "":
			c.key(path+".glucose.inputs", "inputs need the parameters of the patient that they were made for", "add parameters: and a JSON file")
		case g.Inputs != "" && c.s.Has(path+".glucose.therapy"):
			c.key(path+".glucose.therapy", "the inputs are all the insulin that there is", "leave out inputs: or therapy:")
		}
	}
	for name, with := range cohort.Conditions.All() {
		c.chronic(path+".conditions", name, with)
	}
}

// chronic checks one chronic condition: by physiology when it knows it, else by the language's table.
func (c *checker) chronic(base, name string, with With) {
	path := join(base, name)
	known := conditionUnits()
	for _, info := range physiology.Conditions() {
		if info.Name == name {
			if _, errs := physiology.BindCondition(name, ConditionArgs(with, nil)); len(errs) > 0 && info.Refused == "" {
				c.argErrors(path, with, errs)
			}
			return
		}
		if known[info.Name] == nil {
			known[info.Name] = nil
		}
	}
	units, ok := known[name]
	if !ok {
		c.key(path, fmt.Sprintf("there is no condition %q", name), suggest(name, keysOf(known)))
		return
	}
	for param, v := range with.All() {
		unit, ok := units[param]
		if !ok {
			c.key(join(path, param), fmt.Sprintf("%s has no parameter %q", name, param), suggest(param, keysOf(units)))
			continue
		}
		p := physiology.Param{Name: param, Kind: physiology.Number}
		if unit != "" {
			p.Kind, p.Units = physiology.Quantity, []string{unit}
		}
		c.arg(join(path, param), p, v)
	}
}

func (c *checker) device(path string, d Device, template bool) {
	c.names(path+".via", "gateway", d.Via, c.s.Gateways.Names())
	c.names(path+".network", "network", d.Network, c.s.Networks.Names())
	c.names(path+".target", "target", d.Target, c.s.Targets.Names())
	c.names(path+".plugin", "plugin", d.Plugin, c.s.Plugins.Names())
	c.template(path+".publish.topic", d.Publish.Topic)
	c.zone(path+".clock.zone", d.Clock.Zone)
	if e := d.Publish.Every; e != nil && e.Kind != "" && e.Center() <= 0 {
		c.at(path+".publish.every", "the interval must be above 0", "")
	}
	switch {
	case d.Model == "" && d.Use == "" && !template && !c.s.Has(path+".model"):
		c.key(path, "the device has no model", "write model: pulse-oximeter, or use: and a template")
	case d.Model != "" && d.Plugin == "":
		c.model(path, d)
	}
	total := 0.0
	for _, share := range d.Firmware.All() {
		total += float64(share)
	}
	if d.Firmware.Len() > 0 && math.Abs(total-1) > 1e-9 {
		c.key(path+".firmware", fmt.Sprintf("the shares add to %s", Percent(total)), "they must add to 100%")
	}
}

// model checks the device type and its settings. A type of the catalogue that
// this program does not have is known; the planner refuses to run it.
func (c *checker) model(path string, d Device) {
	if c.opt.Devices != nil {
		if info, ok := c.opt.Devices(d.Model); ok {
			c.settings(path+".settings", info)
			return
		}
	}
	known := slices.Concat(c.opt.Types, catalogueTypes())
	slices.Sort(known)
	known = slices.Compact(known)
	if !slices.Contains(known, d.Model) {
		hint := suggest(d.Model, known)
		if hint == "" {
			hint = "vitalfleet devices lists them; a vendor's type needs plugin: and a plugin of the scenario"
		}
		c.at(path+".model", fmt.Sprintf("there is no device type %q", d.Model), hint)
	}
}

// settings checks the configuration of a device against its type's schema.
func (c *checker) settings(path string, info DeviceInfo) {
	n, _ := c.s.root.find(path)
	if n == nil || info.ConfigSchema == "" {
		return
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(info.ConfigSchema)))
	if err != nil {
		c.at(path, fmt.Sprintf("the schema of %s cannot be read: %v", info.Type, err), "this is a fault of the device type")
		return
	}
	compiler := jsonschema.NewCompiler()
	const url = "https://vitalfleet.example/settings.json"
	if err := compiler.AddResource(url, doc); err != nil {
		return
	}
	schema, err := compiler.Compile(url)
	if err != nil {
		c.at(path, fmt.Sprintf("the schema of %s cannot be compiled: %v", info.Type, err), "this is a fault of the device type")
		return
	}
	var ve *jsonschema.ValidationError
	if errors.As(schema.Validate(n.plain()), &ve) {
		printer := message.NewPrinter(language.English)
		for _, leaf := range settingsLeaves(ve) {
			at := path
			for _, step := range leaf.InstanceLocation {
				at = join(at, step)
			}
			c.key(at, "the setting does not fit "+info.Type+": "+leaf.ErrorKind.LocalizedString(printer), "vitalfleet devices "+info.Type+" lists its settings")
		}
	}
}

func settingsLeaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		out = append(out, settingsLeaves(cause)...)
	}
	return out
}

// load checks that an executor has what it needs.
func (c *checker) load(path string, l Load) {
	needs := map[string]struct {
		there bool
		what  string
	}{
		"ramping":      {len(l.Stages) > 0, "stages"},
		"churn":        {l.Stay != nil, "stay"},
		"connect-rate": {l.Rate != nil, "rate"},
		"diurnal":      {l.Curve != "", "curve"},
	}
	if n, ok := needs[l.Executor]; ok && !n.there {
		c.key(path, fmt.Sprintf("executor %s needs %s", l.Executor, n.what), "")
	}
}
