package scenarios_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

func newClock(t testing.TB, mode string, speed float64) scenarios.Clock {
	t.Helper()
	c, err := scenarios.NewClock(mode, speed)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The times of these tests are of a bubble, so that they are exact.
func TestClockWaitsForTheSchedule(t *testing.T) {
	for _, c := range []struct {
		name  string
		mode  string
		speed float64
		until time.Duration
		busy  time.Duration // wall time spent before asking
		wait  time.Duration // wall time until it returns
		lag   time.Duration
	}{
		{"real time waits as long", "real", 0, 3 * time.Second, 0, 3 * time.Second, 0},
		{"what work took is not waited for again", "real", 0, 3 * time.Second, time.Second, 2 * time.Second, 0},
		{"behind the schedule it returns at once and says by how much", "real", 0, 3 * time.Second, 5 * time.Second, 0, 2 * time.Second},
		{"accelerated", "accelerated", 60, time.Minute, 0, time.Second, 0},
		{"accelerated and behind: lag is wall time", "accelerated", 60, time.Minute, 4 * time.Second, 0, 3 * time.Second},
		{"slower than life", "accelerated", 0.5, time.Second, 0, 2 * time.Second, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				clock := newClock(t, c.mode, c.speed)
				clock.At(time.Now()) // it begins at its first use
				time.Sleep(c.busy)
				asked := time.Now()
				lag, err := clock.Until(t.Context(), c.until)
				if err != nil {
					t.Fatal(err)
				}
				if waited := time.Since(asked); waited != c.wait || lag != c.lag {
					t.Errorf("waited %v with lag %v, want %v and %v", waited, lag, c.wait, c.lag)
				}
			})
		})
	}
}

func TestClockLagDoesNotAddUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(t, "real", 0)
		clock.At(time.Now())
		time.Sleep(1500 * time.Millisecond) // one slow tick
		for i, want := range []time.Duration{500 * time.Millisecond, 0, 0} {
			lag, err := clock.Until(t.Context(), time.Duration(i+1)*time.Second)
			if err != nil || lag != want {
				t.Errorf("tick %d: lag %v, error %v; want %v", i+1, lag, err, want)
			}
		}
	})
}

func TestClockPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(t, "accelerated", 10)
		began := time.Now()
		returned := make(chan time.Duration)
		clock.At(began)
		go func() {
			_, _ = clock.Until(t.Context(), 100*time.Second)
			returned <- time.Since(began)
		}()
		time.Sleep(4 * time.Second)
		clock.Pause(true)
		clock.Pause(true) // saying it twice changes nothing
		time.Sleep(time.Hour)
		if at := clock.At(time.Now()); at != 40*time.Second {
			t.Errorf("while paused the clock stands at %v, want 40s", at)
		}
		clock.Pause(false)
		if got, want := <-returned, time.Hour+10*time.Second; got != want {
			t.Errorf("100 s were over after %v, want %v", got, want)
		}
	})
}

func TestClockChangeOfSpeed(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(c scenarios.Clock) error
		want   time.Duration // wall time of 100 simulated seconds, the change comes after 5 s at 10 x
	}{
		{"faster", func(c scenarios.Clock) error { return c.SetSpeed(50) }, 6 * time.Second},
		{"slower", func(c scenarios.Clock) error { return c.SetSpeed(1) }, 55 * time.Second},
		{"twice", func(c scenarios.Clock) error { return errors.Join(c.SetSpeed(1000), c.SetSpeed(5)) }, 15 * time.Second},
		{"while paused", func(c scenarios.Clock) error {
			c.Pause(true)
			time.Sleep(time.Minute)
			err := c.SetSpeed(50)
			time.Sleep(time.Minute)
			c.Pause(false)
			return err
		}, 2*time.Minute + 6*time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				clock := newClock(t, "accelerated", 10)
				began := time.Now()
				clock.At(began)
				returned := make(chan time.Duration)
				go func() {
					_, _ = clock.Until(t.Context(), 100*time.Second)
					returned <- time.Since(began)
				}()
				time.Sleep(5 * time.Second)
				if err := c.change(clock); err != nil {
					t.Fatal(err)
				}
				if got := <-returned; got != c.want {
					t.Errorf("100 s were over after %v, want %v", got, c.want)
				}
			})
		})
	}
}

// Until never returns early, whatever is done to the clock meanwhile, and At and
// Wall are each other's inverse.
func TestClockIsNeverEarly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		speed := rapid.Float64Range(0.01, 1e6).Draw(rt, "speed")
		steps := rapid.SliceOfN(rapid.Int64Range(1, int64(time.Minute)), 1, 20).Draw(rt, "steps")
		changes := rapid.SliceOfN(rapid.Float64Range(0.01, 1e6), len(steps), len(steps)).Draw(rt, "speeds")
		var fault error
		synctest.Test(t, func(t *testing.T) { fault = neverEarly(t, newClock(t, "accelerated", speed), steps, changes) })
		if fault != nil {
			rt.Fatal(fault)
		}
	})
}

func neverEarly(t *testing.T, clock scenarios.Clock, steps []int64, speeds []float64) error {
	var due time.Duration
	for i, step := range steps {
		due += time.Duration(step)
		lag, err := clock.Until(t.Context(), due)
		if err != nil {
			return err
		}
		if at := clock.At(time.Now()); at < due || lag < 0 {
			return fmt.Errorf("step %d: it is %v, due was %v; lag %v", i, at, due, lag)
		}
		if wall := clock.Wall(due); wall.After(time.Now()) {
			return fmt.Errorf("step %d: %v is due at %v, after now", i, due, wall)
		}
		if err := clock.SetSpeed(speeds[i]); err != nil {
			return err
		}
	}
	return nil
}

func TestVirtualClockNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(t, "virtual", 0)
		began := time.Now()
		for _, due := range []time.Duration{0, time.Second, 24 * 365 * time.Hour} {
			if lag, err := clock.Until(t.Context(), due); lag != 0 || err != nil {
				t.Errorf("until %v: lag %v, error %v", due, lag, err)
			}
		}
		if d := time.Since(began); d != 0 {
			t.Errorf("a year of virtual time took %v", d)
		}
		if at := clock.At(time.Now()); at != 24*365*time.Hour {
			t.Errorf("it is %v, want a year", at)
		}
	})
}

func TestVirtualClockPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(t, "virtual", 0)
		clock.Pause(true)
		began := time.Now()
		go func() {
			time.Sleep(time.Minute)
			clock.Pause(false)
		}()
		if _, err := clock.Until(t.Context(), time.Second); err != nil || time.Since(began) != time.Minute {
			t.Errorf("it went on after %v with error %v, want a minute's pause", time.Since(began), err)
		}
	})
}

func TestClockEndsWithItsContext(t *testing.T) {
	for _, mode := range []string{"real", "accelerated", "virtual"} {
		for _, paused := range []bool{false, true} {
			t.Run(mode+map[bool]string{true: " paused"}[paused], func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					clock := newClock(t, mode, 1)
					clock.Pause(paused)
					ctx, cancel := context.WithCancel(t.Context())
					time.AfterFunc(time.Second, cancel)
					if mode == "virtual" && !paused {
						cancel()
					}
					if _, err := clock.Until(ctx, time.Hour); !errors.Is(err, context.Canceled) {
						t.Errorf("error %v", err)
					}
				})
			})
		}
	}
}

func TestClockRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		mode  string
		speed float64
	}{
		{"no such mode", "fast", 1},
		{"speed 0", "accelerated", 0},
		{"speed below 0", "accelerated", -1},
		{"a speed that is no number", "accelerated", math.NaN()},
		{"a speed beyond the limit", "accelerated", 2e6},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := scenarios.NewClock(c.mode, c.speed); err == nil {
				t.Error("it was taken")
			}
		})
	}
	for _, mode := range []string{"real", "virtual"} {
		if err := newClock(t, mode, 1).SetSpeed(2); err == nil {
			t.Errorf("a %s clock took another speed", mode)
		}
	}
}
