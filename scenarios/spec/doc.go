// Package spec is the scenario language: the Go shape of a scenario, the
// parser that reports every problem of a file with its position, the JSON
// Schema generated from the same types, and the registry of event kinds.
//
// A scenario is read in stages: YAML to positioned nodes, overlay (extends,
// imports, environment, flags), substitution of parameters, templates, shape by
// JSON Schema, decoding into the types below, and at last meaning: references,
// units, conditions and assertions. The package runs nothing and opens no
// network; it reads only files inside the scenario's own folder.
package spec
