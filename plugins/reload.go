package plugins

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// ErrIncompatible is wrapped by Reload's error when devices cannot go on in the
// other program.
var ErrIncompatible = errors.New("devices cannot go on in it")

// Reload puts another build of the program in the place of the running one: the
// devices are saved, and the next call restores them in a process of the new one.
// It is for developing a plugin. On an error the old one goes on.
func (p *Plugin) Reload(ctx context.Context, path string) error {
	sum, err := checkExecutable(path, "")
	if err != nil {
		return err
	}
	conf := p.cfg
	conf.Path = path
	trial, d, err := introduce(ctx, &conf, 0)
	if err != nil {
		return err
	}
	trial.kill()
	if err := p.compatible(d); err != nil {
		return fmt.Errorf("plugin %s: %w: %w", path, ErrIncompatible, err)
	}
	proc, err := p.acquire(ctx)
	if err != nil && !errors.Is(err, ErrQuarantined) {
		return err
	}
	if proc != nil {
		p.retire(proc)
	}
	p.gate.Lock()
	defer p.gate.Unlock()
	p.mu.Lock()
	if p.status == Closed {
		p.mu.Unlock()
		return fmt.Errorf("plugin %s: %w", p.cfg.Name, ErrClosed)
	}
	old := p.proc
	p.cfg.Path, p.cfg.SHA256, p.digest, p.description = path, "", sum, d
	p.proc, p.status, p.failures = nil, Restarting, nil
	p.reason = "reloaded"
	p.edition++
	p.mu.Unlock()
	if old != nil {
		old.kill()
	}
	p.notify()
	return nil
}

// compatible reports why devices that are open could not go on under another
// description.
func (p *Plugin) compatible(d *devicev1.DescribeResponse) error {
	p.mu.Lock()
	before := p.description
	p.mu.Unlock()
	if len(d.Models) != len(before.Models) {
		return fmt.Errorf("it has %d models, not %d", len(d.Models), len(before.Models))
	}
	for i, m := range d.Models {
		was := before.Models[i]
		if m.StateVersion != was.StateVersion {
			return fmt.Errorf("state_version of %s was %q and is %q", was.Name, was.StateVersion, m.StateVersion)
		}
		if !proto.Equal(essence(m), essence(was)) {
			return fmt.Errorf("model %s has other inputs, streams, faults or step lengths", was.Name)
		}
	}
	return nil
}

// essence is what of a model an open device depends on.
func essence(m *devicev1.Model) *devicev1.Model {
	e := &devicev1.Model{
		Name: m.Name, Inputs: m.Inputs, Stateless: m.Stateless, Interval: m.Interval, WantsBeats: m.WantsBeats,
		WantsBreaths: m.WantsBreaths, Continuous: m.Continuous,
	}
	for _, s := range m.Streams {
		e.Streams = append(e.Streams, &devicev1.Stream{Name: s.GetName(), SeqPointer: s.GetSeqPointer(), BootPointer: s.GetBootPointer()})
	}
	for _, f := range m.Faults {
		e.Faults = append(e.Faults, &devicev1.Fault{Name: f.GetName()})
	}
	return e
}
