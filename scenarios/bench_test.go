package scenarios

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/link/file"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// ready is a run of n patients with an oximeter that speaks every second, just
// before its first tick. Its clock is far behind, so that nobody waits.
func ready(t testing.TB, n int, mode string) *Runner {
	t.Helper()
	text := fmt.Sprintf(`{version: 1, name: t, seed: 5, duration: 999d, time: {mode: %s, speed: 1000000}, targets: {main: {url: "file:none"}},
fleet: {ward: {patients: %d, variability: 0, devices: {oximeter: {model: pulse-oximeter, publish: {every: 1s, qos: 1}}}}},
events: {dip: {at: 10s, select: {percent: 10%%}, do: patient.hypoxia, with: {target_spo2: 84%%}}},
truth: {low: {when: "spo2 < 90", hold: 10s}}}`, mode, n)
	s, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(text)}, spec.Options{
		Executable: func(kind string) bool { return Executable(kind, nil) },
	})
	if err := problems.Err(); err != nil {
		t.Fatal(problems)
	}
	r, err := Prepare(s, Env{
		Models: func(string, string) (devicesim.Model, error) { return onbody.Models()[0], nil },
		Link: func(string, spec.Target, uint64) (devicesim.Link, error) {
			return file.Null(func() time.Time { return time.Time{} }), nil
		},
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.fleet, err = newFleet(t.Context(), r.plan); err != nil {
		t.Fatal(err)
	}
	if r.networked {
		if err := r.goOnline(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := r.fleet.close(); err != nil {
			t.Error(err)
		}
		if r.networked {
			_ = r.abandon(nil)
		}
	})
	return r
}

func (r *Runner) ticks(ctx context.Context, t testing.TB, n int) {
	for range n {
		if err := r.tick(ctx, r.now+r.plan.step); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkTick10k(b *testing.B) {
	for _, mode := range []string{"virtual", "accelerated"} {
		b.Run(mode, func(b *testing.B) {
			const n = 10_000
			r := ready(b, n, mode)
			r.ticks(b.Context(), b, 20)
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				r.ticks(b.Context(), b, 1)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/twin-tick")
		})
	}
}

// What a tick allocates does not grow with the number of twins.
func TestATickAllocatesNothingForATwin(t *testing.T) {
	for _, mode := range []string{"virtual", "accelerated"} {
		t.Run(mode, func(t *testing.T) {
			const n = 300
			r := ready(t, n, mode)
			r.ticks(t.Context(), t, 10)
			if got := testing.AllocsPerRun(5, func() { r.ticks(t.Context(), t, 1) }); got > n/2 {
				t.Errorf("a tick of %d twins allocates %v times", n, got)
			}
		})
	}
}
