// Package plugintest is the conformance kit for vendors' plugins: it starts the
// program as a host does and finds out whether it keeps what the protocol and the
// contract of determinism ask. A vendor's own test is
//
//	func TestConformance(t *testing.T) {
//		plugintest.Run(t, plugintest.Config{Path: plugintest.Build(t, ".")})
//	}
//
// and `vitalfleet plugin verify` runs the same checks on the command line. What a
// model must do whatever side of a process border it is on is checked by package
// devicetest; here is what only a process can do wrong. The kit does not judge how
// accurate a device is; with a recording of a real one it says how alike they are.
package plugintest

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/plugins"
)

// Config says which plugin to check, and how. Only Path is required.
type Config struct {
	Path      string
	Args, Env []string
	Model     string        // check this model only; "": all
	Only      []string      // check these only, by name; nil: all
	Recording string        // file of recorded traffic to compare with, "": none
	Handshake time.Duration // 0: 5 s
	Step      time.Duration // deadline of a step, 0: 2 s
	Exit      time.Duration // within which it must end when asked to, 0: 2 s
	Log       *slog.Logger  // hears what the plugin says; nil: nobody
	// Heard is told of each Result as it comes; nil: nobody.
	Heard func(Result)
}

// host is the plugin's configuration for a run.
func (c *Config) host() plugins.Config {
	return plugins.Config{
		Path: c.Path, Args: c.Args, Env: c.Env, Log: c.Log, SnapshotEvery: 5,
		Timeouts: plugins.Timeouts{Handshake: c.Handshake, Step: c.Step},
		Restart:  plugins.Restart{First: time.Millisecond, Failures: 3},
	}
}

// Run checks a plugin as subtests of t: one for each check, of each model.
func Run(t *testing.T, c Config) {
	t.Helper()
	r, err := Verify(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, res := range r.Results {
		name := res.Check
		if res.Model != "" {
			name = res.Model + "/" + res.Check
		}
		t.Run(name, func(t *testing.T) {
			switch res.Outcome {
			case Skipped:
				t.Skip(res.Detail)
			case Failed:
				t.Error(res.Detail)
			default:
				t.Log(res.Detail)
			}
		})
	}
}

// Build builds the Go program in a folder as a plugin for a test and returns its
// path.
func Build(t testing.TB, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vitalfleet-device-test")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".")
	cmd.Dir, cmd.Env = dir, os.Environ()
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build in %s: %v\n%s", dir, err, text)
	}
	return path
}

// Verify checks a plugin. The error is of the kit or of ctx: a plugin that does not
// even start is a failed check.
func Verify(ctx context.Context, c Config) (*Report, error) {
	if c.Exit <= 0 {
		c.Exit = 2 * time.Second
	}
	body, err := newBody()
	if err != nil {
		return nil, err
	}
	v := &verifier{ctx: ctx, Config: c, body: body, report: &Report{Path: c.Path}}
	v.report.SHA256, _ = plugins.Digest(c.Path)
	if !v.process() {
		return v.report, ctx.Err()
	}
	for _, m := range v.models {
		if c.Model != "" && m.Type != c.Model {
			continue
		}
		v.model(m)
	}
	if c.Recording != "" && ctx.Err() == nil {
		if err := v.compare(); err != nil {
			return v.report, err
		}
	}
	return v.report, ctx.Err()
}
