package scenarios

import (
	"log/slog"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/scenarios/observe"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// Env is the world that a run needs: everything that touches a network, a disk
// or another process comes in here.
type Env struct {
	Version string
	// Models finds a device model by its type, and by the name of the
	// scenario's plugin that serves it ("" for any).
	Models func(typ, plugin string) (devicesim.Model, error)
	// Link makes the link to a target of the scenario.
	Link func(name string, t spec.Target, seed uint64) (devicesim.Link, error)
	// Observe makes an observer; the runner starts and closes it.
	Observe func(name string, o spec.Observer, t spec.Target, h Hearing) (observe.Observer, error)
	// Plugins tells how the plugins of the run are; nil for none.
	Plugins func() []PluginState
	// PluginDigests are the SHA-256 of the plugins' executables, by name.
	PluginDigests map[string]string

	Sinks   []Sink
	Dir     *rundir.Dir // nil: nothing is written down
	Capture bool        // write every message down as it is produced
	Bare    bool        // bodies and truth only: no devices, no network
	Precise bool        // integrate glucose with its short step
	Log     *slog.Logger
}

// breaker is a connection whose network can be cut and mended.
type breaker interface {
	Break(silent bool)
	Heal()
}
