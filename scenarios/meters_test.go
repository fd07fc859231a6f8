package scenarios

import (
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// A day of a fleet has as many points as ticks, whatever the number of messages,
// and counts all of them.
func TestATallyHasOnePointATick(t *testing.T) {
	ms := &meters{byName: map[string][]*meter{}}
	ms.add(newMeter(&plan{}, metricPublished, spec.Map[string]{}))
	const ticks, messages = 60, 500
	for i := range ticks {
		for range messages {
			ms.tally(metricPublished, 0, time.Duration(i)*time.Second)
		}
	}
	m := ms.find(metricPublished, spec.Map[string]{})
	if n := len(m.events.Points); n != ticks {
		t.Errorf("%d points, want %d", n, ticks)
	}
	for _, c := range []struct {
		assert string
		want   judge.Figure
	}{
		{"count > 0", ticks * messages},
		{"max_per(10s) > 0", 10 * messages},
	} {
		a, err := judge.ParseAssertion(c.assert)
		if err != nil {
			t.Fatal(err)
		}
		o, fault := m.Observe(a, judge.Always())
		if fault != nil || o.Value != c.want {
			t.Errorf("%s: %v, %v; want %v", c.assert, o.Value, fault, c.want)
		}
	}
}
