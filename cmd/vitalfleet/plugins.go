package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/plugins/sdk"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// demoPlugin is the vendor plugin of the demo ward. It is this program itself,
// started again as a process of its own, so that the demo needs nothing else.
const (
	demoPlugin  = "chest-patch"
	demoCommand = "device-process"
	demoType    = "ecg-patch"
)

// deviceProcessCommand is how this program becomes the demo's plugin.
func (a *app) deviceProcessCommand() *cobra.Command {
	return &cobra.Command{
		Use: demoCommand, Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			m, ok := builtInModel(demoType)
			if !ok {
				return fail(scenarios.ExitPlugin, "there is no model %s", demoType)
			}
			sdk.Serve(vendored{m})
			return nil
		},
	}
}

// vendored is a model under a vendor's name.
type vendored struct{ devicesim.Model }

// Describe says whose it is.
func (v vendored) Describe() devicesim.Description {
	d := v.Model.Describe()
	d.Vendor, d.Version = "Example Devices", "1.0.0"
	return d
}

// pluginSet starts the plugins that a run asks for, once each.
type pluginSet struct {
	ctx      context.Context //nolint:containedctx // It is the run's: plugins are started while the run is planned.
	scenario *spec.Scenario
	dirs     []string
	log      *slog.Logger
	dev      *devPlugin // the one that is being developed; nil: none

	mu      sync.Mutex
	running map[string]*plugins.Plugin
	broken  bool // a plugin that is there did not start
}

func newPluginSet(ctx context.Context, s *spec.Scenario, dirs []string, log *slog.Logger) *pluginSet {
	return &pluginSet{ctx: ctx, scenario: s, dirs: dirs, log: log, running: map[string]*plugins.Plugin{}}
}

// model finds a device model: that of the named plugin, else a built-in one.
func (s *pluginSet) model(typ, plugin string) (devicesim.Model, error) {
	if plugin == "" {
		if m, ok := builtInModel(typ); ok {
			return m, nil
		}
		return nil, fmt.Errorf("there is no device type %s; there are %s", typ, strings.Join(deviceTypes(), ", "))
	}
	p, err := s.start(plugin)
	if err != nil {
		return nil, err
	}
	var has []string
	for _, m := range p.Models() {
		if m.Describe().Type == typ {
			return m, nil
		}
		has = append(has, m.Describe().Type)
	}
	return nil, fmt.Errorf("plugin %s has no device type %s; it has %s", plugin, typ, strings.Join(has, ", "))
}

func (s *pluginSet) start(name string) (*plugins.Plugin, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.running[name]; ok {
		return p, nil
	}
	conf, pin, err := s.find(name)
	if err != nil {
		return nil, err
	}
	p, err := plugins.Start(s.ctx, conf)
	if err != nil {
		s.broken = true
		return nil, fmt.Errorf("plugin %s: %w", name, err)
	}
	state := p.State()
	if err := pin.Check(name, state.Version, state.SHA256); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	s.running[name] = p
	return p, nil
}

// find says which executable a plugin of the scenario is.
func (s *pluginSet) find(name string) (plugins.Config, plugins.Pin, error) {
	conf := plugins.Config{Name: name, Log: s.log, OnState: s.told}
	var err error
	if conf.MemoryBytes, err = memoryLimit(os.Getenv(memoryVariable)); err != nil {
		return conf, plugins.Pin{}, err
	}
	entry, _ := s.scenario.Plugins.Get(name)
	pin := plugins.Pin{Version: entry.Version, SHA256: entry.SHA256}
	file := name
	if entry.Plugin != "" {
		file = entry.Plugin
	}
	if s.dev != nil && s.dev.name == file {
		return s.dev.config(conf), plugins.Pin{}, nil // every save makes another digest
	}
	found, err := plugins.Discover(searchDirs(s.dirs))
	if err != nil {
		return conf, pin, err
	}
	var names []string
	for _, f := range found {
		if f.Name == file {
			conf.Path = f.Path
			return conf, pin, checkDigest(name, f.Path, pin)
		}
		names = append(names, f.Name)
	}
	if file == demoPlugin {
		conf.Args = []string{demoCommand}
		if conf.Path, err = os.Executable(); err == nil {
			err = checkDigest(name, conf.Path, pin)
		}
		return conf, pin, err
	}
	names = append(names, demoPlugin)
	slices.Sort(names)
	return conf, pin, fmt.Errorf("there is no plugin %s (found: %s); put vitalfleet-device-%s into a folder and name it with --plugin-dir",
		file, strings.Join(names, ", "), file)
}

// checkDigest refuses an executable that the scenario does not mean, before it is
// started.
func checkDigest(name, path string, pin plugins.Pin) error {
	if pin.SHA256 == "" {
		return nil
	}
	digest, err := plugins.Digest(path)
	if err != nil {
		return err
	}
	return pin.Check(name, pin.Version, digest)
}

// blame gives an error in planning the exit code of a plugin that failed, if one did.
func (s *pluginSet) blame(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil || !s.broken {
		return err
	}
	return &scenarios.RunError{Code: scenarios.ExitPlugin, Err: err}
}

// told is called when a plugin's state changes.
func (s *pluginSet) told(st plugins.State) {
	if st.Status != plugins.Running && st.Status != plugins.Closed {
		s.log.Warn("plugin is not running", "plugin", st.Name, "state", string(st.Status), "reason", st.Reason)
	}
}

// states are the plugins as a run shows them.
func (s *pluginSet) states() []scenarios.PluginState {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []scenarios.PluginState
	for name, p := range s.running {
		st := p.State()
		out = append(out, scenarios.PluginState{
			Name: name, Version: st.Version, State: string(st.Status), PID: st.PID, Restarts: st.Restarts,
			Devices: st.Devices, CallP99: st.CallP99.Seconds(), Reason: st.Reason,
			Isolated: st.Isolated, Recycled: st.Recycled, Diverged: st.Diverged,
		})
	}
	slices.SortFunc(out, func(a, b scenarios.PluginState) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// digests are the SHA-256 of the plugins' executables.
func (s *pluginSet) digests() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	for name, p := range s.running {
		out[name] = p.State().SHA256
	}
	return out
}

func (s *pluginSet) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, p := range s.running {
		if err := p.Close(); err != nil {
			s.log.Warn("plugin did not close", "plugin", name, "error", err)
		}
	}
}
