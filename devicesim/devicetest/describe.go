package devicetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

func checkDescription(m devicesim.Model) error {
	d := m.Describe()
	if !reflect.DeepEqual(d, m.Describe()) {
		return errors.New("Describe gives two different answers; it must be constant")
	}
	for _, need := range []struct {
		ok   bool
		what string
	}{
		{d.Type != "" && d.Type == strings.ToLower(d.Type) && !strings.ContainsAny(d.Type, " /#+"), "Type must be lower-case and fit for a topic"},
		{d.Title != "", "Title is missing"},
		{d.Help != "" && !strings.Contains(d.Help, "\n"), "Help must be one line"},
		{slices.Contains([]devicesim.Segment{devicesim.OnBody, devicesim.InHome, devicesim.Community, devicesim.InClinic}, d.Segment), "Segment must be one of the four"},
		{d.Version != "", "Version is missing"},
		{len(d.Streams) > 0, "Streams are missing"},
		{d.ConfigSchema != "", "ConfigSchema is missing"},
		{d.Interval.Min > 0 && d.Interval.Min <= d.Interval.Default && d.Interval.Default <= d.Interval.Max, "Interval needs 0 < Min <= Default <= Max"},
	} {
		if !need.ok {
			return fmt.Errorf("description of %q: %s", d.Type, need.what)
		}
	}
	return errors.Join(distinct("stream", d.Streams, func(s devicesim.Stream) string { return s.Name }),
		distinct("code", d.Codes, func(c devicesim.Code) string { return c.ID }),
		distinct("fault", d.Faults, func(f devicesim.Fault) string { return f.Name }), checkAbilities(m, d))
}

func distinct[T any](what string, list []T, name func(T) string) error {
	seen := map[string]bool{"": true}
	for _, e := range list {
		if seen[name(e)] {
			return fmt.Errorf("%s %q is empty or named twice", what, name(e))
		}
		seen[name(e)] = true
	}
	return nil
}

// checkAbilities compares what the description promises with what a batch can do.
func checkAbilities(m devicesim.Model, d devicesim.Description) error {
	p, err := open(m, 0, 1)
	if err != nil {
		return err
	}
	defer p.batch.Close()
	if _, can := p.batch.(devicesim.Snapshotter); can != (d.StateVersion != "") {
		return fmt.Errorf("StateVersion is %q but the batch being a Snapshotter is %v", d.StateVersion, can)
	}
	if _, can := p.batch.(devicesim.Injector); !can && len(d.Faults) > 0 {
		return fmt.Errorf("%d faults are declared but the batch is no Injector", len(d.Faults))
	}
	return nil
}

func checkSchemas(m devicesim.Model) error {
	d := m.Describe()
	if _, err := compile(d.ConfigSchema); err != nil {
		return fmt.Errorf("ConfigSchema: %w", err)
	}
	for _, s := range d.Streams {
		if s.Schema == "" && strings.Contains(s.ContentType, "json") {
			return fmt.Errorf("stream %s is JSON without a schema", s.Name)
		}
		if _, err := compile(s.Schema); s.Schema != "" && err != nil {
			return fmt.Errorf("schema of stream %s: %w", s.Name, err)
		}
	}
	for _, f := range d.Faults {
		if _, err := compile(f.ParamsSchema); f.ParamsSchema != "" && err != nil {
			return fmt.Errorf("schema of fault %s: %w", f.Name, err)
		}
	}
	return nil
}

func compile(text string) (*jsonschema.Schema, error) {
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

// checkBadConfig gives every member of the config a value of a wrong type, all at
// once, and wants a problem at each.
func checkBadConfig(m devicesim.Model) error {
	d := m.Describe()
	schema, err := compile(d.ConfigSchema)
	if err != nil {
		return err
	}
	bad := map[string]any{}
	for name := range schema.Properties {
		for _, v := range []any{json.Number("-7.5"), "no such value", []any{"x"}, true} {
			if schema.Validate(map[string]any{name: v}) != nil {
				bad[name] = v
				break
			}
		}
	}
	if schema.Validate(map[string]any{"no-such-setting": true}) == nil {
		return errors.New("the config schema lets unknown members pass, so that typing errors stay hidden")
	}
	bad["no-such-setting"] = true
	text, err := json.Marshal(bad)
	if err != nil {
		return err
	}
	_, err = m.Open(context.Background(), []devicesim.Spec{{Patient: "p", Device: "the-bad-one", Start: start(), Config: text}})
	var refused *devicesim.ConfigError
	if !errors.As(err, &refused) {
		return fmt.Errorf("Open with the config %s gives %w, not a *ConfigError", text, err)
	}
	if refused.Device != "the-bad-one" {
		return fmt.Errorf("the *ConfigError names the device %q", refused.Device)
	}
	if err := covers(refused.Problems, bad); err != nil {
		return fmt.Errorf("Open with the config %s: %w", text, err)
	}
	if v, can := m.(devicesim.Validator); can {
		if err := covers(v.Validate(text), bad); err != nil {
			return fmt.Errorf("Validate(%s): %w", text, err)
		}
		if p := v.Validate(json.RawMessage(`{}`)); len(p) > 0 {
			return fmt.Errorf("Validate({}): %v", p)
		}
		if len(v.Validate(json.RawMessage(`[1`))) == 0 {
			return errors.New("Validate takes what is not JSON")
		}
	}
	return nil
}

func covers(problems []devicesim.ConfigProblem, bad map[string]any) error {
	for name := range bad {
		at := "/" + name
		if !slices.ContainsFunc(problems, func(p devicesim.ConfigProblem) bool {
			return (p.Pointer == at || strings.HasPrefix(p.Pointer, at+"/")) && p.Summary != ""
		}) {
			return fmt.Errorf("no problem is reported at %s, only %v", at, problems)
		}
	}
	return nil
}
