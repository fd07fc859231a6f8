//go:build linux

package plugins_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins"
)

// without is an undisturbed log less what a device sent from a step on.
func without(log string, device, from int) string {
	var kept []string
	for line := range strings.Lines(log) {
		var k, d int
		var kind string
		if _, err := fmt.Sscan(line, &k, &kind, &d); err == nil && d == device && k >= from {
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "")
}

// A device whose state or input makes the plugin fail, again and again, is found by
// bisection and falls silent; the others send what they would have sent.
func TestPoisonDeviceIsTakenOut(t *testing.T) {
	for _, mode := range []string{"poison-panic", "poison-hang", "poison-exit"} {
		for _, n := range []int{2, 9} {
			t.Run(fmt.Sprint(mode, "/", n), func(t *testing.T) {
				t.Parallel()
				c := self(mode)
				c.Timeouts.Step, c.SnapshotEvery = 300*time.Millisecond, 7
				p := start(t, c)
				play := newPlay(t, p.Models()[0], n)
				play.run(t, 0, 40, nil)
				var kept []string
				failed := 0
				for line := range strings.Lines(play.log.String()) {
					if strings.HasPrefix(line, "20 e 1 it makes plugin ") {
						failed++
						continue
					}
					kept = append(kept, line)
				}
				if failed != 1 {
					t.Errorf("device 1 was reported %d times, want once at step 20", failed)
				}
				compare(t, strings.Join(kept, ""), without(undisturbed(t, meter{}, n, 40, nothing), 1, 20))
				if s := p.State(); s.Status != plugins.Running || s.Isolated != 1 || !strings.Contains(s.Reason, "d-1") {
					t.Errorf("state %+v: want it running without d-1", s)
				}
				b := play.batch
				if err := b.(devicesim.Injector).Inject([]int{1}, "drift", nil, false, begin()); err == nil {
					t.Error("a fault was started on a device that was taken out")
				}
				if err := b.(devicesim.Injector).Inject([]int{0}, "drift", nil, false, begin()); err != nil {
					t.Error(err)
				}
				if _, err := b.(devicesim.Snapshotter).Snapshot(1, nil); err == nil {
					t.Error("a device that was taken out has a state")
				}
			})
		}
	}
}

func nothing(devicesim.Batch, int) {}

// What made a plugin fail is not looked for among the devices of another batch.
func TestPoisonLeavesOtherBatchesAlone(t *testing.T) {
	p := start(t, self("poison-panic"))
	sick, well := newPlay(t, p.Models()[0], 5), newPlay(t, p.Models()[0], 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		well.run(t, 0, 40, nil)
	}()
	sick.run(t, 0, 40, nil)
	<-done
	compare(t, well.log.String(), undisturbed(t, meter{}, 1, 40, nothing))
	if s := p.State(); s.Status != plugins.Running || s.Isolated != 1 {
		t.Errorf("state %+v: want one device taken out", s)
	}
}

func TestMemoryLimitLeavesNoTrace(t *testing.T) {
	c := self("hoard", "VITALFLEET_TEST_MARK="+filepath.Join(t.TempDir(), "mark"))
	c.MemoryBytes = 300 << 20
	p := start(t, c)
	play := newPlay(t, p.Models()[0], 6)
	play.run(t, 0, 60, func(k int) {
		switch {
		case k == 1:
			time.Sleep(2100 * time.Millisecond) // no longer young
		case p.State().Recycled == 0:
			time.Sleep(40 * time.Millisecond) // 20 MiB a step
		}
	})
	compare(t, play.log.String(), undisturbed(t, meter{}, 6, 60, nothing))
	if s := p.State(); s.Recycled != 1 || s.Status != plugins.Running || s.Diverged > 0 || !strings.Contains(s.Reason, "memory") {
		t.Errorf("state %+v: want it replaced once", s)
	}
}

// A plugin that is too large as soon as it runs is given up.
func TestMemoryLimitThatCannotBeKept(t *testing.T) {
	c := self("meter")
	c.MemoryBytes = 1 << 20
	p := start(t, c)
	play := newPlay(t, p.Models()[0], 2)
	for k := 0; k < 400 && p.State().Status != plugins.Quarantined; k++ {
		play.run(t, k, k+1, nil)
		time.Sleep(20 * time.Millisecond)
	}
	if s := p.State(); s.Status != plugins.Quarantined || !strings.Contains(s.Reason, "memory") {
		t.Errorf("state %+v: want quarantine because of memory", s)
	}
}

func TestReplayThatDiffersIsNoted(t *testing.T) {
	p := start(t, self("moody"))
	play := newPlay(t, p.Models()[0], 4)
	play.run(t, 0, 10, nil)
	if s := p.State(); s.Diverged != 0 {
		t.Errorf("state %+v: nothing was replayed yet", s)
	}
	strike(t, p.State().PID, 9)
	play.run(t, 10, 20, nil)
	if s := p.State(); s.Diverged != 1 || s.Status != plugins.Running {
		t.Errorf("state %+v: want one replay that differs", s)
	}
}

func TestReload(t *testing.T) {
	c := self("meter")
	p := start(t, c)
	play := newPlay(t, p.Models()[0], 4)
	play.run(t, 0, 10, nil)
	pid := p.State().PID
	if err := p.Reload(t.Context(), filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there was taken")
	}
	if err := p.Reload(t.Context(), c.Path); err != nil {
		t.Fatal(err)
	}
	play.run(t, 10, 20, nil)
	compare(t, play.log.String(), undisturbed(t, meter{}, 4, 20, nothing))
	if s := p.State(); s.PID == pid || s.Status != plugins.Running || s.Diverged > 0 {
		t.Errorf("state %+v: want another process than %d", s, pid)
	}
}

// mood is different in every process.
var mood = rand.Uint64()
