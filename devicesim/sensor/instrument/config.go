package instrument

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sort"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// config is what a Spec.Config may say; the schema of each type admits the
// members that the type has.
type config struct {
	Accuracy   string           `json:"accuracy"`
	Limits     map[string]limit `json:"limits"`
	AlarmDelay *duration        `json:"alarm_delay"`
	Latching   bool             `json:"latching"`
	Clock      struct {
		Offset   duration `json:"offset"`
		DriftPPM float64  `json:"drift_ppm"`
	} `json:"clock"`
	Averaging    duration  `json:"averaging"`
	NIBPInterval duration  `json:"nibp_interval"`
	EtCO2        bool      `json:"etco2"`
	Sensor       string    `json:"sensor"`
	Waves        []string  `json:"waves"`
	WaveEncoding string    `json:"wave_encoding"`
	WaveEvery    duration  `json:"wave_every"`
	RecordEvery  duration  `json:"record_every"`
	Noise        string    `json:"noise"`
	CancelWindow *duration `json:"cancel_window"`

	Warmup      *duration `json:"warmup"`
	Session     *duration `json:"session"`
	Worn        *duration `json:"worn"`
	Replace     *bool     `json:"replace"`
	Compression float64   `json:"compression"`

	driver Driver
	wear   wearing
}

type limit struct {
	Low  *float64 `json:"low"`
	High *float64 `json:"high"`
}

// duration is text with a unit, as in scenarios: "30s".
type duration time.Duration

// UnmarshalJSON reads "90s", "1m30s".
func (d *duration) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	v, err := time.ParseDuration(text)
	*d = duration(v)
	return err
}

// durationPattern admits what time.ParseDuration takes.
const durationPattern = `^-?([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+$`

// configSchema writes the JSON Schema of the type's config.
func (t *Table) configSchema() string {
	members := map[string]string{
		"accuracy":    `{"enum":["clinical","consumer","poor"],"default":"clinical","description":"class of accuracy"}`,
		"alarm_delay": `{"type":"string","pattern":"` + durationPattern + `","description":"how long a limit must be crossed before its alarm"}`,
		"latching":    `{"type":"boolean","default":false,"description":"alarms stay until they are acknowledged"}`,
		"clock": `{"type":"object","description":"the device's own clock","properties":{"offset":{"type":"string","pattern":"` + durationPattern +
			`","description":"ahead of true time"},"drift_ppm":{"type":"number","minimum":-1000000,"maximum":1000000,"description":"us gained in a second"}},"additionalProperties":false}`,
		"limits": t.limitsSchema(),
	}
	maps.Copy(members, t.Settings)
	maps.Copy(members, t.waveSchemas())
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	sort.Strings(names)
	b := []byte(`{"$schema":"https://json-schema.org/draft/2020-12/schema","title":`)
	b = appendJSON(b, "Settings of "+t.Type)
	b = append(b, `,"type":"object","properties":{`...)
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendJSON(b, name), ':')
		b = append(b, members[name]...)
	}
	return string(append(b, `},"additionalProperties":false}`...))
}

// limitsSchema admits low and high of each code that a rule watches.
func (t *Table) limitsSchema() string {
	sides := map[string][]string{}
	for _, r := range t.Rules {
		if side := r.side(); side != "" {
			sides[r.Channel] = append(sides[r.Channel], `"`+side+`":{"type":"number"}`)
		}
	}
	var members []string
	for code, s := range sides {
		sort.Strings(s)
		members = append(members, fmt.Sprintf(`%q:{"type":"object","properties":{%s},"additionalProperties":false}`, code, strings.Join(s, ",")))
	}
	sort.Strings(members)
	return `{"type":"object","description":"alarm limits by code","properties":{` + strings.Join(members, ",") + `},"additionalProperties":false}`
}

// side is the name of the limit in the config, "" if it cannot be set.
func (r *Rule) side() string {
	switch {
	case r.Fixed:
		return ""
	case r.When == Below:
		return "low"
	case r.When == Above:
		return "high"
	}
	return ""
}

func appendJSON(dst []byte, s string) []byte {
	b, _ := json.Marshal(s) // a string always marshals
	return append(dst, b...)
}

// Validate implements devicesim.Validator.
func (m *model) Validate(raw json.RawMessage) []devicesim.ConfigProblem {
	_, problems := m.parse(raw)
	return problems
}

// parse checks a config against the schema and reads it. It returns every
// problem that it finds.
func (m *model) parse(raw json.RawMessage) (config, []devicesim.ConfigProblem) {
	var c config
	if len(raw) == 0 || string(raw) == "null" {
		return c, m.drives(&c, nil)
	}
	if problems := checkJSON(m.description.ConfigSchema, raw); problems != nil {
		return c, problems
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, []devicesim.ConfigProblem{{Summary: "cannot be read: " + err.Error(), Detail: "see the config schema of " + m.table.Type}}
	}
	return c, m.drives(&c, raw)
}

// drives makes the driver of a config, and how its glucose sensor is worn.
func (m *model) drives(c *config, raw json.RawMessage) (problems []devicesim.ConfigProblem) {
	if m.table.Driver != nil {
		c.driver, problems = m.table.Driver(raw)
	}
	if m.table.wears() {
		var more []devicesim.ConfigProblem
		c.wear, more = wearOf(*c)
		problems = append(problems, more...)
	}
	return problems
}

// checkJSON returns every way in which the text departs from the schema.
func checkJSON(schema string, raw []byte) []devicesim.ConfigProblem {
	s, err := compileSchema(schema)
	if err != nil {
		return []devicesim.ConfigProblem{{Summary: "the model's own schema is wrong: " + err.Error(), Detail: "report this as a fault of the model"}}
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return []devicesim.ConfigProblem{{Summary: "is not JSON: " + err.Error(), Detail: "give a JSON object"}}
	}
	var failed *jsonschema.ValidationError
	if err := s.Validate(value); errors.As(err, &failed) {
		return flatten(failed, nil)
	}
	return nil
}

func compileSchema(text string) (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("schema.json")
}

// flatten turns the tree of a validation error into a list, one problem a place.
func flatten(e *jsonschema.ValidationError, list []devicesim.ConfigProblem) []devicesim.ConfigProblem {
	for _, cause := range e.Causes {
		list = flatten(cause, list)
	}
	if len(e.Causes) > 0 {
		return list
	}
	at := pointer(e.InstanceLocation)
	if extra, ok := e.ErrorKind.(*kind.AdditionalProperties); ok {
		for _, name := range extra.Properties {
			list = append(list, devicesim.ConfigProblem{Pointer: at + pointer([]string{name}), Summary: "is not a setting of this device", Detail: "remove it, or see the config schema for the names"})
		}
		return list
	}
	text := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	return append(list, devicesim.ConfigProblem{Pointer: at, Summary: text, Detail: "see " + strings.Join(e.ErrorKind.KeywordPath(), "/") + " in the config schema"})
}

func pointer(path []string) string {
	var b strings.Builder
	for _, p := range path {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(p))
	}
	return b.String()
}
