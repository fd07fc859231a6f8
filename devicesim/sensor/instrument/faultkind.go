package instrument

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// faultKind is a way to fail; the names are in faultKinds.
type faultKind uint8

const (
	sensorProbeOff faultKind = iota
	sensorMotion
	sensorDrift
	sensorBias
	sensorStuck
	sensorNoise
	sensorSpike
	sensorDropout
	sensorSaturation
	deviceReboot
	deviceHang
	deviceSlow
	clockSkew
	clockDrift
	clockStep
	batteryLow
	batteryDepleted
	occlusion
	sensorCompression
	signalLoss

	lastFault = signalLoss
)

// param is one number that a fault takes.
type param struct {
	name, help string
	unit       unit
	missing    float64 // where it is not given
	required   bool
	example    float64 // a value whose effect is plain to see
}

type unit uint8

const (
	number unit = iota
	fraction
	timespan // seconds
	perMinute
	percent
	percentPerHour
)

// kindInfo is what a fault kind is called and takes, at most two numbers.
type kindInfo struct {
	name, title string
	params      []param
	scope       scope
	reach       reach
}

// scope is whether a fault acts on channels or on the whole device, and reach
// which channels it acts on where none is named.
type (
	scope uint8
	reach uint8
)

const (
	onChannels scope = iota
	onDevice
	onBattery
	onDelivery
	onGlucose
	onMemory
)

const (
	everywhere reach = iota
	onPrimary        // an amount in the unit of a channel fits one channel only
)

func faultKinds() []kindInfo {
	return []kindInfo{
		sensorProbeOff: {name: "sensor.probe-off", title: "Probe or lead off"},
		sensorMotion:   {name: "sensor.motion-artefact", title: "Motion artefact", params: []param{{name: "intensity", help: "0 to 1; from 0.7 no value is given", unit: fraction, missing: 1, example: 0.5}}},
		sensorDrift:    {name: "sensor.drift", title: "Calibration drift", reach: onPrimary, params: []param{{name: "slope", help: "unit of the channel per day", required: true, example: 20000}}},
		sensorBias:     {name: "sensor.bias", title: "Fixed bias", reach: onPrimary, params: []param{{name: "offset", help: "unit of the channel", example: -8}, {name: "gain", help: "factor", missing: 1, example: 1}}},
		sensorStuck:    {name: "sensor.stuck", title: "Stuck at last value"},
		sensorNoise:    {name: "sensor.noise", title: "Excess noise", params: []param{{name: "factor", help: "multiple of the usual standard deviation", missing: 5, example: 20}}},
		sensorSpike: {name: "sensor.spike", title: "Isolated spikes", reach: onPrimary, params: []param{
			{name: "magnitude", help: "added to the value, unit of the channel", missing: math.NaN(), example: -30}, {name: "rate", help: "spikes per minute, or text such as 10/h", unit: perMinute, missing: 1, example: 30},
		}},
		sensorDropout:    {name: "sensor.dropout", title: "Sample dropout", params: []param{{name: "probability", help: "of each sample to be lost", unit: fraction, missing: 0.5, example: 0.5}}},
		sensorSaturation: {name: "sensor.saturation", title: "Saturation", reach: onPrimary, params: []param{{name: "limit", help: "highest value, unit of the channel", required: true, example: 20}}},
		deviceReboot:     {name: "device.reboot", title: "Unexpected reboot", scope: onDevice, params: []param{{name: "down_for", help: "time until it is up again", unit: timespan, missing: 10, example: 5}}},
		deviceHang:       {name: "device.hang", title: "Hang: connected but silent", scope: onDevice},
		deviceSlow:       {name: "device.slow", title: "Slow publisher", scope: onDevice, params: []param{{name: "factor", help: "by which the publish period grows", missing: 3, example: 3}}},
		clockSkew:        {name: "clock.skew", title: "Fixed clock offset", scope: onDevice, params: []param{{name: "offset", help: "ahead of true time", unit: timespan, required: true, example: 90}}},
		clockDrift:       {name: "clock.drift", title: "Clock drift", scope: onDevice, params: []param{{name: "ppm", help: "us gained in a second", required: true, example: 5000}}},
		clockStep:        {name: "clock.step", title: "Clock step", scope: onDevice, params: []param{{name: "delta", help: "jump, may be negative", unit: timespan, required: true, example: -30}}},
		batteryLow:       {name: "power.battery-low", title: "Low battery", scope: onBattery, params: []param{{name: "level", help: "% of charge", unit: percent, missing: 10, example: 10}, {name: "slope", help: "% lost an hour", unit: percentPerHour}}},
		batteryDepleted:  {name: "power.battery-depleted", title: "Battery dead", scope: onBattery},
		occlusion:        {name: "device.infusion-occlusion", title: "Occlusion: what is delivered does not arrive", scope: onDelivery},
		sensorCompression: {name: "sensor.compression", title: "Compression: the wearer lies on the sensor", scope: onGlucose, params: []param{
			{name: "depth", help: "share of glucose that is lost under lasting pressure", unit: fraction, missing: 0.5, example: 0.5},
		}},
		signalLoss: {name: "device.signal-loss", title: "Out of reach: reports wait in the device's memory", scope: onMemory},
	}
}

// faults lists what a table's devices can be made to suffer.
func faults(t *Table) []devicesim.Fault {
	var list []devicesim.Fault
	for _, k := range faultKinds() {
		if k.of(t) {
			list = append(list, devicesim.Fault{Name: k.name, Title: k.title, ParamsSchema: k.schema(t)})
		}
	}
	return list
}

// suffers reports whether faults of a scope can hit the table's devices.
func (t *Table) suffers(s scope) bool {
	switch s {
	case onBattery:
		return t.Battery > 0
	case onDelivery:
		return t.Driver != nil
	case onGlucose:
		return t.wears()
	case onMemory:
		return t.Memory > 0
	default:
		return true
	}
}

// wears reports whether the table has a glucose sensor.
func (t *Table) wears() bool {
	return slices.ContainsFunc(t.Channels, func(c Channel) bool { return c.CGM })
}

// of tells whether the fault is one of a table's devices.
func (k *kindInfo) of(t *Table) bool {
	return t.suffers(k.scope) && !slices.Contains(t.Lacks, k.name)
}

// schema is the JSON Schema of the parameters. Other members, such as the `for`
// of a scenario's event, are let pass.
func (k *kindInfo) schema(t *Table) string {
	var members, required, examples []string
	if k.scope == onChannels {
		members = append(members, `"channel":{"enum":[`+quoted(t.targets())+`],"description":"a code, or the site of a probe"}`)
	}
	for _, p := range k.params {
		kind := `"type":["number","string"]`
		if p.unit == number {
			kind = `"type":"number"`
		}
		members = append(members, fmt.Sprintf(`%q:{%s,"description":%q}`, p.name, kind, p.help))
		if p.required {
			required = append(required, p.name)
		}
		if p.example != 0 {
			examples = append(examples, fmt.Sprintf(`%q:%g`, p.name, p.example))
		}
	}
	return `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{` + strings.Join(members, ",") +
		`},"required":[` + quoted(required) + `],"examples":[{` + strings.Join(examples, ",") + `}]}`
}

func quoted(words []string) string {
	var b []byte
	for i, w := range words {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, w)
	}
	return string(b)
}

// targets are the codes and sites that a fault can name.
func (t *Table) targets() []string {
	var list []string
	seen := map[string]bool{"": true}
	for _, c := range t.Channels {
		for _, name := range []string{c.Code.ID, c.Site} {
			if !seen[name] {
				seen[name] = true
				list = append(list, name)
			}
		}
	}
	return list
}
