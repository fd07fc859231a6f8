package sensor_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"pgregory.net/rapid"
)

func stream(seed uint64, purpose string) *rand.Rand {
	p := sensor.Stream(seed, purpose)
	return rand.New(&p)
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %g, want %g within %g", what, got, want, tolerance)
	}
}

func TestStreamsOfPurposesAndSeedsDiffer(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(1000) {
		for _, purpose := range []string{"noise", "fault", "calibration"} {
			p := sensor.Stream(seed, purpose)
			seen[p.Uint64()] = true
		}
	}
	if len(seen) != 3000 {
		t.Errorf("3000 streams begin with %d different numbers", len(seen))
	}
	a, b := stream(1, "noise"), stream(2, "noise")
	sum := 0.0
	for range 20000 {
		sum += a.NormFloat64() * b.NormFloat64()
	}
	near(t, "correlation of neighbouring seeds", sum/20000, 0, 0.03)
}

// TestLagIsExact compares the lag with the solution of tau y' = x - y, for a step
// and a ramp, at step lengths from a tenth to ten time constants.
func TestLagIsExact(t *testing.T) {
	const tau = 8.0
	for _, dt := range []float64{0.8, 8, 80} {
		p := sensor.PaceOf(dt, tau)
		var ramp, held sensor.Lag
		ramp.Step(0, p)
		held.Step(0, p)
		held.Step(5, p)
		before := held.Out
		for k := 1; k <= 20; k++ {
			at := float64(k) * dt
			near(t, fmt.Sprintf("ramp at %g s", at), ramp.Step(2*at, p), 2*(at-tau*(1-math.Exp(-at/tau))), 1e-9)
			near(t, "approach", held.Step(5, p), 5+(before-5)*math.Exp(-at/tau), 1e-9)
		}
	}
}

func TestLagBeginsSettledAndFollowsAtOnceWithoutTau(t *testing.T) {
	var l sensor.Lag
	near(t, "first", l.Step(97, sensor.PaceOf(1, 4)), 97, 0)
	var quick sensor.Lag
	quick.Step(1, sensor.PaceOf(1, 0))
	near(t, "without lag", quick.Step(7, sensor.PaceOf(1, 0)), 7, 0)
	near(t, "no time", l.Step(50, sensor.PaceOf(0, 4)), 97, 0)
}

// TestNoiseStatistics wants mean 0, variance 1 and the autocorrelation of the
// time constant, whatever the step, from the first step on.
func TestNoiseStatistics(t *testing.T) {
	const tau = 60.0
	for _, dt := range []float64{1, 15, 300} {
		p := sensor.PaceOf(dt, tau)
		var first, sum, square, product float64
		const devices, steps = 4000, 30
		for seed := range uint64(devices) {
			r, n, last := stream(seed, "noise"), sensor.Noise{}, 0.0
			for k := range steps {
				x := n.Step(r, p)
				if k == 0 {
					first += x * x / devices
				} else {
					product += x * last
				}
				sum, square, last = sum+x, square+x*x, x
			}
		}
		total := float64(devices * steps)
		near(t, "mean", sum/total, 0, 0.05)
		near(t, "variance", square/total, 1, 0.05)
		near(t, "variance of the first step", first, 1, 0.08)
		near(t, "autocorrelation", product/float64(devices*(steps-1)), math.Exp(-dt/tau), 0.05)
	}
}

func TestDropoutAndMotionRates(t *testing.T) {
	r, lost := stream(5, "fault"), 0
	for range 20000 {
		if sensor.Dropout(r, 0.3) {
			lost++
		}
	}
	near(t, "share lost", float64(lost)/20000, 0.3, 0.015)

	var m sensor.Motion
	p, sum, square := sensor.PaceOf(10, 3), 0.0, 0.0
	for range 20000 {
		x := m.Step(r, p, 0.5, -8, 6)
		sum, square = sum+x, square+x*x
	}
	mean := sum / 20000
	near(t, "pull", mean, -4, 0.1)
	near(t, "shake", math.Sqrt(square/20000-mean*mean), 3, 0.1)
}

func TestDelay(t *testing.T) {
	for _, dt := range []float64{0.1, 1, 7, 60} {
		var d sensor.Delay
		for k := range 2000 {
			d.Push(3*float64(k)*dt, dt, 40)
		}
		now := 3 * 1999 * dt
		for _, age := range []float64{0, 5, 12.5, 28, 40} {
			near(t, fmt.Sprintf("age %g at steps of %g", age, dt), d.At(age), now-3*age, 1e-6)
		}
	}
	var young sensor.Delay
	near(t, "nothing yet", young.At(10), 0, 0)
	young.Push(120, 1, 40)
	near(t, "the first sample stands for the past", young.At(28), 120, 0)
}

func TestCalibrationAndStuck(t *testing.T) {
	c := sensor.Calibration{Gain: 0.02, Offset: -1, Slope: 2, Begin: 0.5}
	near(t, "calibration", c.Apply(100, 3), 102-1+0.5+6, 1e-12)
	var zero sensor.Calibration
	near(t, "zero value", zero.Apply(97, 10), 97, 0)
	var s sensor.Stuck
	for _, step := range []struct {
		x, want float64
		stuck   bool
	}{{1, 1, false}, {2, 2, true}, {3, 2, true}, {4, 4, false}, {5, 5, true}, {6, 5, true}} {
		near(t, "stuck", s.Step(step.x, step.stuck), step.want, 0)
	}
}

func TestDisplay(t *testing.T) {
	for _, c := range []struct {
		d          sensor.Display
		x, want    float64
		clipped    bool
		resolution int
	}{
		{sensor.Display{High: 100, Resolution: 1}, 96.6, 97, false, 0},
		{sensor.Display{High: 100, Resolution: 1}, 103, 100, true, 0},
		{sensor.Display{Low: 30, High: 44, Resolution: 0.1}, 12, 30, true, 1},
		{sensor.Display{High: 9999, Resolution: 4}, 813, 812, false, 0},
		{sensor.Display{High: 1, Resolution: 0.05}, 0.333, 0.35, false, 2},
		{sensor.Display{High: 1}, 0.333, 0.333, false, 9},
	} {
		got, clipped := c.d.Show(c.x)
		near(t, "shown", got, c.want, 1e-12)
		if clipped != c.clipped || c.d.Decimals() != c.resolution {
			t.Errorf("%+v: clipped %v, decimals %d", c, clipped, c.d.Decimals())
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := sensor.Display{Low: 0, High: 300, Resolution: rapid.SampledFrom([]float64{1, 0.1, 2, 0.5}).Draw(t, "resolution")}
		x := rapid.Float64Range(-1e9, 1e9).Draw(t, "x")
		got, clipped := d.Show(x)
		if got < d.Low || got > d.High || !clipped && math.Abs(got-x) > d.Resolution/2*(1+1e-9) {
			t.Fatalf("%v is shown as %v", x, got)
		}
	})
}

func TestClock(t *testing.T) {
	begin := time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC).UnixNano()
	var plain sensor.Clock
	if got := plain.At(begin + 1999999); got != begin+1000000 {
		t.Errorf("cut to %d", got-begin)
	}
	c := sensor.Clock{Offset: int64(-2 * time.Second), PPM: 20, Begin: begin}
	near(t, "after a day", float64(c.At(begin+86400e9)-begin)/1e9, 86400-2+1.728, 0.0011)
	if got := plain.At(-1); got != -1000000 {
		t.Errorf("before the epoch: %d", got)
	}
}

func TestBattery(t *testing.T) {
	b := sensor.Battery{Charge: 90, Life: 10 * time.Hour}
	near(t, "after an hour", b.Level(int64(time.Hour)), 80, 1e-9)
	near(t, "empty", b.Level(int64(20*time.Hour)), 0, 0)
	b.Life = 0
	near(t, "mains", b.Level(int64(20*time.Hour)), 90, 0)
}

func TestRate(t *testing.T) {
	var r sensor.Rate
	const second = int64(time.Second)
	r.Listen(100 * second)
	if _, ok := r.PerMinute(102*second, 4); ok {
		t.Error("a rate without beats")
	}
	if x, ok := r.PerMinute(104*second, 4); !ok || x != 0 {
		t.Error("asystole from the start is not seen")
	}
	at := 104 * second
	for range 20 {
		at += 750 * second / 1000
		r.Add(0.75, at)
	}
	x, _ := r.PerMinute(at, 4)
	near(t, "80 per minute", x, 80, 1e-9)
	s, _ := r.Interval()
	near(t, "interval", s, 0.75, 0)
	x, _ = r.PerMinute(at+3*second, 4)
	near(t, "a pause lowers the rate", x, 20, 1e-9)
	x, _ = r.PerMinute(at+4*second, 4)
	near(t, "a long pause is none", x, 0, 0)
	// From 80 to 40 per minute within the 11 s that monitors claim.
	for e := int64(0); e < 11*second; e += 1500 * second / 1000 {
		at += 1500 * second / 1000
		r.Add(1.5, at)
	}
	x, _ = r.PerMinute(at, 4)
	near(t, "step response", x, 40, 2)
	r.Add(math.NaN(), at+second)
	r.Add(-1, at+second)
	x, _ = r.PerMinute(at+second, 4)
	near(t, "nonsense is not averaged", x, 40, 2)
}

func Example() {
	r := stream(7, "noise")
	var lag sensor.Lag
	var noise sensor.Noise
	average, wander := sensor.PaceOf(1, 4), sensor.PaceOf(1, 60)
	display := sensor.Display{High: 100, Resolution: 1}
	for _, saturation := range []float64{97, 95, 91, 88, 88} {
		shown, _ := display.Show(lag.Step(saturation, average) + 0.5*noise.Step(r, wander))
		fmt.Print(shown, " ")
	}
	// Output: 97 97 96 95 93
}
