package plugins

import (
	"context"
	"fmt"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// Plugin is one running plugin. Its methods may be called from several goroutines.
type Plugin struct {
	cfg         Config
	description *devicev1.DescribeResponse // constant over restarts
	models      []devicesim.Model
	latencies   latencies

	gate      sync.RWMutex  // read-locked by calls; who replaces the process on purpose locks it
	closing   chan struct{} // closed by Close
	starting  chan struct{} // holds a token while a restart is under way
	notifying sync.Mutex    // orders the calls of OnState

	mu         sync.Mutex
	proc       *process // nil when down
	generation int
	status     Status
	digest     string
	reason     string
	restarts   int
	recycled   int
	isolated   int
	diverged   int
	edition    int // counts the programs that Reload has put in
	devices    int
	lastHandle uint32
	failures   []time.Time // within the window
	watchers   sync.WaitGroup
}

// Start runs the plugin and asks it what it models. Errors say what is wrong with
// the file or the plugin; nothing of it is left running then.
func Start(ctx context.Context, c Config) (*Plugin, error) {
	p := &Plugin{cfg: c.withDefaults(), closing: make(chan struct{}), starting: make(chan struct{}, 1), status: Running}
	proc, err := p.launch(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.describe(); err != nil {
		proc.kill()
		return nil, fmt.Errorf("plugin %s: %w", c.Path, err)
	}
	p.adopt(proc)
	return p, nil
}

// launch starts a process of the plugin's program, which must be the one that was
// started first, and compares what it describes.
func (p *Plugin) launch(ctx context.Context) (*process, error) {
	p.mu.Lock()
	conf, pinned := p.cfg, either(p.digest, p.cfg.SHA256)
	p.generation++
	generation := p.generation
	p.mu.Unlock()
	digest, err := checkExecutable(conf.Path, pinned)
	if err != nil {
		return nil, err
	}
	proc, d, err := introduce(ctx, &conf, generation)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.digest = digest
	if p.description == nil {
		p.description = d
	}
	if !proto.Equal(p.description, d) {
		proc.kill()
		return nil, fmt.Errorf("plugin %s: describe: the plugin describes itself otherwise than when it was first started", conf.Path)
	}
	return proc, nil
}

// introduce starts a process and asks it what it models.
func introduce(ctx context.Context, c *Config, generation int) (*process, *devicev1.DescribeResponse, error) {
	proc, err := launch(ctx, c, generation)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeouts.Describe)
	defer cancel()
	d, err := proc.Describe(ctx, &devicev1.DescribeRequest{})
	if err != nil {
		err = fmt.Errorf("plugin %s: describe: %w", c.Path, proc.obituary(err))
		proc.kill()
		return nil, nil, err
	}
	return proc, d, nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// describe makes the models out of the plugin's description.
func (p *Plugin) describe() error {
	if len(p.description.Models) == 0 {
		return fmt.Errorf("describe: the plugin has no models")
	}
	seen := make(map[string]bool)
	for _, m := range p.description.Models {
		d, err := m.Description(p.description.Vendor, p.description.PluginVersion)
		if err != nil {
			return fmt.Errorf("describe: %w", err)
		}
		if seen[d.Type] {
			return fmt.Errorf("describe: two models are named %s", d.Type)
		}
		seen[d.Type] = true
		p.models = append(p.models, &model{plugin: p, description: d})
	}
	return nil
}

// Models returns the plugin's models, in its own order. They stay the same over
// restarts.
func (p *Plugin) Models() []devicesim.Model { return p.models }

// State returns what the plugin is doing right now.
func (p *Plugin) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state()
}

func (p *Plugin) state() State {
	s := State{
		Name: p.cfg.Name, SHA256: p.digest, Status: p.status, Restarts: p.restarts, Devices: p.devices,
		Isolated: p.isolated, Recycled: p.recycled, Diverged: p.diverged,
		Version: p.description.GetPluginVersion(), CallP99: p.latencies.p99(), Reason: p.reason,
	}
	if p.proc != nil {
		s.PID = p.proc.runner.pid()
	}
	return s
}

// Close ends the plugin: it may end by itself for a second, then it is killed.
// Its batches fail from then on.
func (p *Plugin) Close() error {
	p.mu.Lock()
	if p.status == Closed {
		p.mu.Unlock()
		return nil
	}
	p.status = Closed
	proc := p.proc
	p.proc = nil
	close(p.closing)
	p.mu.Unlock()
	if proc != nil {
		proc.stop(time.Second)
	}
	p.watchers.Wait()
	p.notify()
	return nil
}

// handles reserves n device handles.
func (p *Plugin) handles(n int) ([]uint32, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if uint64(p.lastHandle)+uint64(n) > 1<<32-1 {
		return nil, fmt.Errorf("plugin %s: out of device handles", p.cfg.Name)
	}
	hs := make([]uint32, n)
	for i := range hs {
		p.lastHandle++
		hs[i] = p.lastHandle
	}
	return hs, nil
}

func (p *Plugin) countDevices(n int) {
	p.mu.Lock()
	p.devices += n
	p.mu.Unlock()
}
