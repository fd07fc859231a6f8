//go:build linux

package plugins_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins"
)

// undisturbed is what leaves the model in this process, without any plugin.
func undisturbed(t *testing.T, m devicesim.Model, n, steps int, act func(b devicesim.Batch, k int)) string {
	p := newPlay(t, m, n)
	p.run(t, 0, steps, func(k int) { act(p.batch, k) })
	return p.log.String()
}

// drift injects a fault at step 5, again at 30, and ends it for some at 40.
func drift(t *testing.T) func(b devicesim.Batch, k int) {
	return func(b devicesim.Batch, k int) {
		var err error
		switch at := begin().Add(time.Duration(k) * time.Second); k {
		case 5, 30:
			err = b.(devicesim.Injector).Inject([]int{0, 2, 4}, "drift", nil, false, at)
		case 40:
			err = b.(devicesim.Injector).Inject([]int{2}, "drift", nil, true, at)
		case 22:
			_, err = b.(devicesim.Commander).Command(3, "drift", []byte("x"), at)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// strike sends the signal and waits until it has worked: on a busy machine the
// process goes on for a moment.
func strike(t *testing.T, pid int, sig syscall.Signal) {
	t.Helper()
	if pid == 0 {
		t.Error("no process to strike")
		return
	}
	_ = syscall.Kill(pid, sig)
	for range 200 {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") T ") || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func compare(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		if strings.Count(want, "\n") < 10 {
			t.Errorf("only %d lines were compared", strings.Count(want, "\n"))
		}
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("line %d:\n got %s\nwant %s", i, g[i], w[i])
		}
	}
	t.Fatalf("%d lines, want %d", len(g), len(w))
}

func TestSignalsLeaveNoTrace(t *testing.T) {
	for name, sig := range map[string]syscall.Signal{"killed": syscall.SIGKILL, "stopped": syscall.SIGSTOP} {
		for _, every := range []int{1, 64} {
			t.Run(fmt.Sprint(name, "/", every), func(t *testing.T) {
				c := self("meter")
				c.SnapshotEvery, c.Timeouts.Step = every, 300*time.Millisecond
				p := start(t, c)
				play := newPlay(t, p.Models()[0], 9)
				act := drift(t)
				play.run(t, 0, 50, func(k int) {
					act(play.batch, k)
					if k == 0 || k == 23 || k == 41 {
						strike(t, p.State().PID, sig)
					}
				})
				compare(t, play.log.String(), undisturbed(t, meter{}, 9, 50, drift(t)))
				if s := p.State(); s.Restarts != 3 || s.Status != plugins.Running || s.Reason == "" {
					t.Errorf("state %+v: want 3 restarts with a reason, running", s)
				}
			})
		}
	}
}

func TestFaultsOfTheModelLeaveNoTrace(t *testing.T) {
	for mode, reason := range map[string]string{
		"panic": "the model is wrong", "exit": "out of luck", "hang": "DeadlineExceeded",
		"garbage-reply": "device 1048576", "huge-reply": "larger than max",
	} {
		t.Run(mode, func(t *testing.T) {
			c := self(mode, "VITALFLEET_TEST_MARK="+filepath.Join(t.TempDir(), "mark"))
			c.SnapshotEvery, c.Timeouts.Step, c.ReplyBytes = 7, 300*time.Millisecond, 1<<20
			p := start(t, c)
			play := newPlay(t, p.Models()[0], 9)
			act := drift(t)
			play.run(t, 0, 50, func(k int) { act(play.batch, k) })
			compare(t, play.log.String(), undisturbed(t, meter{}, 9, 50, drift(t)))
			if s := p.State(); s.Restarts != 1 || !strings.Contains(s.Reason, reason) {
				t.Errorf("state %+v: want one restart because of %q", s, reason)
			}
		})
	}
}

func TestCatalogueModelSurvivesKill(t *testing.T) {
	p := start(t, self("catalogue"))
	play := newPlay(t, byType(t, p.Models(), "ecg-patch"), 20)
	play.run(t, 0, 90, func(k int) {
		if k == 50 || k == 80 {
			strike(t, p.State().PID, syscall.SIGKILL)
		}
	})
	compare(t, play.log.String(), undisturbed(t, byType(t, catalogue(), "ecg-patch"), 20, 90, func(devicesim.Batch, int) {}))
}

func TestModelWithoutSnapshotsIsReplayedFromTheStart(t *testing.T) {
	p := start(t, self("plain"))
	play := newPlay(t, p.Models()[0], 5)
	if _, ok := play.batch.(devicesim.Snapshotter); ok {
		t.Error("batch is a Snapshotter, though the model has no state version")
	}
	play.run(t, 0, 100, func(k int) {
		if k == 90 {
			strike(t, p.State().PID, syscall.SIGKILL)
		}
	})
	compare(t, play.log.String(), undisturbed(t, meter{}, 5, 100, func(devicesim.Batch, int) {}))
}

func TestJournalIsBounded(t *testing.T) {
	c := self("plain")
	c.JournalBytes = 2000
	p := start(t, c)
	play := newPlay(t, p.Models()[0], 5)
	play.run(t, 0, 100, nil)
	strike(t, p.State().PID, syscall.SIGKILL)
	play.run(t, 100, 103, nil)
	if s := p.State(); s.Status != plugins.Quarantined || !strings.Contains(s.Reason, "no snapshots") {
		t.Errorf("state %+v: want quarantine, since the journal is gone", s)
	}
}

func TestTwoBatchesRecoverTogether(t *testing.T) {
	p := start(t, self("meter"))
	a, b := newPlay(t, p.Models()[0], 4), newPlay(t, p.Models()[0], 6)
	kill := func(k int) {
		if k == 15 {
			strike(t, p.State().PID, syscall.SIGKILL)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.run(t, 0, 30, kill)
	}()
	b.run(t, 0, 30, nil)
	<-done
	nothing := func(devicesim.Batch, int) {}
	compare(t, a.log.String(), undisturbed(t, meter{}, 4, 30, nothing))
	compare(t, b.log.String(), undisturbed(t, meter{}, 6, 30, nothing))
	if s := p.State(); s.Restarts != 1 || s.Devices != 10 {
		t.Errorf("state %+v: want one restart and 10 devices", s)
	}
}

func TestQuarantine(t *testing.T) {
	c := self("panic")
	var seen []plugins.Status
	c.OnState = func(s plugins.State) { seen = append(seen, s.Status) }
	p := start(t, c)
	play := newPlay(t, p.Models()[0], 3)
	play.run(t, 0, 19, nil)
	before := play.log.Len()
	play.run(t, 19, 22, nil)
	after := play.log.String()[before:]
	if strings.Count(after, " e ") != 3 || strings.Contains(after, " m ") {
		t.Errorf("want silence and each of 3 devices reported once, got:\n%s", after)
	}
	if s := p.State(); s.Status != plugins.Quarantined || s.PID != 0 || !strings.Contains(s.Reason, "the model is wrong") {
		t.Errorf("state %+v", s)
	}
	if last := seen[len(seen)-1]; last != plugins.Quarantined {
		t.Errorf("OnState saw %v, want quarantined last", seen)
	}
	if _, err := play.batch.(devicesim.Snapshotter).Snapshot(0, nil); err == nil || !strings.Contains(err.Error(), "quarantined") {
		t.Errorf("Snapshot: %v, want ErrQuarantined", err)
	}
}

// A caller that gives up may come back: the step is then made as if for the first time.
func TestCancelledStepIsMadeAgain(t *testing.T) {
	c := self("hang", "VITALFLEET_TEST_MARK="+filepath.Join(t.TempDir(), "mark"))
	c.Timeouts.Open = 200 * time.Millisecond // the hung batch cannot be closed either
	p := start(t, c)
	play := newPlay(t, p.Models()[0], 4)
	play.run(t, 0, 19, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	in := newInput(play.model.Describe(), 4)
	in.at(19)
	play.out.Reset()
	if err := play.batch.Step(ctx, &in.Input, &play.out); !errors.Is(err, context.DeadlineExceeded) || len(play.out.Messages) > 0 {
		t.Fatalf("Step: %v and %d messages, want the caller's deadline and none", err, len(play.out.Messages))
	}
	play.run(t, 19, 30, nil)
	compare(t, play.log.String(), undisturbed(t, meter{}, 4, 30, func(devicesim.Batch, int) {}))
}

// A snapshot taken in a plugin continues in this process, and the other way round.
func TestSnapshotsCrossTheBorder(t *testing.T) {
	p := start(t, self("meter"))
	outside, inside := newPlay(t, p.Models()[0], 3), newPlay(t, meter{}, 3)
	outside.run(t, 0, 10, nil)
	copyStates(t, outside.batch, inside.batch)
	outside.run(t, 10, 20, nil)
	inside.run(t, 10, 20, nil)
	copyStates(t, inside.batch, outside.batch)
	strike(t, p.State().PID, syscall.SIGKILL) // what was restored is restored again
	outside.run(t, 20, 40, nil)
	compare(t, outside.log.String(), undisturbed(t, meter{}, 3, 40, func(devicesim.Batch, int) {}))
}

func copyStates(t *testing.T, from, to devicesim.Batch) {
	t.Helper()
	for d := range 3 {
		state, err := from.(devicesim.Snapshotter).Snapshot(d, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := to.(devicesim.Snapshotter).Restore(d, state); err != nil {
			t.Fatal(err)
		}
	}
}
