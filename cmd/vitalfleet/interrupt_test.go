//go:build unix

package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
)

// TestRunInterrupted ends a run with Ctrl-C: it drains, judges, writes its
// reports and ends with the code that says so.
func TestRunInterrupted(t *testing.T) {
	t.Parallel()
	broker, _, _ := linktest.StartEmbedded(t)
	folder := t.TempDir()
	p := command(t, folder, "vitalfleet", append([]string{"run", "--out", "run", "--capture", "--broker", broker}, smallWard(t)...)...)
	capture := filepath.Join(folder, "run", "capture.ndjson")
	eventually(t, "messages", func() bool { return fileSize(capture) > 0 })
	plugin := children(t, p.cmd.Process.Pid)
	p.interrupt()
	if code := p.exit(); code != 105 {
		t.Errorf("exit code %d, want 105\n%s", code, p.output())
	}
	if !strings.Contains(p.output(), "exit 105") || !strings.Contains(p.output(), "interrupt") {
		t.Errorf("it does not say that it was interrupted:\n%s", p.output())
	}
	for _, pid := range plugin {
		eventually(t, "the plugin's end", func() bool { return !alive(pid) })
	}
	sealed(t, filepath.Join(folder, "run"))
}

// TestRunInterruptedTwice does not wait for the end: the second Ctrl-C stops at once.
func TestRunInterruptedTwice(t *testing.T) {
	t.Parallel()
	broker, _, _ := linktest.StartEmbedded(t)
	folder := t.TempDir()
	p := command(t, folder, "vitalfleet", append([]string{
		"run", "--out", "run", "--capture", "--broker", broker,
		"--set", "observe.mirror={type: mqtt, target: main, topic: nobody/publishes/here}", "--set", `expect.whole={accounting: mirror, settle: 1h, assert: ["lost == 0"]}`,
	}, smallWard(t)...)...)
	capture := filepath.Join(folder, "run", "capture.ndjson")
	eventually(t, "messages", func() bool { return fileSize(capture) > 0 })
	plugin := children(t, p.cmd.Process.Pid)
	p.interrupt()
	if endsWithin(p, time.Second) {
		t.Fatalf("it has ended without waiting for what is on its way:\n%s", p.output())
	}
	eventually(t, "the end at once", func() bool {
		p.interrupt() // signals that come close together are one
		return endsWithin(p, 200*time.Millisecond)
	})
	if code := p.exit(); code != 105 {
		t.Errorf("exit code %d, want 105\n%s", code, p.output())
	}
	for _, pid := range plugin {
		eventually(t, "the plugin's end", func() bool { return !alive(pid) })
	}
}

// endsWithin reports whether a process has ended, waiting a while for it.
func endsWithin(p *process, wait time.Duration) bool {
	select {
	case <-p.ended:
		return true
	case <-time.After(wait):
		return false
	}
}
