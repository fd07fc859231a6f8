package mqtt_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
)

// fleet connects n devices, many at once as a run does.
func fleet(tb testing.TB, url string, n int, acked func(uint64, time.Time, error)) []devicesim.Conn {
	tb.Helper()
	l := mustLink(tb, quick(url))
	conns := make([]devicesim.Conn, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			c, err := l.Connect(context.Background(), devicesim.Identity{ClientID: fmt.Sprintf("device-%d", i), Acked: acked})
			if err != nil {
				tb.Error(err)
				return
			}
			conns[i] = c
		})
	}
	wg.Wait()
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		for _, c := range conns {
			if c != nil {
				wg.Go(func() { c.Close(ctx) })
			}
		}
		wg.Wait()
	})
	return conns
}

// BenchmarkFleet sends one message of 300 bytes at QoS 1 from one of 1,000
// connections and waits for all acknowledgements at the end.
func BenchmarkFleet(b *testing.B) {
	url, _, _ := linktest.StartMosquitto(b)
	var acks atomic.Int64
	conns := fleet(b, url, 1000, func(_ uint64, _ time.Time, err error) {
		if err != nil {
			b.Error(err)
		}
		acks.Add(1)
	})
	payload := make([]byte, 300)
	n := 0
	for b.Loop() {
		if err := conns[n%len(conns)].Publish(devicesim.Packet{Topic: "vitalfleet/v1/a/b/c/d/obs", Payload: payload, QoS: 1}); err != nil {
			b.Fatal(err)
		}
		n++
		for int64(n)-acks.Load() > 20_000 {
			runtime.Gosched()
		}
	}
	for acks.Load() < int64(n) {
		time.Sleep(time.Millisecond)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkIdleConnection measures the memory of a connection that is idle.
func BenchmarkIdleConnection(b *testing.B) {
	url, _, _ := linktest.StartMosquitto(b)
	for b.Loop() {
		before := used()
		const n = 1000
		conns := fleet(b, url, n, nil)
		b.ReportMetric(float64(used()-before)/n/1024, "KiB/conn")
		for _, c := range conns {
			c.Close(context.Background())
		}
	}
}

// used returns the bytes of heap and stacks in use.
func used() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// TestThousandConnections publishes once a second on 1,000 connections for two
// seconds of load and loses nothing.
func TestThousandConnections(t *testing.T) {
	if testing.Short() {
		t.Skip("opens 1,000 connections")
	}
	url, _, _ := linktest.StartMosquitto(t)
	var acks, failed atomic.Int64
	conns := fleet(t, url, 1000, func(_ uint64, _ time.Time, err error) {
		if err != nil {
			failed.Add(1)
		}
		acks.Add(1)
	})
	payload := make([]byte, 300)
	for i := range 2000 {
		if err := conns[i%len(conns)].Publish(devicesim.Packet{Topic: "t", Payload: payload, QoS: 1, Token: uint64(i)}); err != nil {
			t.Fatal(err)
		}
		if i%10 == 9 {
			time.Sleep(10 * time.Millisecond) // a tick's worth of 1,000 messages a second
		}
	}
	linktest.Eventually(t, "acknowledgements", func() bool { return acks.Load() == 2000 })
	if failed.Load() != 0 {
		t.Errorf("%d messages failed", failed.Load())
	}
}
