package plugintest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/devicetest"
	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// verifier is one check of one program.
type verifier struct {
	Config
	ctx         context.Context //nolint:containedctx // It is the one call's: every check works under it.
	report      *Report
	description *devicev1.DescribeResponse
	models      []devicesim.Description
	body        *body
}

// errSkip is wrapped by the error of a check that has nothing to do.
var errSkip = errors.New("skipped")

func skip(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errSkip, fmt.Sprintf(format, args...))
}

// check runs one check and reports whether what it guards can be relied on. The
// text is what it measured.
func (v *verifier) check(model, name string, run func() (string, error)) bool {
	if v.ctx.Err() != nil || len(v.Only) > 0 && !slices.Contains(v.Only, name) {
		return v.ctx.Err() == nil
	}
	begin := time.Now()
	text, err := run()
	r := Result{Check: name, Model: model, Outcome: Passed, Detail: text, Took: time.Since(begin)}
	switch {
	case errors.Is(err, errSkip):
		r.Outcome, r.Detail = Skipped, strings.TrimPrefix(err.Error(), errSkip.Error()+": ")
	case err != nil:
		r.Outcome, r.Detail = Failed, err.Error()
	}
	v.report.Results = append(v.report.Results, r)
	if v.Heard != nil {
		v.Heard(r)
	}
	return r.Outcome != Failed
}

// plain is a check that measures nothing.
func plain(run func() error) func() (string, error) {
	return func() (string, error) { return "", run() }
}

// process checks the program as a whole. It reports whether there are models to
// check.
func (v *verifier) process() bool {
	only := v.Only
	v.Only = nil // the rest cannot do without these
	ok := v.check("", "handshake", v.handshake) && v.check("", "describe", plain(v.describe))
	v.Only = only
	if !ok {
		return false
	}
	v.check("", "noise", v.noise)
	v.check("", "exit", v.exit)
	v.check("", "cookie", plain(v.cookie))
	return true
}

// model checks one of the models: first what every model must do, each check in
// a process of its own, so that one that crashes it spoils no other.
func (v *verifier) model(d devicesim.Description) {
	names := devicetest.Names()
	for _, name := range names {
		if name == "allocations" {
			continue // a call over a process border allocates
		}
		v.check(d.Type, name, plain(func() error {
			others := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
			return v.withModel(d, func(_ *plugins.Plugin, m devicesim.Model) error {
				for _, f := range devicetest.Check(m, others...) {
					return f.Err
				}
				return nil
			})
		}))
	}
	for _, c := range []struct {
		name string
		run  func(devicesim.Description) (string, error)
	}{
		{"processes", v.processes},
		{"kill", v.kill},
		{"fork", v.fork},
		{"stateless", v.stateless},
		{"handles", v.handles},
		{"misuse", v.misuse},
		{"acts", v.acts},
		{"cancel", v.cancel},
		{"memory", v.memory},
		{"throughput", v.throughput},
	} {
		v.check(d.Type, c.name, func() (string, error) { return c.run(d) })
	}
}

// withModel starts the plugin under a host, as a run does, and wants it to
// survive what is done to its model.
func (v *verifier) withModel(d devicesim.Description, do func(*plugins.Plugin, devicesim.Model) error) error {
	p, m, err := v.start(d)
	if err != nil {
		return err
	}
	err = do(p, m)
	s := p.State()
	if s.Restarts > 0 || s.Status != plugins.Running || s.Isolated > 0 {
		err = errors.Join(fmt.Errorf("the process failed: %s", s.Reason), err)
	}
	return errors.Join(err, p.Close())
}

// start starts the plugin under a host and returns one of its models.
func (v *verifier) start(d devicesim.Description) (*plugins.Plugin, devicesim.Model, error) {
	conf := v.host()
	conf.Log = nil // The kit itself says what goes wrong.
	p, err := plugins.Start(v.ctx, conf)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range p.Models() {
		if m.Describe().Type == d.Type {
			return p, m, nil
		}
	}
	return nil, nil, errors.Join(fmt.Errorf("this process has no model %s", d.Type), p.Close())
}

// handshake starts the program.
func (v *verifier) handshake() (string, error) {
	begin := time.Now()
	s, err := plugins.Dial(v.ctx, v.host())
	if err != nil {
		return "", err
	}
	s.Kill()
	return fmt.Sprintf("ready after %v", time.Since(begin).Round(time.Millisecond)), nil
}

// describe wants one answer: twice in a process, and in another one.
func (v *verifier) describe() error {
	for range 2 {
		s, err := plugins.Dial(v.ctx, v.host())
		if err != nil {
			return err
		}
		for range 2 {
			ctx, cancel := context.WithTimeout(v.ctx, time.Second)
			d, err := s.Describe(ctx, &devicev1.DescribeRequest{})
			cancel()
			if err != nil {
				err = s.Obituary(err)
				s.Kill()
				return fmt.Errorf("describe within 1 s: %w", err)
			}
			if v.description == nil {
				v.description = d
			}
			if !proto.Equal(d, v.description) {
				s.Kill()
				return errors.New("Describe gives different answers: it must be the same in every call and every process")
			}
		}
		s.Kill()
	}
	return v.readDescription()
}

func (v *verifier) readDescription() error {
	d := v.description
	if len(d.Models) == 0 {
		return errors.New("the plugin has no models")
	}
	if !semantic(d.PluginVersion) {
		return fmt.Errorf("plugin_version %q is no semantic version: write 1.2.3", d.PluginVersion)
	}
	v.report.Vendor, v.report.Version = d.Vendor, d.PluginVersion
	for _, m := range d.Models {
		one, err := m.Description(d.Vendor, d.PluginVersion)
		if err != nil {
			return err
		}
		if slices.Contains(v.report.Models, one.Type) {
			return fmt.Errorf("two models are named %s", one.Type)
		}
		v.models = append(v.models, one)
		v.report.Models = append(v.report.Models, one.Type)
	}
	return nil
}

// semantic reports whether a version has three numbers, as semver.org asks.
func semantic(version string) bool {
	core, _, _ := strings.Cut(version, "+")
	core, _, _ = strings.Cut(core, "-")
	parts := strings.Split(core, ".")
	return len(parts) == 3 && !slices.ContainsFunc(parts, func(p string) bool {
		return p == "" || strings.Trim(p, "0123456789") != ""
	})
}
