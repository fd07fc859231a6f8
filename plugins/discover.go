package plugins

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// prefix of the files that are plugins.
const prefix = "vitalfleet-device-"

// Found is a plugin's executable.
type Found struct {
	Name   string // "acme-spo2" of vitalfleet-device-acme-spo2
	Path   string
	SHA256 string // hex
}

// SearchPath returns the folders in which plugins are looked for, in order: the
// one named on the command line ("": none), those of the variable
// VITALFLEET_PLUGINS (separated as PATH is), and vitalfleet/plugins in the user's
// config folder ("": none).
func SearchPath(pluginDir, variable, configDir string) []string {
	var dirs []string
	if pluginDir != "" {
		dirs = append(dirs, pluginDir)
	}
	for _, d := range filepath.SplitList(variable) {
		if d != "" {
			dirs = append(dirs, d)
		}
	}
	if configDir != "" {
		dirs = append(dirs, filepath.Join(configDir, "vitalfleet", "plugins"))
	}
	return dirs
}

// Discover finds the executables vitalfleet-device-NAME in the folders, sorted by
// name. Of two with the same name the one in the earlier folder counts. A folder
// that does not exist is passed over.
func Discover(dirs []string) ([]Found, error) {
	var found []Found
	for _, dir := range dirs {
		dir, err := filepath.Abs(dir) // a bare file name would be looked for in PATH
		if err != nil {
			return nil, fmt.Errorf("look for plugins: %w", err)
		}
		entries, err := os.ReadDir(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look for plugins: %w", err)
		}
		for _, e := range entries {
			name, ok := strings.CutPrefix(e.Name(), prefix)
			path := filepath.Join(dir, e.Name())
			info, err := os.Stat(path) // follows links
			if !ok || name == "" || err != nil || !executable(info) {
				continue
			}
			name = pluginName(e.Name())
			if slices.ContainsFunc(found, func(f Found) bool { return f.Name == name }) {
				continue
			}
			digest, err := Digest(path)
			if err != nil {
				return nil, fmt.Errorf("look for plugins: %w", err)
			}
			found = append(found, Found{Name: name, Path: path, SHA256: digest})
		}
	}
	slices.SortFunc(found, func(a, b Found) int { return strings.Compare(a.Name, b.Name) })
	return found, nil
}

// pluginName is a file's name without what every plugin's has.
func pluginName(file string) string {
	return strings.TrimSuffix(strings.TrimPrefix(file, prefix), ".exe")
}
