package mqtt

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWait(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		r    Reconnect
		want []time.Duration // of the first tries, without jitter
	}{
		{Reconnect{Backoff: "immediate", Max: time.Minute}, []time.Duration{0, 100 * ms, 100 * ms}},
		{Reconnect{Backoff: "constant", Min: time.Second, Max: time.Minute}, []time.Duration{time.Second, time.Second}},
		{Reconnect{Backoff: "exponential", Min: time.Second, Max: 5 * time.Second}, []time.Duration{1000 * ms, 2000 * ms, 4000 * ms, 5000 * ms, 5000 * ms}},
		{Reconnect{Max: time.Minute}, []time.Duration{0, 1000 * ms, 2000 * ms, 4000 * ms}},
	}
	for _, test := range tests {
		for tries, want := range test.want {
			if got := test.r.wait(tries, 0.3); got != want {
				t.Errorf("%+v, try %d: %v, want %v", test.r, tries, got, want)
			}
		}
	}
}

func TestWaitStaysWithinItsJitter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reconnect{Backoff: rapid.SampledFrom([]string{"", "constant", "immediate"}).Draw(t, "backoff"), Max: time.Minute}
		r.Min = time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "min"))
		r.Jitter = rapid.Float64Range(0, 1).Draw(t, "jitter")
		tries := rapid.IntRange(0, 1000).Draw(t, "tries")
		got := r.wait(tries, rapid.Float64Range(0, 0.999).Draw(t, "u"))
		if got < 0 || got > 2*r.Max {
			t.Fatalf("try %d of %+v waits %v", tries, r, got)
		}
	})
}

func TestQueueKeepsItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		in, out := uint64(0), uint64(0)
		for range rapid.IntRange(0, 1000).Draw(t, "steps") {
			if q.len() == 0 || rapid.Bool().Draw(t, "push") {
				q.push(item{token: in})
				in++
				continue
			}
			if got := q.pop().token; got != out {
				t.Fatalf("item %d came out when %d was due", got, out)
			}
			out++
		}
		if q.len() != int(in-out) {
			t.Fatalf("length %d, want %d", q.len(), in-out)
		}
	})
}
