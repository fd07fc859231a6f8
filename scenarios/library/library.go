// Package library holds the scenarios that come with the program and the
// templates of vitalfleet new. Each is a plain scenario file, embedded, and each
// is read by a test. It knows nothing about running them.
package library

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

//go:embed scenarios/*.yaml templates/*.yaml
var files embed.FS

// List names the embedded scenarios, sorted.
func List() []string { return names("scenarios") }

// Templates names the templates of vitalfleet new, sorted.
func Templates() []string { return names("templates") }

// Open returns an embedded scenario, ready for [spec.Parse]. An unknown name is
// an error that lists the known ones.
func Open(name string) (spec.Source, error) { return open("scenarios", name) }

// Template returns a template of vitalfleet new. An unknown name is an error
// that lists the known ones.
func Template(name string) (spec.Source, error) { return open("templates", name) }

func names(folder string) []string {
	entries, err := files.ReadDir(folder)
	if err != nil {
		return nil // unreachable: the folder is embedded
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(out)
	return out
}

func open(folder, name string) (spec.Source, error) {
	text, err := files.ReadFile(path.Join(folder, name+".yaml"))
	if err != nil || strings.ContainsAny(name, "/\\") {
		return spec.Source{}, fmt.Errorf("there is no %s %q; known: %s", strings.TrimSuffix(folder, "s"), name, strings.Join(names(folder), ", "))
	}
	return spec.Source{Name: name + ".yaml", Text: text}, nil
}
