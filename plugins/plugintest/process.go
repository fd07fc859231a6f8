package plugintest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// noise counts what a plugin says while it works. A host reads and drops what is
// too much, so only a flood is a fault.
func (v *verifier) noise() (string, error) {
	s, err := plugins.Dial(v.ctx, v.host())
	if err != nil {
		return "", err
	}
	defer s.Kill()
	b := newWire(s, v.models[0], v.body)
	if err := b.open(v.ctx, 20); err != nil {
		return "", err
	}
	for k := range 20 {
		if err := b.step(v.ctx, k, b.handles()); err != nil {
			return "", s.Obituary(err)
		}
	}
	time.Sleep(50 * time.Millisecond) // What it says goes another way than its answers.
	lines, dropped := s.Said()
	if dropped > 0 {
		return "", fmt.Errorf("it wrote %d lines in 20 steps; %d were dropped: log what happens, not every step", lines, dropped)
	}
	return fmt.Sprintf("%d lines in 20 steps", lines), nil
}

// exit wants the program to end when it is asked to, and when its host is gone.
func (v *verifier) exit() (string, error) {
	s, err := plugins.Dial(v.ctx, v.host())
	if err != nil {
		return "", err
	}
	begin := time.Now()
	if err := s.Stop(v.Exit); err != nil {
		return "", err
	}
	took := time.Since(begin)
	if s, err = plugins.Dial(v.ctx, v.host()); err != nil {
		return "", err
	}
	if err := s.HangUp(v.Exit); err != nil {
		return "", fmt.Errorf("a host that dies leaves it behind where the system has no death signal: %w", err)
	}
	return fmt.Sprintf("ended after %v", took.Round(time.Millisecond)), nil
}

// cookie starts the program as a person would, without a host.
func (v *verifier) cookie() error {
	ctx, cancel := context.WithTimeout(v.ctx, v.Exit)
	defer cancel()
	cmd := exec.CommandContext(ctx, v.Path, v.Args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}
	cmd.Env = append(cmd.Env, v.Env...)
	cmd.WaitDelay = 100 * time.Millisecond
	text, err := cmd.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("started by hand, without %s, it runs on: it must say that it is a plugin and end", devicev1.CookieKey)
	case err == nil && len(text) == 0:
		return fmt.Errorf("started by hand it ends without a word: it must say that it is a plugin")
	}
	return nil
}

// processes plays the same in two processes.
func (v *verifier) processes(d devicesim.Description) (string, error) {
	first, err := v.undisturbed(d)
	if err != nil {
		return "", err
	}
	second, err := v.undisturbed(d)
	if err != nil {
		return "", err
	}
	if err := same(second, first); err != nil {
		return "", fmt.Errorf("two processes with the same seeds differ: %w", err)
	}
	return fmt.Sprintf("%d messages alike", len(first)), nil
}

// undisturbed is the log of a play in a process of its own.
func (v *verifier) undisturbed(d devicesim.Description) (log []string, err error) {
	err = v.withModel(d, func(_ *plugins.Plugin, m devicesim.Model) error {
		p, err := newPlay(v.ctx, m, v.body)
		if err != nil {
			return err
		}
		defer p.batch.Close()
		err = p.run(v.ctx, 0, steps)
		log = p.log
		return err
	})
	return log, err
}

// kill ends the process twice in mid-run: the host restores, replays, and nothing
// may be seen of it.
func (v *verifier) kill(d devicesim.Description) (string, error) {
	want, err := v.undisturbed(d)
	if err != nil {
		return "", err
	}
	p, m, err := v.start(d)
	if err != nil {
		return "", err
	}
	defer p.Close()
	play, err := newPlay(v.ctx, m, v.body)
	if err != nil {
		return "", err
	}
	for _, until := range []int{steps / 3, 2 * steps / 3, steps} {
		if err := play.run(v.ctx, play.next, until); err != nil {
			return "", err
		}
		if until < steps {
			if err := strike(p); err != nil {
				return "", err
			}
		}
	}
	if err := same(play.log, want); err != nil {
		return "", fmt.Errorf("killed and restored it goes on differently: %w", err)
	}
	s := p.State()
	if s.Restarts != 2 || s.Status != plugins.Running || s.Diverged > 0 {
		return "", fmt.Errorf("killed twice it restarted %d times and is %s: %s", s.Restarts, s.Status, s.Reason)
	}
	return fmt.Sprintf("killed twice, %d messages alike", len(want)), nil
}

// strike kills the plugin's process.
func strike(p *plugins.Plugin) error {
	proc, err := os.FindProcess(p.State().PID)
	if err == nil {
		err = proc.Kill()
	}
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill the plugin: %w", err)
	}
	time.Sleep(20 * time.Millisecond)
	return nil
}
