package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/devicesim/link/broker"
	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

func (a *app) pluginDevCommand() *cobra.Command {
	var scenario string
	c := &cobra.Command{
		Use:   "dev DIR",
		Short: "Rebuild a plugin on save while a scenario goes on",
		Long: `Builds the plugin in a folder, runs its scenario in real time against an embedded
broker (or --broker), and watches the source. A save builds it anew; the devices
are saved, the process is replaced, and they go on in the new one. A build that
fails is shown, and the old one goes on. Deadlines are off, so that a debugger can
hold the plugin; the line to attach one is printed with every start.

When devices cannot go on (another state version, other inputs or streams) the
scenario starts anew, and so it does when it is over.`,
		Args: oneArgument("plugin dev", "folder"),
		RunE: func(c *cobra.Command, args []string) error {
			d, err := newDevPlugin(a, args[0])
			if err != nil {
				return err
			}
			if scenario == "" {
				scenario = filepath.Join(args[0], "scenario.yaml")
			}
			return d.develop(c.Context(), scenario)
		},
	}
	a.scenarioFlags(c)
	c.Flags().StringVar(&scenario, "scenario", "", "scenario to run (default: scenario.yaml in the folder)")
	return c
}

// devPlugin is a plugin that is being developed.
type devPlugin struct {
	*app
	devSource
	out string // folder of the builds

	mu     sync.Mutex
	path   string // of the last build
	builds int
	pid    int
}

func newDevPlugin(a *app, dir string) (*devPlugin, error) {
	src, err := findSource(dir)
	if err != nil {
		return nil, fail(scenarios.ExitFile, "%v", err)
	}
	return &devPlugin{app: a, devSource: src}, nil
}

// config is how the plugin is run: without deadlines.
func (d *devPlugin) config(c plugins.Config) plugins.Config {
	const never = 24 * time.Hour
	d.mu.Lock()
	defer d.mu.Unlock()
	c.Path, c.OnState = d.path, d.told
	c.Timeouts = plugins.Timeouts{Handshake: time.Minute, Describe: never, Step: never, Open: never}
	return c
}

// told prints every new process.
func (d *devPlugin) told(s plugins.State) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s.Status == plugins.Running && s.PID != d.pid && s.PID != 0 {
		d.pid = s.PID
		d.printf("plugin   %s runs as process %d; attach: %s\n", d.name, s.PID, fmt.Sprintf(d.attach, s.PID))
	}
	if s.Status == plugins.Quarantined {
		d.printf("plugin   %s was given up: %s\n", d.name, s.Reason)
	}
}

// develop builds, runs and watches until ctx ends.
func (d *devPlugin) develop(ctx context.Context, scenario string) (err error) {
	out, err := os.MkdirTemp("", "vitalfleet-dev-")
	if err != nil {
		return fail(scenarios.ExitFile, "%v", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(out)) }()
	d.out = out
	mark := d.mark()
	if err := d.rebuild(ctx); err != nil {
		return fail(scenarios.ExitPlugin, "%v", err)
	}
	if d.flags.broker == "" {
		b, err := broker.Start("127.0.0.1:0", broker.Options{Log: d.logger()})
		if err != nil {
			return fail(scenarios.ExitAddressUsed, "%v", err)
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		d.flags.broker = b.URL()
	}
	d.printf("broker   %s\n", d.flags.broker)
	for ctx.Err() == nil {
		if mark, err = d.session(ctx, scenario, mark); err != nil {
			return err
		}
	}
	return nil
}

// session runs the scenario once, until it is over or must start anew.
func (d *devPlugin) session(ctx context.Context, scenario, mark string) (string, error) {
	sc, err := d.load(scenario)
	if err != nil {
		return mark, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := d.newWorld(ctx, sc)
	w.plugins.dev = d
	r, err := scenarios.Prepare(sc, w.env(version()))
	if err != nil {
		return mark, errors.Join(err, w.close())
	}
	ended := make(chan error, 1)
	go func() {
		_, err := r.Run(ctx)
		ended <- err
	}()
	d.printf("scenario %s runs\n", sc.Name)
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			if ctx.Err() != nil { // Ctrl-C is how it ends.
				err = nil
			}
			return mark, errors.Join(err, w.close())
		case <-ticker.C:
		}
		if now := d.mark(); now != mark {
			mark = now
			if !d.replace(ctx, w.plugins) {
				cancel()
				return mark, errors.Join(ignored(<-ended), w.close())
			}
		}
	}
}

// ignored is the error of a run that was stopped on purpose.
func ignored(error) error { return nil }

// replace puts a new build in. It reports whether the scenario can go on.
func (d *devPlugin) replace(ctx context.Context, set *pluginSet) bool {
	begin := time.Now()
	if err := d.rebuild(ctx); err != nil {
		d.printf("build    failed; the old one goes on\n%v\n", err)
		return true
	}
	d.mu.Lock()
	path := d.path
	d.mu.Unlock()
	err := set.reload(ctx, d.name, path)
	switch {
	case errors.Is(err, plugins.ErrIncompatible):
		d.printf("build    %v: the scenario starts anew\n", err)
		return false
	case err != nil:
		d.printf("build    cannot be used; the old one goes on\n%v\n", err)
		return true
	}
	d.printf("build    took %v; the scenario goes on\n", time.Since(begin).Round(time.Millisecond))
	return true
}

// rebuild builds into a file of its own, since the last one is in use.
func (d *devPlugin) rebuild(ctx context.Context) error {
	d.builds++
	dir := filepath.Join(d.out, fmt.Sprint(d.builds))
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	path := filepath.Join(dir, "vitalfleet-device-"+d.name+executableSuffix())
	if err := d.build(ctx, path); err != nil {
		return err
	}
	d.mu.Lock()
	d.path = path
	d.mu.Unlock()
	return nil
}

// reload puts another build into the running plugins that are that file.
func (s *pluginSet) reload(ctx context.Context, file, path string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, p := range s.running {
		entry, _ := s.scenario.Plugins.Get(name)
		if entry.Plugin == file || entry.Plugin == "" && name == file {
			return p.Reload(ctx, path)
		}
	}
	return nil
}
