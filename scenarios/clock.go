package scenarios

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"
)

// Clock relates simulated time to wall time. It is the only thing in a run that
// knows the wall.
type Clock interface {
	// Until returns when simulated time t (since the start) is due, with how much
	// later than that it is; it never returns early. It fails when ctx ends.
	Until(ctx context.Context, t time.Duration) (lag time.Duration, err error)
	// At is the simulated time of a wall instant.
	At(wall time.Time) time.Duration
	// Wall is the wall instant at which simulated time t is due.
	Wall(t time.Duration) time.Time
	// Now is the wall clock.
	Now() time.Time
	// Pause holds simulated time, or lets it go on from where it stands.
	Pause(paused bool)
	// SetSpeed changes how many simulated seconds go into a wall second.
	SetSpeed(speed float64) error
}

// NewClock returns the clock of a mode: real, accelerated (speed simulated
// seconds a second) or virtual, which never waits. It begins at its first use.
func NewClock(mode string, speed float64) (Clock, error) {
	switch mode {
	case "real":
		return &wallClock{speed: 1, fixed: true}, nil
	case "accelerated":
		c := &wallClock{}
		return c, c.SetSpeed(speed)
	case "virtual":
		return &freeClock{}, nil
	}
	return nil, fmt.Errorf("clock mode %q: it is real, accelerated or virtual", mode)
}

// wallClock is a line through a point: simulated time sim was due at wall time
// base, and goes speed times as fast.
type wallClock struct {
	mu     sync.Mutex
	base   time.Time
	sim    time.Duration
	speed  float64
	fixed  bool // real mode: the speed is 1
	paused bool
	moved  chan struct{} // closed when the line moves
}

func (c *wallClock) start() {
	if c.base.IsZero() {
		c.base, c.moved = c.Now(), make(chan struct{})
	}
}

// Now is the one place in a run that reads the wall clock.
func (c *wallClock) Now() time.Time { return time.Now() } //nolint:forbidigo // This is the real Clock.

func (c *wallClock) At(wall time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.start()
	return c.at(wall)
}

func (c *wallClock) at(wall time.Time) time.Duration {
	if c.paused {
		return c.sim
	}
	return c.sim + time.Duration(math.Round(float64(wall.Sub(c.base))*c.speed))
}

func (c *wallClock) Wall(t time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.start()
	return c.due(t)
}

// due is rounded up: a nanosecond of wall time is many simulated ones.
func (c *wallClock) due(t time.Duration) time.Time {
	return c.base.Add(time.Duration(math.Ceil(float64(t-c.sim) / c.speed)))
}

func (c *wallClock) Until(ctx context.Context, t time.Duration) (time.Duration, error) {
	for {
		c.mu.Lock()
		c.start()
		due, paused, moved := c.due(t), c.paused, c.moved
		c.mu.Unlock()
		wait := due.Sub(c.Now())
		if wait <= 0 && !paused {
			return -wait, ctx.Err()
		}
		if err := sleep(ctx, wait, paused, moved); err != nil {
			return 0, err
		}
	}
}

// sleep waits, for ever when paused, until the clock's line moves or ctx ends.
func sleep(ctx context.Context, wait time.Duration, paused bool, moved <-chan struct{}) error {
	var due <-chan time.Time
	if !paused {
		timer := time.NewTimer(wait) //nolint:forbidigo // This is the real Clock.
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-due:
	case <-moved:
	}
	return nil
}

func (c *wallClock) Pause(paused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.start()
	if c.paused == paused {
		return
	}
	c.rebase()
	c.paused = paused
}

func (c *wallClock) SetSpeed(speed float64) error {
	if c.fixed {
		return fmt.Errorf("speed: the run is in real time; use time mode accelerated")
	}
	if !(speed > 0 && speed <= 1e6) {
		return fmt.Errorf("speed %g: it must be above 0 and at most 1000000", speed)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.base.IsZero() {
		c.rebase()
	}
	c.speed = speed
	return nil
}

// rebase moves the line's point to now and wakes whoever waits.
func (c *wallClock) rebase() {
	now := c.Now()
	c.base, c.sim = now, c.at(now)
	close(c.moved)
	c.moved = make(chan struct{})
}

// freeClock is virtual time: whatever is asked for is due at once.
type freeClock struct {
	mu     sync.Mutex
	sim    time.Duration
	resume chan struct{} // not nil while paused
}

func (c *freeClock) Until(ctx context.Context, t time.Duration) (time.Duration, error) {
	c.mu.Lock()
	c.sim = max(c.sim, t)
	resume := c.resume
	c.mu.Unlock()
	if resume != nil {
		select {
		case <-ctx.Done():
		case <-resume:
		}
	}
	return 0, ctx.Err()
}

func (c *freeClock) At(time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sim
}

func (c *freeClock) Wall(time.Duration) time.Time { return time.Time{} }
func (c *freeClock) Now() time.Time               { return time.Time{} }

func (c *freeClock) Pause(paused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case paused && c.resume == nil:
		c.resume = make(chan struct{})
	case !paused && c.resume != nil:
		close(c.resume)
		c.resume = nil
	}
}

func (c *freeClock) SetSpeed(float64) error {
	return fmt.Errorf("speed: virtual time never waits, it has no speed")
}
