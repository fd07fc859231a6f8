package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/inclinic"
	"github.com/vitalfleet/vitalfleet/devicesim/inhome"
	"github.com/vitalfleet/vitalfleet/devicesim/link/file"
	"github.com/vitalfleet/vitalfleet/devicesim/link/mqtt"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/observe"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// builtIn are the device models of this program.
func builtIn() []devicesim.Model {
	var out []devicesim.Model
	out = append(out, onbody.Models()...)
	out = append(out, inhome.Models()...)
	return append(out, inclinic.Models()...)
}

func builtInModel(typ string) (devicesim.Model, bool) {
	for _, m := range builtIn() {
		if m.Describe().Type == typ {
			return m, true
		}
	}
	return nil, false
}

func deviceTypes() []string {
	var out []string
	for _, m := range builtIn() {
		out = append(out, m.Describe().Type)
	}
	return out
}

func deviceInfo(typ string) (spec.DeviceInfo, bool) {
	m, ok := builtInModel(typ)
	if !ok {
		return spec.DeviceInfo{}, false
	}
	d := m.Describe()
	info := spec.DeviceInfo{Type: d.Type, Title: d.Title, ConfigSchema: d.ConfigSchema}
	for _, c := range d.Codes {
		info.Codes = append(info.Codes, c.ID)
	}
	for _, f := range d.Faults {
		info.Faults = append(info.Faults, f.Name)
	}
	return info, true
}

// knownFault reports whether some built-in device has a fault of an event kind.
func knownFault(kind string) bool {
	_, last, _ := strings.Cut(kind, ".")
	for _, m := range builtIn() {
		for _, f := range m.Describe().Faults {
			if f.Name == kind || f.Name == last {
				return true
			}
		}
	}
	return false
}

// world is what a run is given: models, links, observers, and the plugins that
// were started for it.
type world struct {
	plugins *pluginSet
	files   []*file.Link
	log     *slog.Logger
	stdout  io.Writer
}

func (a *app) newWorld(ctx context.Context, s *spec.Scenario) *world {
	return &world{plugins: newPluginSet(ctx, s, a.flags.pluginDirs, a.logger()), log: a.logger(), stdout: a.stdout}
}

// close ends what the run used. The error is of a file that is not whole.
func (w *world) close() error {
	w.plugins.close()
	var errs []error
	for _, f := range w.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// env is the world as a run takes it.
func (w *world) env(version string) scenarios.Env {
	return scenarios.Env{
		Version: version, Models: w.plugins.model, Link: w.link, Observe: w.observe,
		Plugins: w.plugins.states, Log: w.log,
	}
}

// link makes the link to a target by the scheme of its URL.
func (w *world) link(name string, t spec.Target, seed uint64) (devicesim.Link, error) {
	scheme, rest, _ := strings.Cut(t.URL, ":")
	switch scheme {
	case "file":
		l, err := file.Create(strings.TrimPrefix(rest, "//"), time.Now)
		if err != nil {
			return nil, fmt.Errorf("target %s: %w", name, err)
		}
		w.files = append(w.files, l)
		return l, nil
	case "stdout":
		l := file.New(w.stdout, time.Now)
		w.files = append(w.files, l)
		return l, nil
	}
	if t.Link == "fleet" {
		return nil, errors.New("link fleet is not available in this version; paho is")
	}
	m := mqtt.Target{
		URL: t.URL, Version: t.Version, Username: t.Username, Password: t.Password.Reveal(), PasswordFile: t.PasswordFile,
		KeepAlive: t.Keepalive.D(), CleanSession: t.CleanSession, InFlight: int(t.Inflight), Seed: seed,
		Reconnect: mqtt.Reconnect{Backoff: t.Reconnect.Backoff, Min: t.Reconnect.Min.D(), Max: t.Reconnect.Max.D(), Jitter: float64(t.Reconnect.Jitter)},
	}
	if t.TLS != nil {
		m.TLS = mqtt.TLS{CA: t.TLS.CA, Cert: t.TLS.Cert, Key: t.TLS.Key, Insecure: t.TLS.Insecure}
	}
	l, err := mqtt.New(m, w.log)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", name, err)
	}
	return l, nil
}

// observe makes an observer.
func (w *world) observe(name string, o spec.Observer, t spec.Target, h scenarios.Hearing) (observe.Observer, error) {
	switch o.Type {
	case "mqtt":
		conf, err := tlsOf(t)
		if err != nil {
			return nil, err
		}
		password, err := passwordOf(t)
		if err != nil {
			return nil, err
		}
		return &observe.Mirror{
			URL: t.URL, Topic: o.Topic, ClientID: fmt.Sprintf("vitalfleet-observer-%s-%d-%d", name, os.Getpid(), time.Now().UnixNano()%1e6),
			Username: t.Username, Password: password, TLS: conf, Now: h.Now, Message: h.Message, State: h.Gap,
		}, nil
	case "webhook":
		return &observe.Webhook{Listen: o.Listen, Path: o.Path, Now: h.Now, Log: w.log, Alert: func(raw json.RawMessage, header http.Header, at time.Time) {
			var body any
			_ = json.Unmarshal(raw, &body) // The webhook has checked it.
			first := map[string]string{}
			for k := range header {
				first[strings.ToLower(k)] = header.Get(k)
			}
			h.Alert(body, first, at)
		}}, nil
	}
	return nil, fmt.Errorf("observers of type %s are not available in this version", o.Type)
}

func passwordOf(t spec.Target) (string, error) {
	if t.PasswordFile == "" {
		return t.Password.Reveal(), nil
	}
	text, err := os.ReadFile(t.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("password_file: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimRight(line, "\r"), nil
}

// tlsOf is the TLS configuration of an observer on a target, nil without TLS.
func tlsOf(t spec.Target) (*tls.Config, error) {
	if t.TLS == nil {
		return nil, nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: t.TLS.Insecure} //nolint:gosec // Insecure is refused beyond loopback when the scenario is read.
	if t.TLS.CA != "" {
		pem, err := os.ReadFile(t.TLS.CA)
		if err != nil {
			return nil, fmt.Errorf("tls.ca: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls.ca: %s holds no certificate", t.TLS.CA)
		}
	}
	return c, nil
}
