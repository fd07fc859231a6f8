package sdk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// Schema is a compiled JSON Schema (2020-12) of a model's config.
type Schema struct {
	text     string
	compiled *jsonschema.Schema
}

// Compile compiles a schema. Do it once, not for every device.
func Compile(text string) (*Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("config schema: %w", err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", doc); err != nil {
		return nil, fmt.Errorf("config schema: %w", err)
	}
	compiled, err := c.Compile("config.json")
	if err != nil {
		return nil, fmt.Errorf("config schema: %w", err)
	}
	return &Schema{text, compiled}, nil
}

// String is the schema's text, for devicesim.Description.ConfigSchema.
func (s *Schema) String() string { return s.text }

// Check finds everything that is wrong with a config, each thing with its JSON
// Pointer; nil: it is good. An empty config is {}.
func (s *Schema) Check(config json.RawMessage) []devicesim.ConfigProblem {
	if len(config) == 0 {
		config = json.RawMessage("{}")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(config))
	if err != nil {
		return []devicesim.ConfigProblem{{Summary: "it is not JSON: " + err.Error(), Detail: "write a JSON object"}}
	}
	wrong, ok := errors.AsType[*jsonschema.ValidationError](s.compiled.Validate(doc))
	if !ok {
		return nil
	}
	return appendProblems(nil, wrong)
}

// Read checks a config and, if it is good, decodes it into v. The error is a
// *devicesim.ConfigError of the device.
func (s *Schema) Read(device string, config json.RawMessage, v any) error {
	if problems := s.Check(config); len(problems) > 0 {
		return &devicesim.ConfigError{Device: device, Problems: problems}
	}
	if len(config) == 0 {
		return nil
	}
	if err := json.Unmarshal(config, v); err != nil {
		return &devicesim.ConfigError{Device: device, Problems: []devicesim.ConfigProblem{{Summary: err.Error()}}}
	}
	return nil
}

// appendProblems gathers the innermost errors. What is said of an object for the
// sake of its members is said of the members.
func appendProblems(list []devicesim.ConfigProblem, e *jsonschema.ValidationError) []devicesim.ConfigProblem {
	for _, cause := range e.Causes {
		list = appendProblems(list, cause)
	}
	if len(e.Causes) > 0 {
		return list
	}
	at := pointer(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			list = append(list, devicesim.ConfigProblem{Pointer: at + pointer([]string{name}), Summary: "there is no such setting", Detail: "remove it, or correct its name"})
		}
	case *kind.Required:
		for _, name := range k.Missing {
			list = append(list, devicesim.ConfigProblem{Pointer: at + pointer([]string{name}), Summary: "it is missing", Detail: "set it"})
		}
	default:
		text := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		list = append(list, devicesim.ConfigProblem{Pointer: at, Summary: text, Detail: "see the config schema"})
	}
	return list
}

// pointer is a JSON Pointer (RFC 6901).
func pointer(steps []string) (text string) {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	for _, s := range steps {
		text += "/" + escape.Replace(s)
	}
	return text
}
