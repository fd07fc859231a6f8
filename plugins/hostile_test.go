//go:build linux

package plugins_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/devicetest"
	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

func TestConformance(t *testing.T) {
	p := start(t, self("catalogue"))
	for _, m := range p.Models() {
		t.Run(m.Describe().Type, func(t *testing.T) { devicetest.Run(t, m, "allocations") })
	}
	if s := p.State(); s.Restarts != 0 || s.Devices != 0 {
		t.Errorf("state %+v: want no restart and no device left", s)
	}
}

func TestNoiseIsSurvived(t *testing.T) {
	for _, mode := range []string{"garbage", "stderr", "prints", "grandchild"} {
		t.Run(mode, func(t *testing.T) {
			var log buffer
			c := self(mode)
			c.Log = slog.New(slog.NewTextHandler(&log, nil))
			p := start(t, c)
			play := newPlay(t, p.Models()[0], 3)
			play.run(t, 0, 30, nil)
			if s := p.State(); s.Restarts != 0 {
				t.Errorf("state %+v: want no restart", s)
			}
			if log.len() > 2<<20 {
				t.Errorf("%d bytes were logged: the rate is not bounded", log.len())
			}
		})
	}
}

func TestGrandchildDiesWithThePlugin(t *testing.T) {
	var log buffer
	c := self("grandchild")
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	p := start(t, c)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(log.string(), "grandchild ")
	pid, err := strconv.Atoi(strings.TrimRight(strings.Fields(rest + " x")[0], `"`))
	if !ok || err != nil {
		t.Fatalf("no grandchild in the log: %v\n%s", err, log.string())
	}
	waitGone(t, pid)
}

func TestStartRefuses(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho not a plugin\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	pinned := self("mark")
	pinned.SHA256 = strings.Repeat("0", 64)
	mute := self("mute")
	mute.Timeouts.Handshake = 200 * time.Millisecond
	for _, c := range []struct {
		name, want string
		config     plugins.Config
	}{
		{"missing", "no such file", plugins.Config{Path: plain + "x"}},
		{"not executable", "chmod +x", plugins.Config{Path: plain}},
		{"folder", "not an executable", plugins.Config{Path: t.TempDir()}},
		{"not a plugin", "handshake", plugins.Config{Path: script}},
		{"other digest", "not started", pinned},
		{"silent", "handshake", mute},
		{"dies", "cannot find my licence", self("dies")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := plugins.Start(t.Context(), c.config); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestPluginDiesWithTheHost(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	mark := filepath.Join(t.TempDir(), "grandchild")
	host := exec.Command(path)
	host.Env = append(os.Environ(), modeEnv+"=host", "VITALFLEET_TEST_MARK="+mark)
	stdin, err := host.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := host.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := host.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("host said %q", line)
	}
	text, err := os.ReadFile(mark)
	grandchild, convErr := strconv.Atoi(string(text))
	if err != nil || convErr != nil {
		t.Fatalf("no grandchild: %v %v", err, convErr)
	}
	_ = host.Process.Kill()
	_ = host.Wait()
	waitGone(t, pid)
	waitGone(t, grandchild)
}

// waitGone waits until the process is gone or dead; it fails after 2 s.
func waitGone(t *testing.T, pid int) {
	t.Helper()
	for range 200 {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d is still there", pid)
}

func TestConfigErrorComesThrough(t *testing.T) {
	p := start(t, self("meter"))
	s := specs(3)
	s[1].Config = json.RawMessage(`{"bad":1}`)
	_, err := p.Models()[0].Open(t.Context(), s)
	var bad *devicesim.ConfigError
	if !errors.As(err, &bad) || bad.Device != "d-1" || bad.Problems[0].Pointer != "/bad" {
		t.Errorf("got %v, want the ConfigError of d-1", err)
	}
	if s := p.State(); s.Restarts != 0 || s.Status != plugins.Running {
		t.Errorf("state %+v: a bad config is no failure", s)
	}
}

func TestAnswersAreNoFailures(t *testing.T) {
	p := start(t, self("meter"))
	b := newPlay(t, p.Models()[0], 2).batch
	if err := b.(devicesim.Injector).Inject([]int{0}, "nonsense", nil, false, begin()); err == nil {
		t.Error("unknown fault was accepted")
	}
	if err := b.(devicesim.Snapshotter).Restore(0, []byte("x")); err == nil {
		t.Error("broken state was accepted")
	}
	if _, err := b.(devicesim.Commander).Command(0, "nonsense", nil, begin()); err == nil {
		t.Error("unknown command was accepted")
	}
	if s := p.State(); s.Restarts != 0 || s.Status != plugins.Running || s.Reason != "" {
		t.Errorf("state %+v: want no failure", s)
	}
}

func TestClosed(t *testing.T) {
	p := start(t, self("meter"))
	play := newPlay(t, p.Models()[0], 2)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	in := newInput(play.model.Describe(), 2)
	if err := play.batch.Step(t.Context(), &in.Input, &play.out); !errors.Is(err, plugins.ErrClosed) {
		t.Errorf("Step on a closed plugin: %v", err)
	}
}

// buffer is a log that may be written while it is read.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) string() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func (b *buffer) len() int { return len(b.string()) }

// Where there is no death signal the sdk must see the host's end by itself.
func TestPluginEndsWithItsStandardInput(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	plugin := exec.Command(path)
	plugin.Env = append(os.Environ(), modeEnv+"=meter", devicev1.CookieKey+"="+devicev1.CookieValue,
		devicev1.LifelineEnv+"=1", "PLUGIN_PROTOCOL_VERSIONS=1", "PLUGIN_UNIX_SOCKET_DIR="+t.TempDir())
	stdin, err := plugin.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := plugin.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := plugin.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	if !strings.Contains(line, "|unix|") {
		t.Errorf("handshake %q", line)
	}
	guard := time.AfterFunc(2*time.Second, func() { _ = plugin.Process.Kill() })
	defer guard.Stop()
	_ = stdin.Close()
	if err := plugin.Wait(); err != nil {
		t.Errorf("plugin had to be killed: %v", err)
	}
}
